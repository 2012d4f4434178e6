"""The component `history`: Python, script and style."""
