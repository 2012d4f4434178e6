"""Photos with outlined windows, and figures of residual blocks."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE, SERIES
from dlviz.figures.spec import LEGEND_ABOVE, MARGIN, Figure

_BLOCKS = {
    "type": "category",
    "autotickangles": [0, 90],
    "title": {"text": "stage . block"},
}
WINDOWS = (POSITIVE, NEGATIVE, SERIES[3], SERIES[4])
_OUTSIDE = 0.45  # brightness of the photo outside the first window

Box = tuple[float, float, float, float]


def as_jpeg(picture: Image.Image, *, quality: int = 88) -> bytes:
    """Return `picture` as a JPEG file, in memory."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def with_windows(
    photo: Image.Image,
    windows: Sequence[Box],
    *,
    side: int,
    of: tuple[int, int] | None = None,
) -> Image.Image:
    """Return `photo` with windows outlined in the colours WINDOWS, darkened outside the first one.

    Args:
        photo: RGB.
        windows: Left, top, right, bottom in pixels of the photo; they may lie outside.
        side: Limit for the longer side of the result, in pixels; larger photos are shrunk.
        of: (width, height) to which the windows refer, if `photo` is a smaller copy.
    """
    shown = photo.copy()
    shown.thumbnail((side, side), Image.Resampling.BICUBIC)
    scales = [now / whole for now, whole in zip(shown.size, of or photo.size, strict=True)]
    boxes = [
        [round(end * scale) for end, scale in zip(window, 2 * scales, strict=True)]
        for window in windows
    ]
    if boxes:
        left, top, right, bottom = boxes[0]
        dark = shown.point([round(_OUTSIDE * level) for level in range(256)] * 3)
        inside = Image.new("L", shown.size)
        ImageDraw.Draw(inside).rectangle((left, top, right - 1, bottom - 1), fill=255)
        shown = Image.composite(shown, dark, inside)
    pen = ImageDraw.Draw(shown)
    thick = max(2, max(shown.size) // 220)
    for place, (left, top, right, bottom) in enumerate(boxes):
        for colour, width in (("#ffffff", 2 * thick), (WINDOWS[place], thick)):
            pen.rectangle((left, top, right - 1, bottom - 1), outline=colour, width=width)
    return shown


def block_sizes(names: Sequence[str], sizes: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the sizes of the numbers after each block, on a logarithmic axis.

    Args:
        names: Names of the blocks, first to last.
        sizes: Root mean squares by the line's name, the more important line first.
    """
    looks = ((POSITIVE, "solid", "circle"), (NEGATIVE, "dash", "square"), (NEUTRAL, "dot", "x"))
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": _short(names),
            "y": np.array(values),
            "customdata": list(names),
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "marker": {"symbol": symbol, "size": 7},
            "hovertemplate": f"%{{customdata}}: {name} %{{y:.3g}}<extra></extra>",
        }
        for (name, values), (colour, dash, symbol) in zip(sizes.items(), looks, strict=False)
    ]
    layout = {
        "xaxis": _BLOCKS,
        "yaxis": {"type": "log", "title": {"text": "size"}, "dtick": "D2"},
        "legend": LEGEND_ABOVE,
        "margin": MARGIN,
    }
    return {"data": data, "layout": layout}


def left_out(
    names: Sequence[str], probabilities: Sequence[float], winners: Sequence[str], whole: float
) -> Figure:
    """Draw the predicted class's probability with one block's branch left out at a time.

    Args:
        names: Names of the blocks.
        probabilities: Probability of the whole network's prediction, without the block's branch.
        winners: The most probable class then; "" if it is still the same.
        whole: The probability with all branches.
    """
    bars = {
        "type": "bar",
        "x": _short(names),
        "y": np.array(probabilities),
        "customdata": list(names),
        "marker": {"color": [NEGATIVE if winner else NEUTRAL for winner in winners]},
        "text": list(winners),
        "textposition": "outside",
        "textangle": -90,
        "cliponaxis": False,
        "hovertemplate": "without the branch of %{customdata}: %{y:.1%}<extra></extra>",
    }
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": whole, "y1": whole,
            "line": {"color": POSITIVE, "width": 2, "dash": "dash"}}  # fmt: skip
    layout = {
        "xaxis": _BLOCKS,
        "yaxis": {"range": [0, 1], "tickformat": ".0%", "title": {"text": "its answer"}},
        "shapes": [line],
        "showlegend": False,
        "margin": MARGIN | {"t": 12},
        "bargap": 0.25,
    }
    return {"data": [bars], "layout": layout}


def _short(names: Sequence[str]) -> list[str]:
    """Return "layer3.1" as "3.1", to fit sixteen names side by side."""
    return [name.lstrip("abcdefghijklmnopqrstuvwxyz") for name in names]
