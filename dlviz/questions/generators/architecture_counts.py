"""Questions about parameters and multiply-adds of layers."""

from fractions import Fraction
from random import Random
from typing import Any

from dlviz.architecture import Step
from dlviz.layers import (
    Convolution,
    Dense,
    Flatten,
    Network,
    count,
    shape_text,
)
from dlviz.notices.words import count_of
from dlviz.questions.generating import Generator
from dlviz.questions.generators.architecture_told import last_step, looked_at, told
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import told_apart, wrong


def _parameters(draw: Random, level: int) -> Number:
    return (_of_filters if draw.random() < 0.6 else _of_units)(draw, level)


def _of_filters(draw: Random, level: int) -> Number:
    channels = draw.choice(((1, 2), (3, 4, 8), (16, 32, 64))[level - 1])
    filters = draw.randint(2, 6) if level == 1 else draw.choice((8, 16, 32))
    size = draw.choice((2, 3) if level == 1 else (3, 5))
    side = draw.choice((8, 16, 32))
    network = Network(
        (min(channels, 16), side, side),
        (
            *([Convolution(channels, 1)] if channels > 16 else []),
            Convolution(filters, size, 1, size // 2),
        ),
    )
    step = last_step(network)
    truth, square = step.parameters, size * size
    weights = square * channels
    seen = count_of(channels, "map")
    state = looked_at(network, len(network.layers) - 1)
    return Number(
        prompt=f"A convolution has {filters} filters of {size} × {size} and gets {seen} of "
        f"{side} × {side}. How many parameters (weights and biases) does it have?",
        worked=f"A filter has {size} × {size} weights for each input map, {size} × {size} × "
        f"{channels} = {weights}, and 1 bias: {weights + 1}. {filters} filters have {filters} × "
        f"{weights + 1} = {truth:,} parameters.",
        facts={"channels": channels, "filters": filters, "size": size, "side": side},
        truth=Fraction(truth),
        unit="parameters",
        wrong=told_apart(
            truth,
            wrong(
                weights * filters,
                "a filter has no bias",
                f"Each of the {filters} filters also has a bias: {filters} more.",
                state,
            ),
            wrong(
                (square + 1) * filters,
                "a filter has one square of weights for all maps",
                f"A filter has separate weights for each of the {seen}: {weights}, not {square}.",
                state,
            ),
            wrong(
                weights * filters + 1,
                "the layer has one bias",
                f"Each filter has a bias of its own: {filters} biases, not 1.",
                state,
            ),
            wrong(
                truth * side * side,
                "each place has weights of its own",
                f"A filter uses the same {weights} weights at every place of the maps.",
                state,
            ),
        ),
    )


def _of_units(draw: Random, level: int) -> Number:
    units = draw.randint(2, 5) if level == 1 else draw.choice((10, 20, 50, 100))
    maps = draw.choice((2, 4, 8, 16))
    side = draw.choice((2, 3, 4, 5))
    inputs = (draw.randint(3, 10), draw.choice((20, 50, 64, 128)), maps * side * side)[level - 1]
    shape = (maps, side, side) if level == 3 else (1, 1, inputs)
    network = Network(shape, (Flatten(), Dense(units)))
    truth = last_step(network).parameters
    start = (
        f"Maps of {shape_text(shape)} (rows × columns × maps) are flattened for a dense layer "
        f"of {units} units."
        if level == 3
        else f"A dense layer of {units} units gets {inputs} numbers."
    )
    flat = f"Flattening gives {side} × {side} × {maps} = {inputs} numbers. " if level == 3 else ""
    state = looked_at(network, 1)
    return Number(
        prompt=f"{start} How many parameters (weights and biases) does the dense layer have?",
        worked=f"{flat}A unit has a weight for each of the {inputs} numbers and 1 bias: "
        f"{inputs + 1}. {units} units have {units} × {inputs + 1} = {truth:,} parameters.",
        facts={"inputs": inputs, "units": units},
        truth=Fraction(truth),
        unit="parameters",
        wrong=told_apart(
            truth,
            wrong(
                inputs * units,
                "a unit has no bias",
                f"Each of the {units} units also has a bias: {units} more.",
                state,
            ),
            wrong(
                inputs * units + 1,
                "the layer has one bias",
                f"Each unit has a bias of its own: {units} biases, not 1.",
                state,
            ),
            wrong(
                inputs + units,
                "each number and each unit has one weight",
                f"Each unit has a weight for each number: {inputs} × {units} weights.",
                state,
            ),
            wrong(
                (maps + 1) * units if level == 3 else inputs + 1,
                "a map counts as one number" if level == 3 else "all units share their weights",
                f"A map of {side} × {side} gives {side * side} numbers, each with its own weight."
                if level == 3
                else f"Each of the {units} units has {inputs + 1} parameters of its own.",
                state,
            ),
        ),
    )


def _multiply_adds(draw: Random, level: int) -> Number:
    channels = draw.choice(((1,), (2, 3), (3, 4, 8))[level - 1])
    side = draw.randint(3, 5) if level == 1 else draw.choice((6, 8, 10, 12))
    size = draw.choice((2, 3) if level == 1 else (3, 5))
    stride = draw.choice((2, 3)) if level == 3 else 1
    layer = Convolution(
        draw.choice((1, 2, 3) if level == 1 else (2, 4, 8)),
        size,
        stride,
        draw.choice((0, size // 2)) if level > 1 else 0,
    )
    network = Network((channels, side, side), (layer,))
    step = last_step(network)
    filters, height, width = step.shape
    inputs, truth = size * size * channels, step.multiply_adds
    return Number(
        prompt=f"A convolution of {told(layer)} gets "
        f"{count_of(channels, 'map')} of {side} × {side}; each output map is {height} × {width}. "
        "How many multiplications does it need for one picture?",
        worked=f"One output number needs {size} × {size} × {channels} = {inputs} "
        f"multiplications. The output has {height} × {width} × {filters} = "
        f"{count_of(count(step.shape), 'number')}. {count(step.shape):,} × {inputs} = {truth:,}.",
        facts={
            "channels": channels,
            "side": side,
            "filters": filters,
            "size": size,
            "stride": stride,
            "padding": layer.padding,
        },
        truth=Fraction(truth),
        unit="multiplications",
        wrong=_wrong_work(step, looked_at(network)),
    )


def _wrong_work(step: Step, state: dict[str, Any]) -> tuple[Wrong, ...]:
    filters, height, width = step.shape
    weights = step.multiply_adds // (height * width)
    before = step.before[1] * step.before[2]
    return told_apart(
        step.multiply_adds,
        wrong(
            weights,
            "each weight is used once",
            f"The {weights:,} weights are used at each of {height} × {width} places.",
            state,
        ),
        wrong(
            step.multiply_adds // step.before[0],
            "a filter looks at one map",
            f"Each filter covers all {step.before[0]} input maps.",
            state,
        ),
        wrong(
            step.multiply_adds // filters,
            "all maps come from one filter",
            f"Each of the {filters} output maps has a filter of its own.",
            state,
        ),
        wrong(
            weights * before,
            "the filter stands at every pixel of its input",
            f"The output has {height} × {width} places, not {step.before[1]} × {step.before[2]}.",
            state,
        ),
    )


COUNTS = (
    Generator("arch_parameters", "the parameters of a layer", _parameters),
    Generator("arch_multiply_adds", "the multiplications of a layer", _multiply_adds),
)
