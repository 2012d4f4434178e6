"""One step back: what a control has thrown away comes back, until the next such step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dlviz.ui.shared import keepsakes, presets

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class _Step:
    """What a control has changed.

    Attributes:
        what: That went, as the visitor reads it.
        before: Values of the session by key.
        after: The same, when the control had done its work.
        widgets: Values of widgets before it, by key.
    """

    what: str
    before: dict[str, Any]
    after: dict[str, Any]
    widgets: dict[str, Any]


class Undo:
    """The last step of one kind on a page; a page has such objects at module level, for all."""

    def __init__(self, key: str) -> None:
        """Describe the button `key` that takes the step back."""
        self.key = key
        self._step = keepsakes.kept(f"{key}_step")

    @contextmanager
    def step(
        self, what: str, keys: Sequence[str], *, widgets: Sequence[str] = ()
    ) -> Iterator[None]:
        """Surround what puts other objects in the place of a visitor's own, or takes these away.

        Args:
            what: Goes: "the race".
            keys: Of the session, where the objects lie. They come back as they are then, so they
                may be replaced but not changed.
            widgets: Keys of widgets that change with them.
        """
        before = _values(keys)
        held = {key: st.session_state[key] for key in widgets if key in st.session_state}
        yield
        after = _values(keys)
        had = [key for key in keys if before[key] is not _NOTHING and before[key] is not None]
        if any(before[key] is not after[key] for key in had):
            st.session_state[self._step] = _Step(what, before, after, held)

    def offer(self) -> None:
        """Place the button, if there is something to bring back."""
        step = self._current()
        if step is not None:
            st.button(
                f"Bring back {step.what}",
                icon=":material/undo:",
                key=self.key,
                on_click=self._undo,
            )

    def _current(self) -> _Step | None:
        """Return the step, unless something else has taken its place since."""
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
            if callable(pause):  # what nobody sees any more would go on in the background
                pause()
            if value is _NOTHING:
                st.session_state.pop(key, None)
            else:
                st.session_state[key] = value
        presets.set_held(step.widgets)


def _values(keys: Sequence[str]) -> dict[str, Any]:
    return {key: st.session_state.get(key, _NOTHING) for key in keys}
