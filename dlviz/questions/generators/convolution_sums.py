"""Questions about the numbers that a kernel gives: one output, a sum of colours."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels
from dlviz.kernels import write_matrix
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.convolution_sizes import by_hand, settings
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.sums import added, equal_to, products, written
from dlviz.questions.wrong import two_to_four, wrong

_COLOURS = ("red", "green", "blue")


def drawn(draw: Random, shape: tuple[int, int], low: int, high: int) -> np.ndarray:
    """Return whole numbers from `low` to `high`, (rows, columns) float64."""
    rows, columns = shape
    numbers = [[draw.randint(low, high) for _ in range(columns)] for _ in range(rows)]
    return np.array(numbers, float)


def with_numbers(image: np.ndarray, kernel: np.ndarray, shape: Geometry) -> dict[str, Any]:
    """Return the state of the page that shows this image and this kernel."""
    return by_hand(
        shape,
        convolution_image=write_matrix(image),
        convolution_kernel=write_matrix(kernel),
        convolution_flipped=False,
    )


def window(image: np.ndarray, shape: Geometry, row: int, column: int) -> np.ndarray:
    """Return the numbers under the kernel at an output, the padding's zeros included.

    Args:
        image: (H, W).
        shape: Sizes and steps.
        row: Row of the output, from 0.
        column: Column of the output, from 0.
    """
    index = touched_pixels(shape).reshape(*shape.output, *shape.kernel)[row, column]
    under: np.ndarray = np.append(image, 0.0)[index]  # padding is -1, and so the last one, a zero
    return under


def _one_output(draw: Random, level: int) -> Number:
    if level == 1:
        shape = Geometry((3, 3), (2, 2))
    elif level == 2:
        side = draw.choice((2, 3))
        shape = Geometry((4, 4), (side, side), 1, draw.randint(0, 1))
    else:
        side, stride = draw.choice((2, 3)), draw.randint(1, 2)
        shape = Geometry((5, 5), (side, side), stride, draw.randint(0, 1), draw.randint(1, 2))
        if stride == shape.dilation == 1:
            raise AmbiguousError
    image = drawn(draw, shape.image, 0, 5)
    kernel = drawn(draw, shape.kernel, -1 if level == 1 else -2, 2)
    if 2 * np.count_nonzero(kernel) <= kernel.size:
        raise AmbiguousError
    row, column = (draw.randint(1, most) for most in shape.output)
    truth = convolve(image, kernel, shape)[row - 1, column - 1]
    under = window(image, shape, row - 1, column - 1)
    how = f" with {settings(shape)}" if level > 1 else " one cell at a time, without padding"
    text = products(under, kernel)
    return Number(
        prompt=f"The kernel slides over the image{how}, and is not turned. What is the "
        f"output in row {row}, column {column}?",
        worked=f"Under the kernel lie {_listed(under)}. Each is products with its weight: "
        f"{text} = {written(truth)}.",
        facts={"image": image, "kernel": kernel, "stride": shape.stride, "padding": shape.padding,
               "dilation": shape.dilation, "row": row, "column": column},
        shown=(Grid("The image", image), Grid("The kernel", kernel)),
        truth=Fraction(int(truth)),
        wrong=_wrong_outputs(image, kernel, shape, row - 1, column - 1),
    )  # fmt: skip


def _listed(numbers: np.ndarray) -> str:
    """Return rows of numbers for a sentence: "1, 2 / 0, 3"."""
    return " / ".join(", ".join(map(written, row)) for row in numbers.tolist())


def _wrong_outputs(
    image: np.ndarray, kernel: np.ndarray, shape: Geometry, row: int, column: int
) -> tuple[Wrong, ...]:
    outputs = convolve(image, kernel, shape)
    truth, state = int(outputs[row, column]), with_numbers(image, kernel, shape)
    under = window(image, shape, row, column)
    first, weight = written(under[0, 0]), written(kernel[0, 0])
    mistaken = [
        wrong(
            int(convolve(image, kernel, shape, flipped=True)[row, column]),
            "the kernel is turned first",
            f"The kernel is not turned: its first weight, {weight}, multiplies the window's first "
            f"number, {first}.",
            state,
        ),
        wrong(
            int(np.sum(under * np.abs(kernel))),
            "the minus signs of weights do not count",
            f"A product with a negative weight is subtracted, so the sum is {written(truth)}.",
            state,
        ),
        wrong(
            Fraction(truth, kernel.size),
            "an output is the mean of the products",
            f"The {kernel.size} products are added and not divided: {written(truth)}.",
            state,
        ),
        wrong(
            int(np.sum(under)),
            "the weights do not count",
            f"Each number is products with its weight before the sum: {written(truth)}.",
            state,
        ),
    ]
    if row != column:
        rows = f"Row {row + 1} is counted from the top, column {column + 1} from the left."
        mistaken.append(wrong(int(outputs[column, row]), "the column comes first", rows, state))
    return two_to_four(truth, *_forgotten(image, kernel, shape, row, column, state), *mistaken)


def _forgotten(
    image: np.ndarray,
    kernel: np.ndarray,
    shape: Geometry,
    row: int,
    column: int,
    state: dict[str, Any],
) -> Iterator[Wrong]:
    """Yield the numbers of somebody who forgets stride, padding or dilation."""
    under = window(image, shape, row, column)
    steps = {
        "stride": f"Each step is {count_of(shape.stride, 'cell')} long, so this window starts "
        f"{count_of(row * shape.stride, 'row')} below the first one and "
        f"{count_of(column * shape.stride, 'column')} to the right of it.",
        "padding": "Padding puts zeros around the image, and the first window starts there: this "
        f"window has {_listed(under)}.",
        "dilation": f"The weights lie {count_of(shape.dilation, 'cell')} apart, so the kernel "
        f"covers {shape.extent[0]} × {shape.extent[1]} cells.",
    }
    for setting, sentence in steps.items():
        changed: dict[str, Any] = {setting: 0 if setting == "padding" else 1}
        other = replace(shape, **changed)
        if row < other.output[0] and column < other.output[1]:
            yield wrong(
                int(convolve(image, kernel, other)[row, column]),
                f"{'the ' if setting == 'stride' else ''}{setting} changes nothing",
                sentence,
                state,
            )


def _colours(draw: Random, level: int) -> Number:
    side = 2 if level == 3 else 1
    shape = Geometry((side, side), (side, side))
    low = 0 if level == 1 else -3
    pixels = [drawn(draw, (side, side), 0, 5) for _ in _COLOURS]
    kernels = [drawn(draw, (side, side), low, 3 if level < 3 else 2) for _ in _COLOURS]
    bias = draw.randint(1, 4) if level == 1 else draw.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    parts = [
        int(convolve(own, kernel, shape)[0, 0]) for own, kernel in zip(pixels, kernels, strict=True)
    ]
    total = sum(parts) + bias
    sums = ", ".join(
        f"{colour} {equal_to(products(own, kernel), part)}"
        for colour, own, kernel, part in zip(_COLOURS, pixels, kernels, parts, strict=True)
    )
    prompt, shown = _shown_colours(pixels, kernels)
    return Number(
        prompt=f"{prompt} The filter's bias is {written(bias)}. What number does the filter give "
        "here?",
        worked=f"The responses are {sums}. Their sum with the bias is "
        f"{added([*parts, bias])} = {written(total)}.",
        facts={"pixels": pixels, "kernels": kernels, "bias": bias},
        shown=shown,
        truth=Fraction(total),
        wrong=_wrong_colours(parts, bias),
    )


def _shown_colours(
    pixels: list[np.ndarray], kernels: list[np.ndarray]
) -> tuple[str, tuple[Grid, ...]]:
    """Return the first sentence, and the tables of several numbers."""
    if pixels[0].size > 1:
        grids = [
            Grid(f"The {noun}, {colour}", own)
            for noun, numbers in (("window", pixels), ("kernel", kernels))
            for colour, own in zip(_COLOURS, numbers, strict=True)
        ]
        return "A filter has a kernel for each colour of a window.", tuple(grids)
    red, green, blue = (written(own[0, 0]) for own in pixels)
    by_red, by_green, by_blue = (written(own[0, 0]) for own in kernels)
    return (
        f"A pixel has red {red}, green {green} and blue {blue}. A filter of 1 × 1 has the weight "
        f"{by_red} for red, {by_green} for green and {by_blue} for blue.",
        (),
    )


def _wrong_colours(parts: list[int], bias: int) -> tuple[Wrong, ...]:
    total = sum(parts) + bias
    return two_to_four(
        total,
        wrong(
            total - bias,
            "the bias is left out",
            f"The bias is added to the sum of the responses: {added([sum(parts), bias])} = "
            f"{written(total)}.",
        ),
        wrong(
            total + 2 * bias,
            "each colour adds the bias",
            f"A filter has one bias and adds it once: {added([sum(parts), bias])} = "
            f"{written(total)}.",
        ),
        wrong(
            Fraction(sum(parts), 3) + bias,
            "the colours are averaged",
            f"The three responses are added: {added(parts)} = {written(sum(parts))}.",
        ),
        wrong(
            sum(map(abs, parts)) + bias,
            "the signs of the responses do not count",
            f"A negative response is subtracted: {added(parts)} = {written(sum(parts))}.",
        ),
    )


GENERATORS = (
    Generator("conv_one_output", "one number of an output", _one_output),
    Generator("conv_colours", "the sum of three colours and a bias", _colours),
)
