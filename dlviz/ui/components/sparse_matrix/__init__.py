"""The component `sparse_matrix`: Python, script and style."""
