"""Responses of kernels on a photo: on grey, per colour, summed over colours, or as a gradient.

Photos have 8 bits per channel, 0 to 255. Kernels are not flipped and not padded, so a response is
smaller than its photo by half a kernel on every side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from dlviz import device
from dlviz.convolution import apply_kernel
from dlviz.tables import table_csv

GREY, GRADIENT, EACH, SUMMED = "grey", "magnitude and direction", "each colour", "sum of colours"
MODES = (GREY, GRADIENT, EACH, SUMMED)
COLOURS = ("red", "green", "blue")

SIGNED, UNSIGNED, ANGLE = "signed", "unsigned", "angle"
SUM, MAGNITUDE, DIRECTION = "sum", "magnitude", "direction"
WEAK = 0.05  # of the largest magnitude: below this a direction is noise
STRONG = 0.1  # of the kernel's largest possible response: from here a response counts as strong


@dataclass(frozen=True, slots=True)
class Response:
    """One response map.

    Attributes:
        title: Name of the map.
        values: (H', W') float32; degrees for an ANGLE, NaN where there is no direction.
        kind: SIGNED, UNSIGNED or ANGLE.
        terms: (channel, kernel) pairs of indices from which it is computed.
        combined: How the terms are combined: SUM, MAGNITUDE or DIRECTION.
    """

    title: str
    values: np.ndarray
    kind: str
    terms: tuple[tuple[int, int], ...]
    combined: str = SUM


@dataclass(frozen=True, slots=True)
class Map:
    """How a response map is computed; the attributes are those of `Response`."""

    title: str
    kind: str
    terms: tuple[tuple[int, int], ...]
    combined: str = SUM


_GRADIENT_TERMS = ((0, 0), (0, 1))
# The maps of each mode; the last one is the main result.
MAPS = {
    GREY: (Map("response", SIGNED, ((0, 0),)),),
    GRADIENT: (
        Map("to the right", SIGNED, ((0, 0),)),
        Map("downwards", SIGNED, ((0, 1),)),
        Map("direction", ANGLE, _GRADIENT_TERMS, DIRECTION),
        Map("magnitude", UNSIGNED, _GRADIENT_TERMS, MAGNITUDE),
    ),
    EACH: tuple(Map(colour, SIGNED, ((i, 0),)) for i, colour in enumerate(COLOURS)),
    SUMMED: (
        *(Map(colour, SIGNED, ((i, i),)) for i, colour in enumerate(COLOURS)),
        Map("sum", SIGNED, tuple((i, i) for i in range(len(COLOURS)))),
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """All responses of kernels on one photo.

    Attributes:
        mode: One of MODES.
        pixels: (H, W) uint8 for a grey photo, (H, W, 3) otherwise: the kernels' input.
        kernels: Their weights, all of one size.
        responses: The maps; the last one is the main result.
        energy: Sum of squared responses over the sum of squared pixels under the kernel's centre,
            both over the signed maps shown. It is 0 or more, more than 1 for a kernel that raises
            contrast, and 0 if every pixel is 0.
        strong: Share of responses above STRONG times the largest that pixels of 0 to 255 allow.
    """

    mode: str
    pixels: np.ndarray
    kernels: tuple[np.ndarray, ...]
    responses: tuple[Response, ...]
    energy: float
    strong: float


def to_grey(photo: Image.Image) -> np.ndarray:
    """Return the brightness of `photo` as (H, W) uint8: 0.299 red, 0.587 green, 0.114 blue."""
    return np.asarray(photo.convert("L"))


def is_on_grey(mode: str) -> bool:
    """Return whether the kernels of a mode of MODES are applied to the photo's brightness."""
    return mode in (GREY, GRADIENT)


def same_photo(mode: str) -> list[str]:
    """Return the other modes whose kernels are applied to the same channels of a photo."""
    return [own for own in MODES if own != mode and is_on_grey(own) == is_on_grey(mode)]


def common_size(kernels: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Return `kernels` padded with zeros to a common size."""
    height = max(kernel.shape[0] for kernel in kernels)
    width = max(kernel.shape[1] for kernel in kernels)
    return tuple(centred(kernel, (height, width)) for kernel in kernels)


def centred(kernel: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return `kernel` centred in zeros of `size`; parts that do not fit are cut off."""
    result = np.zeros(size, dtype=np.float32)
    here, there = [], []
    for side, full in zip(kernel.shape, size, strict=True):
        offset = (full - side) // 2
        here.append(slice(max(0, offset), max(0, offset) + min(side, full)))
        there.append(slice(max(0, -offset), max(0, -offset) + min(side, full)))
    result[tuple(here)] = kernel[tuple(there)]
    return result


def respond(photo: Image.Image, mode: str, kernels: Sequence[np.ndarray]) -> Answer:
    """Return the responses of `kernels` on `photo`.

    Args:
        photo: RGB.
        mode: GREY and EACH take one kernel, GRADIENT the two of an edge family, SUMMED one for
            each colour.
        kernels: (h, w) each.

    Raises:
        ValueError: if a kernel is larger than the photo, or there are too few.
    """
    needed = {GREY: 1, GRADIENT: 2, EACH: 1, SUMMED: 3}[mode]
    if len(kernels) != needed:
        raise ValueError(f"{mode} needs {needed} kernels, {len(kernels)} were given")
    device.use_one_thread()
    kernels = common_size(kernels)
    pixels = to_grey(photo) if is_on_grey(mode) else np.asarray(photo)
    channels = torch.from_numpy(np.atleast_3d(pixels).astype(np.float32)).permute(2, 0, 1)
    weights = [torch.from_numpy(kernel) for kernel in kernels]
    with torch.inference_mode():
        if mode == GRADIENT:
            responses = _gradient(channels, weights)
        else:
            single = [own for own in MAPS[mode] if len(own.terms) == 1]
            responses = [_one(own, channels, weights) for own in single]
        if mode == SUMMED:
            responses.append(_sum(responses))
        measured = [response for response in responses if response.kind == SIGNED]
        measured = measured[-1:] if mode == SUMMED else measured
        energy, strong = _strength(channels, weights, measured)
    return Answer(mode, pixels, kernels, tuple(responses), energy, strong)


def response_csv(answer: Answer) -> str:
    """Return the last map as CSV, one line per row, to four decimals."""
    rows = answer.responses[-1].values.tolist()
    return table_csv((), ([f"{value:.4f}" for value in row] for row in rows))


def _one(own: Map, channels: Tensor, weights: list[Tensor]) -> Response:
    [(channel, kernel)] = own.terms
    return _response(own, apply_kernel(channels[channel], weights[kernel]).numpy())


def _response(own: Map, values: np.ndarray) -> Response:
    return Response(own.title, values, own.kind, own.terms, own.combined)


def _gradient(channels: Tensor, weights: list[Tensor]) -> list[Response]:
    *parts, of_direction, of_magnitude = MAPS[GRADIENT]
    across, down = (_one(own, channels, weights) for own in parts)
    magnitude = np.hypot(across.values, down.values)
    direction = np.degrees(np.arctan2(down.values, across.values))
    direction[magnitude < WEAK * magnitude.max()] = np.nan
    return [
        across,
        down,
        _response(of_direction, direction),
        _response(of_magnitude, magnitude),
    ]


def _sum(parts: Sequence[Response]) -> Response:
    red, green, blue = (part.values for part in parts)
    return _response(MAPS[SUMMED][-1], red + green + blue)


def _strength(
    channels: Tensor, weights: list[Tensor], responses: list[Response]
) -> tuple[float, float]:
    """Return the responses' energy relative to the photo's, and the share of strong responses.

    A channel counts once, however many kernels use it. Pixels that are never under a kernel's
    centre are left out, so that the identity kernel has exactly 1.
    """
    kept = strong = count = 0.0
    for response in responses:
        kept += float(np.square(response.values, dtype=np.float64).sum())
        largest = _largest_answer([weights[kernel] for _, kernel in response.terms])
        strong += float((np.abs(response.values) > STRONG * largest).sum())
        count += response.values.size
    height, width = responses[0].values.shape
    top, left = ((side - 1) // 2 for side in weights[0].shape)
    inner = channels[:, top : top + height, left : left + width]
    used = sorted({channel for response in responses for channel, _ in response.terms})
    seen = float(inner[used].square().sum(dtype=torch.float64))
    return (kept / seen if seen else 0.0), strong / count


def _largest_answer(weights: Sequence[Tensor]) -> float:
    """Return the largest absolute sum of weights times pixels of 0 to 255."""
    up = sum(float(own.clamp(min=0).sum()) for own in weights)
    down = sum(float(own.clamp(max=0).sum()) for own in weights)
    return 255 * max(up, -down)
