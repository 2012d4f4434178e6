"""Shows a photo and the responses of kernels side by side, with a shared zoom down to numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st

from dlviz.figures.colours import CYCLIC, INK, SIGNED, UNSIGNED, signed_limit, table
from dlviz.figures.pictures import levels
from dlviz.figures.png import encode
from dlviz.responses import ANGLE, MAPS, WEAK, Answer, Map, Response, same_photo
from dlviz.responses import SIGNED as IS_SIGNED
from dlviz.ui.components.base import messages, once
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.photo_panels import messages as sent

_One = TypeVar("_One", Response, Map)
_PHOTO_LIKE = "ink"  # colour scale of responses that look like a photo
_TABLES = {
    kind: table(scale)
    for kind, scale in {
        "signed": SIGNED, "unsigned": UNSIGNED, "angle": CYCLIC, _PHOTO_LIKE: INK,
    }.items()
}  # fmt: skip
_SCALES = {kind: SCALES[kind] for kind in _TABLES}
_SUM_OF_AVERAGE = 0.01  # tolerance for "sum is 1": nine weights of 0.111
_WHITE = 255.0
_PICTURES = "photo_panels_pictures"  # set for the run in which the page asks for the pictures
_HINT = (
    "Point at a pixel to read its value in every panel; zoom (double-click, pinch or +) until "
    "pixels become numbers."
)


@dataclass(frozen=True, slots=True)
class Look:
    """Position and zoom of the lens.

    Attributes:
        x: Horizontal centre, as a share of the photo's width.
        y: Vertical centre, as a share of the photo's height, from the top.
        zoom: 1 shows the whole photo.
    """

    x: float
    y: float
    zoom: float


def photo_panels(
    answer: Answer,
    *,
    key: str,
    identity: str,
    alt: str,
    contrast: float,
    look: Look | None,
    on_look: Callable[[], None],
    preview: messages.Preview | None = None,
) -> None:
    """Draw the photo and every response.

    Responses of kernels whose weights sum to 1 are drawn like a photo, from black to white; the
    other signed maps share one colour range with white at zero.

    The photo and pictures of the maps travel once. Later answers have the kernels and the ends of
    the colour scales; from these and the photo the script computes the pictures, as it does while a
    hand changes a kernel. A browser that cannot do so asks for the pictures.

    Args:
        answer: The result of `dlviz.responses.respond`.
        key: Key of the component.
        identity: Identifies the photo; if it changes, the lens is reset.
        alt: Description of the photo for screen readers.
        contrast: 1 clips nothing; n limits the colour scales to 1/n of the largest response.
        look: Initial position of the lens, None for the whole photo.
        on_look: Called when the lens has stopped at a new position; `seen` reads the state `look`.
        preview: The hand that changes the kernels, None if nothing changes them.
    """
    height, width = answer.pixels.shape[:2]
    photo, checksum = _photo_png(answer.pixels, f"{key} {identity}")
    is_asked = st.session_state.pop(_PICTURES, False)
    with_pictures = is_asked or not once.is_known(key, checksum)
    mount(
        "photo_panels",
        key=key,
        data=sent.Data(
            identity=identity,
            width=width,
            height=height,
            channels=1 if answer.pixels.ndim == 2 else 3,
            photo=photo,
            kernels=[
                sent.Kernel(
                    rows=kernel.shape[0],
                    columns=kernel.shape[1],
                    weights=kernel.ravel().tolist(),
                )
                for kernel in answer.kernels
            ],
            panels=[
                sent.Panel(
                    kind="photo",
                    title=f"Photo, {width} × {height}",
                    short="Photo",
                    legend="0 is black, 255 is white",
                    png="",
                    low="",
                    high="",
                    ends=(0.0, _WHITE),
                    alt=alt,
                    top=0,
                    left=0,
                    rows=height,
                    columns=width,
                    terms=(),
                    combined="",
                    weak=0,
                ),
                *_panels(answer, contrast, with_pictures=with_pictures),
            ],
            scales=_SCALES,
            look=None if look is None else sent.Look(x=look.x, y=look.y, zoom=look.zoom),
            hint=_HINT,
            mode=answer.mode,
            others=_others(answer.mode),
            rules=sent.Rules(contrast=contrast, average=_SUM_OF_AVERAGE, white=_WHITE, weak=WEAK),
            preview=preview,
        ),
        states={"look": on_look},
        triggers={"pictures": _ask_for_pictures},
        once={"photo": checksum},
    )


def _ask_for_pictures() -> None:
    st.session_state[_PICTURES] = True


def seen(message: object) -> Look | None:
    """Return the lens's position and zoom, None if `message` is malformed."""
    if not isinstance(message, dict):
        return None
    values = messages.numbers([message.get(name) for name in ("x", "y", "zoom")], 3)
    if values is None:
        return None
    x, y, zoom = values
    return Look(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)), min(200.0, max(1.0, zoom)))


def _panels(answer: Answer, contrast: float, *, with_pictures: bool) -> list[sent.Panel]:
    kinds = {response.title: _kind(response, answer) for response in answer.responses}
    signed = [own for own in answer.responses if kinds[own.title] == IS_SIGNED]
    limit = max((signed_limit(response.values) for response in signed), default=1.0) / contrast
    rows, columns = answer.kernels[0].shape
    panels = []
    for response in _in_order(answer.responses):
        kind = kinds[response.title]
        low, high = _ends(response, kind, limit, contrast)
        png = _png(levels(response.values, low, high), _TABLES[kind]) if with_pictures else ""
        panel = _described(response, kind)
        panel.update(
            {
                "png": png,
                "low": _end(low, kind),
                "high": _end(high, kind),
                "ends": (low, high),
                "alt": f"{response.title}, from {low:.4g} to {high:.4g}",
                "top": (rows - 1) // 2,
                "left": (columns - 1) // 2,
                "rows": response.values.shape[0],
                "columns": response.values.shape[1],
                "weak": _weak(answer) if response.kind == ANGLE else 0,
            }
        )
        panels.append(panel)
    return panels


def _described(own: Response | Map, kind: str) -> sent.Panel:
    """Return the panel of a map without its numbers."""
    return sent.Panel(
        kind=kind,
        title=own.title.capitalize(),
        short=own.title,
        legend="",
        png="",
        low="",
        high="",
        ends=(0.0, 0.0),
        alt=own.title,
        top=0,
        left=0,
        rows=0,
        columns=0,
        terms=[sent.Term(channel=channel, kernel=kernel) for channel, kernel in own.terms],
        combined=own.combined,
        weak=0,
    )


def _others(mode: str) -> dict[str, list[sent.Panel]]:
    """Return the maps of the other modes on the same photo: the script computes their numbers."""
    return {
        other: [_described(own, own.kind) for own in _in_order(MAPS[other])]
        for other in same_photo(mode)
    }


def _in_order(maps: Sequence[_One]) -> Sequence[_One]:
    """Return maps in display order: a combination of others comes first."""
    *parts, last = maps
    return (last, *parts) if len(last.terms) > 1 else maps


def _kind(response: Response, answer: Answer) -> str:
    """Return the colour scale of a map; kernels that keep even areas unchanged get a photo's."""
    if response.kind != IS_SIGNED:
        return response.kind
    total = sum(float(answer.kernels[kernel].sum()) for _, kernel in response.terms)
    return _PHOTO_LIKE if abs(total - 1) <= _SUM_OF_AVERAGE else IS_SIGNED


def _ends(response: Response, kind: str, limit: float, contrast: float) -> tuple[float, float]:
    if kind == IS_SIGNED:
        return -limit, limit
    if kind == _PHOTO_LIKE:
        return 0.0, _WHITE / contrast
    if kind == ANGLE:
        return -180.0, 180.0
    return 0.0, (float(response.values.max()) or 1.0) / contrast


def _end(value: float, kind: str) -> str:
    text = f"{abs(value):.4g}"
    return ("−" if value < 0 else "") + text + ("°" if kind == ANGLE else "")


def _weak(answer: Answer) -> float:
    return WEAK * float(answer.responses[-1].values.max())


def _photo_png(pixels: np.ndarray, identity: str) -> tuple[str, str]:
    """Return the photo as PNG, and its checksum; each photo is encoded once per visitor."""
    kept = st.session_state.get("photo_panels_png")
    name = f"{identity} {pixels.ndim}"
    if kept is None or kept[0] != name:
        png = _png(pixels)
        kept = st.session_state["photo_panels_png"] = (name, png, once.sum_of(png))
    return kept[1:]


def _png(pixels: np.ndarray, colours: np.ndarray | None = None) -> str:
    return as_base64(encode(pixels, colours))
