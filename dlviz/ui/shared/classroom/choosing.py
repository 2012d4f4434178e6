"""What the teacher asks: the page's own question, one that is drawn anew, or own words."""

import secrets

import streamlit as st

from dlviz.classroom.asked import (
    FEWEST,
    LONGEST_ANSWER,
    LONGEST_PROMPT,
    MOST,
    Asked,
    Drawn,
    OfPreset,
    Own,
)
from dlviz.classroom.refusal import RefusedError
from dlviz.classroom.views import ForProjector
from dlviz.questions.ladder import EASIEST, HARDEST
from dlviz.questions.predicting import generators_of, predictions_of
from dlviz.seeds import LARGEST_SEED
from dlviz.ui._compat.this_run import run_again
from dlviz.ui.components.class_news import class_news as component
from dlviz.ui.shared import ask_switch, scenes
from dlviz.ui.shared.classroom import doing, membership
from dlviz.ui.shared.classroom.membership import Member, Step
from dlviz.ui.shared.pages import CLASS, HOME, PAGES, PageEntry

_DRAWN, _WORDS = "Drawn anew", "My own words"
_NONE = "none: only to hear what the class thinks"
_PROMPT, _RIGHT = "class_words", "class_words_right"  # widget keys
_CHOOSES = "class_chooses"  # session key: whether the teacher chooses what to ask


def show_buttons(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Place the buttons that ask the class."""
    is_question = page not in (HOME, CLASS)
    if is_question:
        st.button(
            "Ask this page's question",
            key="class_ask",
            type="primary",
            on_click=_ask_own,
            args=(page, member, view.turn),
        )
    st.button(
        "Ask another",
        key="class_ask_another",
        type="secondary" if is_question else "primary",
        on_click=_turn_choice,
    )


def show_truth(page: PageEntry, asked: Asked) -> None:
    """Let the page do what was asked: its own state is set, and its question is explained there."""
    if isinstance(asked, OfPreset):
        ask_switch.turn_on()
        membership.plan(Step(asked.page, asked.preset, is_told=True))
        if page.name != asked.page:
            component.go(asked.page)
    elif isinstance(asked, Drawn):
        scenes.end(asked.page)
    run_again()


def _ask_own(page: PageEntry, member: Member, turn: int) -> None:
    asked = _of_page(page.name)
    if doing.attempt(lambda: doing.ask(member, asked, turn=turn)) and isinstance(asked, OfPreset):
        ask_switch.turn_on()
        membership.plan(Step(page.name, asked.preset, is_told=False))
    run_again()  # the page's own question waits, and its preset is set


def _of_page(page: str) -> Asked:
    """Return the question that stands on a page, else that of the preset in use, else the first."""
    asking = scenes.asked_on(page)
    if asking is not None and asking.level:
        return Drawn(page, asking.source, asking.level, asking.seed)
    names = list(predictions_of(page))
    if asking is not None and asking.source in names:
        return OfPreset(page, asking.source)
    chosen = membership.chosen_preset(page)
    return OfPreset(page, chosen if chosen in names else names[0])


def is_choosing() -> bool:
    """Return whether the teacher chooses what to ask."""
    return bool(st.session_state.get(_CHOOSES))


def show_choice(page: PageEntry, member: Member, view: ForProjector) -> None:
    """Draw what else can be asked, while the teacher chooses.

    It is no window: the bar runs again with each pupil who joins, and would close one.
    """
    if not is_choosing():
        return
    kind = st.segmented_control(
        "Question", [_DRAWN, _WORDS], default=_DRAWN, required=True, key="class_kind"
    )
    if kind == _DRAWN:
        _choose_drawn(page, member, view.turn)
    else:
        _write(member, view.turn)


def _choose_drawn(page: PageEntry, member: Member, turn: int) -> None:
    pages = {own.name: own.title for own in PAGES}
    place = list(pages).index(page.name) if page.name in pages else 0
    name = st.selectbox(
        "Page", list(pages), index=place, format_func=pages.__getitem__, key="class_of_page"
    )
    ideas = {own.name: own.idea.capitalize() for own in generators_of(name)}
    generator = st.selectbox(
        "Idea", list(ideas), format_func=ideas.__getitem__, key=f"class_idea_{name}"
    )
    level = st.segmented_control(
        "Level",
        list(range(EASIEST, HARDEST + 1)),
        default=EASIEST,
        required=True,
        key="class_level",
    )
    drawn = Drawn(name, generator, level, secrets.randbelow(LARGEST_SEED + 1))
    st.button(
        "Ask", key="class_ask_drawn", type="primary", on_click=_ask, args=(member, drawn, turn)
    )


def _write(member: Member, turn: int) -> None:
    st.text_area("Question", key=_PROMPT, max_chars=LONGEST_PROMPT, height="content")
    columns = st.columns(2)
    for place in range(MOST):
        columns[place % 2].text_input(
            f"Answer {place + 1}", key=f"{_PROMPT}_{place}", max_chars=LONGEST_ANSWER
        )
    st.selectbox(
        "Right answer",
        [_NONE, *range(MOST)],
        format_func=lambda own: own if own == _NONE else f"Answer {own + 1}",
        key=_RIGHT,
    )
    st.caption(f"{FEWEST} to {MOST} answers; leave the others empty.")
    st.button(
        "Ask", key="class_ask_words", type="primary", on_click=_ask_words, args=(member, turn)
    )


def _ask_words(member: Member, turn: int) -> None:
    def ask() -> None:
        doing.ask(member, _written(), turn=turn)

    _end_choice(is_over=doing.attempt(ask))


def _written() -> Own:
    """Return the question that the teacher has written.

    Raises:
        RefusedError: if it is none.
    """
    state = st.session_state
    texts = [str(state.get(f"{_PROMPT}_{place}", "")).strip() for place in range(MOST)]
    right, given = state.get(_RIGHT, _NONE), [text for text in texts if text]
    place = None
    if isinstance(right, int):
        if not texts[right]:
            raise RefusedError(f"Answer {right + 1} is to be the right one, but it is empty.")
        place = given.index(texts[right])
    return Own(str(state.get(_PROMPT, "")), tuple(given), place)


def _ask(member: Member, asked: Asked, turn: int) -> None:
    _end_choice(is_over=doing.attempt(lambda: doing.ask(member, asked, turn=turn)))


def _turn_choice() -> None:
    st.session_state[_CHOOSES] = not st.session_state.get(_CHOOSES)


def _end_choice(*, is_over: bool) -> None:
    if is_over:
        st.session_state[_CHOOSES] = False
        run_again()  # the page's own question waits
