"""A drawing pad that keeps its drawing when the page is reloaded."""

import numpy as np
import streamlit as st

from dlviz.ui.components.base.messages import Preview
from dlviz.ui.components.drawing_pad.drawing_pad import (
    Restored,
    Sample,
    drawing_pad,
    has_restored,
    preview,
    said,
)
from dlviz.ui.shared import ask_switch, keepsakes


class KeptPad:
    """One drawing pad of a page; the page has one such object at module level, for all visitors."""

    def __init__(self, key: str) -> None:
        """Describe the pad whose component has the widget key `key`."""
        self.key = key
        self._kept = keepsakes.kept(f"{key}_drawing")  # the pad's last message
        self._pending = f"{key}_restored"

    def show(self, sample: Sample | None = None) -> np.ndarray:
        """Place the pad, starting with `sample`; return its ink as `drawing_pad` does."""
        restored = self._restored()
        writes = ask_switch.is_on()  # to begin with, something happens; who explores has it at once
        ink = drawing_pad(key=self.key, sample=sample, restored=restored, writes=writes)
        message = said(self.key)
        if restored is not None and has_restored(message, restored):
            del st.session_state[self._pending]
            restored = None
        if restored is None and message is not None:
            st.session_state[self._kept] = message
        return ink

    def preview(self) -> Preview:
        """Return the place of what `show` has returned in the browser's preview."""
        return preview(self.key)

    def _restored(self) -> Restored | None:
        """Return the drawing from before a reload until the pad has it."""
        if keepsakes.has_returned(self._kept):
            before = st.session_state[self._kept]
            st.session_state[self._pending] = Restored(keepsakes.times(), before)
            keepsakes.note_fetched(self._kept)
        pending: Restored | None = st.session_state.get(self._pending)
        return pending
