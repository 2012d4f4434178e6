"""What a visitor has made stays over a reload: trainings, networks, photos, drawings.

docs/decisions/0018-reload.md says how a tab is recognised, and why nothing is kept in the browser.
"""

from typing import Any

import streamlit as st

from dlviz.ui._compat import sessions, this_run
from dlviz.ui.components.history import history
from dlviz.ui.serving import tabs
from dlviz.ui.serving.tabs import Tab

_TAB = "frame_tab"
_ANSWERED = "frame_tab_answered"  # whether the browser's key has been looked up
_RETURNED = "frame_returned"  # keys of what has come back and was not fetched yet
_KEPT: set[str] = set()  # keys of the session; filled while modules are imported
_STATE: set[str] = set()  # of these, what only a reload brings back, and no other link
_WIDGETS: set[str] = set()  # of these, widgets


def kept(key: str, *, only_reload: bool = False) -> str:
    """Return `key`, under which the session holds something that the visitor has made.

    Called at module level. What lies there is handed to the tab's next session as it is.

    Args:
        key: Of the session.
        only_reload: Whether it belongs to what is on screen: another link in the same tab shows
            something else.
    """
    _KEPT.add(key)
    if only_reload:
        _STATE.add(key)
    return key


def chosen(key: str) -> str:
    """Return `key` of a widget whose choice may be one of the visitor's own things.

    Until these have come back a page does not offer it, and the link's word for it is lost.
    """
    _WIDGETS.add(key)
    return kept(key, only_reload=True)


def begin(page: str) -> dict[str, Any]:
    """Take over what the tab's last session has kept; called by every page before its widgets.

    Args:
        page: The name of the page.

    Returns:
        Values for its widgets, by key, which a reload brings back.
    """
    said = history.said_before()
    if said is None or st.session_state.get(_ANSWERED):
        return {}
    found = tabs.take_over(
        said.key, this_run.visitor(), has_left=said.has_left, is_connected=sessions.is_connected
    )
    widgets = {} if found is None else _bring_back(found, is_reload=said.is_reload)
    st.session_state[_ANSWERED] = True
    return {key: value for key, value in widgets.items() if key.startswith(f"{page}_")}


def _bring_back(tab: Tab, *, is_reload: bool) -> dict[str, Any]:
    """Put what `tab` has kept into the session; return the values of widgets, by key.

    A newer run may end this one wherever it touches the session. The tab therefore comes last, and
    the next run does all of this again: a session that had the tab but not yet what it has kept
    would store that nothing is left.
    """
    back = {key: own for key, own in tab.kept.items() if is_reload or key not in _STATE}
    widgets = {key: back.pop(key) for key in _WIDGETS & set(back)}
    st.session_state.update(back)
    st.session_state[_RETURNED] = set(back)
    st.session_state[_TAB] = tab
    return widgets


def store() -> None:
    """Note what the visitor has made so far; called at the end of every run."""
    tab = _tab()
    if tab.session == this_run.visitor():
        state = st.session_state
        tab.kept = {key: state[key] for key in _KEPT if key in state}


def announce() -> tuple[str, bool]:
    """Return this tab's key, and whether it is the one for the browser to keep."""
    return _tab().key, bool(st.session_state.get(_ANSWERED))


def times() -> int:
    """Return how many sessions of this tab there were before."""
    return _tab().times


def has_returned(key: str) -> bool:
    """Return whether what lies under `key` came back from the last session, until it is fetched."""
    return key in _returned()


def note_fetched(key: str) -> None:
    """Note that what came back under `key` is where it belongs.

    Called after it is there: a run that is ended before that fetches it again.
    """
    _returned().discard(key)


def visitor() -> str:
    """Return the name that this tab's background work goes by, also after a reload."""
    return _tab().visitor


def _returned() -> set[str]:
    returned: set[str] = st.session_state.get(_RETURNED, set())
    return returned


def _tab() -> Tab:
    tab = st.session_state.get(_TAB)
    if not isinstance(tab, Tab):
        tab = st.session_state[_TAB] = tabs.open_tab(this_run.visitor())
    return tab
