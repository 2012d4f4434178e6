"""The current script run: its session, what the browser sent with it, and a rerun after it."""

from typing import Any

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find, is_there


def context() -> Any:
    """Return Streamlit's context of the current run; None if no page runs in this thread."""
    return find(names.SCRIPT_RUN_CONTEXT)()


def visitor() -> str:
    """Return the id of the session that this run belongs to; "" if no page runs."""
    run = context()
    return str(run.session_id) if run else ""


def brings_values() -> bool:
    """Return whether the browser has sent widget values with this run.

    A page that has just been opened sends none. A page whose session is lost sends the values that
    it shows.
    """
    run = context()
    if run is None or not is_there(names.STATE_INSIDE, names.NEW_VALUES):
        return False
    return len(run.session_state._state._new_widget_state) > 0


def run_again() -> bool:
    """Request a full rerun of this visitor's page after the current run.

    Returns:
        Whether the rerun was requested.
    """
    run = context()
    if not is_there(*names.FOR_ANOTHER_RUN):
        return False
    if run is None or run.script_requests is None:
        return False
    again = find(names.RERUN_DATA)(
        query_string=run.query_string,
        page_script_hash=run.page_script_hash,
        context_info=run.context_info,
    )
    run.script_requests.request_rerun(again)
    return True
