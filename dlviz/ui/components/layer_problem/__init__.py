"""The component `layer_problem`: Python, script and style."""
