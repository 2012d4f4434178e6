"""Everything shared by the pages that imports streamlit."""
