"""Sentences for "Architecture" on how much of the picture one number of a layer sees, and why."""

from collections.abc import Sequence

from dlviz.architecture import ShapePath
from dlviz.field_sizes import FieldSize, window_of
from dlviz.layers import Convolution, Dense, Flatten
from dlviz.notices.words import count_of


def field_cells(path: ShapePath, fields: Sequence[FieldSize]) -> list[str]:
    """Return for every possible layer the calculation of its receptive field, for a table."""
    return [_cell(path, own) for own in fields[1:]]


def about_field(path: ShapePath, fields: Sequence[FieldSize], place: int) -> str:
    """Say how large the receptive field of the selected layer is, and how it is computed.

    Args:
        path: The shapes of the network.
        fields: Of its input and its possible layers, from `dlviz.field_sizes`.
        place: The selected block: 0 for the input, 1 for the first layer.

    Returns:
        Markdown; "" for a layer that is not possible.
    """
    if place >= len(fields):
        return ""
    if place == 0:
        return (
            "**Receptive field of the input: 1 × 1.** One of its numbers sees one pixel, and "
            "neighbours are 1 pixel apart: every layer's receptive field is computed from there."
        )
    step, own = path.steps[place - 1], fields[place]
    if own.seen is not None:
        why = (
            f"Each unit is a sum over all {count_of(step.before[0], 'number')} before it."
            if isinstance(step.layer, Dense)
            else "It adds no numbers together: each still sees the same."
        )
        return f"{_headed(step.name, _seen_text(path, own))}{why}"
    if window_of(step) is not None:
        return _about_window(path, fields, place)
    same = f"the same {own.size} × {own.size} as before."
    how = (
        "Flattening only puts the numbers in a row and mixes nothing"
        if isinstance(step.layer, Flatten)
        else f"{step.name} changes every number separately"
    )
    return f"{_headed(step.name, f'{own.size} × {own.size}')}{how}: each still sees {same}"


def _about_window(path: ShapePath, fields: Sequence[FieldSize], place: int) -> str:
    """Return the worked line of a convolution or a pooling."""
    step, before, own = path.steps[place - 1], fields[place - 1], fields[place]
    size, stride, _ = window_of(step) or (1, 1, 0)
    source = path.steps[place - 2].name if place > 1 else "the input"
    what = "filter" if isinstance(step.layer, Convolution) else "window"
    numbers = f"{size} numbers in a row" if size > 1 else "1 number"
    text = (
        f"{_headed(step.name, own.arithmetic)}Its {what} covers {numbers} of {source}; each of "
        f"them sees {before.size} × {before.size}, and neighbours are "
        f"{count_of(before.jump, 'pixel')} apart."
    )
    if stride > 1:
        text += (
            f" Its stride makes its own neighbours {before.jump}·{stride} = {own.jump} pixels "
            "apart."
        )
    return text + _about_edges(path, own)


def _about_edges(path: ShapePath, own: FieldSize) -> str:
    """Return what is said of padding, of a window larger than the picture, and of gaps."""
    _, height, width = path.network.input
    text = ""
    if own.outside:
        text += (
            f" Padding does not change this size: the first window begins "
            f"{count_of(own.outside, 'pixel')} before the picture."
        )
    if own.size > min(height, width):
        text += f" The picture has only {height} × {width}: the rest of a window is padding."
    if own.has_gaps:
        text += (
            " It does not see every pixel in between, because a stride before it is larger than "
            "that layer's window."
        )
    return text


def _headed(name: str, what: str) -> str:
    return f"**Receptive field of {name}: {what}.** "


def _cell(path: ShapePath, own: FieldSize) -> str:
    if own.seen is not None:
        return _seen_text(path, own)
    return own.arithmetic or f"{own.size}, unchanged"


def _seen_text(path: ShapePath, own: FieldSize) -> str:
    """Return how much of the picture a dense layer sees."""
    _, height, width = path.network.input
    rows, columns = own.seen or (0, 0)
    if (rows, columns) == (height, width):
        return f"everything, {height} × {width}"
    if not rows or not columns:
        return "only padding, no pixel"
    return f"{rows} × {columns} of {height} × {width}"
