"""The component `words`: Python, script and style."""
