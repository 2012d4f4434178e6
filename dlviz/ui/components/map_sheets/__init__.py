"""The component `map_sheets`: Python, script and style."""
