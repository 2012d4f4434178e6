"""The component `lecture`: Python, script and style."""
