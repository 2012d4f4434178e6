"""The component `points_view`: Python, script and style."""
