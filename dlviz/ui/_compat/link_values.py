"""What a link asked for, where it must give way.

Streamlit keeps the values that came with the link, and a widget takes its own as soon as it is on
screen, whatever the page has set meanwhile.
"""

from dlviz.ui._compat.this_run import context


def forget(key: str) -> None:
    """Let the widget `key` start from what the page sets, not from what the link asked for."""
    run = context()
    if run is not None:
        with run.session_state.query_params() as asked:
            asked._initial_query_params.pop(key, None)
