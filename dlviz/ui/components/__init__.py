"""Components of our own: one folder each, with its Python, script and style together."""
