"""Questions about two inputs: one step of gradient descent on one weight."""

import math
from fractions import Fraction
from random import Random

import torch

from dlviz.datasets.points import Split
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.two_inputs_units import Unit, nonzero
from dlviz.questions.kinds import Number
from dlviz.questions.sums import exact, factor, formula, written
from dlviz.questions.wrong import at_least, wrong
from dlviz.training.two_inputs import SGD, Fit, TwoInputSettings


def _step(draw: Random, level: int) -> Number:
    unit = Unit(0, draw.choice((1, 2)), nonzero(draw, 2) if level > 1 else 1)
    point = (draw.choice((1, 2)), nonzero(draw, 2) if level > 1 else draw.choice((0, 1)))
    beta = Fraction(draw.choice((-2, -1, 1, 2, 3)))
    rate = Fraction(1, draw.choice((10, 20, 50, 100)))
    z = unit.sum_at(*point)
    h, f = z * z, beta * z * z
    target = int(f) + nonzero(draw, 3)
    error = f - target
    if h == 0 or abs(z) > 1 + level or abs(rate * error * h) > 1:
        raise AmbiguousError
    is_inner = level > 2
    gradient = _gradient(unit, beta, point, target, is_inner=is_inner)
    before = Fraction(unit.first) if is_inner else beta
    truth = before - rate * gradient
    name = "w₁" if is_inner else "β₁"
    inside = formula(((unit.first, "X₁"), (unit.second, "X₂")))
    slope = gradient / 2 / error
    chain = f"h = {written(h)}"
    if is_inner:
        product = f"{written(beta)} × 2 × {factor(z)} × {point[0]}"
        chain = f"β₁ × 2 × z × X₁ = {product} = {written(slope)}"
    where = f"X₁ = {written(point[0])}, X₂ = {written(point[1])}"
    asked = f"A network is f = β₁ ({inside})² with β₁ = {written(beta)}. At {where}"
    if level == 1:
        asked = (
            f"A network is f = β₁ h with β₁ = {written(beta)}, and h = {h} is its unit's output. "
        )
        asked += "Here"
    elif is_inner:
        rest = formula(((unit.second, "X₂"),))
        plus = "+" if unit.second > 0 else "\N{MINUS SIGN}"
        rest = rest.removeprefix("\N{MINUS SIGN}")
        whole = formula([(beta, f"(w₁ X₁ {plus} {rest})²")])
        asked = f"A network is f = {whole} with w₁ = {unit.first}. At {where}"
    found = "" if level == 1 else f"The sum is z = {written(z)}, and h = z² = {h}. "
    return Number(
        prompt=f"{asked} the target is {written(target)}, the loss is (f − target)², and the "
        f"learning rate is {written(rate)}. What is {name} after one step of gradient descent?",
        worked=f"{found}The output is f = {written(beta)} × {h} = {written(f)}, so f − target = "
        f"{written(error)}. The derivative of f by {name} is {chain}. The gradient is 2 × "
        f"{factor(error)} × {factor(slope)} = {written(gradient)}. The new {name} is "
        f"{written(before)} − {written(rate)} × {factor(gradient)} = {written(truth)}.",
        facts={
            "unit": tuple(unit),
            "beta": beta,
            "point": point,
            "target": target,
            "rate": rate,
            "is_inner": is_inner,
        },
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                before + rate * gradient,
                "the step follows the gradient",
                f"The loss grows along the gradient {written(gradient)}, so the step goes against "
                "it.",
            ),
            wrong(
                before - gradient,
                "the gradient is the step",
                f"The step is the learning rate times the gradient: {written(rate)} × "
                f"{factor(gradient)} = {written(rate * gradient)}.",
            ),
            wrong(
                before - rate * gradient / 2,
                "the square adds no factor 2",
                f"The derivative of (f − target)² has a factor 2: the gradient is "
                f"{written(gradient)}.",
            ),
            wrong(
                -rate * gradient,
                "the step replaces the weight",
                f"The step is added to the old weight: {written(before)} changes by "
                f"{written(-rate * gradient)}.",
            ),
        ),
    )


def _gradient(
    unit: Unit, beta: Fraction, point: tuple[int, int], target: int, *, is_inner: bool
) -> Fraction:
    """Return the derivative of the squared error by w₁ or β₁, as the page's training has it."""
    network = TwoInputNetwork(hidden=(1,), dtype=torch.float64)
    (weight, bias), (outer, _) = network.layers
    weight[0] = torch.tensor(unit[1:], dtype=torch.float64)
    bias[0], outer[0, 0] = unit.bias, float(beta)
    inputs = torch.tensor([point], dtype=torch.float64)
    targets = torch.tensor([target], dtype=torch.float64)
    fit = Fit(network, Split(inputs, targets, inputs, targets), TwoInputSettings(SGD, 0.1))
    first, outer_at = 0, math.prod(network.blocks[0].shape)
    return exact(float(fit.gradients(inputs, targets)[first if is_inner else outer_at]))


GENERATORS = (Generator("two_inputs_step", "one step of gradient descent", _step),)
