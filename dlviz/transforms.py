"""Random transforms for augmentation: how each draws its values, applies them, and shows them.

torchvision's functions apply the values, so that a value has the same effect as in torchvision.
Values are rounded to what is shown before they are applied.
"""

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from torch import Tensor

from dlviz.vision import torchvision, v2

RATIO = (3 / 4, 4 / 3)  # width : height of a crop, torchvision's default
HOLE_RATIO = (0.3, 3.3)  # height : width of an erased rectangle, torchvision's default
_TRIES = 10  # attempts to find a rectangle that fits, as in torchvision
GRID = 28  # rows and columns of the elastic noise (a digit's size); stretched for larger pictures
SIGMA = 4.0  # standard deviation of its blur, in cells of the grid
_FIELDS = 10_000  # number of different elastic displacement fields

Value = tuple[float, ...]

_functional = v2.functional
_BLACK = 0  # fill value for pixels outside the picture, as in torchvision's classes
_BILINEAR = torchvision.transforms.InterpolationMode.BILINEAR


class Form(Enum):
    """Kind of a transform's range."""

    RANGE = "from one number to another"
    UP_TO = "up to this much in either direction"
    CHANCE = "how often"


@dataclass(frozen=True, slots=True)
class Step:
    """One transform of a chain with its range.

    Attributes:
        word: A key of TRANSFORMS.
        low: Minimum that can be drawn, in the transform's unit.
        high: Maximum. For the form UP_TO low is -high; for CHANCE both are equal.
    """

    word: str
    low: int
    high: int


Draw = Callable[[np.random.Generator, Step, tuple[int, int]], Value]


@dataclass(frozen=True, slots=True)
class Transform:
    """One kind of random change of a picture.

    Attributes:
        word: Its name in a link.
        title: Name shown to visitors.
        unit: Unit of its range.
        form: Kind of its range.
        limits: Smallest and largest number allowed in a range.
        default: Initial low and high.
        draw: Returns a random value, for a step and a picture of (H, W) pixels.
        apply: Returns the picture (C, H, W), floats in [0, 1], changed by a value.
        show: Returns a value as exact text.
        is_geometric: Whether it moves pixels; else it changes their brightness or covers them.
    """

    word: str
    title: str
    unit: str
    form: Form
    limits: tuple[int, int]
    default: tuple[int, int]
    draw: Draw
    apply: Callable[[Tensor, Value], Tensor]
    show: Callable[[Value], str]
    is_geometric: bool = True

    @property
    def step(self) -> Step:
        """The transform with its initial range."""
        return Step(self.word, *self.default)


def magnitude(step: Step, value: Value) -> float:
    """Return the strength of a value: 0 changes nothing."""
    match step.word:
        case "zoom" | "bright" | "contrast":
            return abs(math.log(value[0]))
        case "shift":
            return math.hypot(*value)
        case "crop":
            return -value[2] * value[3]
        case "erase":
            return value[2] * value[3]
        case _:
            return abs(value[0])


def _uniform(rng: np.random.Generator, low: float, high: float, decimals: int) -> float:
    return round(float(rng.uniform(low, high)), decimals)


def _draw_factor(rng: np.random.Generator, step: Step, _size: tuple[int, int]) -> Value:
    return (_uniform(rng, step.low / 100, step.high / 100, 2),)


def _draw_shift(rng: np.random.Generator, step: Step, size: tuple[int, int]) -> Value:
    height, width = size
    most = step.high / 100
    across = _uniform(rng, -most * width, most * width, 0)
    return across, _uniform(rng, -most * height, most * height, 0)


def _draw_angle(rng: np.random.Generator, step: Step, _size: tuple[int, int]) -> Value:
    return (_uniform(rng, step.low, step.high, 1),)


def _draw_chance(rng: np.random.Generator, step: Step, _size: tuple[int, int]) -> Value:
    return (float(rng.random() < step.high / 100),)


def _draw_crop(rng: np.random.Generator, step: Step, size: tuple[int, int]) -> Value:
    """Return top, left, height and width of a crop, drawn as in RandomResizedCrop."""
    height, width = size
    for _ in range(_TRIES):
        area = height * width * rng.uniform(step.low, step.high) / 100
        ratio = _draw_ratio(rng, RATIO)
        down, across = round(math.sqrt(area / ratio)), round(math.sqrt(area * ratio))
        if 0 < across <= width and 0 < down <= height:
            top, left = rng.integers(height - down + 1), rng.integers(width - across + 1)
            return float(top), float(left), float(down), float(across)
    # No crop fitted: take the whole picture, or its middle if its aspect ratio is beyond RATIO.
    across, down = min(width, round(height * RATIO[1])), min(height, round(width / RATIO[0]))
    return float((height - down) // 2), float((width - across) // 2), float(down), float(across)


def _draw_hole(rng: np.random.Generator, step: Step, size: tuple[int, int]) -> Value:
    """Return top, left, height and width of a hole as RandomErasing draws it; zeros if none."""
    height, width = size
    for _ in range(_TRIES):
        area = height * width * rng.uniform(step.low, step.high) / 100
        ratio = _draw_ratio(rng, HOLE_RATIO)
        down, across = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < down < height and 0 < across < width:
            top, left = rng.integers(height - down + 1), rng.integers(width - across + 1)
            return float(top), float(left), float(down), float(across)
    return 0.0, 0.0, 0.0, 0.0


def _draw_ratio(rng: np.random.Generator, limits: tuple[float, float]) -> float:
    low, high = map(math.log, limits)
    return math.exp(rng.uniform(low, high))


def _draw_elastic(rng: np.random.Generator, step: Step, _size: tuple[int, int]) -> Value:
    return _uniform(rng, step.low, step.high, 1), float(rng.integers(_FIELDS))


def displacement(alpha: float, field: int, size: tuple[int, int]) -> Tensor:
    """Return the elastic displacement (1, H, W, 2) of number `field`, for torchvision's `elastic`.

    It is uniform noise in [-1, 1] on GRID x GRID cells, blurred with SIGMA, times alpha, as in
    ElasticTransform(alpha, SIGMA) for a digit; for other sizes it is stretched.
    """
    rng = np.random.default_rng([field, zlib.crc32(b"elastic field")])
    noise = torch.from_numpy(rng.uniform(-1, 1, (2, GRID, GRID)).astype(np.float32))
    side = int(8 * SIGMA + 1) | 1  # of the blur kernel, odd
    smooth = _functional.gaussian_blur(noise, [side, side], [SIGMA, SIGMA]) * (alpha / GRID)
    if size != (GRID, GRID):
        smooth = _functional.resize(smooth, list(size), interpolation=_BILINEAR)
    return smooth.permute(1, 2, 0)[None]


def _affine(
    image: Tensor, *, scale: float = 1.0, shift: tuple[int, int] = (0, 0), shear: float = 0.0
) -> Tensor:
    return _functional.affine(
        image, angle=0.0, translate=list(shift), scale=scale, shear=[shear, 0.0],
        interpolation=_BILINEAR, fill=_BLACK,
    )  # fmt: skip


def _shift(image: Tensor, value: Value) -> Tensor:
    return _affine(image, shift=(int(value[0]), int(value[1])))


def _rotate(image: Tensor, value: Value) -> Tensor:
    return _functional.rotate(image, value[0], interpolation=_BILINEAR, fill=_BLACK)


def _flip(image: Tensor, value: Value) -> Tensor:
    return _functional.horizontal_flip(image) if value[0] else image


def _flip_upside_down(image: Tensor, value: Value) -> Tensor:
    return _functional.vertical_flip(image) if value[0] else image


def _crop(image: Tensor, value: Value) -> Tensor:
    top, left, height, width = map(int, value)
    return _functional.resized_crop(
        image, top, left, height, width, list(image.shape[-2:]), interpolation=_BILINEAR,
        antialias=True,
    )  # fmt: skip


def _erase(image: Tensor, value: Value) -> Tensor:
    top, left, height, width = map(int, value)
    return _functional.erase(image, top, left, height, width, image.new_zeros(1, 1, 1))


def _bend(image: Tensor, value: Value) -> Tensor:
    height, width = image.shape[-2:]
    field = displacement(value[0], int(value[1]), (height, width))
    return _functional.elastic(image, field.to(image.device), interpolation=_BILINEAR, fill=_BLACK)


def _signed(value: float, decimals: int = 0) -> str:
    return f"{value:+.{decimals}f}".replace("-", "−") if value else f"{0:.{decimals}f}"


def _factor_of(name: str) -> Callable[[Value], str]:
    return lambda value: f"{name} ×{value[0]:.2f}"


def _angle_of(name: str) -> Callable[[Value], str]:
    return lambda value: f"{name} {_signed(value[0], 1)}°"


def _flip_of(name: str) -> Callable[[Value], str]:
    return lambda value: f"{name} yes" if value[0] else f"{name} no"


def _box_of(name: str) -> Callable[[Value], str]:
    def show(value: Value) -> str:
        top, left, height, width = map(int, value)
        return f"{name} {height}×{width} at {top}, {left}"

    return show


def _show_shift(value: Value) -> str:
    return f"shift {_signed(value[0])}, {_signed(value[1])} px"


def _show_elastic(value: Value) -> str:
    return f"elastic α {value[0]:.1f}, no. {int(value[1])}"


TRANSFORMS: Mapping[str, Transform] = {
    own.word: own
    for own in (
        Transform(
            "zoom", "Zoom", "%", Form.RANGE, (40, 160), (80, 120), _draw_factor,
            lambda image, value: _affine(image, scale=value[0]), _factor_of("zoom"),
        ),
        Transform(
            "shift", "Shift", "% of the side", Form.UP_TO, (0, 40), (-10, 10), _draw_shift, _shift,
            _show_shift,
        ),
        Transform(
            "shear", "Shear", "°", Form.RANGE, (-45, 45), (-15, 15), _draw_angle,
            lambda image, value: _affine(image, shear=value[0]), _angle_of("shear"),
        ),
        Transform(
            "rotate", "Rotation", "°", Form.RANGE, (-180, 180), (-15, 15), _draw_angle, _rotate,
            _angle_of("rotation"),
        ),
        Transform(
            "hflip", "Flip left-right", "% of the copies", Form.CHANCE, (0, 100), (50, 50),
            _draw_chance, _flip, _flip_of("flip ↔"),
        ),
        Transform(
            "vflip", "Flip up-down", "% of the copies", Form.CHANCE, (0, 100), (50, 50),
            _draw_chance, _flip_upside_down, _flip_of("flip ↕"),
        ),
        Transform(
            "crop", "Crop", "% of the area", Form.RANGE, (5, 100), (40, 100), _draw_crop, _crop,
            _box_of("crop"),
        ),
        Transform(
            "bright", "Brightness", "%", Form.RANGE, (10, 250), (60, 140), _draw_factor,
            lambda image, value: _functional.adjust_brightness(image, value[0]),
            _factor_of("brightness"), is_geometric=False,
        ),
        Transform(
            "contrast", "Contrast", "%", Form.RANGE, (10, 250), (60, 140), _draw_factor,
            lambda image, value: _functional.adjust_contrast(image, value[0]),
            _factor_of("contrast"), is_geometric=False,
        ),
        Transform(
            "erase", "Erasing", "% of the area", Form.RANGE, (1, 60), (5, 20), _draw_hole, _erase,
            _box_of("hole"), is_geometric=False,
        ),
        Transform(
            "elastic", "Elastic", "α", Form.RANGE, (0, 120), (20, 60), _draw_elastic, _bend,
            _show_elastic,
        ),
    )
}  # fmt: skip
