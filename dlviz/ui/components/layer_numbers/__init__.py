"""The component `layer_numbers`: Python, script and style."""
