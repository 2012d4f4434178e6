"""The notes of a visitor: what was predicted, what came, and the reasons; kept with the session.

Nothing is stored on the server's disk; the notes end with the tab's last session.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from dlviz.figures.notebook import Note, to_markdown, to_page
from dlviz.questions.asking import Asking, in_words
from dlviz.questions.judging import Verdict
from dlviz.questions.kinds import Choose, Question
from dlviz.ui.shared import ask_switch, held, keepsakes, share
from dlviz.ui.shared.pages import entry_of

_NOTES = keepsakes.kept("frame_notes")  # session key: a list of notes
_MOST = 500  # notes of a visitor
_SHOWN = 50  # notes in the dialog: hundreds take seconds to draw


def add(
    page: str,
    heading: str,
    question: Question,
    asking: Asking,
    verdict: Verdict,
    state: Mapping[str, Any],
) -> bool:
    """Write down an answer and what came, once; return whether it was new.

    Args:
        page: Name of the page.
        heading: What stands above the question.
        question: What was asked.
        asking: How it was answered.
        verdict: What the answer was worth.
        state: Values by widget key that show what came.
    """
    if asking.answer is None or any(note.identity == asking.identity for note in _all()):
        return False
    note = Note(
        page=entry_of(f"pages/{page}.py").title,
        heading=heading,
        question=question,
        answer=asking.answer,
        said=in_words(question, asking.answer),
        outcome=verdict.outcome,
        correction=verdict.mistake.sentence if verdict.mistake else "",
        link=share.link_here({key: held.in_link(value) for key, value in state.items()}),
        identity=asking.identity,
    )
    st.session_state[_NOTES] = [*_all(), note][-_MOST:]
    return True


def add_reason(identity: str, why: Choose, chosen: int) -> None:
    """Write the chosen reason into the note of that name."""
    option = why.options[chosen]
    said = option.text if option.mistake is None else f"{option.text} ({option.mistake.sentence})"
    st.session_state[_NOTES] = [
        replace(note, reason=said) if note.identity == identity else note for note in _all()
    ]


def show_button() -> None:
    """Place the button that opens the notes, from the start: later it would push the title."""
    if not _all() and not ask_switch.is_on():
        return
    if st.button(
        "My notes",
        icon=":material/menu_book:",
        key="frame_notes_button",
        type="tertiary",
        help="What you predicted, and what came.",
        width="content",
    ):
        _show()


@st.dialog("My notes", width="large", icon=":material/menu_book:")
def _show() -> None:
    notes = _all()
    if not notes:
        st.caption("Here stands what you predict, and what comes. Answer a question first.")
        return
    with st.container(horizontal=True):
        for label, build, name, kind in (
            ("Web page", to_page, "dlviz-notes.html", "text/html"),
            ("Markdown", to_markdown, "dlviz-notes.md", "text/markdown"),
        ):
            st.download_button(
                label,
                build(notes),
                file_name=name,
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"frame_notes_{kind.split('/')[1]}",
            )
    st.caption("These notes are only in this tab: take them along before you close it.")
    if len(notes) > _SHOWN:
        st.caption(f"The latest {_SHOWN} of {len(notes)} notes; the files have all of them.")
    for note in reversed(notes[-_SHOWN:]):
        with st.container(border=True):
            st.markdown(f"**{note.page}: {note.heading}**")
            st.text(f"{note.question.prompt}\n\nMy answer: {note.said}\n\n{note.outcome}")
            if note.correction:
                st.text(note.correction)
            if note.reason:
                st.text(f"The reason that I chose: {note.reason}")
            st.link_button("This state of the page", note.link, type="tertiary")


def _all() -> list[Note]:
    notes: list[Note] = st.session_state.get(_NOTES, [])
    return notes
