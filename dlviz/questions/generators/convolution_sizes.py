"""Questions about convolution that need no picture: sizes, weights, maps, uses of a pixel."""

from fractions import Fraction
from random import Random
from typing import Any

from dlviz.convolution import (
    MOST_DILATION,
    MOST_IMAGE,
    MOST_KERNEL,
    MOST_PADDING,
    MOST_STRIDE,
    Geometry,
    most_stride,
    uses,
)
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import two_to_four, wrong


def by_hand(shape: Geometry, **more: object) -> dict[str, Any]:
    """Return the state of the page that shows these sizes; empty if its controls end before."""
    if max(shape.image) > MOST_IMAGE or shape.stride > most_stride(shape):
        return {}
    return {
        "convolution_view": "By hand",
        "convolution_rows": shape.image[0],
        "convolution_columns": shape.image[1],
        "convolution_kernel_rows": shape.kernel[0],
        "convolution_kernel_columns": shape.kernel[1],
        "convolution_stride": shape.stride,
        "convolution_padding": shape.padding,
        "convolution_dilation": shape.dilation,
        "convolution_letters": False,
        **more,
    }


def settings(shape: Geometry) -> str:
    """Return how a kernel slides: "stride 2 and padding 1", with the dilation if it is not 1."""
    text = f"stride {shape.stride}"
    if shape.dilation == 1:
        return f"{text} and padding {shape.padding}"
    return f"{text}, padding {shape.padding} and dilation {shape.dilation}"


def facts(shape: Geometry) -> dict[str, int]:
    """Return the numbers of a square image and a square kernel."""
    return {
        "size": shape.image[0],
        "kernel": shape.kernel[0],
        "stride": shape.stride,
        "padding": shape.padding,
        "dilation": shape.dilation,
    }


def slides(shape: Geometry) -> str:
    """Return a sentence with all sizes and steps of a square kernel on a square image."""
    size, kernel = shape.image[0], shape.kernel[0]
    return (
        f"A kernel of {kernel} × {kernel} slides over an image of {size} × {size} with "
        f"{settings(shape)}."
    )


def square(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> Geometry:
    """Return the geometry of a square kernel on a square image."""
    return Geometry((size, size), (kernel, kernel), stride, padding, dilation)


def _output_size(draw: Random, level: int) -> Number:
    if level == 1:
        shape = square(draw.randint(4, 12), draw.randint(2, 4), 1, draw.randint(0, 1))
    else:
        stride = draw.randint(1 if level > 2 else 2, MOST_STRIDE)
        dilation = draw.randint(2, MOST_DILATION) if level > 2 else 1
        size, kernel = draw.randint(5, 4 + 12 * level), draw.randint(2, MOST_KERNEL)
        shape = square(size, kernel, stride, draw.randint(0, MOST_PADDING), dilation)
    truth = shape.output[0]
    return Number(
        prompt=f"{slides(shape)} How many rows does the output have?",
        worked=_worked_size(shape),
        facts=facts(shape),
        truth=Fraction(truth),
        unit="rows",
        wrong=_wrong_sizes(shape),
    )


def _worked_size(shape: Geometry) -> str:
    size, kernel, extent, padding = shape.image[0], shape.kernel[0], shape.extent[0], shape.padding
    room, truth = size + 2 * padding, shape.output[0]
    steps = Fraction(room - extent, shape.stride)
    covers = f"{shape.dilation} × ({kernel} − 1) + 1 = " if shape.dilation > 1 else ""
    padded = f"The padded image has {size} + 2 × {padding} = {room} rows."
    rounded = "" if steps.denominator == 1 else f", rounded down to {int(steps)}"
    return (
        f"The kernel covers {covers}{extent} rows. "
        f"{padded if padding else f'The image has {room} rows.'} The kernel moves by "
        f"({room} − {extent}) / {shape.stride} = {steps}{rounded} "
        f"{'step' if int(steps) == 1 else 'steps'}, and the first place counts too: "
        f"{int(steps)} + 1 = {truth}."
    )


def _wrong_sizes(shape: Geometry) -> tuple[Wrong, ...]:
    size, kernel, extent, padding = shape.image[0], shape.kernel[0], shape.extent[0], shape.padding
    truth, stride, room = shape.output[0], shape.stride, shape.image[0] + 2 * shape.padding
    places, state = count_of(truth, "place"), by_hand(shape)
    steps = Fraction(room - extent, stride)
    return two_to_four(
        truth,
        wrong(
            size,
            "the output has the image's size",
            f"From top to bottom the kernel has {places}, and each place gives one row.",
            state,
        ),
        wrong(
            room,
            "the output has the padded image's size",
            f"The kernel stays inside the padded image, so from top to bottom it has {places}.",
            state,
        ),
        wrong(
            (size + padding - extent) // stride + 1,
            "padding counts once",
            f"Padding adds {count_of(padding, 'row')} above the image and as many below it: "
            f"{2 * padding} in all.",
            state,
        ),
        wrong(
            (room - kernel) // stride + 1,
            "dilation changes nothing",
            f"With dilation {shape.dilation} the kernel covers {extent} rows, not {kernel}.",
            state,
        ),
        wrong(
            -(-(room - extent) // stride) + 1,
            "the bracket is rounded up",
            f"The kernel must lie inside the image with its padding, so {steps} is rounded down: "
            f"{places}.",
            state,
        ),
        wrong(
            truth - 1,
            "only the steps count",
            f"The kernel has {places}: the first place, and one after each step.",
            state,
        ),
        wrong(
            room - extent + 1,
            "the stride changes nothing",
            f"The kernel moves by {count_of(stride, 'row')} at a time, so it has {places}.",
            state,
        ),
    )


def _uses(draw: Random, level: int) -> Number:
    if level == 1:
        shape = square(draw.randint(3, 6), draw.randint(2, 3), 1, 0)
    elif level == 2:
        shape = square(draw.randint(4, 8), draw.randint(2, 4), 1, draw.randint(0, 1))
    else:
        size, kernel, stride = draw.randint(4, 8), draw.randint(2, 4), draw.randint(2, 3)
        shape = square(size, kernel, stride, draw.randint(0, 1), draw.randint(1, 2))
    if shape.output[0] < 2:
        raise AmbiguousError
    row, column = draw.randint(1, shape.image[0]), draw.randint(1, shape.image[1])
    return Number(
        prompt=f"{slides(shape)} In how many outputs is the pixel in row {row}, column {column} "
        "used?",
        worked=_worked_uses(shape, row, column),
        facts={**facts(shape), "row": row, "column": column},
        truth=Fraction(int(uses(shape)[row - 1, column - 1])),
        wrong=_wrong_uses(shape, row, column),
    )


def _covering(shape: Geometry, place: int) -> int:
    """Return how many of the kernel's places from top to bottom use a row, counted from 1."""
    room, kernel = shape.image[0] + 2 * shape.padding, shape.kernel[0]
    column = Geometry((room, 1), (kernel, 1), shape.stride, 0, shape.dilation)
    return int(uses(column)[place - 1 + shape.padding, 0])


def _worked_uses(shape: Geometry, row: int, column: int) -> str:
    down, across = _covering(shape, row), _covering(shape, column)
    return (
        f"From top to bottom the kernel has {count_of(shape.output[0], 'place')}; "
        f"{down} of them {'uses' if down == 1 else 'use'} row {row}. From left to right "
        f"{across} of {shape.output[1]} {'uses' if across == 1 else 'use'} column {column}. "
        f"{down} × {across} = {down * across}."
    )


def _wrong_uses(shape: Geometry, row: int, column: int) -> tuple[Wrong, ...]:
    kernel, outputs = shape.kernel[0], shape.output[0] * shape.output[1]
    down, across = _covering(shape, row), _covering(shape, column)
    truth, state = int(uses(shape)[row - 1, column - 1]), by_hand(shape)
    here = f"This pixel is used in {count_of(truth, 'output')}"
    return two_to_four(
        truth,
        wrong(
            kernel * kernel,
            "every pixel meets every weight",
            f"{here}, not in {kernel * kernel}: not every weight meets it.",
            state,
        ),
        wrong(
            1,
            "every pixel is used once",
            f"{here}: {down} (for its row) × {across} (for its column) = {truth}.",
            state,
        ),
        wrong(
            outputs,
            "every output uses every pixel",
            f"{here} of {outputs}: an output uses only the pixels under the kernel.",
            state,
        ),
        wrong(
            down + across,
            "places down and places across are added",
            "Every place from top to bottom goes with every place from left to right: "
            f"{down} × {across} = {truth}.",
            state,
        ),
    )


GENERATORS = (
    Generator("conv_output_size", "the size of an output", _output_size),
    Generator("conv_uses", "how often a pixel is used", _uses),
)
