"""See what a neural network does: the numbers, the figures and the pages of the course."""
