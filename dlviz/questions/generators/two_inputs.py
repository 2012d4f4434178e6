"""Questions about two inputs: a unit's output, parameters; the other ideas have modules."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import torch

from dlviz.networks.two_inputs import FEATURES, MOST_UNITS, TwoInputNetwork
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import Generator
from dlviz.questions.generators import (
    two_inputs_formulas,
    two_inputs_maps,
    two_inputs_rescaled,
    two_inputs_scale,
    two_inputs_squares,
    two_inputs_steps,
    two_inputs_terms,
)
from dlviz.questions.generators.two_inputs_units import (
    BY,
    RELU,
    SQUARE,
    Unit,
    drawn_unit,
    lecture,
    nonzero,
    state_of,
)
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.sums import exact, factor, multiplied, written
from dlviz.questions.wrong import at_least, wrong


def _hidden(draw: Random, level: int) -> Number:
    unit = drawn_unit(draw, level)
    point = (draw.randint(1, 3), draw.randint(1, 3))
    if level > 1:
        point = (nonzero(draw, 2), nonzero(draw, 3))
    g = draw.choice((SQUARE, RELU, "identity")) if level > 2 else SQUARE
    network = lecture([unit], [1], activation=g)
    truth = exact(float(network.units(torch.tensor([point], dtype=torch.float64))[0, 0]))
    z = unit.sum_at(*point)
    own = multiplied(zip(unit[1:], point, strict=True), start=unit.bias)
    return Number(
        prompt=f"A hidden unit has {unit.described()}; {BY[g]}. What is its output at "
        f"X₁ = {written(point[0])}, X₂ = {written(point[1])}?",
        worked=f"The sum is z = {own} = {written(z)}. {_through(g, z, truth)}",
        facts={"unit": tuple(unit), "point": point, "g": g},
        truth=truth,
        wrong=_wrong_outputs(unit, point, g, truth),
    )


def _through(g: str, z: int, truth: Fraction) -> str:
    if g == SQUARE:
        return f"The output is g(z) = {factor(z)}² = {written(truth)}."
    if g == RELU:
        kept = "keeps a sum that is not negative" if z >= 0 else "replaces a negative sum by 0"
        return f"ReLU {kept}: the output is {written(truth)}."
    return f"With g(z) = z the output is this sum, {written(truth)}."


def _wrong_outputs(
    unit: Unit, point: tuple[int, int], g: str, truth: Fraction
) -> tuple[Wrong, ...]:
    z, state = unit.sum_at(*point), state_of([unit], [1], activation=g)
    bare = z - unit.bias
    through = {SQUARE: bare**2, RELU: max(0, bare)}.get(g, bare)
    mistaken = [
        wrong(
            through,
            "the bias is left out",
            f"The bias {written(unit.bias)} belongs to the sum: z is {written(z)}, not "
            f"{written(bare)}.",
            state,
        ),
        wrong(
            z,
            "the sum is the output",
            f"The sum is {written(z)}; g turns it into {written(truth)}.",
            state,
        ),
        wrong(
            sum(point) + unit.bias,
            "the inputs are added without their weights",
            f"Each input is multiplied by its weight first: the sum is {written(z)}.",
            state,
        ),
    ]
    if g == SQUARE:
        apart = (unit.first * point[0]) ** 2 + (unit.second * point[1]) ** 2 + unit.bias**2
        mistaken[2] = wrong(
            apart,
            "each term is squared by itself",
            f"The terms are added first and the sum {written(z)} is squared: {written(truth)}.",
            state,
        )
        mistaken.append(
            wrong(
                2 * z,
                "the square of a number is twice the number",
                f"The square is {factor(z)} × {factor(z)} = {written(truth)}.",
                state,
            )
        )
    elif g == RELU:
        mistaken.append(
            wrong(
                abs(z),
                "a negative sum loses its minus sign in ReLU",
                f"ReLU replaces the negative sum {written(z)} by 0.",
                state,
            )
        )
    return at_least(2, truth, *mistaken)


def _parameters(draw: Random, level: int) -> Number:
    features = list(FEATURES)[: 2 if level == 1 else draw.randint(2, len(FEATURES))]
    hidden = [draw.randint(1, MOST_UNITS) for _ in range(draw.randint(2, 3) if level > 2 else 1)]
    truth = TwoInputNetwork(features, hidden).n_parameters
    sizes = [len(features), *hidden, 1]
    layers = list(pairwise(sizes))
    weights = sum(before * after for before, after in layers)
    biases = sum(sizes[1:])
    state: dict[str, object] = {"two_inputs_deeper": level > 1}
    if level > 1:
        state |= {"two_inputs_features": features, "two_inputs_layers": len(hidden)}
        state |= {f"two_inputs_size{at}": units for at, units in enumerate(hidden, start=1)}
    else:
        state |= {"two_inputs_units": hidden[0]}
    terms = [f"({before} + 1) × {after}" for before, after in layers]
    own = " + ".join(str((before + 1) * after) for before, after in layers)
    called = count_of(hidden[0], "hidden unit")
    if len(hidden) > 1:
        called = f"hidden layers of {listed([str(units) for units in hidden])} units"
    first = (sizes[0] + 1) * sizes[1]
    return Number(
        prompt=f"A network has {count_of(len(features), 'input')}, {called} and 1 output. Each "
        "unit and the output have a bias. How many parameters does the network have?",
        worked="Each unit has one weight for each of its inputs, and a bias: "
        f"{' + '.join(terms)} = {own} = {written(truth)}.",
        facts={"sizes": sizes},
        truth=Fraction(truth),
        unit="parameters",
        wrong=at_least(
            2,
            truth,
            wrong(
                weights,
                "biases are no parameters",
                f"The biases are learned too: {biases} besides the {weights:,} weights.",
                state,
            ),
            wrong(
                truth - 1,
                "the output has no bias",
                f"The output has a bias as well, so there are {truth:,}.",
                state,
            ),
            wrong(
                first,
                "only the weights of the first layer count",
                f"The layers after the first have {truth - first:,} more.",
                state,
            ),
            wrong(
                sum(sizes),
                "a network has as many parameters as units",
                f"Each line between two layers is a weight: there are {weights:,} lines.",
                state,
            ),
        ),
    )


GENERATORS = (
    Generator("two_inputs_hidden", "the output of a hidden unit", _hidden),
    Generator("two_inputs_parameters", "the parameters of a small network", _parameters),
    *two_inputs_formulas.GENERATORS,
    *two_inputs_scale.GENERATORS,
    *two_inputs_maps.GENERATORS,
    *two_inputs_steps.GENERATORS,
    *two_inputs_terms.GENERATORS,
    *two_inputs_squares.GENERATORS,
    *two_inputs_rescaled.GENERATORS,
)
