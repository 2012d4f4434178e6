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
class Answer:
    """All responses of kernels on one photo.

    Attributes:
        pixels: (H, W) uint8 for a grey photo, (H, W, 3) otherwise: the kernels' input.
        kernels: Their weights, all of one size.
        responses: The maps; the last one is the main result.
        energy: Sum of squared responses over the sum of squared pixels under the kernel's centre,
            both over the signed maps shown. It is 0 or more, more than 1 for a kernel that raises
            contrast, and 0 if every pixel is 0.
        strong: Share of responses above STRONG times the largest that pixels of 0 to 255 allow.
    """

    pixels: np.ndarray
    kernels: tuple[np.ndarray, ...]
    responses: tuple[Response, ...]
    energy: float
    strong: float


def to_grey(photo: Image.Image) -> np.ndarray:
    """Return the brightness of `photo` as (H, W) uint8: 0.299 red, 0.587 green, 0.114 blue."""
    return np.asarray(photo.convert("L"))


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
    is_grey = mode in (GREY, GRADIENT)
    pixels = to_grey(photo) if is_grey else np.asarray(photo)
    channels = torch.from_numpy(np.atleast_3d(pixels).astype(np.float32)).permute(2, 0, 1)
    weights = [torch.from_numpy(kernel) for kernel in kernels]
    with torch.inference_mode():
        if mode == GREY:
            responses = [_one("response", channels, weights, ((0, 0),))]
        elif mode == GRADIENT:
            responses = _gradient(channels, weights)
        elif mode == EACH:
            responses = [_one(COLOURS[i], channels, weights, ((i, 0),)) for i in range(3)]
        else:
            responses = _summed(channels, weights)
        measured = [response for response in responses if response.kind == SIGNED]
        measured = measured[-1:] if mode == SUMMED else measured
        energy, strong = _strength(channels, weights, measured)
    return Answer(pixels, kernels, tuple(responses), energy, strong)


def response_csv(answer: Answer) -> str:
    """Return the last map as CSV, one line per row, to four decimals."""
    rows = answer.responses[-1].values.tolist()
    return table_csv((), ([f"{value:.4f}" for value in row] for row in rows))


def _one(
    title: str, channels: Tensor, weights: list[Tensor], terms: tuple[tuple[int, int], ...]
) -> Response:
    values = sum(apply_kernel(channels[channel], weights[kernel]) for channel, kernel in terms)
    return Response(title, torch.as_tensor(values).numpy(), SIGNED, terms)


def _gradient(channels: Tensor, weights: list[Tensor]) -> list[Response]:
    across, down = (_one(title, channels, weights, ((0, kernel),))
                    for kernel, title in enumerate(("to the right", "downwards")))  # fmt: skip
    terms = (*across.terms, *down.terms)
    magnitude = np.hypot(across.values, down.values)
    direction = np.degrees(np.arctan2(down.values, across.values))
    direction[magnitude < WEAK * magnitude.max()] = np.nan
    return [
        across,
        down,
        Response("direction", direction, ANGLE, terms, DIRECTION),
        Response("magnitude", magnitude, UNSIGNED, terms, MAGNITUDE),
    ]


def _summed(channels: Tensor, weights: list[Tensor]) -> list[Response]:
    parts = [_one(COLOURS[i], channels, weights, ((i, i),)) for i in range(3)]
    total = parts[0].values + parts[1].values + parts[2].values
    terms = tuple(term for part in parts for term in part.terms)
    return [*parts, Response("sum", total, SIGNED, terms)]


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
