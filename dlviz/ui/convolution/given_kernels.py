"""The kernels of the view "On a photo" of "Convolution": chosen by name, or typed in."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.kernels import (
    KERNELS,
    LARGEST,
    OWN,
    SMALLEST,
    read_matrix,
    weights,
    write_matrix,
)
from dlviz.number_grammar import split_numbers, split_rows
from dlviz.responses import COLOURS, GRADIENT, GREY, MODES, SUMMED, centred, same_photo
from dlviz.ui.components.base import messages
from dlviz.ui.components.kernel_grid.kernel_grid import (
    MOST_EDITED,
    Choice,
    Mode,
    edited_kernels,
    kernel_grid,
    left_alone,
)
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import current_whole
from dlviz.ui.shared.number_grid import clear_problem, typed_number

MODE, SIDE, GRID = "convolution_mode", "convolution_side", "convolution_grid"
SILENT = "silent"
FILTERS = "K filters"  # a mode of its own: a layer instead of a kernel
FAMILIES = ("Sobel", "Prewitt", "Scharr")
_FAMILY = "convolution_family"
_PROBLEM = "convolution_own_problem"
_FIRST = next(iter(KERNELS))

LIMITS = (Limit(SIDE, "the side of the kernel", SMALLEST, LARGEST),)


@dataclass(frozen=True, slots=True)
class Slot:
    """The widgets of one kernel that the visitor chooses.

    Attributes:
        title: Text above its grid.
        name: Widget key of the choice.
        own: Key of the text of the visitor's own kernel.
    """

    title: str
    name: str
    own: str


_ONE = Slot("Kernel", "convolution_kernel_name", "convolution_own")
_THREE = tuple(
    Slot(colour.capitalize(), f"convolution_{colour}", f"convolution_own_{colour}")
    for colour in COLOURS
)


def choose_mode() -> str:
    """Place the choice of how a photo is filtered: one of MODES, or FILTERS."""
    return st.selectbox("Response in", [*MODES, FILTERS], key=MODE, bind="query-params")


def choose_kernels(mode: str) -> tuple[list[str], list[np.ndarray]]:
    """Place the choice of kernels for a mode of MODES; return their names and their weights."""
    if mode == GRADIENT:
        names = _of_family(st.selectbox("Edges by", FAMILIES, key=_FAMILY, bind="query-params"))
    elif mode == SUMMED:
        for slot in _THREE:
            _choose_name(slot, [*KERNELS, OWN, SILENT])
        names = [_name(slot) for slot in _THREE]
    else:
        _choose_name(_ONE, [*KERNELS, OWN])
        names = [_name(_ONE)]
        st.caption(
            KERNELS[names[0]].sentence if names[0] in KERNELS else "Change any number below."
        )
    if _is_sized(names):
        high = LARGEST if any(name in KERNELS and KERNELS[name].is_sized for name in names) else 5
        st.session_state[SIDE] = _side(high)
        st.number_input("Side of the kernel", SMALLEST, high, step=2, key=SIDE, bind="query-params")
    shown = _mode(mode, names)
    kernel_grid(
        shown,
        key=GRID,
        mode_key=MODE,
        others=[_mode(own, _names(own)) for own in same_photo(mode)],
        problem=st.session_state.get(_PROBLEM, ""),
        choices=_choices(mode, names),
        named=_named(mode),
        preview=preview(),
        on_edit=_apply_typed_numbers,
    )
    return names, [weights for _, weights in shown.kernels]


def show_own_as_text() -> None:
    """Place a text input for each kernel that is the visitor's own."""
    slots = [slot for slot in (_ONE, *_THREE) if st.session_state.get(slot.name) == OWN]
    for slot in slots:
        st.text_input(
            f"{slot.title} as text, rows end with “;”",
            key=slot.own,
            bind="query-params",
            max_chars=400,
            on_change=clear_problem,
            args=(_PROBLEM,),
        )


def preview() -> messages.Preview:
    """Return the hand that changes mode and kernels, and its last change that is known."""
    edit = getattr(st.session_state.get(GRID), "edit", None)
    return messages.Preview(hand="convolution_kernels", answered=messages.change(edit))


def _mode(mode: str, names: list[str]) -> Mode:
    """Return a mode with the weights of its kernels."""
    slots = _slots(mode)
    titles = {
        GRADIENT: ["To the right", "Downwards"],
        SUMMED: [slot.title for slot in slots],
    }.get(mode, ["Its weights; change any number"])
    kernels = [_weights(name, slot) for name, slot in zip(names, slots, strict=True)]
    return Mode(
        mode,
        list(zip(titles, kernels, strict=True)),
        _foresees_edits(names, kernels),
        GREY if mode == GRADIENT else "",
    )


def _choices(mode: str, names: list[str]) -> list[Choice]:
    """Return the boxes in which the kernels of a mode are chosen."""
    if mode == GRADIENT:
        return [Choice(_FAMILY, st.session_state.get(_FAMILY) or FAMILIES[0], (0, 1))]
    choices = []
    for which, (slot, name) in enumerate(zip(_slots(mode), names, strict=True)):
        own = {SILENT: [_weights(SILENT, slot)]} if mode == SUMMED else {}
        with suppress(ValueError):
            own[OWN] = [_at_side(_parsed(slot))]
        choices.append(Choice(slot.name, name, (which,), own))
    return choices


def _named(mode: str) -> dict[str, list[np.ndarray]]:
    """Return the kernels of each name that the boxes of a mode offer."""
    if mode == GRADIENT:
        return {family: [weights(name) for name in _of_family(family)] for family in FAMILIES}
    side = _side(LARGEST)
    return {name: [weights(name, side)] for name in KERNELS}


def _foresees_edits(names: list[str], kernels: list[np.ndarray]) -> bool:
    """Return whether a typed number does not change the side of another kernel."""
    sides = {max(kernel.shape) for kernel in kernels}
    return len(sides) == 1 or not _is_sized(names)


def _apply_typed_numbers() -> None:
    """Replace each kernel whose numbers were edited by the visitor's own kernel."""
    edit = st.session_state[GRID].edit
    _leave_alone(edit)
    mode = st.session_state.get(MODE, GREY)
    slots = _slots(mode)
    kernels = [
        _squared(_weights(name, slot)) for name, slot in zip(_names(mode), slots, strict=True)
    ]
    edits = edited_kernels(edit, [kernel.size for kernel in kernels])
    for which, index, text in edits:
        value = typed_number(text, _PROBLEM)
        if value is not None and len(kernels[which]) <= MOST_EDITED:
            kernels[which].flat[index] = value
            _make_own(kernels[which], mode, slots[which])


def _leave_alone(edit: object) -> None:
    """Make one of an edge family's kernels the visitor's own, if the page shows it alone."""
    if st.session_state.get(MODE) != GRADIENT:
        return  # an earlier message of the same numbers has done so
    names = _names(GRADIENT)
    alone = left_alone(edit, len(names))
    if alone is not None:
        _make_own(weights(names[alone]), GRADIENT, _ONE)


def _make_own(kernel: np.ndarray, mode: str, slot: Slot) -> None:
    """Make `kernel` the visitor's own, and choose it."""
    if mode == GRADIENT:
        st.session_state[MODE] = GREY
        slot = _ONE
    st.session_state[slot.own] = write_matrix(kernel)
    st.session_state[slot.name] = OWN
    st.session_state[SIDE] = len(kernel)


def _choose_name(slot: Slot, names: list[str]) -> None:
    st.selectbox(
        slot.title, names, key=slot.name, bind="query-params", on_change=clear_problem,
        args=(_PROBLEM,),
    )  # fmt: skip


def _slots(mode: str) -> tuple[Slot, ...]:
    return {GRADIENT: (_ONE, _ONE), SUMMED: _THREE}.get(mode, (_ONE,))


def _names(mode: str) -> list[str]:
    """Return the names of the kernels that the widgets select."""
    if mode == GRADIENT:
        return _of_family(st.session_state.get(_FAMILY, FAMILIES[0]))
    return [_name(slot) for slot in _slots(mode)]


def _of_family(family: str) -> list[str]:
    return [f"{family}, vertical edges", f"{family}, horizontal edges"]


def _name(slot: Slot) -> str:
    return st.session_state.get(slot.name) or _FIRST


def _weights(name: str, slot: Slot) -> np.ndarray:
    if name == SILENT:
        return np.zeros((3, 3), np.float32)
    if name == OWN:
        return _at_side(_own(slot))
    return weights(name, _side(LARGEST))


def _own(slot: Slot) -> np.ndarray:
    """Return the visitor's own kernel, in the size of its text."""
    try:
        return _parsed(slot)
    except ValueError as error:
        st.session_state[_PROBLEM] = f"{error} Sobel is used instead."
        return weights(_FIRST)


def _parsed(slot: Slot) -> np.ndarray:
    """Return the kernel that the text of `slot` describes, Sobel's if there is none.

    Raises:
        ValueError: for the first part of the text that is not a number.
    """
    text = st.session_state.get(slot.own) or st.query_params.get(slot.own, "")
    lengths = [len(split_numbers(row)) for row in split_rows(text)]
    size = (min(MOST_EDITED, sum(map(bool, lengths))), min(MOST_EDITED, max(lengths)))
    if min(size) == 0:
        return weights(_FIRST)
    return read_matrix(text, size, np.zeros(size)).astype(np.float32)


def _at_side(kernel: np.ndarray) -> np.ndarray:
    """Return the visitor's own kernel in the chosen size."""
    side = _side(MOST_EDITED)
    return centred(kernel, (side, side))


def _squared(kernel: np.ndarray) -> np.ndarray:
    """Return `kernel` (float64) centred in a square of zeros."""
    side = max(kernel.shape)
    return centred(kernel, (side, side)).astype(np.float64)


def _is_sized(names: list[str]) -> bool:
    return any(name == OWN or (name in KERNELS and KERNELS[name].is_sized) for name in names)


def _side(high: int) -> int:
    """Return the kernel's side from the visitor, else the link: odd and within limits."""
    value = current_whole(SIDE, SMALLEST, high, SMALLEST)
    return value if value % 2 else value - 1
