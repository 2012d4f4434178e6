"""Shows pooling on a grid of numbers: its windows, the output of each, and the gradient."""

from collections.abc import Callable

import numpy as np

from dlviz.convolution import Geometry, touched_pixels
from dlviz.figures.colours import signed_limit
from dlviz.kernels import number_texts
from dlviz.notices.pooling import number_sentences, padding_sentence, window_sentences
from dlviz.pooling import MAX, Pooled, rounding
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
    own = pooled.geometry
    side, stride, padding = own.kernel[0], own.stride, own.padding
    grids = sent.Grids(
        image=_grid("Numbers", grid, padding, _padding_text(pooled)),
        output=_grid("Output", pooled.output, noise=rounding(grid, pooled.kind)),
    )
    if shows_gradient:
        grids["gradient"] = _grid("Gradient", pooled.gradient, padding)
    # On screen cells are counted with the padding, so that every window is complete.
    height, width = own.image
    cells = np.pad(np.arange(grid.size).reshape(grid.shape), padding, constant_values=-1).ravel()
    places = {int(inner): place for place, inner in enumerate(cells) if inner >= 0}
    windows = touched_pixels(
        Geometry((height + 2 * padding, width + 2 * padding), own.kernel, stride)
    )
    said = number_sentences(grid, pooled)
    mount(
        "pooling_grids",
        key=key,
        data=sent.Data(
            grids=grids,
            words=[
                f"{pooled.kind} {side} × {side}",
                f"stride {stride}",
                *([f"padding {padding}"] if padding else []),
            ],
            padding=padding,
            counts_padding=pooled.counts_padding,
            windows=as_base64(windows.astype("<i2")),
            winners=[places.get(index, -1) for index in pooled.winners.tolist()],
            sentences=sent.Sentences(
                output=window_sentences(grid, pooled),
                image=[
                    said[inner] if inner >= 0 else padding_sentence(pooled)
                    for inner in cells.tolist()
                ],
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


def _padding_text(pooled: Pooled) -> str:
    """Return what stands in a cell of the padding."""
    if pooled.kind == MAX:
        return "−∞"
    return "0" if pooled.counts_padding else ""


def _grid(
    title: str, values: np.ndarray, padding: int = 0, around: str = "", *, noise: float = 0.0
) -> sent.Grid:
    """Return numbers with rings of padding, whose cells show the text `around`."""
    texts = np.array(number_texts(values, noise), object).reshape(values.shape)
    padded = np.pad(values, padding)
    rows, columns = padded.shape
    return sent.Grid(
        title=f"{title} {values.shape[0]} × {values.shape[1]}",
        rows=rows,
        columns=columns,
        texts=np.pad(texts, padding, constant_values=around).ravel().tolist(),
        values=padded.ravel().tolist(),
        limit=signed_limit(values),
    )
