"""The component `computed_where`: Python, script and style."""
