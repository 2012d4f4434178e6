"""What a run of a page costs a server with thirty visitors, and what can be saved of it.

With `components.py`, `link.py`, `memory.py` and `uploads.py` this knows Streamlit inside.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

from dlviz.scheduling.gate import GATE


def lighten() -> None:
    """Make all runs of this process cheaper; calling it again changes nothing."""
    _replace(Runtime, "_enqueued_some_message", _wake_the_sender_once)
    _replace(ScriptRunner, "_run_script", _one_after_the_other)
    BidiComponentMixin._build_bidi_identity_kwargs = _known_by_key  # type: ignore[assignment, method-assign]
    SafeSessionState.filtered_state = property(_Looked)  # type: ignore[assignment, method-assign]


def _replace(owner: type, name: str, change: Callable[[Callable[..., Any]], Any]) -> None:
    original = getattr(owner, name)
    if not hasattr(original, "__wrapped__"):
        setattr(owner, name, change(original))


def _wake_the_sender_once(original: Callable[[Runtime], None]) -> Callable[[Runtime], None]:
    """Return a callback that wakes the sender of messages only if it is not awake already.

    Streamlit's server wakes it for each of a page's thirty elements, though it sends a hundredth of
    a second later what has gathered.
    """
    told: set[int] = set()  # runtimes that have been told and have not heard it yet

    @wraps(original)
    def enqueued_some_message(self: Runtime) -> None:
        if id(self) in told:
            return
        told.add(id(self))
        objects = self._get_async_objs()

        def hear() -> None:
            told.discard(id(self))  # first: what is enqueued from here on has to tell again
            objects.need_send_data.set()

        objects.eventloop.call_soon_threadsafe(hear)

    return enqueued_some_message


def _one_after_the_other(original: Callable[..., None]) -> Callable[..., None]:
    """Return a run that passes the gate: the runs of thirty visitors do not share their moments."""

    @wraps(original)
    def run_script(self: ScriptRunner, *arguments: Any) -> None:
        with GATE.passing():
            original(self, *arguments)

    return run_script


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
