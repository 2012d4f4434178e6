"""The editor of a chain of transforms: ranges, order, what is added and taken away; in the link."""

from dataclasses import dataclass

import streamlit as st

from dlviz.augmentation import MOST_STEPS, Chain
from dlviz.augmentation_text import CHAINS, LECTURE_TEXT, LONGEST, chain_of, read, write
from dlviz.transforms import TRANSFORMS, Form, Step
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.shared import link

TEXT = "augmentation_chain"
_CURRENT = "augmentation_chain_read"
_STAMP = "augmentation_stamp"  # grows with every change that the sliders have not made
_NOTES = "augmentation_notes"
_PASTED = "augmentation_pasted"
# There is no room for these buttons' words: they are for screen readers.
_STYLE = resolve("""<style>
[class*="st-key-augmentation_up_"] button :--markdown-inside,
[class*="st-key-augmentation_off_"] button :--markdown-inside {
  position: absolute; opacity: 0; width: 1px; overflow: hidden}
[class*="st-key-augmentation_up_"] button, [class*="st-key-augmentation_off_"] button {
  padding: 0 0.35rem; min-height: 2rem}
:--main-block .st-key-augmentation_steps {gap: 0}
.st-key-augmentation_more :--popover button {padding: 0.2rem 0.5rem; min-height: 2rem}
.st-key-augmentation_steps :--slider {padding-bottom: 0}
.st-key-augmentation_steps :--slider label {min-height: 1.1rem}
[class*="st-key-augmentation_source"] button {padding-inline: 0.6rem}
.st-key-augmentation_player {min-width: 20rem}
</style>""")


@dataclass(frozen=True, slots=True)
class _Current:
    chain: Chain
    text: str


def current() -> Chain:
    """Return this visitor's chain, brought to what the link or a preset says."""
    if TEXT not in st.session_state:
        st.session_state[TEXT] = st.query_params.get(TEXT, LECTURE_TEXT)
    text = st.session_state[TEXT]
    known = st.session_state.get(_CURRENT)
    if known is None or known.text != text:
        _adopt(text)
        known = st.session_state[_CURRENT]
    chain: Chain = known.chain
    return chain


def edit() -> Chain:
    """Place the chain's sliders and buttons, and what is to be said about it; return the chain."""
    chain = current()
    st.html(_STYLE)
    with st.container(key="augmentation_steps"):
        for place, step in enumerate(chain):
            _edit_step(place, step)
    if not chain:
        st.caption("No transform: every copy is the original.")
    with st.container(horizontal=True, gap="xsmall", key="augmentation_more"):
        _offer_more(chain)
        with st.popover("Start from", icon=":material/list:"):
            for name, text in CHAINS.items():
                st.button(
                    name, key=f"augmentation_from_{name}", on_click=_put, args=(chain_of(text),),
                    width="stretch", help=text,
                )  # fmt: skip
        _show_text()
    for note in st.session_state.get(_NOTES, ()):
        st.warning(note)
    return chain


def keep_in_link() -> None:
    """Write the chain into the address."""
    value = st.session_state[TEXT]
    if st.query_params.get(TEXT, LECTURE_TEXT) != value:
        link.forget(TEXT)
        st.query_params[TEXT] = value


def _edit_step(place: int, step: Step) -> None:
    known = TRANSFORMS[step.word]
    key = f"augmentation_{st.session_state.get(_STAMP, 0)}_{place}_{step.word}"
    low, high = known.limits
    is_range = known.form is Form.RANGE
    sign = "± " if known.form is Form.UP_TO else ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.slider(
            f"{place + 1}. {known.title}, {sign}{known.unit}",
            low,
            high,
            (step.low, step.high) if is_range else step.high,
            key=key,
            on_change=_set,
            args=(place, step.word, key),
        )
        st.button(
            "Earlier", icon=":material/arrow_upward:", key=f"augmentation_up_{place}",
            help=f"{known.title} one earlier", disabled=place == 0, on_click=_move, args=(place,),
        )  # fmt: skip
        st.button(
            "Remove", icon=":material/close:", key=f"augmentation_off_{place}",
            help=f"Take {known.title.lower()} away", on_click=_remove, args=(place,),
        )  # fmt: skip


def _offer_more(chain: Chain) -> None:
    with st.popover("Add", icon=":material/add:", disabled=len(chain) >= MOST_STEPS):
        for word, known in TRANSFORMS.items():
            st.button(
                known.title, key=f"augmentation_add_{word}", on_click=_put,
                args=((*chain, known.step),), width="stretch",
            )  # fmt: skip


def _show_text() -> None:
    with st.popover("Text", icon=":material/content_copy:"):
        st.code(st.session_state[TEXT], language=None, wrap_lines=True)
        st.caption("The chain as it stands in the link, first to last.")
        st.text_input(
            "Use this one instead", key=_PASTED, max_chars=LONGEST, on_change=_take_pasted,
            placeholder="paste",
        )  # fmt: skip


def _set(place: int, word: str, key: str) -> None:
    chain, value = current(), st.session_state.get(key)
    if value is None or place >= len(chain) or chain[place].word != word:
        return
    form = TRANSFORMS[word].form
    low, high = value if form is Form.RANGE else (-value if form is Form.UP_TO else value, value)
    _keep((*chain[:place], Step(word, low, high), *chain[place + 1 :]))


def _move(place: int) -> None:
    chain = current()
    if 0 < place < len(chain):
        before, own = chain[place - 1 : place + 1]
        _put((*chain[: place - 1], own, before, *chain[place + 1 :]))


def _remove(place: int) -> None:
    chain = current()
    _put((*chain[:place], *chain[place + 1 :]))


def _put(chain: Chain) -> None:
    _keep(chain[:MOST_STEPS])
    _forget_sliders()


def _keep(chain: Chain) -> None:
    text = write(chain)
    st.session_state[TEXT] = text
    st.session_state[_CURRENT] = _Current(chain, text)
    st.session_state[_NOTES] = ()


def _forget_sliders() -> None:
    """Give the sliders new names: a message that was on its way sets nothing."""
    st.session_state[_STAMP] = int(st.session_state.get(_STAMP, 0)) + 1


def _adopt(text: str) -> None:
    """Read a chain that came by link, preset or clipboard; say what is wrong with it."""
    before = st.session_state.get(_CURRENT)
    chain = before.chain if before else chain_of(LECTURE_TEXT)
    try:
        chain, notes = read(text)
    except ValueError as error:
        kept = "The chain stays as it was." if before else "The lecture's five are used."
        notes = (f"{error} {kept}",)
    _keep(chain)
    st.session_state[_NOTES] = notes
    _forget_sliders()


def _take_pasted() -> None:
    text = str(st.session_state.get(_PASTED, "")).strip()
    if text:
        _adopt(text)
        st.session_state[_PASTED] = ""
