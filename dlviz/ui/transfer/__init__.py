"""The page "Transfer learning": one project from photos to a new last layer."""
