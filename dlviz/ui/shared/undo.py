"""One-step undo for controls that discard a visitor's own objects, such as a training."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dlviz.ui.shared import held, keepsakes

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class _Step:
    """The record of one change that can be undone.

    Attributes:
        what: The discarded object, in words for the visitor.
        before: Session values by key, before the change.
        after: Session values by key, after the change.
        widgets: Widget values by key, before the change.
    """

    what: str
    before: dict[str, Any]
    after: dict[str, Any]
    widgets: dict[str, Any]


class Undo:
    """Undo for one kind of change on a page; one object at module level serves all visitors."""

    def __init__(self, key: str) -> None:
        """Describe the undo button with the widget key `key`."""
        self.key = key
        self._step = keepsakes.kept(f"{key}_step")

    @contextmanager
    def step(
        self, what: str, keys: Sequence[str], *, widgets: Sequence[str] = ()
    ) -> Iterator[None]:
        """Record a change: the block inside replaces or removes the visitor's objects.

        Args:
            what: Name of the discarded object in the button's label: "the race".
            keys: Session keys of the objects. Undo restores references, so the block may replace
                the objects but not mutate them.
            widgets: Keys of widgets that change too.
        """
        before = _values(keys)
        held = {key: st.session_state[key] for key in widgets if key in st.session_state}
        yield
        after = _values(keys)
        had = [key for key in keys if before[key] is not _NOTHING and before[key] is not None]
        if any(before[key] is not after[key] for key in had):
            st.session_state[self._step] = _Step(what, before, after, held)

    def offer(self) -> None:
        """Place the undo button, if there is something to restore."""
        step = self._current()
        if step is not None:
            st.button(
                f"Bring back {step.what}",
                icon=":material/undo:",
                key=self.key,
                on_click=self._undo,
            )

    def _current(self) -> _Step | None:
        """Return the recorded step; None if the session values have changed again since."""
        step = st.session_state.get(self._step)
        if not isinstance(step, _Step):
            return None
        now = _values(list(step.after))
        return step if all(now[key] is step.after[key] for key in now) else None

    def _undo(self) -> None:
        step = self._current()
        st.session_state.pop(self._step, None)
        if step is None:
            return
        for key, value in step.before.items():
            pause = getattr(step.after[key], "pause", None)
            if callable(pause):  # a discarded training would go on in the background
                pause()
            if value is _NOTHING:
                st.session_state.pop(key, None)
            else:
                st.session_state[key] = value
        held.set_held(step.widgets)


def _values(keys: Sequence[str]) -> dict[str, Any]:
    return {key: st.session_state.get(key, _NOTHING) for key in keys}
