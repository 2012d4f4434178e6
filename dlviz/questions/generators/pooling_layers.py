"""Questions about layers with pooling: their parameters, and how much of the image they use."""

from fractions import Fraction
from functools import cache
from random import Random

import numpy as np
from torch import nn

from dlviz import layers
from dlviz.architecture import compute_shapes
from dlviz.notices.words import listed
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import two_to_four, wrong
from dlviz.receptive_field import reach
from dlviz.traced import Traced

_WINDOW = 2
_WIDE = 64  # pixels, more than any field here


def _parameters(draw: Random, level: int) -> Number:
    channels = 1 if level == 1 else 3
    size = draw.choice((2, 3) if level == 1 else (3, 5))
    filters = [draw.randint(2, 9 if level == 1 else 16) for _ in range(2 if level == 3 else 1)]
    own: list[layers.Layer] = []
    for number in filters:
        own += [layers.Convolution(number, size), layers.Pooling("max", _WINDOW, _WINDOW)]
    path = compute_shapes(layers.Network((channels, 32, 32), tuple(own)))
    parts = [step.parameters for step in path.steps if step.parameters]
    sums, before = [], channels
    for number, part in zip(filters, parts, strict=True):
        maps = f" × {before}" if before > 1 else ""
        sums.append(f"{number} × ({size} × {size}{maps} + 1) = {part:,}")
        before = number
    image = "a grey image" if channels == 1 else "an RGB image"
    more = f", then {filters[-1]} filters of {size} × {size} with biases and max pooling again"
    return Number(
        prompt=f"A convolution layer with {filters[0]} filters of {size} × {size} and biases gets "
        f"{image}; max pooling of {_WINDOW} × {_WINDOW} follows"
        f"{more if len(filters) > 1 else ''}. How many parameters are there in all?",
        worked=f"Pooling has no parameters. The convolutions have {' and '.join(sums)} parameters"
        + (f", together {path.parameters:,}." if len(sums) > 1 else "."),
        facts={"channels": channels, "size": size, "filters": tuple(filters)},
        truth=Fraction(path.parameters),
        unit="parameters",
        wrong=_wrong_parameters(path.parameters, filters),
    )


def _wrong_parameters(truth: int, filters: list[int]) -> tuple[Wrong, ...]:
    cells = _WINDOW * _WINDOW
    nothing = "Pooling takes the largest number of a window and learns nothing: 0 parameters."
    keeps = f"Pooling leaves 1 of {cells} numbers of a map, but the filters keep all their weights."
    return two_to_four(
        truth,
        wrong(truth + len(filters) * cells, "a pooling window has weights", nothing),
        wrong(truth + sum(filters) * cells, "pooling has weights for each map", nothing),
        wrong(
            truth - sum(filters),
            "a bias is no parameter",
            f"Each filter learns a bias too: {sum(filters)} more parameters.",
        ),
        wrong(Fraction(truth, cells), "pooling leaves a quarter of the parameters", keeps),
    )


@cache
def _rows_seen(steps: tuple[tuple[str, int], ...]) -> int:
    """Return on how many rows one number in the middle depends, after ("conv" or "pool", side)."""
    modules: list[nn.Module] = [
        nn.Conv2d(1, 1, side) if name == "conv" else nn.MaxPool2d(side) for name, side in steps
    ]
    spans = reach(Traced(nn.Sequential(*modules)), str(len(steps) - 1), shape=(_WIDE, _WIDE)).rows
    first, last = spans[len(spans) // 2]
    return last - first + 1


_CHAINS = (
    (("conv", "pool"), ("pool", "conv")),
    (("conv", "pool", "conv"), ("conv", "conv", "pool"), ("pool", "pool")),
    (("conv", "pool", "conv", "pool"), ("pool", "conv", "pool"), ("conv", "pool", "pool")),
)


def _field(draw: Random, level: int) -> Number:
    names = draw.choice(_CHAINS[level - 1])
    steps = tuple((name, draw.choice((2, 3) if name == "pool" else (3, 5, 7))) for name in names)
    truth, rows, apart, text = _rows_seen(steps), 1, 1, []
    for name, side in steps:
        text.append(f"{rows} + ({side} − 1) × {apart} = {rows + (side - 1) * apart}")
        rows += (side - 1) * apart
        apart *= side if name == "pool" else 1
    told = listed(
        [
            f"{'a convolution' if name == 'conv' else 'max pooling'} of {side} × {side}"
            for name, side in steps
        ]
    )
    return Number(
        prompt=f"A network has, in this order, {told} (convolutions with stride 1, pooling with "
        "the stride of its side). On how many rows of the image does one number of the last output "
        "depend?",
        worked="Each layer adds (side − 1) × the distance of its neighbouring inputs, in rows of "
        f"the image. Layer by layer: {'; '.join(text)}.",
        facts={"steps": steps},
        truth=Fraction(truth),
        unit="rows",
        wrong=_wrong_fields(truth, steps),
    )


def _wrong_fields(truth: int, steps: tuple[tuple[str, int], ...]) -> tuple[Wrong, ...]:
    sides = [side for _, side in steps]
    apart = next(side for name, side in steps if name == "pool")
    return two_to_four(
        truth,
        wrong(
            sides[-1],
            "a number depends only on its own window",
            f"The {sides[-1]} rows of its window depend on more rows of the image: {truth}.",
        ),
        wrong(
            sum(sides) - len(sides) + 1,
            "the stride of pooling changes nothing",
            f"After pooling, neighbouring numbers lie {apart} rows of the image apart or more, so "
            f"in all it is {truth}.",
        ),
        wrong(
            sum(sides),
            "the sides are added",
            f"Neighbouring windows share rows, and pooling spreads them: it is {truth}.",
        ),
        wrong(
            int(np.prod(sides)),
            "the sides are multiplied",
            f"Neighbouring windows of a convolution overlap, so the rows are fewer: {truth}.",
        ),
    )


GENERATORS = (
    Generator("pool_parameters", "the parameters of layers with pooling", _parameters),
    Generator("pool_field", "the receptive field after pooling", _field),
)
