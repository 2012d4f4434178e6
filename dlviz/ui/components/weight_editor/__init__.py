"""The component `weight_editor`: Python, script and style."""
