"""The range of seeds that visitors can choose: 0 to 9999, short enough to dictate."""

LARGEST_SEED = 9999
