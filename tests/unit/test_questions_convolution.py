"""The drawn questions about convolution, with truths by another route."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from asked import check
from torch import nn

from dlviz.questions.generators.convolution import GENERATORS


def starts(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[list[int]]:
    """Return the rows under the kernel at each place, counted from 0, negative in the padding."""
    rows = range(-padding, size + padding)
    places = ([start + dilation * at for at in range(kernel)] for start in rows[::stride])
    return [place for place in places if all(row in rows for row in place)]


def sizes(facts) -> list[int]:
    return [facts[name] for name in ("size", "kernel", "stride", "padding", "dilation")]


def output_size(question) -> Fraction:
    return Fraction(len(starts(*sizes(question.facts))))


def parameters(question) -> Fraction:
    own = question.facts
    layer = nn.Conv2d(own["channels"], own["filters"], own["size"], device="meta")
    return Fraction(sum(weight.numel() for weight in layer.parameters()))


def maps(question) -> str:
    own = question.facts
    channels = (3, *own["filters"])
    layer = nn.Conv2d(*channels[-2:], own["size"], device="meta")
    shape = layer.weight.shape
    return f"{shape[0]} maps" if own["noun"] == "map" else f"{shape[0] * shape[1]} kernels"


def uses(question) -> Fraction:
    own = question.facts
    rows = starts(*sizes(own))
    pairs = product(rows, rows)
    return Fraction(
        sum(own["row"] - 1 in down and own["column"] - 1 in across for down, across in pairs)
    )


def dense(question) -> Fraction:
    own = question.facts
    outputs = len(starts(*sizes(own))) ** 2
    layer = nn.Linear(own["size"] ** 2, outputs, bias=False, device="meta")
    return Fraction(layer.weight.numel())


def one_output(question) -> Fraction:
    own = question.facts
    image, kernel = (own[name].astype(int).tolist() for name in ("image", "kernel"))
    place = (len(image), len(kernel), own["stride"], own["padding"], own["dilation"])
    down, across = starts(*place)[own["row"] - 1], starts(*place)[own["column"] - 1]
    inside = range(len(image))
    return Fraction(
        sum(
            image[row][column] * kernel[at][by]
            for at, row in enumerate(down)
            for by, column in enumerate(across)
            if row in inside and column in inside
        )
    )


def colours(question) -> Fraction:
    own = question.facts
    pixels, kernels = np.array(own["pixels"]), np.array(own["kernels"])
    return Fraction(int(np.einsum("cij,cij->", pixels, kernels)) + own["bias"])


def largest_place(question) -> tuple[int, int]:
    own = question.facts
    windows = np.lib.stride_tricks.sliding_window_view(own["image"], own["kernel"].shape)
    outputs = np.einsum("ijkl,kl->ij", windows, own["kernel"])
    places = np.argwhere(outputs == outputs.max()).tolist()
    assert len(places) == 1
    return tuple(places[0])


def shift(question) -> str:
    """Move a bright pixel with numpy until it lands where the kernel puts it."""
    own = question.facts
    kernel = np.rot90(own["kernel"], 2) if own["is_flipped"] else own["kernel"]
    spot = np.zeros((9, 9))
    spot[4, 4] = 1
    windows = np.lib.stride_tricks.sliding_window_view(spot, kernel.shape)
    outputs = np.pad((windows * kernel).sum((2, 3)), len(kernel) // 2)
    moved = [
        option.text
        for option in question.options
        if np.array_equal(np.roll(spot, in_pixels(option.text), (0, 1)), outputs)
    ]
    assert len(moved) == 1
    return moved[0]


def in_pixels(words: str) -> tuple[int, int]:
    """Return pixels down and to the right: "1 pixel up and 2 pixels to the left" is (-1, -2)."""
    down = across = 0
    for part in words.split(" and ") if words != "not at all" else ():
        number, *_, way = part.split()
        size = int(number) * (-1 if way in ("up", "left") else 1)
        down, across = (size, across) if way in ("up", "down") else (down, size)
    return down, across


def sign(question) -> str:
    patch, kernel = (
        question.facts[name].astype(int).ravel().tolist() for name in ("patch", "kernel")
    )
    total = sum(number * weight for number, weight in zip(patch, kernel, strict=True))
    return "a positive number" if total > 0 else "a negative number" if total else "0"


def targets(question) -> Fraction:
    """Count the places of the kernel, patch after patch."""
    own = question.facts
    of_one = len(list(product(starts(own["patch"], own["kernel"], 1, 0, 1), repeat=2)))
    if own["asks"] == "targets":
        return Fraction(sum(of_one for _ in range(own["pairs"])))
    return Fraction(next(n for n in range(1, 100) if n * of_one >= own["kernel"] ** 2))


TRUTHS = {
    "conv_output_size": output_size,
    "conv_parameters": parameters,
    "conv_maps": maps,
    "conv_uses": uses,
    "conv_dense": dense,
    "conv_one_output": one_output,
    "conv_colours": colours,
    "conv_place": largest_place,
    "conv_shift": shift,
    "conv_sign": sign,
    "conv_targets": targets,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
