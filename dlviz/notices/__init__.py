"""The "What to notice" sentences of each page, computed from the numbers on screen."""
