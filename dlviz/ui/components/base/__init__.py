"""Scripts, styles and Python code that all components share."""
