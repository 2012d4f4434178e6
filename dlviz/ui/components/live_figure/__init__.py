"""The component `live_figure`: Python, script and style."""
