"""What a link asked for, where it must give way. With `components.py` this knows Streamlit inside.

Streamlit keeps the values that came with the link, and a widget takes its own as soon as it is on
screen, whatever the page has set meanwhile.
"""

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx


def forget(key: str) -> None:
    """Let the widget `key` start from what the page sets, not from what the link asked for."""
    if key in st.query_params:
        del st.query_params[key]
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as asked:
            asked._initial_query_params.pop(key, None)
