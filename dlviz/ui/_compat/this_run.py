"""The run that asks: whose it is, and another one after it."""

from typing import Any

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find, is_there


def context() -> Any:
    """Return what Streamlit knows about the present run; None where no page runs."""
    return find(names.SCRIPT_RUN_CONTEXT)()


def visitor() -> str:
    """Return the name of the tab that this run answers to; "" where no page runs."""
    run = context()
    return str(run.session_id) if run else ""


def brings_values() -> bool:
    """Return whether the browser has sent values of widgets with this run.

    A page that is opened has none. One that has lost its session sends those that it shows.
    """
    run = context()
    if run is None or not is_there(names.STATE_INSIDE, names.NEW_VALUES):
        return False
    return len(run.session_state._state._new_widget_state) > 0


def run_again() -> bool:
    """Let the page of this visitor run once more from its top, after the present run.

    Returns:
        Whether that is possible.
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
