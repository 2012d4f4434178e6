"""Work that a button starts and that takes a while, as a value which says that it is done.

A preset's prediction names such a value: it becomes True when the visitor has pressed the button
and the work has ended, and who sets it to True asks the page to do the work.
"""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Deed:
    """One such piece of work: a training, a race, a sweep.

    Attributes:
        key: Of the value in the session, which the page's prefix begins.
    """

    key: str

    def is_asked_for(self) -> bool:
        """Return whether the value was set to True, other than by `note`: then do the work."""
        return st.session_state.get(self.key) is True and not st.session_state.get(self._noted)

    def note(self, *, is_done: bool) -> None:
        """Record whether the work on screen is done; call it in every run that shows it."""
        st.session_state[self.key] = st.session_state[self._noted] = is_done

    @property
    def _noted(self) -> str:
        return _noted(self.key)


def is_deed(key: str) -> bool:
    """Return whether the value under `key` says that such work is done."""
    return _noted(key) in st.session_state


def _noted(key: str) -> str:
    return f"{key}_noted"
