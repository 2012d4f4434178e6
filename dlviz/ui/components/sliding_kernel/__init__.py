"""The component `sliding_kernel`: Python, script and style."""
