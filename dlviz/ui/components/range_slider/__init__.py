"""The component `range_slider`: Python, script and style."""
