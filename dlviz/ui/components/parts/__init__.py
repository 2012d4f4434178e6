"""The component `parts`: Python, script and style."""
