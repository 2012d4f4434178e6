"""Work that takes long: one bounded pool for the whole process, and fair turns in it."""
