"""The one door to what Streamlit and Starlette keep private.

`names` lists every private name of their Python, `selectors` every one of their page. The other
modules use them, one for each concern; nothing outside this folder does.
"""
