"""What a run of a page costs a server with thirty visitors, and what can be saved of it."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from dlviz.scheduling.gate import GATE
from dlviz.ui._compat import names
from dlviz.ui._compat.register import PrivateName, find, is_there, replace


def lighten() -> None:
    """Make all runs of this process cheaper, where Streamlit still has what that takes.

    Calling it again changes nothing.
    """
    if is_there(names.RUN_SCRIPT):
        _wrap(names.RUN_SCRIPT, _one_after_the_other)
    if is_there(names.POPULATE_THEME, names.THEME_MESSAGE):
        _wrap(names.POPULATE_THEME, _work_out_themes_once)
    if is_there(names.BIDI_IDENTITY):
        replace(names.BIDI_IDENTITY, _known_by_key)
    if is_there(names.FILTERED_STATE, names.STATE_LOCK, names.STATE_INSIDE):
        replace(names.FILTERED_STATE, property(_Looked))


def _wrap(name: PrivateName, change: Callable[[Callable[..., Any]], Any]) -> None:
    original = find(name)
    if not hasattr(original, "__wrapped__"):
        replace(name, change(original))


def _one_after_the_other(original: Callable[..., None]) -> Callable[..., None]:
    """Return a run that passes the gate: the runs of thirty visitors do not share their moments."""

    @wraps(original)
    def run_script(self: Any, *arguments: Any) -> None:
        with GATE.passing():
            original(self, *arguments)

    return run_script


def _work_out_themes_once(original: Callable[..., None]) -> Callable[..., None]:
    """Return a function that reads the settings of a theme once: no run changes them.

    Each run sends all six; reading them is a fifth of what the server's thread does for a run.
    """
    known: dict[str, Any] = {}
    new_message = find(names.THEME_MESSAGE)

    @wraps(original)
    def populate(message: Any, section: str = "theme") -> None:
        if section not in known:
            original(theme := new_message(), section)
            known[section] = theme
        if known[section].ByteSize():  # else even merging would make it there, and empty
            message.MergeFrom(known[section])

    return populate


def _known_by_key(_self: Any, **_properties: Any) -> dict[str, Any]:
    """Return nothing to name a component by but its key, which all of ours have.

    Streamlit would write all of its data once more, sorted, to leave that out beside a key.
    """
    return {}


class _Looked(Mapping[str, Any]):
    """A visitor's state, of which only what is asked for is looked up.

    Number boxes and selections ask for one key and get a copy of everything, in which the values of
    all components are put together anew: half of what such a widget costs.
    """

    def __init__(self, state: Any) -> None:
        self._safe = state

    def __getitem__(self, key: str) -> Any:
        with self._safe._lock:
            return self._safe._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Any]:
        with self._safe._lock:
            everything: dict[str, Any] = self._safe._state.filtered_state
            return everything
