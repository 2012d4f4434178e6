"""The component `class_news`: Python, script and style."""
