"""The component `picture_field`: Python, script and style."""
