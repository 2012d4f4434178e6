"""Shows kernels as grids of numbers that can be edited cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from dlviz.kernels import number_texts
from dlviz.notation import LARGEST
from dlviz.ui._compat.selectors import resolve
from dlviz.ui.components.base.messages import Preview, text, whole
from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.kernel_grid import messages as sent

MOST_EDITED = 5  # cells along a side that still show numbers
_NAME_BOX = ":--select-text"
_MOST_KERNELS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A selectbox with the names of kernels.

    Attributes:
        key: Its widget key.
        chosen: The name that is chosen.
        sets: Indices of the kernels on screen that it sets.
        own: Kernels of names that only this box has, or that are others here.
    """

    key: str
    chosen: str
    sets: tuple[int, ...] = (0,)
    own: Mapping[str, Sequence[np.ndarray]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mode:
    """How a photo is filtered, and the kernels for it.

    Attributes:
        name: Of the mode.
        kernels: (title, weights) pairs; all have the same colour range, for comparison.
        foresees_edits: Whether a typed number changes nothing but its kernel, which then is square.
        edited: The mode to which a typed number leads, with its kernel alone; "" for this mode.
    """

    name: str
    kernels: Sequence[tuple[str, np.ndarray]]
    foresees_edits: bool
    edited: str = ""


def kernel_grid(
    mode: Mode,
    *,
    key: str,
    mode_key: str,
    others: Sequence[Mode],
    problem: str,
    choices: Sequence[Choice],
    named: Mapping[str, Sequence[np.ndarray]],
    preview: Preview,
    on_edit: Callable[[], None],
) -> None:
    """Place kernels; those with more than MOST_EDITED rows or columns show colours only.

    Args:
        mode: The mode on screen and its kernels.
        key: Key of the component; `edited_kernels` reads its state `edit`.
        mode_key: Key of the selectbox with the modes.
        others: Modes that the script may show before the server does, with their kernels.
        problem: Why the last edit was rejected, or "".
        choices: The boxes in which they are chosen by name.
        named: The kernels of each name, as many as a box sets.
        preview: The hand that changes the kernels.
        on_edit: Called when numbers have been changed.
    """
    mount(
        "kernel_grid",
        key=key,
        data=sent.Data(
            **_mode(mode),
            mode=mode.name,
            mode_box=resolve(f".st-key-{mode_key} {_NAME_BOX}"),
            modes={own.name: _mode(own) for own in others},
            choices=[
                sent.Choice(
                    box=resolve(f".st-key-{choice.key} {_NAME_BOX}"),
                    chosen=choice.chosen,
                    sets=choice.sets,
                    own=_by_name(choice.own),
                )
                for choice in choices
            ],
            named=_by_name(named),
            largest=LARGEST,
            problem=problem,
            scale=SCALES["signed"],
            preview=preview,
        ),
        states={"edit": on_edit},
    )


def edited_kernels(message: object, sizes: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the (kernel, index, text) of every edit in a message, without malformed ones.

    Args:
        message: The component's message.
        sizes: Number of weights of each kernel on screen.
    """
    changed = message.get("changed") if isinstance(message, dict) else None
    if not isinstance(changed, list):
        return []
    most = _MOST_KERNELS * MOST_EDITED**2
    return [edit for own in changed[:most] if (edit := _edited(own, sizes)) is not None]


def left_alone(message: object, count: int) -> int | None:
    """Return which of `count` kernels the typed numbers have left alone; None if all stay."""
    return whole(message, "alone", count)


def _edited(message: object, sizes: Sequence[int]) -> tuple[int, int, str] | None:
    kernel, number = whole(message, "kernel", len(sizes)), text(message, "text")
    if kernel is None or number is None:
        return None
    index = whole(message, "index", sizes[kernel])
    return None if index is None else (kernel, index, number)


def _mode(mode: Mode) -> sent.Mode:
    return sent.Mode(
        kernels=[sent.Kernel(title=title, **_weights(own)) for title, own in mode.kernels],
        foresees_edits=mode.foresees_edits,
        edited=mode.edited,
    )


def _by_name(named: Mapping[str, Sequence[np.ndarray]]) -> dict[str, list[sent.Weights]]:
    return {name: [_weights(kernel) for kernel in own] for name, own in named.items()}


def _weights(kernel: np.ndarray) -> sent.Weights:
    return sent.Weights(
        rows=kernel.shape[0],
        columns=kernel.shape[1],
        texts=_texts(kernel.shape, kernel.dtype.str, kernel.tobytes()),
        values=floats_as_base64(kernel),
    )


@lru_cache(maxsize=256)
def _texts(shape: tuple[int, ...], dtype: str, content: bytes) -> Sequence[str]:
    """Return a kernel's numbers as texts: all kernels with a name are sent with every answer."""
    if max(shape) > MOST_EDITED:
        return ()
    return tuple(number_texts(np.frombuffer(content, dtype).reshape(shape)))
