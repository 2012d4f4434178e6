"""Our own Streamlit components: one folder each, with its Python module, script and style sheet."""
