"""The component `shifted_photo`: Python, script and style."""
