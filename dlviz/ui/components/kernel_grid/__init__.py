"""The component `kernel_grid`: Python, script and style."""
