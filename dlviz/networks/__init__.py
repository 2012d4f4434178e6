"""Network architectures and their shipped weights."""
