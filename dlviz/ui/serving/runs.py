"""What a run of a page costs a server with thirty visitors, and what can be saved of it.

With `components.py`, `link.py`, `memory.py` and `uploads.py` this knows Streamlit inside.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import ModuleType
from typing import Any

from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

from dlviz.scheduling.gate import GATE


def lighten() -> None:
    """Make all runs of this process cheaper; calling it again changes nothing."""
    _replace(ScriptRunner, "_run_script", _one_after_the_other)
    _replace(app_session, "_populate_theme_msg", _work_out_themes_once)
    BidiComponentMixin._build_bidi_identity_kwargs = _known_by_key  # type: ignore[assignment, method-assign]
    SafeSessionState.filtered_state = property(_Looked)  # type: ignore[assignment, method-assign]


def _replace(
    owner: type | ModuleType, name: str, change: Callable[[Callable[..., Any]], Any]
) -> None:
    original = getattr(owner, name)
    if not hasattr(original, "__wrapped__"):
        setattr(owner, name, change(original))


def _one_after_the_other(original: Callable[..., None]) -> Callable[..., None]:
    """Return a run that passes the gate: the runs of thirty visitors do not share their moments."""

    @wraps(original)
    def run_script(self: ScriptRunner, *arguments: Any) -> None:
        with GATE.passing():
            original(self, *arguments)

    return run_script


def _work_out_themes_once(original: Callable[..., None]) -> Callable[..., None]:
    """Return a function that reads the settings of a theme once: no run changes them.

    Each run sends all six; reading them is a fifth of what the server's thread does for a run.
    """
    known: dict[str, CustomThemeConfig] = {}

    @wraps(original)
    def populate(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            original(theme := CustomThemeConfig(), section)
            known[section] = theme
        if known[section].ByteSize():  # else even merging would make it there, and empty
            message.MergeFrom(known[section])

    return populate


def _known_by_key(_self: BidiComponentMixin, **_properties: Any) -> dict[str, Any]:
    """Return nothing to name a component by but its key, which all of ours have.

    Streamlit would write all of its data once more, sorted, to leave that out beside a key.
    """
    return {}


class _Looked(Mapping[str, Any]):
    """A visitor's state, of which only what is asked for is looked up.

    Number boxes and selections ask for one key and get a copy of everything, in which the values of
    all components are put together anew: half of what such a widget costs.
    """

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        with self._state._lock:
            return self._state._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Any]:
        with self._state._lock:
            return self._state._state.filtered_state
