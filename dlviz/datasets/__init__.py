"""Pictures to learn from: MNIST and synthetic pen strokes."""
