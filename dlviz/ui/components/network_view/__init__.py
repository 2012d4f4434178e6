"""The component `network_view`: Python, script and style."""
