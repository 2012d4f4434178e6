"""The component `surfaces`: Python, script and style."""
