"""Questions about convolution: sizes, one output, reach, weights, kernels, sums of colours."""

from fractions import Fraction
from random import Random

from dlviz.convolution import MOST_DILATION, MOST_KERNEL, MOST_PADDING, MOST_STRIDE, Geometry
from dlviz.notices.words import count_of
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import told_apart, wrong


def _output_size(draw: Random, level: int) -> Number:
    size, kernel = draw.randint(5, 4 + 12 * level), draw.randint(2, MOST_KERNEL)
    stride = draw.randint(1, MOST_STRIDE) if level > 1 else 1
    padding = draw.randint(0, MOST_PADDING)
    dilation = draw.randint(1, MOST_DILATION) if level > 2 else 1
    shape = Geometry((size, size), (kernel, kernel), stride, padding, dilation)
    truth, extent, room = shape.output[0], shape.extent[0], size + 2 * padding
    steps = Fraction(room - extent, stride)
    covers = f" = {dilation} × ({kernel} − 1) + 1" if dilation > 1 else ""
    rounded = "" if steps.denominator == 1 else f", rounded down to {int(steps)}"
    return Number(
        prompt=f"An image of {size} × {size}, a kernel of {kernel} × {kernel}, stride {stride}, "
        f"padding {padding}, dilation {dilation}. How many rows has the output?",
        worked=f"The kernel covers {extent}{covers} cells of a column. The padded image has {size} "
        f"+ 2 × {padding} = {count_of(room, 'row')}. ({room} − {extent}) / {stride} = {steps}"
        f"{rounded}, and 1 for the first place: {truth}.",
        facts={
            "size": size,
            "kernel": kernel,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
        },
        truth=Fraction(truth),
        unit="row" if truth == 1 else "rows",
        wrong=_wrong_sizes(shape),
    )


def _wrong_sizes(shape: Geometry) -> tuple[Wrong, ...]:
    size, kernel, room = shape.image[0], shape.kernel[0], shape.image[0] + 2 * shape.padding
    truth, extent, padding = shape.output[0], shape.extent[0], shape.padding
    places = count_of(truth, "place")
    return told_apart(
        truth,
        wrong(
            size,
            "the output has the image's size",
            f"The kernel stays inside the padded image, so it has {places}.",
        ),
        wrong(
            (size + padding - extent) // shape.stride + 1,
            "padding counts once",
            f"Padding adds {count_of(padding, 'row')} above and as many below: {2 * padding}.",
        ),
        wrong(
            truth - 1,
            "only the steps count",
            f"{count_of(truth - 1, 'step')} lead to {places}, because the first place counts too.",
        ),
        wrong(
            (room - kernel) // shape.stride + 1,
            "dilation changes nothing",
            f"With dilation {shape.dilation} the kernel covers {extent} cells, not {kernel}.",
        ),
    )


GENERATORS = (Generator("conv_output_size", "the size of an output", _output_size),)
