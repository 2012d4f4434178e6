"""Kernels that slide over random pictures, with conv2d's numbers and as data for the scripts."""

from typing import Any

import numpy as np
import torch
from torch.nn import functional

from dlviz.ui.components.base.mounting import floats_as_base64

SIZE = (23, 37)  # H != W: a swap must fail


def slide(rng: np.random.Generator, kernel: np.ndarray, **steps: int) -> dict[str, Any]:
    """Return a random picture, and how a kernel slides over one of its channels."""
    channels = int(rng.choice([1, 3]))
    picture = rng.integers(0, 256, (*SIZE, channels)).astype(np.float32)
    return {
        "picture": picture,
        "channel": int(rng.integers(channels)),
        "kernel": kernel.astype(np.float32),
        "stride": 1,
        "padding": 0,
        "dilation": 1,
    } | steps


def random_slides(rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    """Return kernels of odd and even sizes with zeros in them, strides, paddings and gaps."""
    slides = []
    for _ in range(count):
        size = rng.integers(1, 6, 2)
        kernel = rng.normal(size=size) * (rng.random(size) < 0.8)
        stride, padding, dilation = (int(n) for n in rng.integers([1, 0, 1], [5, 3, 4]))
        slides.append(slide(rng, kernel, stride=stride, padding=padding, dilation=dilation))
    return slides


def conv2d(own: dict[str, Any]) -> np.ndarray:
    steps = {name: own[name] for name in ("stride", "padding", "dilation")}
    channel = torch.from_numpy(own["picture"][..., own["channel"]].copy()).double()
    kernel = torch.from_numpy(own["kernel"]).double()
    return functional.conv2d(channel[None, None], kernel[None, None], **steps)[0, 0].numpy()


def kernel_as_data(kernel: np.ndarray) -> dict[str, Any]:
    rows, columns = kernel.shape
    return {"rows": rows, "columns": columns, "weights": kernel.ravel().tolist()}


def picture_as_data(pixels: np.ndarray) -> dict[str, Any]:
    height, width, channels = pixels.shape
    size = {"width": width, "height": height, "channels": channels}
    return size | {"data": floats_as_base64(pixels)}


def as_data(own: dict[str, Any]) -> dict[str, Any]:
    weights = {"weights": floats_as_base64(own["kernel"])}
    return own | {
        "picture": picture_as_data(own["picture"]),
        "kernel": kernel_as_data(own["kernel"]) | weights,
    }
