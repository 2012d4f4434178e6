"""Network architectures, their trained weights, and files of weights."""
