"""Changes of a photo before a network sees it: zoom, shift, rotation, light, blur, occlusion.

Predictions depend on details that people overlook. Every change here is one number with a neutral
value; at the neutral value the network sees exactly its usual crop. A window that extends beyond
the standard crop shows more of the photo; outside the photo it is filled with the grey whose
standardised value is 0.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageFilter

from dlviz.networks.imagenet import Classifier, crop
from dlviz.scheduling.turn import Progress, no_progress

_CHUNK = 65  # pictures per batch of predictions: the length of a whole curve
_FARTHEST, _NEAREST = 0.2, 40.0  # limits of the total zoom: the window's times the change's


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change.

    Attributes:
        title: Name shown to visitors.
        values: All values, from one end to the other.
        neutral: The value that changes nothing.
        unit: Text after the number.
    """

    title: str
    values: tuple[float, ...]
    neutral: float
    unit: str

    def nearest(self, value: float) -> int:
        """Return the index of the value nearest to `value`; for NaN, of the neutral one."""
        wanted = self.neutral if math.isnan(value) else value
        wanted = max(self.values[0], min(self.values[-1], wanted))
        return min(range(len(self.values)), key=lambda place: abs(self.values[place] - wanted))

    @property
    def ticks(self) -> tuple[int, ...]:
        """Indices of some values, evenly spaced from one end to the other."""
        steps = 8 if (len(self.values) - 1) % 8 == 0 else 6
        return tuple(round(n * (len(self.values) - 1) / steps) for n in range(steps + 1))

    def text(self, value: float) -> str:
        """Return a value as text, with sign and unit."""
        if self.unit == "×":
            return f"× {value:.3g}"
        sign = "−" if value < 0 else "+" if value > 0 and self.values[0] < 0 else ""
        return f"{sign}{abs(value):.3g}{self.unit}"


def _evenly(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(round(low + place * step, 6) for place in range(round((high - low) / step) + 1))


CHANGES = {
    "zoom": Change("Zoom", tuple(round(2 ** (n / 21 - 1), 4) for n in range(64)), 1.0, "×"),
    "right": Change("Move right", _evenly(-80, 80, 2.5), 0.0, "%"),
    "down": Change("Move down", _evenly(-80, 80, 2.5), 0.0, "%"),
    "turn": Change("Rotate", _evenly(-180, 180, 6), 0.0, "°"),
    "light": Change("Brightness", _evenly(-4, 4, 0.125), 0.0, " stops"),
    "blur": Change("Blur", _evenly(0, 12, 0.2), 0.0, " px"),
    "cover": Change("Cover", _evenly(0, 96, 1.5), 0.0, "%"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the photo that is seen without changes.

    Attributes:
        x: Its middle as a share of the photo's width.
        y: Its middle as a share of the photo's height, downwards.
        zoom: 1 is the size of the standard crop, 2 is half its width and height.
    """

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


STANDARD = Window()


@dataclass(frozen=True, slots=True)
class Reframing:
    """Values of all changes of a photo.

    Attributes:
        window: The window before the changes.
        zoom: Magnification.
        right: Shift of the window to the right, in percent of its side.
        down: Shift of the window downwards, in percent of its side.
        turn: Rotation in degrees, anticlockwise, about the window's middle.
        light: Brightness in stops: +1 doubles every pixel; values above 255 are clipped.
        blur: Standard deviation of a Gaussian blur, in pixels of the network's input.
        cover: Side of a grey square in the middle, in percent.
    """

    window: Window = field(default=STANDARD)
    zoom: float = 1.0
    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    light: float = 0.0
    blur: float = 0.0
    cover: float = 0.0

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            ValueError: naming the number that is out of its range.
        """
        for name, change in CHANGES.items():
            value = getattr(self, name)
            if not change.values[0] <= value <= change.values[-1]:
                raise ValueError(
                    f"{change.title} can be {change.values[0]:g} to {change.values[-1]:g}, not "
                    f"{value:g}."
                )
        window = self.window
        if not (0 <= window.x <= 1 and 0 <= window.y <= 1):
            raise ValueError("The middle of the window has to lie in the photo.")
        if not _FARTHEST <= window.zoom <= _NEAREST:
            raise ValueError(f"The window's zoom can be {_FARTHEST} to {_NEAREST:g}.")

    def as_window(self, size: tuple[int, int], transform: Any) -> Window:
        """Return the window that results from `window`, zoom and shifts.

        Args:
            size: (width, height) of the photo.
            transform: A classifier's preprocessing.
        """
        width, height = size
        left, top, right, bottom = window_box(size, transform, self)
        middle = [(left + right) / 2 / width, (top + bottom) / 2 / height]
        standard = window_box(size, transform, Reframing())
        middle[0] += 0.5 - (standard[0] + standard[2]) / 2 / width
        middle[1] += 0.5 - (standard[1] + standard[3]) / 2 / height
        zoom = min(_NEAREST, max(_FARTHEST, self.window.zoom * self.zoom))
        x, y = (min(1.0, max(0.0, share)) for share in middle)
        return Window(x, y, zoom)


@dataclass(frozen=True, slots=True)
class Frame:
    """The network's input picture.

    Attributes:
        picture: RGB, 224 x 224.
        padding: Share of its pixels that lie outside the photo, in [0, 1].
    """

    picture: Image.Image
    padding: float


def along(name: str, window: Window = STANDARD) -> list[Reframing]:
    """Return the reframings for all values of one change.

    Raises:
        KeyError: if there is no such change.
    """
    start: Any = Reframing(window)
    return [replace(start, **{name: value}) for value in CHANGES[name].values]


def window_box(
    size: tuple[int, int], transform: Any, reframing: Reframing
) -> tuple[float, float, float, float]:
    """Return the window in pixels of the photo: left, top, right, bottom; it may extend outside.

    Args:
        size: (width, height) of the photo.
        transform: A classifier's preprocessing, an `ImageClassification` of torchvision.
        reframing: Only its zoom, shifts and window are used.
    """
    crop, short = transform.crop_size[0], transform.resize_size[0]
    resized = [short * side // min(size) for side in size]  # truncated, as torchvision does
    ends = []
    window = reframing.window
    places, moves = (window.x, window.y), (reframing.right, reframing.down)
    for whole, now, place, move in zip(size, resized, places, moves, strict=True):
        first = round((now - crop) / 2.0)  # in pixels of the resized photo, as torchvision does
        half = crop / 2 / (window.zoom * reframing.zoom)
        middle = first + crop / 2 + (place - 0.5) * now + move / 100 * 2 * half
        ends.append(((middle - half) * whole / now, (middle + half) * whole / now))
    (left, right), (top, bottom) = ends
    return left, top, right, bottom


def see(image: Image.Image, transform: Any, reframing: Reframing) -> Frame:
    """Return the network's input picture for `image` (RGB); without changes its usual crop.

    A rotated window is resampled twice: first a larger one is cut out, then it is rotated.
    """
    return see_all(image, transform, [reframing])[0]


def see_all(image: Image.Image, transform: Any, reframings: Iterable[Reframing]) -> list[Frame]:
    """Return the results of `see` for each of `reframings`, faster.

    Neighbours with the same window of the photo share the work that depends on the photo's size.
    """
    side = transform.crop_size[0]
    frames, latest = [], None
    for reframing in reframings:
        window = window_box(image.size, transform, reframing)
        rim = 0 if reframing.turn == 0 else math.ceil(side * (math.sqrt(2) - 1) / 2) + 1
        if latest is None or latest[0] != (window, rim):
            latest = (window, rim), _cut(image, transform, window, rim)
        frames.append(_changed(*latest[1], transform, reframing, rim))
    return frames


def _cut(
    image: Image.Image, transform: Any, window: tuple[float, float, float, float], rim: int
) -> tuple[Image.Image, Image.Image]:
    """Return the window with a margin of `rim` pixels: the picture, and a mask of the photo."""
    side = transform.crop_size[0]
    if not rim and window == window_box(image.size, transform, Reframing()):
        # torchvision resizes first, then cuts whole pixels; this gives exactly the usual crop.
        return crop(image, transform), Image.new("L", (side, side), 255)
    return _resample(image, transform, _wider(window, rim / side), side + 2 * rim)


def _changed(
    picture: Image.Image, inside: Image.Image, transform: Any, reframing: Reframing, rim: int
) -> Frame:
    """Return the frame after all changes other than those of the window."""
    side = transform.crop_size[0]
    picture = _lit(picture, inside, reframing.light)
    if rim:
        grey = _grey(transform)
        kept = (rim, rim, rim + side, rim + side)
        how = Image.Resampling.BICUBIC
        picture = picture.rotate(reframing.turn, how, fillcolor=grey).crop(kept)
        inside = inside.rotate(reframing.turn, how).crop(kept)
    if reframing.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(reframing.blur))
    covered = round(side * reframing.cover / 100)
    if covered:
        first = (side - covered) // 2
        picture = picture.copy()
        picture.paste(_grey(transform), (first, first, first + covered, first + covered))
    return Frame(picture, 1 - float(np.asarray(inside).mean()) / 255)


def as_input(transform: Any, pictures: Sequence[Image.Image]) -> torch.Tensor:
    """Return pictures of the network's input size as its input tensor (N, 3, H, W)."""
    values = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures])).float()
    mean, deviation = torch.tensor(transform.mean), torch.tensor(transform.std)
    values.mul_(1 / (255 * deviation)).sub_(mean / deviation)
    return values.permute(0, 3, 1, 2)


def frame_answers(
    classifier: Classifier,
    pictures: Sequence[Image.Image],
    progress: Progress = no_progress,
) -> np.ndarray:
    """Return the probabilities (N, classes) for pictures of the network's input size.

    Args:
        classifier: The network.
        pictures: The pictures.
        progress: Called between batches with the share done, 0 to 1.
    """
    parts = []
    for at in range(0, len(pictures), _CHUNK):
        some = as_input(classifier.transform, pictures[at : at + _CHUNK])
        done = partial(_within, progress, at / len(pictures), len(some) / len(pictures))
        parts.append(classifier.logits(some, progress=done))
    probabilities: np.ndarray = torch.cat(parts).softmax(dim=1).numpy()
    return probabilities


def _within(progress: Progress, before: float, part: float, share: float) -> None:
    """Report the total progress when `share` of a part of the work is done."""
    progress(before + part * share)


def _resample(
    image: Image.Image,
    transform: Any,
    window: tuple[float, float, float, float],
    side: int,
) -> tuple[Image.Image, Image.Image]:
    """Return the window as (side, side): the picture, and a mask (L, 255) of the photo."""
    picture = Image.new("RGB", (side, side), _grey(transform))
    inside = Image.new("L", (side, side))
    across = _overlap(window[0], window[2], image.width, side)
    down = _overlap(window[1], window[3], image.height, side)
    if across.count < 1 or down.count < 1:
        return picture, inside
    how = Image.Resampling[transform.interpolation.name]
    source = (across.low, down.low, across.high, down.high)
    part = image.resize((across.count, down.count), how, box=source)
    place = (across.first, down.first)
    picture.paste(part, place)
    inside.paste(255, (*place, place[0] + across.count, place[1] + down.count))
    return picture, inside


def _lit(picture: Image.Image, inside: Image.Image, light: float) -> Image.Image:
    """Return `picture` made `light` stops brighter where it shows the photo."""
    if not light:
        return picture
    levels = [round(min(255, level * 2**light)) for level in range(256)]
    return Image.composite(picture.point(levels * 3), picture, inside)


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Overlap of window and photo along one axis: `count` window pixels from `first` on."""

    first: int
    count: int
    low: float
    high: float


def _overlap(start: float, end: float, whole: int, side: int) -> _Overlap:
    step = (end - start) / side  # photo pixels per window pixel
    first = max(0, math.ceil(-start / step - 1e-6))
    last = min(side, math.floor((whole - start) / step + 1e-6))
    low, high = start + first * step, start + last * step
    return _Overlap(first, last - first, max(0.0, low), min(float(whole), high))


def _wider(
    window: tuple[float, float, float, float], share: float
) -> tuple[float, float, float, float]:
    """Return the window enlarged on all sides by a share of its side."""
    left, top, right, bottom = window
    across, down = share * (right - left), share * (bottom - top)
    return left - across, top - down, right + across, bottom + down


def _grey(transform: Any) -> tuple[int, int, int]:
    red, green, blue = (round(255 * mean) for mean in transform.mean)
    return red, green, blue
