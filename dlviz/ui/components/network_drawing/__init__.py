"""The component `network_drawing`: Python, script and style."""
