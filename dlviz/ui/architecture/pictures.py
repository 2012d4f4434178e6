"""The input pictures of "Architecture": digits, and CIFAR-100 or, without it, shrunk photos."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dlviz.datasets import cifar100
from dlviz.datasets.cifar100_names import CLASS_NAMES, GROUP_OF
from dlviz.datasets.small_pictures import CHANNELS, shrink
from dlviz.tables import table_csv
from dlviz.training.plan import CIFAR, DATA, MNIST
from dlviz.ui.shared import digit_networks
from dlviz.ui.shared.cifar_pictures import NUMBERED, available_pictures
from dlviz.ui.shared.number_boxes import cap_kept_number
from dlviz.ui.shared.photo_chooser import choose_photo, from_whole

INDEX = "architecture_index"
_LARGE = 800  # pixels of a photo's longer side before it is scaled to the network's input


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A picture in the size of a network's input.

    Attributes:
        pixels: (H, W, C) uint8.
        title: Description: "test picture 7, a beaver (aquatic mammals)".
    """

    pixels: np.ndarray
    title: str


def choose_picture(shape: tuple[int, int, int]) -> SmallPicture | None:
    """Place the choice of a picture for a network with input `shape`; None if none is available."""
    if shape == DATA[MNIST].input:
        index = st.number_input(
            "Test digit (0 to 9,999)", 0, 9_999, key="architecture_digit", bind="query-params",
            width=160, help=digit_networks.NUMBERED,
        )  # fmt: skip
        digits = digit_networks.test_digits()
        return SmallPicture(
            digits.images[index][..., None], f"test digit {index}, a {digits.labels[index]}"
        )
    if shape[0] not in CHANNELS:
        st.info(
            f"A picture has 1 channel or 3, and this network takes {shape[0]}: set its input to "
            "1 or 3 channels to show a picture's output."
        )
        return None
    data = available_pictures("test") if shape == DATA[CIFAR].input else None
    if data is None:
        return shrunk_photo(shape)
    cap_kept_number(INDEX, len(data) - 1)
    index = st.number_input(
        f"Test picture (0 to {len(data) - 1:,})", 0, len(data) - 1, key=INDEX, bind="query-params",
        width=180, help=NUMBERED,
    )  # fmt: skip
    return cifar_picture(data, "test", index)


def picture_csv(picture: SmallPicture) -> str:
    """Return every pixel as a line: row and column, counted from 1, and its channels."""
    names = ("grey",) if picture.pixels.shape[2] == 1 else ("red", "green", "blue")
    return table_csv(
        ("row", "column", *names),
        (
            (row, column, *one)
            for row, line in enumerate(picture.pixels.tolist(), start=1)
            for column, one in enumerate(line, start=1)
        ),
    )


def cifar_picture(data: cifar100.Pictures, split: str, index: int) -> SmallPicture:
    """Return one of CIFAR-100's pictures with what it shows."""
    name = CLASS_NAMES[int(data.labels[index])]
    kind = "test" if split == "test" else "training"
    return SmallPicture(data.images[index], f"{kind} picture {index}: {name} ({GROUP_OF[name]})")


def shrunk_photo(shape: tuple[int, int, int]) -> SmallPicture:
    """Place the choice of a photo and return it scaled down to `shape` (C, H, W)."""
    with st.container(width=320):
        photo = choose_photo("architecture_photo", side=_LARGE)
    what = f"photo “{photo.sample}”" if photo.sample else "your photo"
    _, height, width = shape
    pixels = from_whole("architecture", photo, shape, lambda whole: shrink(whole, shape))
    return SmallPicture(pixels, f"{what}, shrunk to {height} × {width}")
