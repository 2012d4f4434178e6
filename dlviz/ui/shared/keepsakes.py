"""Keeps a visitor's own work over a page reload: trainings, networks, photos, drawings.

docs/decisions/0018-reload.md says how a tab is recognised, and why no data is kept in the browser.
"""

from typing import Any

import streamlit as st

from dlviz.ui._compat import sessions, this_run
from dlviz.ui.components.history import history
from dlviz.ui.serving import tabs
from dlviz.ui.serving.tabs import Tab

_TAB = "frame_tab"
_ANSWERED = "frame_tab_answered"  # whether the browser's key has been looked up
_RETURNED = "frame_returned"  # keys that were restored and that nobody has asked about yet
_KEPT: set[str] = set()  # session keys to keep; filled while modules are imported
_STATE: set[str] = set()  # those of them that only a reload of the same link restores
_WIDGETS: set[str] = set()  # those of them that are widget keys


def kept(key: str, *, only_reload: bool = False) -> str:
    """Register a session key whose value is to outlive a reload, and return the key.

    Call it at module level. The tab's next session gets the same object.

    Args:
        key: The key in the session state.
        only_reload: Whether the value belongs to the page on screen. Then only a reload restores
            it, and not another link opened in the same tab.
    """
    _KEPT.add(key)
    if only_reload:
        _STATE.add(key)
    return key


def chosen(key: str) -> str:
    """Register the key of a widget that may select one of the visitor's own objects; return it.

    Right after a reload the page does not offer these objects yet, so Streamlit would discard the
    selection that is in the link. It is restored with the objects.
    """
    _WIDGETS.add(key)
    return kept(key, only_reload=True)


def begin(page: str) -> dict[str, Any]:
    """Restore what the tab's previous session has kept; every page calls this before its widgets.

    Args:
        page: The name of the page.

    Returns:
        Restored values for the page's widgets, by key.
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
    """Copy the registered session values to the tab; called at the end of every run."""
    tab = _tab()
    if tab.session == this_run.visitor():
        state = st.session_state
        tab.kept = {key: state[key] for key in _KEPT if key in state}


def announce() -> tuple[str, bool]:
    """Return this tab's key, and whether the browser should store it."""
    return _tab().key, bool(st.session_state.get(_ANSWERED))


def times() -> int:
    """Return how many sessions this tab had before the current one."""
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
    """Return the name that owns this tab's background work; it stays the same after a reload."""
    return _tab().visitor


def _returned() -> set[str]:
    returned: set[str] = st.session_state.get(_RETURNED, set())
    return returned


def _tab() -> Tab:
    tab = st.session_state.get(_TAB)
    if not isinstance(tab, Tab):
        tab = st.session_state[_TAB] = tabs.open_tab(this_run.visitor())
    return tab
