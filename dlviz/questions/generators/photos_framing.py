"""Questions about photos: the crop that a network sees, and where the answer changes."""

from fractions import Fraction
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np

from dlviz.framing_search import area_share
from dlviz.networks.imagenet import lite_transform
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Mistake, Number, Order, Wrong
from dlviz.questions.wrong import told_apart, wrong
from dlviz.reframing import STANDARD, Reframing, Window, window_box

_SHORT, _CROP = 256, 224
_RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 9), (2, 1), (3, 1))  # of a photo's sides
_SCALES = (240, 320, 360, 400, 480, 560, 640, 720, 800, 960, 1200, 1600)  # shorter sides
_ZOOM = {"photos_view": "When does it change its mind?", "photos_change": "Zoom"}
_WHAT = {"photos_view": "What is it?"}


@cache
def _network() -> Any:
    """Return what the framing needs of a network: how it prepares a photo."""
    return SimpleNamespace(transform=lite_transform())


def _size(short: int, ratio: tuple[int, int]) -> tuple[int, int]:
    long = Fraction(short * ratio[0], ratio[1])
    if long.denominator > 1:
        raise AmbiguousError
    return int(long), short


def _whole(value: float) -> int:
    if abs(value - round(value)) > 1e-6:
        raise AmbiguousError  # a part of a pixel
    return round(value)


def _crop(draw: Random, level: int) -> Number:
    """Ask how many pixels of a photo's width the network sees, or how many are lost at the left."""
    width, height = _size(draw.choice(_SCALES), _RATIOS[0] if level == 1 else draw.choice(_RATIOS))
    zoom = draw.choice((Fraction(5, 4), Fraction(7, 4), Fraction(2))) if level == 3 else Fraction(1)
    box = window_box((width, height), _network().transform, Reframing(Window(zoom=float(zoom))))
    seen, lost = _whole(box[2] - box[0]), _whole(box[0])
    if level == 2 and (width == height or 2 * lost != width - seen):
        raise AmbiguousError  # nothing is lost because of the shape, or the middle is rounded
    shorter = "sides have" if width == height else "shorter side has"
    standard = height * _CROP // _SHORT
    worked = (
        f"The crop has {_CROP} of the {_SHORT} rows of the scaled photo: {height:,} × {_CROP} / "
        f"{_SHORT} = {standard:,} pixels of the photo, across and down."
    )
    zoomed = f" The zoom divides that: {standard:,} / {float(zoom):g} = {seen:,}."
    left = f" {width:,} − {seen:,} = {width - seen:,} are lost, half of them at the left: {lost:,}."
    return Number(
        prompt=f"A photo of {width:,} × {height:,} pixels (width × height) is scaled until its "
        f"{shorter} {_SHORT} pixels, and the middle {_CROP} × {_CROP} are cut out. "
        + ("How many pixels of the photo are lost at its left side?" if level == 2 else
           f"{_zoomed(zoom)}How many pixels of the photo's width does the network see?"),
        worked=worked + (left if level == 2 else zoomed if level == 3 else ""),
        facts={"size": (width, height), "zoom": zoom, "is_lost": level == 2},
        truth=Fraction(lost if level == 2 else seen),
        unit="pixels",
        wrong=_wrong_lost(width, height, seen) if level == 2 else _wrong_seen(
            width, height, zoom, seen),
    )  # fmt: skip


def _zoomed(zoom: Fraction) -> str:
    return f"Then the window is zoomed by × {float(zoom):g}. " if zoom != 1 else ""


def _wrong_lost(width: int, height: int, seen: int) -> tuple[Wrong, ...]:
    return told_apart(
        (width - seen) // 2,
        wrong(
            width - seen,
            "everything is lost on one side",
            f"The crop is in the middle, so the {width - seen:,} pixels are shared by two sides.",
            _WHAT,
        ),
        wrong(
            Fraction(width - height, 2),
            "the whole shorter side is seen",
            f"Of the shorter side, too, only {_CROP} of {_SHORT} are seen: {seen:,} of "
            f"{height:,} pixels.",
            _WHAT,
        ),
        wrong(
            Fraction(width - _CROP, 2),
            f"{_CROP} pixels of the photo itself are cut out",
            f"The photo is scaled first: {_CROP} pixels of the small photo are {seen:,} of the "
            "large one.",
            _WHAT,
        ),
        wrong(
            0,
            "the network sees the whole photo",
            f"It sees the middle square of {seen:,} × {seen:,} pixels.",
            _WHAT,
        ),
    )


def _wrong_seen(width: int, height: int, zoom: Fraction, seen: int) -> tuple[Wrong, ...]:
    standard = height * _CROP // _SHORT
    return told_apart(
        seen,
        wrong(
            width,
            "the network sees the whole photo",
            f"The rim is cut off: of {width:,} pixels {seen:,} are left.",
            _WHAT,
        ),
        wrong(
            _CROP,
            f"{_CROP} pixels of the photo itself are cut out",
            f"The photo is scaled first: {_CROP} pixels of the small photo are {standard:,} of the "
            "large one.",
            _WHAT,
        ),
        wrong(
            height,
            "the whole shorter side is seen",
            f"Of its {_SHORT} pixels only {_CROP} are cut out: {standard:,} of {height:,}.",
            _WHAT,
        ),
        wrong(
            standard * zoom,
            "a zoom shows more of the photo",
            f"A zoom by × {float(zoom):g} makes things larger, so the window shows less: "
            f"{standard:,} / {float(zoom):g}.",
            _ZOOM | {"photos_at": float(zoom)},
        ),
        wrong(
            standard,
            "a zoom changes only the size of the picture on the screen",
            f"The network's input stays {_CROP} × {_CROP}, and with the zoom it shows {seen:,} "
            "pixels of the width.",
            _ZOOM | {"photos_at": float(zoom)},
        ),
    )


def _shares(draw: Random, level: int) -> Order:
    """Ask which photo loses most by the standard crop."""
    count = 4 if level == 3 else 3
    sizes = []
    for ratio in draw.sample(_RATIOS, count):
        size = _size(draw.choice(_SCALES) if level > 1 else 720, ratio)
        sizes.append(size[::-1] if level == 3 and draw.random() < 0.5 else size)
    values = tuple(round(100 * area_share(size, _network(), STANDARD), 1) for size in sizes)
    if min(np.diff(sorted(values))) < 2:
        raise AmbiguousError
    return Order(
        prompt=f"Photos are scaled until the shorter side has {_SHORT} pixels, and the middle "
        f"{_CROP} × {_CROP} are cut out. Order the photos (width × height) by the share of their "
        "area that the network sees, the smallest share first.",
        worked="The crop is a square, so the longer a photo is for its shorter side, the more is "
        "lost. Longer side / shorter side: "
        + ", ".join(f"{_name(size)}: {max(size) / min(size):.3g}" for size in sizes)
        + ".",
        facts={"sizes": sizes},
        items=tuple(map(_name, sizes)),
        values=values,
        unit="%",
        mistake=Mistake(
            "the number of pixels decides how much is seen",
            f"Every photo is scaled first, so only the ratio of its sides counts: of a square "
            f"{_CROP}² / {_SHORT}² = 77 % of the area are seen, of every longer photo less.",
            _WHAT,
        ),
    )


def _name(size: tuple[int, int]) -> str:
    return f"{size[0]:,} × {size[1]:,}"


GENERATORS = (
    Generator("photos_crop", "the part of a photo that is seen", _crop),
    Generator("photos_shares", "which photo loses most of its area", _shares),
)
