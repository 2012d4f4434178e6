"""The component `kernel_film`: Python, script and style."""
