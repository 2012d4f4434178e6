"""What a link asked for, where it must give way.

Streamlit keeps the values that came with the link, and a widget takes its own as soon as it is on
screen, whatever the page has set meanwhile.
"""

from dlviz.ui._compat import names
from dlviz.ui._compat.register import is_there
from dlviz.ui._compat.this_run import context


def forget(key: str) -> None:
    """Let the widget `key` start from what the page sets, not from what the link asked for."""
    run = context()
    if run is not None:
        with run.session_state.query_params() as asked:
            asked._initial_query_params.pop(key, None)


def is_from_history() -> bool:
    """Return whether the browser has gone back or forward to the address of this run."""
    run = context()
    return run is not None and is_there(*names.FOR_HISTORY) and bool(run.is_history_navigation)


def begin_anew() -> set[str]:
    """Let a run that the browser's history has asked for begin as one that follows a link.

    Streamlit would set each widget from the address too, but to its default where the address does
    not name it, over what the page works out for it.

    Returns:
        The keys of all widgets, of all pages, whose values are kept in links: for the page to
        forget.
    """
    run = context()
    run.is_history_navigation = False
    with run.session_state._lock:
        state = run.session_state._state
        keys = state._key_id_mapper.id_key_mapping
        return {keys[widget] for widget in state._query_param_bound_widget_ids if widget in keys}
