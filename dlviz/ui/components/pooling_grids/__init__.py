"""The component `pooling_grids`: Python, script and style."""
