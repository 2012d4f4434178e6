"""Discards values from the link's query parameters that the page has replaced.

Streamlit keeps the query parameters of the link. A widget that appears later takes its value from
them, even if the page has set another value in the meantime.
"""

from dlviz.ui._compat import names
from dlviz.ui._compat.register import is_there
from dlviz.ui._compat.this_run import context


def forget(key: str) -> None:
    """Let the widget `key` start from the value that the page sets, not from the link's value."""
    run = context()
    if run is not None:
        with run.session_state.query_params() as asked:
            asked._initial_query_params.pop(key, None)


def forget_all() -> None:
    """Empty the link's query parameters, those of widgets too: another page is opened next.

    Streamlit's own switch of pages fails as long as the address names a widget of the page.
    """
    run = context()
    if run is not None:
        with run.session_state.query_params() as asked:
            asked.clear_with_no_forward_msg(preserve_embed=True)


def is_from_history() -> bool:
    """Return whether this run was caused by the browser's back or forward button."""
    run = context()
    return run is not None and is_there(*names.FOR_HISTORY) and bool(run.is_history_navigation)


def begin_anew() -> set[str]:
    """Treat a run after back or forward like one that follows a link.

    Streamlit itself also sets each widget from the address. But a widget that the address does not
    name it would set to its default, and so overwrite the value that the page computes.

    Returns:
        The keys of all widgets, of all pages, whose values are kept in links. The page has to
        delete them from its session state.
    """
    run = context()
    run.is_history_navigation = False
    with run.session_state._lock:
        state = run.session_state._state
        keys = state._key_id_mapper.id_key_mapping
        return {keys[widget] for widget in state._query_param_bound_widget_ids if widget in keys}
