"""Kernels as grids of numbers: read, and changed number by number."""

from collections.abc import Callable, Sequence

import numpy as np

from dlviz.figures.colours import SIGNED, signed_limit, table
from dlviz.kernels import number_texts
from dlviz.ui.components.base.mounting import as_base64, mount

MOST_EDITED = 5  # cells along a side that still show numbers

_SCALE = as_base64(table(SIGNED))


def kernel_grid(
    kernels: Sequence[tuple[str, np.ndarray]],
    *,
    key: str,
    problem: str,
    on_edit: Callable[[], None],
) -> None:
    """Place kernels; those with more than MOST_EDITED rows or columns as colours only.

    Args:
        kernels: (title, weights) pairs, to be compared: one range for all.
        key: Of the component; `edited_kernel` reads its state `edit`.
        problem: Why the last edit was not taken, or "".
        on_edit: Called when a number was changed.
    """
    mount(
        "kernel_grid",
        key=key,
        data={
            "kernels": [
                {
                    "title": title,
                    "rows": weights.shape[0],
                    "columns": weights.shape[1],
                    "texts": number_texts(weights) if max(weights.shape) <= MOST_EDITED else [],
                    "values": weights.ravel().tolist(),
                }
                for title, weights in kernels
            ],
            "limit": max(signed_limit(weights) for _, weights in kernels),
            "problem": problem,
            "scale": _SCALE,
        },
        default={"edit": None},
        on_edit_change=on_edit,
    )


def edited_kernel(message: object, sizes: Sequence[int]) -> tuple[int, int, str] | None:
    """Return (kernel, index, text) of an edit; None if it is malformed.

    Args:
        message: What the component sent.
        sizes: Weights of each kernel on screen.
    """
    if not isinstance(message, dict):
        return None
    kernel, index, text = (message.get(name) for name in ("kernel", "index", "text"))
    if not (isinstance(kernel, int) and isinstance(index, int) and isinstance(text, str)):
        return None
    if not (0 <= kernel < len(sizes) and 0 <= index < sizes[kernel]):
        return None
    return kernel, index, text[:20]
