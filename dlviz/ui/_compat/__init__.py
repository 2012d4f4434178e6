"""The only code that uses private parts of Streamlit and Starlette.

`names` lists every private Python name that we use, `selectors` every selector into Streamlit's
markup. The other modules of this folder wrap them, one module per concern. No code outside this
folder may use them; tests/project/test_layers.py checks it.
"""
