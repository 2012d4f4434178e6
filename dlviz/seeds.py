"""Seeds that visitors choose: whole numbers, short enough to be told aloud."""

LARGEST_SEED = 9999
