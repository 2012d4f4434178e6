"""The component `change_film`: Python, script and style."""
