"""Search for crops of a photo: the one that suits a class best, and the smallest that shows it.

M. R. Taesiri et al., "ImageNet-Hard: the hardest images remaining from a study of the power of zoom
and spatial biases in image classification", 2023, found that nearly every ImageNet picture is
classified correctly in some crop. The smallest crop follows S. Ullman et al., "Atoms of recognition
in human and computer vision", 2016, with a beam search.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dlviz.networks.imagenet import Classifier
from dlviz.reframing import STANDARD, Reframing, Window, frame_answers, see_all, window_box
from dlviz.scheduling.turn import Progress, no_progress

ZOOMS = (0.875, 1.0, 1.25, 1.6, 2.0, 2.5)  # with a crop of 224 from 256, 0.875 is the whole side
_ROUNDS = 2  # local searches around the best window
_SHRINK = 0.8  # side of the next smaller crop relative to the present one
_BEAM = 2  # beam width: crops of one size that are followed
_LEVELS = 14
_USUALLY = 280  # usual number of windows tried, for the progress bar
_FEWEST = 16  # smallest side of a crop in pixels of the photo


@dataclass(frozen=True, slots=True)
class Tried:
    """A window with its prediction.

    Attributes:
        window: The window.
        probability: Probability of the class in question.
        winner: The most probable class.
    """

    window: Window
    probability: float
    winner: int


@dataclass(frozen=True, slots=True)
class Found:
    """Result of a search.

    Attributes:
        label: The class in question.
        start: The standard crop.
        best: The window with the highest probability of the class, among those tried.
        smallest: The smallest window found in which the class is the most probable; None if there
            is none.
        n_tried: Number of windows that were classified.
    """

    label: int
    start: Tried
    best: Tried
    smallest: Tried | None
    n_tried: int


def search(
    classifier: Classifier, image: Image.Image, label: int, progress: Progress = no_progress
) -> Found:
    """Search many windows of `image` (RGB) for a class.

    Args:
        classifier: The network.
        image: The photo.
        label: The class.
        progress: Called between batches with the approximate share done, 0 to 1.

    Raises:
        ValueError: if there is no class of that number.
    """
    asking = _asking(classifier, image, label, progress)
    tried, best = _try_framings(asking)
    start = tried[0]
    smaller = _shrink(asking, tried)
    winning = [one for one in (*tried, *smaller) if one.winner == label]
    smallest = max(winning, key=lambda one: (one.window.zoom, one.probability), default=None)
    return Found(label, start, best, smallest, asking.n_tried)


def best_framing(classifier: Classifier, image: Image.Image, label: int) -> tuple[Tried, Tried]:
    """Return the standard crop, and the best framing that `search` finds; arguments as there."""
    tried, best = _try_framings(_asking(classifier, image, label, no_progress))
    return tried[0], best


def _asking(
    classifier: Classifier, image: Image.Image, label: int, progress: Progress
) -> "_Asking":
    if not 0 <= label < len(classifier.categories):
        raise ValueError(f"There is no class {label}.")
    return _Asking(classifier, image, label, progress)


def _try_framings(asking: "_Asking") -> tuple[list[Tried], Tried]:
    """Return all windows tried, the standard crop first, and the best of them."""
    image, classifier = asking.image, asking.classifier
    tried = asking.about([STANDARD, *window_grid(image, classifier)])
    best = max((*tried[1:], tried[0]), key=lambda one: one.probability)
    for turn in range(_ROUNDS):
        around = asking.about(_around(best.window, image, classifier, turn))
        tried += around
        best = max((best, *around), key=lambda one: one.probability)
    return tried, best


def window_grid(image: Image.Image, classifier: Classifier) -> list[Window]:
    """Return windows of several sizes all over `image`; neighbours overlap by half."""
    windows = []
    for zoom in ZOOMS:
        window = Window(zoom=zoom)
        sides = _sides(image.size, classifier, window)
        counts = [1 + math.ceil(max(0.0, 1 - side) / (side / 2)) for side in sides]
        xs, ys = (
            np.linspace(side / 2, 1 - side / 2, count) if count > 1 else [0.5]
            for side, count in zip(sides, counts, strict=True)
        )
        windows += [Window(float(x), float(y), zoom) for y in ys for x in xs]
    return windows


def area_share(size: tuple[int, int], classifier: Classifier, window: Window) -> float:
    """Return the share of the area of a photo of `size` (width, height) that a window covers."""
    across, down = _sides(size, classifier, window)
    return min(1.0, across) * min(1.0, down)


def _around(window: Window, image: Image.Image, classifier: Classifier, turn: int) -> list[Window]:
    step = 0.25 / 2**turn
    across, down = (step * side for side in _sides(image.size, classifier, window))
    return [
        _within(Window(window.x + x * across, window.y + y * down, window.zoom * near))
        for near in (2**-step, 1.0, 2**step)
        for x in (-1, 0, 1)
        for y in (-1, 0, 1)
        if (near, x, y) != (1.0, 0, 0)
    ]


@dataclass(slots=True)
class _Asking:
    """A network that classifies many windows of one photo.

    Attributes:
        classifier: The network.
        image: The photo.
        label: The class in question.
        progress: Called between batches with the approximate share done, 0 to 1.
        n_tried: Number of windows classified so far.
    """

    classifier: Classifier
    image: Image.Image
    label: int
    progress: Progress
    n_tried: int = 0

    def about(self, windows: Sequence[Window]) -> list[Tried]:
        """Return the prediction for each of the windows."""
        if not windows:
            return []
        transform = self.classifier.transform
        frames = see_all(self.image, transform, map(Reframing, windows))
        probabilities = frame_answers(
            self.classifier,
            [frame.picture for frame in frames],
            lambda share: self._tell(self.n_tried + share * len(windows)),
        )
        self.n_tried += len(windows)
        self._tell(self.n_tried)
        return [
            Tried(window, float(row[self.label]), int(row.argmax()))
            for window, row in zip(windows, probabilities, strict=True)
        ]

    def _tell(self, n_tried: float) -> None:
        self.progress(min(0.99, n_tried / _USUALLY))


def _shrink(asking: _Asking, tried: Sequence[Tried]) -> list[Tried]:
    """Follow the class into ever smaller crops (beam search), until none has it as winner."""
    classifier, image, label = asking.classifier, asking.image, asking.label
    winning = [one for one in tried if one.winner == label]
    beam = sorted(winning, key=lambda one: (-one.window.zoom, -one.probability))[:_BEAM]
    followed: list[Tried] = []
    for _ in range(_LEVELS):
        windows = {
            smaller
            for one in beam
            for smaller in _inside(one.window, image, classifier)
            if min(_pixels(image.size, classifier, smaller)) >= _FEWEST
        }
        level = asking.about(sorted(windows, key=_order))
        followed += level
        winning = [one for one in level if one.winner == label]
        if not winning:
            break
        beam = sorted(winning, key=lambda one: -one.probability)[:_BEAM]
    return followed


def _inside(window: Window, image: Image.Image, classifier: Classifier) -> list[Window]:
    """Return nine windows in corners, edges and middle of one, with _SHRINK times its side."""
    across, down = _sides(image.size, classifier, window)
    slack = (1 - _SHRINK) / 2
    zoom = window.zoom / _SHRINK
    return [
        _within(Window(window.x + x * slack * across, window.y + y * slack * down, zoom))
        for x in (-1, 0, 1)
        for y in (-1, 0, 1)
    ]


def _within(window: Window) -> Window:
    x, y = (round(min(1.0, max(0.0, place)), 6) for place in (window.x, window.y))
    return Window(x, y, round(min(40.0, max(0.3, window.zoom)), 6))


def _order(window: Window) -> tuple[float, float, float]:
    return window.zoom, window.y, window.x


def _pixels(size: tuple[int, int], classifier: Classifier, window: Window) -> tuple[float, float]:
    left, top, right, bottom = window_box(size, classifier.transform, Reframing(window))
    return right - left, bottom - top


def _sides(size: tuple[int, int], classifier: Classifier, window: Window) -> tuple[float, float]:
    """Return width and height of a window relative to the photo's."""
    across, down = _pixels(size, classifier, window)
    return across / size[0], down / size[1]
