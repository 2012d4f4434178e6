"""Shows pooling on a grid of numbers: its windows, the output of each, and the gradient."""

from collections.abc import Callable

import numpy as np

from dlviz.figures.colours import signed_limit
from dlviz.kernels import number_texts
from dlviz.notices.pooling import number_sentences, window_sentences
from dlviz.pooling import Pooled, rounding
from dlviz.ui.components.base.messages import Preview, text, whole
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.pooling_grids import messages as sent


def pooling_grids(
    grid: np.ndarray,
    pooled: Pooled,
    *,
    key: str,
    shows_gradient: bool,
    problem: str,
    largest: float,
    preview: Preview,
    on_edit: Callable[[], None],
) -> None:
    """Draw the grid beside the output, and optionally the gradient of the output's sum.

    Args:
        grid: (H, W) numbers.
        pooled: The result of pooling.
        key: Key of the component; its state `edit` is what `typed` reads.
        shows_gradient: Whether the gradient is drawn too.
        problem: Why the last edit was rejected, or "".
        largest: Largest absolute value of a number.
        preview: Ties the numbers to a hand that changes them.
        on_edit: Called when a number was changed.
    """
    side, stride = pooled.geometry.kernel[0], pooled.geometry.stride
    grids = sent.Grids(
        image=_grid("Numbers", grid),
        output=_grid("Output", pooled.output, rounding(grid, pooled.kind)),
    )
    if shows_gradient:
        grids["gradient"] = _grid("Gradient", pooled.gradient)
    mount(
        "pooling_grids",
        key=key,
        data=sent.Data(
            grids=grids,
            words=[f"{pooled.kind} {side} × {side}", f"stride {stride}"],
            windows=as_base64(pooled.windows.astype("<i2")),
            winners=pooled.winners.tolist(),
            sentences=sent.Sentences(
                output=window_sentences(grid, pooled),
                image=number_sentences(grid, pooled),
            ),
            problem=problem,
            scale=SCALES["signed"],
            kind=pooled.kind,
            largest=largest,
            preview=preview,
        ),
        states={"edit": on_edit},
    )


def typed(message: object, count: int) -> list[tuple[int, str]]:
    """Return (index, text) of the edits in a message, in order; malformed ones are left out.

    Args:
        message: The component's message.
        count: Number of cells of the grid.
    """
    edits = message.get("edits") if isinstance(message, dict) else None
    if not isinstance(edits, list) or len(edits) > count + 1:
        return []
    read = [(whole(edit, "index", count), text(edit, "text")) for edit in edits]
    return [(index, words) for index, words in read if index is not None and words is not None]


def _grid(title: str, values: np.ndarray, noise: float = 0.0) -> sent.Grid:
    rows, columns = values.shape
    return sent.Grid(
        title=f"{title} {rows} × {columns}",
        rows=rows,
        columns=columns,
        texts=number_texts(values, noise),
        values=values.ravel().tolist(),
        limit=signed_limit(values),
    )
