"""The component `equation`: Python, script and style."""
