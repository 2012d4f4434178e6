"""The editor of a chain of transforms: ranges, order, add and remove; the chain is in the link."""

from functools import partial

import streamlit as st

from dlviz.augmentation import MOST_STEPS, Chain
from dlviz.augmentation_text import CHAINS, LECTURE_TEXT, LONGEST, chain_of, read, write
from dlviz.transforms import TRANSFORMS, Form, Step
from dlviz.ui._compat.selectors import resolve
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.range_slider.range_slider import chosen, range_slider
from dlviz.ui.shared import hands
from dlviz.ui.shared.linked_text import Grammar, LinkedValue

HAND = "augmentation_ranges"  # what the sliders publish while they are dragged
_HOLD = "augmentation_hold"
CHAIN = LinkedValue(
    "augmentation",
    "chain",
    Grammar(
        read,
        write,
        LECTURE_TEXT,
        kept="The chain stays as it was.",
        replaced="The lecture's five are used.",
    ),
)
# There is no room for these buttons' labels: they are hidden, except from screen readers.
_STYLE = resolve("""<style>
[class*="st-key-augmentation_up_"] button :--markdown-inside,
[class*="st-key-augmentation_off_"] button :--markdown-inside {
  position: absolute; opacity: 0; width: 1px; overflow: hidden}
[class*="st-key-augmentation_up_"] button, [class*="st-key-augmentation_off_"] button {
  padding: 0 0.35rem; min-height: 2rem}
:--main-block .st-key-augmentation_steps {gap: 0}
.st-key-augmentation_more :--popover button {padding: 0.2rem 0.5rem; min-height: 2rem}
[class*="st-key-augmentation_source"] button {padding-inline: 0.6rem}
.st-key-augmentation_player {min-width: 20rem}
</style>""")


def edit(*, is_live: bool) -> Chain:
    """Place the chain's sliders and buttons, and remarks about the chain; return the chain.

    Args:
        is_live: Whether the page answers while a slider moves, and not only when it is released.
    """
    chain = CHAIN.current()
    st.html(_STYLE)
    with st.container(key="augmentation_steps"):
        for place, step in enumerate(chain):
            _edit_step(place, step, is_live=is_live)
    if not chain:
        st.caption("No transform: every copy is the original.")
    with st.container(horizontal=True, gap="xsmall", key="augmentation_more"):
        _offer_more(chain)
        with st.popover("Start from", icon=":material/list:"), _in_rows():
            for name, text in CHAINS.items():
                st.button(
                    name, key=f"augmentation_from_{name}", on_click=_put, args=(chain_of(text),),
                    help=text,
                )  # fmt: skip
        _show_text()
        st.button(
            "Undo", icon=":material/undo:", key="augmentation_undo", disabled=not CHAIN.can_undo,
            help="Undo the last change of the chain", on_click=CHAIN.undo,
        )  # fmt: skip
    for note in CHAIN.notes:
        st.warning(note)
    return chain


def _edit_step(place: int, step: Step, *, is_live: bool) -> None:
    known = TRANSFORMS[step.word]
    key = f"augmentation_{CHAIN.stamp}_{place}_{step.word}"
    is_range = known.form is Form.RANGE
    sign = "± " if known.form is Form.UP_TO else ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        with st.container(width="stretch"):
            range_slider(
                f"{place + 1}. {known.title}, {sign}{known.unit}",
                known.limits,
                (step.low, step.high) if is_range else (step.high,),
                key=key,
                name=str(place),
                stamp=CHAIN.stamp,
                is_live=is_live,
                preview=hands.preview(HAND),
                on_change=partial(_set, place, step.word, key),
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
    is_full = len(chain) >= MOST_STEPS
    with st.popover("Add", icon=":material/add:", disabled=is_full), _in_rows():
        for word, known in TRANSFORMS.items():
            st.button(
                known.title, key=f"augmentation_add_{word}", on_click=_put,
                args=((*chain, known.step),),
            )  # fmt: skip


def _in_rows() -> DeltaGenerator:
    """Return a container for buttons side by side: a single column would be cut off on a laptop."""
    return st.container(horizontal=True, gap="xsmall")


def _show_text() -> None:
    with st.popover("Text", icon=":material/content_copy:"):
        st.code(CHAIN.text, language=None, wrap_lines=True)
        st.caption("The chain as in the link, from first to last.")
        CHAIN.show_paste_box("Use this chain", longest=LONGEST)


def _set(place: int, word: str, key: str) -> None:
    chain, state = CHAIN.current(), st.session_state.get(key)
    if state is None or place >= len(chain) or chain[place].word != word:
        return
    hands.take(HAND, state.chosen)
    known = TRANSFORMS[word]
    read = chosen(state.chosen, 2 if known.form is Form.RANGE else 1, known.limits)
    if read is None:
        return
    values, hold = read
    low, high = -values[0] if known.form is Form.UP_TO else values[0], values[-1]
    continues = st.session_state.get(_HOLD) == (key, hold)
    st.session_state[_HOLD] = (key, hold)
    CHAIN.set((*chain[:place], Step(word, low, high), *chain[place + 1 :]), continues=continues)


def _move(place: int) -> None:
    chain = CHAIN.current()
    if 0 < place < len(chain):
        before, own = chain[place - 1 : place + 1]
        _put((*chain[: place - 1], own, before, *chain[place + 1 :]))


def _remove(place: int) -> None:
    chain = CHAIN.current()
    _put((*chain[:place], *chain[place + 1 :]))


def _put(chain: Chain) -> None:
    CHAIN.replace(chain[:MOST_STEPS])
