"""The component `drawing_pad`: Python, script and style."""
