"""The component `drawing_wall`: Python, script and style."""
