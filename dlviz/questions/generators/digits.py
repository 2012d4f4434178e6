"""Questions about a drawn digit: a unit, a template, parameters; other ideas have modules."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np

from dlviz.inside import OUTPUT, compute_unit, move
from dlviz.networks.mnist import count_parameters
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators import digits_answers, digits_certainty, digits_pixels
from dlviz.questions.generators.layers import layers_of
from dlviz.questions.kinds import Grid, Number
from dlviz.questions.sums import exact, factor, multiplied, written
from dlviz.questions.wrong import at_least, wrong

_ONE_UNIT = {"digits_view": "One unit"}
_HIDDEN, _OUTPUTS = {"digits_layer": "256 units"}, {"digits_layer": "10 outputs"}


def _parameters(draw: Random, level: int) -> Number:
    if level == 1:
        sizes = [draw.randint(2, 10), draw.randint(2, 10)]
    elif level == 2:
        sizes = [draw.randint(3, 20), draw.randint(3, 10), 10]
    else:
        sizes = [784, draw.choice((10, 20, 50, 100)), draw.choice((10, 20, 30, 50)), 10]
    truth = count_parameters(layers_of(sizes))
    pairs = list(pairwise(sizes))
    weights, biases = sum(a * b for a, b in pairs), sum(sizes[1:])
    products = " + ".join(f"{a} × {b}" for a, b in pairs)
    shape = "-".join(map(str, sizes))
    added = " + ".join(map(str, sizes[1:]))
    units = f"{added} = {biases}" if len(sizes) > 2 else str(biases)
    return Number(
        prompt=f"A fully connected network has {sizes[0]} inputs and layers of "
        f"{listed([str(size) for size in sizes[1:]])} units: {shape}. How many parameters does it "
        "have, weights and biases?"
        if len(sizes) > 2
        else f"A layer of {sizes[1]} units is fully connected to {sizes[0]} inputs. How many "
        "parameters does it have, weights and biases?",
        worked=f"Weights: {products} = {weights:,}. Biases, one for each unit: {units}. "
        f"Together {truth:,}.",
        facts={"sizes": sizes},
        truth=Fraction(truth),
        unit="parameters",
        wrong=at_least(
            2,
            truth,
            wrong(
                weights,
                "biases are no parameters",
                f"Each unit also learns a bias: {biases} more than the {weights:,} weights.",
                _ONE_UNIT,
            ),
            wrong(
                weights + sum(sizes),
                "inputs have biases too",
                f"Only units have biases, {biases} of them; the {sizes[0]} inputs have none.",
                _ONE_UNIT,
            ),
            wrong(
                biases,
                "each unit is one parameter",
                f"Each unit has a weight for each of its inputs: {weights:,} weights in all.",
                _ONE_UNIT,
            ),
            wrong(
                sum(sizes),
                "a network has as many parameters as inputs and units",
                f"Each unit has a weight for each of its inputs: {weights:,} weights in all.",
                _ONE_UNIT,
            ),
        ),
    )


def _unit(draw: Random, level: int) -> Number:
    is_output = level > 2 and draw.random() < 1 / 2
    lowest = 1 if level == 1 else -3
    weights = [draw.choice([w for w in range(lowest, 4) if w]) for _ in range(3)]
    inputs = [Fraction(draw.randint(0, 4), 2 if level > 2 else 1) for _ in range(3)]
    bias = draw.choice([b for b in range(-4, 5) if b])
    if sum(value > 0 for value in inputs) < 2:
        raise AmbiguousError
    own = compute_unit(
        np.array(weights, float),
        np.array(inputs, float),
        bias,
        layer=OUTPUT if is_output else 0,
    )
    z, truth = exact(own.pre_activation), exact(own.activation)
    pairs = list(zip(weights, inputs, strict=True))
    kept = sum((max(Fraction(0), w * x) for w, x in pairs), Fraction(0))
    state = _ONE_UNIT | (_OUTPUTS if is_output else _HIDDEN)
    if is_output:
        end = f"An output has no ReLU: the logit is {written(truth)}."
    elif z < 0:
        end = "ReLU replaces the negative sum by 0."
    else:
        end = f"ReLU keeps it: the output is {written(truth)}."
    bare = z - bias
    three = ", ".join(map(written, inputs[:2])) + f" and {written(inputs[2])}"
    their = ", ".join(map(written, weights[:2])) + f" and {written(weights[2])}"
    return Number(
        prompt=f"{'An output' if is_output else 'A hidden unit with ReLU'} gets the inputs "
        f"{three}. Its weights for them are {their}, its bias is {written(bias)}. What is its "
        f"{'logit' if is_output else 'output'}?",
        worked=f"The sum is {multiplied(pairs)} = {written(bare)}. With the bias: "
        f"{written(bare)} + {factor(bias)} = {written(z)}. {end}",
        facts={"weights": weights, "inputs": inputs, "bias": bias, "is_output": is_output},
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                bare if is_output else max(Fraction(0), bare),
                "the bias is left out",
                f"The bias {written(bias)} is added: {written(bare)} becomes {written(z)}.",
                state,
            ),
            wrong(
                max(z, Fraction(0)) if is_output else z,
                "outputs have a ReLU too" if is_output else "negative sums pass through ReLU",
                f"Only hidden units have ReLU; the logit is {written(z)}."
                if is_output
                else f"ReLU replaces the negative sum {written(z)} by 0.",
                state,
            ),
            wrong(
                kept + bias,
                "negative products count as 0",
                "The products are added with their signs; ReLU comes after the sum and looks at "
                f"{written(z)}."
                if not is_output
                else f"The products are added with their signs; the sum is {written(bare)}.",
                state,
            ),
            wrong(
                sum(inputs) + bias,
                "the inputs are added without their weights",
                f"Each input is multiplied by its weight first: the sum is {written(bare)}.",
                state,
            ),
        ),
    )


def _template(draw: Random, level: int) -> Number:
    template = np.array([[draw.randint(-2, 3) for _ in range(3)] for _ in range(3)])
    picture = np.array([[int(draw.random() < 1 / 2) for _ in range(3)] for _ in range(3)])
    bias = nonzero_bias(draw) if level > 1 else 0
    dx, dy = draw.choice(((1, 0), (-1, 0), (0, 1), (0, -1))) if level > 2 else (0, 0)
    seen = move(picture, dx, dy)
    if not 2 <= seen.sum() <= 5:
        raise AmbiguousError
    truth = exact(compute_unit(template.ravel() * 1.0, seen.ravel(), bias).activation)
    still = int((template * picture).sum()) + bias
    met = template[seen == 1].tolist()
    moved = "one pixel " + {
        (1, 0): "to the right", (-1, 0): "to the left", (0, 1): "down", (0, -1): "up",
        (0, 0): "",
    }[dx, dy]  # fmt: skip
    state = {"digits_view": "Four models"}
    first = "" if level < 3 else f" The picture is moved {moved}; what leaves it is lost."
    said = f" + {factor(bias)} (the bias)" if bias else ""
    said_bias = f"the products and the bias {written(bias)}" if bias else "the products"
    under = " + ".join([written(met[0]), *map(factor, met[1:])])
    return Number(
        prompt="A linear model multiplies each pixel by the template's weight at the same place "
        f"and adds {said_bias}.{first} What is the result?",
        worked=(f"The picture is moved {moved} first. " if level > 2 else "")
        + f"The weights under the bright pixels are added: {under}{said} = {written(truth)}. Dark "
        "pixels are 0 and add nothing.",
        facts={"template": template, "picture": picture, "bias": bias, "shift": (dx, dy)},
        shown=(Grid("The picture", picture), Grid("The template", template)),
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                still,
                "a moved picture meets the same weights",
                "The template stays where it is: each pixel now meets the weight of its new place, "
                f"and the result is {written(truth)}.",
                state,
            ),
            wrong(
                truth - bias,
                "the bias is left out",
                f"The bias {written(bias)} is added at the end: {written(truth)}.",
                state,
            ),
            wrong(
                int(template.sum()) + bias,
                "dark pixels count like bright ones",
                f"A dark pixel is 0, so its product is 0; {int(seen.sum())} weights are added.",
                state,
            ),
            wrong(
                int(seen.sum()) + bias,
                "each pixel that is bright counts 1",
                f"Each bright pixel counts as much as its weight: {under}{said}.",
                state,
            ),
            wrong(
                int(template[(seen == 1) & (template > 0)].sum()) + bias,
                "negative weights count nothing",
                "A bright pixel under a negative weight lowers the result.",
                state,
            ),
        ),
    )


def nonzero_bias(draw: Random) -> int:
    """Draw a small bias that is not 0."""
    return draw.choice((-3, -2, -1, 1, 2, 3))


GENERATORS = (
    Generator("digits_parameters", "the parameters of a network", _parameters),
    Generator("digits_unit", "the output of one unit", _unit),
    Generator("digits_template", "what a template adds up to", _template),
    *digits_pixels.GENERATORS,
    *digits_answers.GENERATORS,
    *digits_certainty.GENERATORS,
)
