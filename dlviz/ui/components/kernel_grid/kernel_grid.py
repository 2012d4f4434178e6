"""Shows kernels as grids of numbers that can be edited cell by cell."""

from collections.abc import Callable, Sequence

import numpy as np

from dlviz.figures.colours import signed_limit
from dlviz.kernels import number_texts
from dlviz.ui.components.base.messages import text, whole
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.kernel_grid import messages as sent

MOST_EDITED = 5  # cells along a side that still show numbers


def kernel_grid(
    kernels: Sequence[tuple[str, np.ndarray]],
    *,
    key: str,
    problem: str,
    on_edit: Callable[[], None],
) -> None:
    """Place kernels; those with more than MOST_EDITED rows or columns show colours only.

    Args:
        kernels: (title, weights) pairs; all have the same colour range, for comparison.
        key: Key of the component; `edited_kernel` reads its state `edit`.
        problem: Why the last edit was rejected, or "".
        on_edit: Called when a number has been changed.
    """
    mount(
        "kernel_grid",
        key=key,
        data=sent.Data(
            kernels=[
                sent.Kernel(
                    title=title,
                    rows=weights.shape[0],
                    columns=weights.shape[1],
                    texts=number_texts(weights) if max(weights.shape) <= MOST_EDITED else [],
                    values=weights.ravel().tolist(),
                )
                for title, weights in kernels
            ],
            limit=max(signed_limit(weights) for _, weights in kernels),
            problem=problem,
            scale=SCALES["signed"],
        ),
        states={"edit": on_edit},
    )


def edited_kernel(message: object, sizes: Sequence[int]) -> tuple[int, int, str] | None:
    """Return (kernel, index, text) of an edit; None if it is malformed.

    Args:
        message: The component's message.
        sizes: Number of weights of each kernel on screen.
    """
    kernel, number = whole(message, "kernel", len(sizes)), text(message, "text")
    if kernel is None or number is None:
        return None
    index = whole(message, "index", sizes[kernel])
    return None if index is None else (kernel, index, number)
