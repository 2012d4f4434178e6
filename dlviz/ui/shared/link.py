"""What a link asked for, where it must give way."""

import streamlit as st

from dlviz.ui._compat import link_values


def forget(key: str) -> None:
    """Let the widget `key` start from what the page sets, not from what the link asked for."""
    if key in st.query_params:
        del st.query_params[key]
    link_values.forget(key)
