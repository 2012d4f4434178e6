"""A convolution layer of K filters with biases on a picture of three colours: K maps.

Each filter has one 3 x 3 plane for each colour. Its map is one sum: the three planes' responses
and the bias. The filters here are made by hand, so that each has a meaning in words.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn

from dlviz.feature_maps import Parts, take_apart
from dlviz.responses import COLOURS
from dlviz.tables import table_csv

SIDE = 3  # of a filter
_FALLING = ((0, 1, 2), (-1, 0, 1), (-2, -1, 0))
_VERTICAL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
_SPOT = ((0, -1, 0), (-1, 4, -1), (0, -1, 0))
_ONLY = ((0, 0, 0), (0, 1, 0), (0, 0, 0))
_MEAN = ((1 / 9,) * 3,) * 3
_BRICK, _JOINT = 24, 4  # pixels: height of a drawn brick and of a joint
EDGE = 96  # pixels per side of the drawn pictures


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter made by hand.

    Attributes:
        name: What it responds to.
        plane: (3, 3) weights of one colour, before they are multiplied.
        colours: Factor of the plane for red, green and blue.
        bias: The number added to every sum.
    """

    name: str
    plane: np.ndarray
    colours: tuple[float, float, float]
    bias: float

    @property
    def weights(self) -> np.ndarray:
        """(3, 3, 3) weights, colour by colour."""
        planes: np.ndarray = np.multiply.outer(np.array(self.colours), self.plane)
        return planes


def _filter(name: str, plane: object, colours: tuple[float, float, float], bias: float) -> Filter:
    return Filter(name, np.array(plane, dtype=float), colours, bias)


_ALL = (1.0, 1.0, 1.0)
FILTERS = (
    _filter("vertical edges", _VERTICAL, _ALL, -60),
    _filter("horizontal edges", np.transpose(_VERTICAL), _ALL, 60),
    _filter("edges that fall to the right", _FALLING, _ALL, 0),
    _filter("edges that rise to the right", np.array(_FALLING)[:, ::-1], _ALL, 0),
    _filter("red, not green", _ONLY, (1, -1, 0), -20),
    _filter("blue, not yellow", _ONLY, (-0.5, -0.5, 1), -20),
    _filter("bright spots", _SPOT, _ALL, -60),
    _filter("brightness", _MEAN, (1 / 3, 1 / 3, 1 / 3), 10),
)
MOST = len(FILTERS)


def layer_of(count: int) -> nn.Conv2d:
    """Return the first `count` filters as a convolution layer, without padding."""
    layer = nn.Conv2d(len(COLOURS), count, SIDE)
    layer.requires_grad_(False)
    layer.weight.copy_(torch.from_numpy(np.stack([own.weights for own in FILTERS[:count]])))
    layer.bias.copy_(torch.tensor([own.bias for own in FILTERS[:count]]))  # type: ignore[union-attr]
    return layer


def stacked(photo: Image.Image, count: int) -> np.ndarray:
    """Return the maps (K, H - 2, W - 2) of the first `count` filters on an RGB picture."""
    with torch.inference_mode():
        maps: np.ndarray = layer_of(count)(_pixels(photo)[None])[0].numpy()
    return maps


def one_map(photo: Image.Image, index: int) -> Parts:
    """Return map `index` of an RGB picture as the sum of three colours' responses and a bias."""
    with torch.inference_mode():
        return take_apart(layer_of(index + 1), _pixels(photo), index)


def weight_sum(count: int) -> str:
    """Return how many numbers `count` filters have: "4·(3·3·3) + 4 = 112"."""
    return f"{count}·({SIDE}·{SIDE}·{len(COLOURS)}) + {count} = {count_weights(count)}"


def count_weights(count: int) -> int:
    """Return the number of weights and biases of `count` filters."""
    return count * SIDE * SIDE * len(COLOURS) + count


def stack_csv(maps: np.ndarray) -> str:
    """Return each map's filter, bias and ends as CSV."""
    rows = [
        (number, own.name, own.bias, map_.min(), map_.max(), map_.mean())
        for number, (own, map_) in enumerate(zip(FILTERS, maps, strict=False), 1)
    ]
    return table_csv(("map", "filter", "bias", "lowest", "highest", "mean"), rows)


def middle(photo: Image.Image) -> Image.Image:
    """Return the largest square in the middle of a picture."""
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    return photo.crop((left, top, left + side, top + side))


def diagonal_edge() -> Image.Image:
    """Return a picture that is bright above a diagonal falling to the right, dark below it."""
    rows, columns = np.indices((EDGE, EDGE))
    grey = np.where(columns > rows, 220, 40).astype(np.uint8)
    return Image.fromarray(np.repeat(grey[:, :, None], 3, axis=2))


def dark_joints() -> Image.Image:
    """Return a wall of bright bricks with dark joints, the opposite of the photo of bricks."""
    rows, columns = np.indices((EDGE, EDGE))
    shift = _BRICK * (rows // _BRICK % 2)  # every second row of bricks lies half a brick aside
    is_joint = (rows % _BRICK < _JOINT) | ((columns + shift) % (2 * _BRICK) < _JOINT)
    grey = np.where(is_joint, 60, 210).astype(np.uint8)
    return Image.fromarray(np.repeat(grey[:, :, None], 3, axis=2))


def red_beside_green() -> Image.Image:
    """Return a picture with red on the left and green on the right."""
    pixels = np.zeros((EDGE, EDGE, 3), np.uint8)
    pixels[:, : EDGE // 2, 0] = 200
    pixels[:, EDGE // 2 :, 1] = 200
    return Image.fromarray(pixels)


def _pixels(photo: Image.Image) -> torch.Tensor:
    """Return an RGB picture as (3, H, W) float, 0 to 255."""
    return torch.from_numpy(np.asarray(photo).astype(np.float32)).permute(2, 0, 1)
