"""Crop and shrink a photo to the input size of a small network, grey or in colour."""

import numpy as np
from PIL import Image

CHANNELS = (1, 3)  # grey, or red, green and blue


def shrink(image: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    """Return the largest central crop of `image` with the wanted aspect ratio, shrunk to `shape`.

    Args:
        image: RGB.
        shape: (C, H, W) of the result, C one of CHANNELS.

    Returns:
        (H, W, C) uint8.

    Raises:
        ValueError: if C is not one of CHANNELS.
    """
    channels, height, width = shape
    if channels not in CHANNELS:
        raise ValueError(f"a picture has 1 channel or 3, not {channels}")
    scale = min(image.width / width, image.height / height)
    across, down = scale * width, scale * height
    left, top = (image.width - across) / 2, (image.height - down) / 2
    small = image.resize(
        (width, height), Image.Resampling.BOX, (left, top, left + across, top + down)
    )
    pixels = np.asarray(small.convert("L" if channels == 1 else "RGB"))
    return pixels.reshape(height, width, channels)
