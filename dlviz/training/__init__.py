"""Training as generators of records, one for each epoch."""
