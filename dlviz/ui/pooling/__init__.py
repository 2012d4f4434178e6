"""The page "Pooling": by hand, on a photo, location invariance."""
