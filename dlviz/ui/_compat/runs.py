"""Makes script runs cheaper on a server with many visitors.

It serialises the runs, caches the theme settings, and avoids copies of the session state. Each part
was switched off in turns on one server, on three pages. Of the 13 ms of CPU time of a light run,
themes read anew cost 0.8 to 1.6 more, names made of data 0.4 to 1.2, copies of the state 0 to 1.6.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from dlviz.scheduling.gate import GATE
from dlviz.ui._compat import names
from dlviz.ui._compat.register import PrivateName, find, is_there, replace


def lighten() -> None:
    """Make all runs of this process cheaper, as far as Streamlit has the private names for it.

    A second call has no effect.
    """
    if is_there(names.RUN_SCRIPT):
        _wrap(names.RUN_SCRIPT, _one_after_the_other)
    if is_there(names.POPULATE_THEME, names.THEME_MESSAGE):
        _wrap(names.POPULATE_THEME, _work_out_themes_once)
    if is_there(names.BIDI_IDENTITY):
        replace(names.BIDI_IDENTITY, _known_by_key)
    if is_there(names.IS_TABLE):
        replace(names.IS_TABLE, _never)
    if is_there(names.FILTERED_STATE, names.STATE_LOCK, names.STATE_INSIDE):
        replace(names.FILTERED_STATE, property(_Looked))


def _wrap(name: PrivateName, change: Callable[[Callable[..., Any]], Any]) -> None:
    original = find(name)
    if not hasattr(original, "__wrapped__"):
        replace(name, change(original))


def _one_after_the_other(original: Callable[..., None]) -> Callable[..., None]:
    """Return a run that holds the run lock, so that the runs of all visitors are serialised."""

    @wraps(original)
    def run_script(self: Any, *arguments: Any) -> None:
        with GATE.passing():
            original(self, *arguments)

    return run_script


def _work_out_themes_once(original: Callable[..., None]) -> Callable[..., None]:
    """Return a function that caches the settings of each theme: no run changes them.

    Each run sends all six themes; reading them takes 0.3 ms.
    """
    known: dict[str, Any] = {}
    new_message = find(names.THEME_MESSAGE)

    @wraps(original)
    def populate(message: Any, section: str = "theme") -> None:
        if section not in known:
            original(theme := new_message(), section)
            known[section] = theme
        if known[section].ByteSize():  # merging an empty one would create an empty field
            message.MergeFrom(known[section])

    return populate


def _known_by_key(_self: Any, **_properties: Any) -> dict[str, Any]:
    """Return no properties, so that a component's key alone identifies it; all of ours have one.

    Otherwise Streamlit serialises all of the component's data once more, sorted, only to ignore
    the result when there is a key.
    """
    return {}


def _never(_value: object) -> bool:
    """Say that a value for a component is no table: ours get numbers and texts only.

    Streamlit compares a dictionary with the classes of twenty libraries, in half a millisecond.
    """
    return False


class _Looked(Mapping[str, Any]):
    """A lazy view of the session state: it looks up only the keys that are read.

    Number boxes and selections need one key, but Streamlit copies the whole state for them and
    rebuilds the values of all components in it. That is half of what such a widget costs.
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
