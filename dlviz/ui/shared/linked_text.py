"""What a visitor builds, as one line of text: kept in the link, taken from it, and pasted.

Not through a widget: an answer that was on its way would bring the widget's older text back and
undo what the visitor has just done.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import streamlit as st

from dlviz.ui.shared import link

_MOST_UNDONE = 50

Value = TypeVar("Value")


class LinkedText:
    """One text of a page, in the visitor's session and in the link.

    It changes from outside (a link, a preset, a paste), and then `adopt` makes it the page's state;
    or the page's own controls change the state, and `keep` writes it down.
    """

    def __init__(
        self, page: str, name: str, default: str, adopt: Callable[[str], Iterable[str]]
    ) -> None:
        """Describe a text; a page has one such object at module level, for all visitors.

        Args:
            page: Prefix of the page's keys.
            name: Of the text in the link, behind the prefix.
            default: The text where the link has none.
            adopt: Makes a text from outside the page's state, if it can be read; returns sentences
                on what was wrong with it.
        """
        self.key = link.kept(f"{page}_{name}")
        self.default = default
        self._adopt = adopt
        self._seen, self._notes = f"{self.key}_seen", f"{self.key}_notes"
        self._pasted = f"{page}_pasted"

    @property
    def text(self) -> str:
        """The text as it stands."""
        return str(
            st.session_state.setdefault(self.key, st.query_params.get(self.key, self.default))
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was wrong with the text that was adopted last."""
        return tuple(st.session_state.get(self._notes, ()))

    def follow(self) -> None:
        """Adopt the text if a link or a preset has changed it; called before it is drawn."""
        if self.text != st.session_state.get(self._seen):
            self._take(self.text)

    def keep(self, text: str) -> None:
        """Write down the state that the page's own controls have made."""
        st.session_state[self.key] = st.session_state[self._seen] = text

    def keep_in_link(self) -> None:
        """Write the text into the address; the default only where the link has another."""
        if st.query_params.get(self.key, self.default) != self.text:
            st.query_params[self.key] = self.text

    def show_paste_box(self, label: str, *, longest: int | None = None) -> None:
        """Place a box that takes a text of up to `longest` characters in place of this one."""
        st.text_input(
            label,
            key=self._pasted,
            max_chars=longest,
            on_change=self._take_pasted,
            placeholder="paste",
        )

    def _take(self, text: str) -> None:
        st.session_state[self._notes] = tuple(self._adopt(text))
        st.session_state[self._seen] = self.text

    def _take_pasted(self) -> None:
        text = str(st.session_state.get(self._pasted, "")).strip()
        if text:
            self._take(text)
            st.session_state[self._pasted] = ""


@dataclass(frozen=True, slots=True)
class Grammar(Generic[Value]):
    """How a value is written as text.

    Attributes:
        read: Text to value, and a sentence for each number brought into range; raises ValueError
            with a sentence for the visitor.
        write: Value to text.
        default: A text that can be read.
        kept: What is said behind a text that cannot be read: the value from before stays.
        replaced: The same where there is none from before: it is that of `default`.
    """

    read: Callable[[str], tuple[Value, tuple[str, ...]]]
    write: Callable[[Value], str]
    default: str
    kept: str
    replaced: str


class LinkedValue(LinkedText, Generic[Value]):
    """A value that a visitor builds step by step; its text is in the link, its changes undone."""

    def __init__(self, page: str, name: str, grammar: Grammar[Value]) -> None:
        """Describe a value; see `LinkedText`."""
        super().__init__(page, name, grammar.default, self._read)
        self._grammar = grammar
        self._value, self._stamp = f"{self.key}_value", f"{self.key}_stamp"
        self._before = f"{self.key}_before"  # texts, the newest last

    def current(self) -> Value:
        """Return the visitor's value, brought to what the link or a preset says."""
        self.follow()
        return cast("Value", st.session_state[self._value])

    def set(self, value: Value) -> None:
        """Make `value` the visitor's, as a box on screen says; `undo` has the one before back."""
        self.current()
        self._put(value)
        st.session_state[self._notes] = ()

    def replace(self, value: Value) -> None:
        """Do the same where boxes on screen show the value from before: `stamp` grows."""
        self.set(value)
        self._renew_boxes()

    @property
    def stamp(self) -> int:
        """A number that grows with every change which the boxes on screen have not made.

        As part of their keys it gives them new values; a message that was on its way when the value
        changed speaks of the old keys, and sets nothing.
        """
        return int(st.session_state.get(self._stamp, 0))

    @property
    def can_undo(self) -> bool:
        """Whether there is a value from before."""
        return bool(st.session_state.get(self._before))

    def undo(self) -> None:
        """Have the value before the last change back."""
        if self.can_undo:
            text = st.session_state[self._before].pop()
            self.keep(text)
            st.session_state[self._value] = self._grammar.read(text)[0]
            st.session_state[self._notes] = ()
            self._renew_boxes()

    def _read(self, text: str) -> Iterable[str]:
        grammar = self._grammar
        notes: tuple[str, ...]
        try:
            value, notes = grammar.read(text)
        except ValueError as error:
            is_first = self._value not in st.session_state
            value = grammar.read(grammar.default)[0] if is_first else st.session_state[self._value]
            notes = (f"{error} {grammar.replaced if is_first else grammar.kept}",)
        self._put(value)
        self._renew_boxes()
        return notes

    def _put(self, value: Value) -> None:
        text = self._grammar.write(value)
        if self._value in st.session_state:
            before = self._grammar.write(st.session_state[self._value])
            texts = st.session_state.setdefault(self._before, [])
            if before != text:
                texts.append(before)
                del texts[:-_MOST_UNDONE]
        st.session_state[self._value] = value
        self.keep(text)

    def _renew_boxes(self) -> None:
        st.session_state[self._stamp] = self.stamp + 1
