"""The component `photo_panels`: Python, script and style."""
