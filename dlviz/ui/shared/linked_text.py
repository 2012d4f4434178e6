"""Keeps what a visitor builds as one line of text in the link, with paste and undo.

It does not use a widget for this: a stale browser message would restore the widget's older text
and so undo the visitor's last change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import streamlit as st

from dlviz.ui.shared import link

_MOST_UNDONE = 50

Value = TypeVar("Value")


class LinkedText:
    """One text of a page, stored in the visitor's session and in the link.

    If a link, a preset or a paste changes the text, `adopt` updates the page's state from it. If
    the page's own controls change the state, `keep` updates the text.
    """

    def __init__(
        self, page: str, name: str, default: str, adopt: Callable[[str], Iterable[str]]
    ) -> None:
        """Describe a text; a page has one such object at module level, for all visitors.

        Args:
            page: Prefix of the page's keys.
            name: Name of the text in the link, after the prefix.
            default: The text if the link has none.
            adopt: Sets the page's state from a text that came from outside, if it can be parsed;
                returns sentences on what was wrong with it.
        """
        self.key = link.kept(f"{page}_{name}")
        self.default = default
        self._adopt = adopt
        self._seen, self._notes = f"{self.key}_seen", f"{self.key}_notes"
        self._pasted = f"{page}_pasted"

    @property
    def text(self) -> str:
        """The current text."""
        return str(
            st.session_state.setdefault(self.key, st.query_params.get(self.key, self.default))
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was wrong with the text that was adopted last."""
        return tuple(st.session_state.get(self._notes, ()))

    def follow(self) -> None:
        """Adopt the text if a link or a preset has changed it; call it before drawing it."""
        if self.text != st.session_state.get(self._seen):
            self._take(self.text)

    def keep(self, text: str) -> None:
        """Store `text` after the page's own controls have changed the state."""
        st.session_state[self.key] = st.session_state[self._seen] = text

    def keep_in_link(self) -> None:
        """Write the text into the address; write the default only to replace another text."""
        if st.query_params.get(self.key, self.default) != self.text:
            st.query_params[self.key] = self.text

    def show_paste_box(self, label: str, *, longest: int | None = None) -> None:
        """Place a box to paste another text into; it takes up to `longest` characters."""
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
        read: Parses a text; returns the value, and a sentence for each number that was clamped.
            Raises ValueError with a sentence for the visitor.
        write: Formats a value as text.
        default: A text that can be parsed.
        kept: Sentence added when a text cannot be parsed and the previous value stays.
        replaced: Sentence added when there is no previous value and that of `default` is used.
    """

    read: Callable[[str], tuple[Value, tuple[str, ...]]]
    write: Callable[[Value], str]
    default: str
    kept: str
    replaced: str


class LinkedValue(LinkedText, Generic[Value]):
    """A value that a visitor builds step by step, with its text in the link and with undo."""

    def __init__(self, page: str, name: str, grammar: Grammar[Value]) -> None:
        """Describe a value; see `LinkedText`."""
        super().__init__(page, name, grammar.default, self._read)
        self._grammar = grammar
        self._value, self._stamp = f"{self.key}_value", f"{self.key}_stamp"
        self._before = f"{self.key}_before"  # previous texts, newest last

    def current(self) -> Value:
        """Return the visitor's value, after adopting a change by the link or a preset."""
        self.follow()
        return cast("Value", st.session_state[self._value])

    def set(self, value: Value, *, continues: bool = False) -> None:
        """Store a value that a widget on screen already shows; `undo` restores the previous one.

        Args:
            value: The new value.
            continues: Whether this continues the last change, which is then undone as one.
        """
        self.current()
        self._put(value, continues=continues)
        st.session_state[self._notes] = ()

    def replace(self, value: Value) -> None:
        """Store a value that the widgets on screen do not show yet; this increments `stamp`."""
        self.set(value)
        self._renew_boxes()

    @property
    def stamp(self) -> int:
        """A version number that grows with every change not made by the widgets on screen.

        It is part of the widgets' keys, so they start anew with the new value; a stale browser
        message uses the old keys and has no effect.
        """
        return int(st.session_state.get(self._stamp, 0))

    @property
    def can_undo(self) -> bool:
        """Whether there is another value from before."""
        return any(text != self.text for text in st.session_state.get(self._before, ()))

    def undo(self) -> None:
        """Restore the value from before the last change."""
        if self.can_undo:
            texts = st.session_state[self._before]
            while (text := texts.pop()) == self.text:  # a long change has come back to its start
                pass
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

    def _put(self, value: Value, *, continues: bool = False) -> None:
        text = self._grammar.write(value)
        if self._value in st.session_state:
            before = self._grammar.write(st.session_state[self._value])
            texts = st.session_state.setdefault(self._before, [])
            if before != text and not continues:
                texts.append(before)
                del texts[:-_MOST_UNDONE]
        st.session_state[self._value] = value
        self.keep(text)

    def _renew_boxes(self) -> None:
        st.session_state[self._stamp] = self.stamp + 1
