"""Shows sheets of feature maps beside their picture: pointing reads numbers, a click selects."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.figures.png import encode
from dlviz.figures.sprites import colour_sprite, sprite
from dlviz.receptive_field import Reach, Span
from dlviz.ui.components.base import once
from dlviz.ui.components.base.messages import whole
from dlviz.ui.components.base.mounting import as_base64, floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.map_sheets import messages as sent

_SCALES = sent.Scales(signed=SCALES["signed"], unsigned=SCALES["unsigned"])
_MOST = 10**6  # largest index of a map, row or column that is accepted from a click
_LARGE = 10_000  # characters of a picture that is sent once
_TALL = 27.0  # rem: a sheet with its sentence fits on a projector


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some maps side by side.

    Attributes:
        title: Text above them.
        data: The sheet as it is sent to the browser.
    """

    title: str
    data: sent.Sheet


@dataclass(frozen=True, slots=True)
class Group:
    """A picture and sheets that belong to it.

    Attributes:
        sheets: The sheets, side by side; the map pointed at in the first is shown enlarged.
        photo: The network's input, None if there are only sheets.
        alt: Description of the photo for screen readers.
        title: Text above the photo.
        reach: Receptive field in the photo of each place of the first sheet, None if it is unknown.
        has_zoom: Whether the map pointed at is shown enlarged under the photo.
    """

    sheets: Sequence[Sheet]
    photo: Image.Image | None = None
    alt: str = ""
    title: str = ""
    reach: Reach | None = None
    has_zoom: bool = True


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in a map.

    Attributes:
        map: Index of the map.
        row: Row in the map.
        column: Column in the map.
    """

    map: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet is drawn.

    Attributes:
        is_shared: Whether all its maps share one colour range.
        is_signed: Whether numbers can be negative; None to decide from the numbers.
        limit: Upper end of a shared range, 0 for the largest number.
        noun: Noun for one map in sentences.
        names: Names of the maps, if they have any.
        captions: Texts under the maps.
        dead: Indices of maps to be crossed out.
        tall: Largest height, in rem.
        share: Relative width, compared with the other sheets of its group.
        is_linked: Whether pointing at a map also points at the same map in other linked sheets.
    """

    is_shared: bool = True
    is_signed: bool | None = None
    limit: float = 0.0
    noun: str = "Map"
    names: Sequence[str] = ()
    captions: Sequence[str] = ()
    dead: Sequence[int] = ()
    tall: float = _TALL
    share: float = 1.0
    is_linked: bool = True


_USUAL = Look()


def maps_sheet(title: str, maps: np.ndarray, look: Look = _USUAL) -> Sheet:
    """Return maps (N, H, W) as a sheet."""
    drawn = sprite(maps, is_shared=look.is_shared, is_signed=look.is_signed, limit=look.limit)
    ends = (
        [_text(drawn.low[0]), _text(drawn.high[0])]
        if look.is_shared or len(maps) == 1
        else ["its lowest" if drawn.is_signed else "0", "its highest"]
    )
    data = _data(title, drawn.png, drawn.columns, maps.shape[:3], look)
    data["kind"] = "signed" if drawn.is_signed else "unsigned"
    data["low"], data["high"] = floats_as_base64(drawn.low), floats_as_base64(drawn.high)
    data["ends"] = ends
    data["alt"] = (
        f"{title}, {len(maps)} of {maps.shape[1]} by {maps.shape[2]} numbers, "
        f"from {maps.min():.3g} to {maps.max():.3g}"
    )
    return Sheet(title, data)


def pictures_sheet(
    title: str, pictures: np.ndarray, look: Look = _USUAL, legend: str = ""
) -> Sheet:
    """Return pictures (N, H, W, 3) uint8 as a sheet."""
    png, columns = colour_sprite(pictures)
    data = _data(title, png, columns, pictures.shape[:3], look)
    data["ends"] = [legend]
    data["alt"] = f"{title}, {len(pictures)} pictures"
    return Sheet(title, data)


def map_sheets(
    groups: Sequence[Group],
    *,
    key: str,
    identity: str,
    hint: str,
    selected: Spot | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw pictures with their sheets.

    Args:
        groups: The groups, one below the other.
        key: Key of the component; `picked` reads its state `pick`.
        identity: Changes with what is shown; the script marks the page with it once all is
            painted.
        hint: Sentence shown while the visitor points at nothing.
        selected: Selected number in the first sheet of each group.
        on_pick: Called when a number of a first sheet is clicked; if None, nothing can be selected.
    """
    sent_groups = [_group(group) for group in groups]
    mount(
        "map_sheets",
        key=key,
        data=sent.Data(
            identity=identity,
            hint=hint,
            scales=_SCALES,
            selected=None
            if selected is None
            else sent.Spot(map=selected.map, row=selected.row, column=selected.column),
            pickable=on_pick is not None,
            groups=sent_groups,
        ),
        states={"pick": on_pick},
        once={
            place: once.sum_of(png) for place, png in _pictures(sent_groups) if len(png) > _LARGE
        },
    )


def picked(message: object) -> Spot | None:
    """Return the clicked number; None if `message` is malformed.

    The caller has to check the indices against the maps' sizes.
    """
    index, row, column = (whole(message, name, _MOST) for name in ("map", "row", "column"))
    if index is None or row is None or column is None:
        return None
    return Spot(index, row, column)


def _pictures(groups: Sequence[sent.Group]) -> Iterator[tuple[str, str]]:
    """Yield the place of every picture in the data, and the picture."""
    for index, group in enumerate(groups):
        if group["photo"] is not None:
            yield f"groups.{index}.photo.png", group["photo"]["png"]
        for which, sheet in enumerate(group["sheets"]):
            yield f"groups.{index}.sheets.{which}.png", sheet["png"]


def _group(group: Group) -> sent.Group:
    photo, reach = group.photo, group.reach
    return sent.Group(
        title=group.title,
        zoom=group.has_zoom,
        photo=None
        if photo is None
        else sent.Photo(
            png=as_base64(encode(np.asarray(photo))),
            alt=group.alt,
        ),
        reach=None
        if reach is None
        else sent.Reach(rows=_seen(reach.rows), columns=_seen(reach.columns)),
        sheets=[sheet.data for sheet in group.sheets],
    )


def _seen(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return (first index, length) of each span."""
    return [(first, last - first + 1) for first, last in spans]


def _data(title: str, png: bytes, columns: int, shape: tuple[int, ...], look: Look) -> sent.Sheet:
    """Return a sheet of pictures without legend and description."""
    count, height, width = shape
    return sent.Sheet(
        title=title,
        png=as_base64(png),
        columns=columns,
        count=count,
        height=height,
        width=width,
        noun=look.noun,
        names=look.names,
        captions=look.captions,
        dead=[int(index) for index in look.dead],
        tall=look.tall,
        share=look.share,
        linked=look.is_linked,
        kind="colour",
        low="",
        high="",
        ends=(),
        alt="",
    )


def _text(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
