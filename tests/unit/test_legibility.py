"""Which drawings count as unreadable, and that real digits never do."""

import numpy as np
import pytest

from dlviz.datasets import mnist
from dlviz.legibility import why_unreadable


def pad(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Return a 280 x 280 pad with filled (left, top, width, height) boxes."""
    ink = np.zeros((280, 280), np.uint8)
    for left, top, width, height in boxes:
        ink[top : top + height, left : left + width] = 255
    return ink


def disc(radius: int) -> np.ndarray:
    rows, columns = np.mgrid[:280, :280]
    return (((rows - 140) ** 2 + (columns - 140) ** 2 <= radius**2) * 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("ink", "words"),
    [
        (pad(), "empty"),
        (disc(9), "blot of 19 × 19"),
        (disc(90), "blot"),
        (pad((100, 80, 60, 60)), "blot of 60 × 60"),
        (pad((0, 0, 280, 280)), "covers 100% of the pad"),
        (pad((0, 0, 270, 265)), "covers 91% of the pad"),
    ],
)
def test_nothing_to_read_is_said_plainly(ink: np.ndarray, words: str) -> None:
    assert words in (why_unreadable(ink) or "")


@pytest.mark.parametrize(
    "ink",
    [
        pad((130, 40, 18, 200)),  # a one: full box, but far from square
        pad((60, 60, 160, 18), (60, 60, 18, 160), (202, 60, 18, 160), (60, 202, 160, 18)),
        pad((60, 60, 120, 18), (162, 60, 18, 160)),
    ],
    ids=["one", "zero", "seven"],
)
def test_strokes_are_read(ink: np.ndarray) -> None:
    assert why_unreadable(ink) is None


def test_hardly_any_real_digit_is_taken_for_a_blot() -> None:
    images = mnist.load("test").images
    refused = sum(why_unreadable(image) is not None for image in images)
    assert refused <= 1
