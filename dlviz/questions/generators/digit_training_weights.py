"""Questions about digit training: one weight's update, with and without ridge."""

from fractions import Fraction
from random import Random

import torch
from torch import nn
from torch.nn import functional

from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Number
from dlviz.questions.sums import exact, factor, written
from dlviz.questions.wrong import at_least, wrong
from dlviz.training.loop import ridge_penalty

_TENTH = Fraction(1, 10)
_RIDGE = {"digit_training_view": "Ridge sweep"}


def _ridge(draw: Random, level: int) -> Number:
    weight = Fraction(draw.choice((-4, -3, -2, -1, 1, 2, 3, 4, 5)))
    l2 = draw.choice((_TENTH, Fraction(1, 5), Fraction(1, 100), Fraction(1, 20)))
    if level == 1:
        weight, l2 = abs(weight), draw.choice((_TENTH, Fraction(1, 5), Fraction(3, 10)))
    rate = draw.choice((_TENTH, Fraction(1, 5), Fraction(2, 5)))
    data = Fraction(draw.choice((-3, -2, -1, 1, 2, 3)), 5) if level > 2 else Fraction(0)
    layer = nn.Linear(1, 1, bias=False, dtype=torch.float64)
    nn.init.constant_(layer.weight, float(weight))
    ridge_penalty(layer, float(l2)).backward()
    slope = exact(float(layer.weight.grad or 0))
    product = f"2 × {written(l2)} × {factor(weight)} = {written(slope)}"
    facts = {"weight": weight, "l2": l2, "rate": rate, "data": data, "is_step": level > 1}
    if level == 1:
        return Number(
            prompt=f"Ridge adds λ w² to the loss, with λ = {written(l2)}. What is the gradient of "
            f"this penalty at w = {written(weight)}?",
            worked=f"The derivative of λ w² is 2 λ w = {product}.",
            facts=facts,
            truth=slope,
            wrong=at_least(
                2,
                slope,
                wrong(
                    l2 * weight**2,
                    "the gradient is the penalty itself",
                    f"The penalty is {written(l2 * weight**2)}; its derivative by w is {product}.",
                    _RIDGE,
                ),
                wrong(
                    l2 * weight,
                    "the square adds no factor 2",
                    f"The derivative of w² is 2 w, so the gradient is {product}.",
                    _RIDGE,
                ),
                wrong(
                    2 * weight,
                    "the strength λ does not count",
                    f"The factor λ stays in the derivative: {product}.",
                    _RIDGE,
                ),
            ),
        )
    gradient = data + slope
    truth = weight - rate * gradient
    before = f"Without ridge, the loss has the gradient {written(data)} for this weight"
    alone = "Without ridge, the loss does not depend on this weight"
    both = f"{written(data)} + {factor(slope)} = {written(gradient)}" if data else written(slope)
    return Number(
        prompt=f"Ridge adds λ w² to the loss, with λ = {written(l2)}. {before if data else alone}. "
        f"What becomes of w = {written(weight)} in one step with the learning rate "
        f"{written(rate)}?",
        worked=f"The penalty's gradient is 2 λ w = {product}. The whole gradient is {both}. The "
        f"new weight is {written(weight)} − {written(rate)} × {factor(gradient)} = "
        f"{written(truth)}.",
        facts=facts,
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                0,
                "ridge removes weights",
                f"Ridge moves the weight towards 0 by a share of it, here by "
                f"{written(abs(rate * slope))}; it does not set it to 0.",
                _RIDGE,
            ),
            wrong(
                weight - rate * data,
                "ridge changes no weight that the digits do not change",
                f"The penalty has a gradient of its own: {product}.",
                _RIDGE,
            )
            if not data
            else wrong(
                weight - rate * data,
                "the penalty does not change the step",
                f"The penalty's gradient is added: {product}.",
                _RIDGE,
            ),
            wrong(
                weight + rate * gradient,
                "the step follows the gradient",
                f"The loss grows along the gradient {written(gradient)}, so the step goes against "
                "it.",
                _RIDGE,
            ),
            wrong(
                weight - rate * (data + slope / 2),
                "the square adds no factor 2",
                f"The derivative of λ w² is 2 λ w: {product}.",
                _RIDGE,
            ),
        ),
    )


def _update(draw: Random, level: int) -> Number:
    digit, other = draw.sample(range(10), 2)
    is_true = level == 1 or draw.random() < (1 / 3 if level == 2 else 1 / 2)
    p = Fraction(draw.choice((1, 2, 3, 4, 6, 7, 8, 9)), 10)
    pixel = Fraction(1) if level < 3 else draw.choice((Fraction(0), Fraction(1, 2), Fraction(1)))
    weight = Fraction(draw.randint(-4, 4), 10)
    rate = draw.choice((_TENTH, Fraction(1, 5), Fraction(1)))
    gradient = _cross_entropy_slope(p, pixel, weight, is_true=is_true)
    truth = weight - rate * gradient
    y = int(is_true)
    named = digit if is_true else other
    product = f"({written(p)} − {y}) × {written(pixel)} = {written(gradient)}"
    if weight == 0:
        raise AmbiguousError
    return Number(
        prompt=f"The digit is {'an' if digit == 8 else 'a'} {digit}; class {named} gets the "
        f"probability p = {written(p)}. A pixel is {written(pixel)}, its weight to class {named} "
        f"is {written(weight)}, the learning rate is {written(rate)}. The gradient is (p − y) × "
        "pixel, y = 1 for the true class, else 0. What is the weight after one step?",
        worked=f"Class {named} is {'the true class' if is_true else 'not the true class'}, so y = "
        f"{y}. The gradient is {product}. The new weight is {written(weight)} − {written(rate)} × "
        f"{factor(gradient)} = {written(truth)}.",
        facts={"p": p, "pixel": pixel, "weight": weight, "rate": rate, "is_true": is_true},
        truth=truth,
        wrong=at_least(
            2,
            truth,
            wrong(
                weight - rate * (p - (1 - y)) * pixel,
                "y is 1 for each class" if not is_true else "y is 0 for each class",
                f"Class {named} is {'' if is_true else 'not '}the true class, so y is {y}: the "
                f"gradient is {product}.",
            ),
            wrong(
                weight + rate * gradient,
                "the step follows the gradient",
                f"The step goes against the gradient {written(gradient)}.",
            ),
            wrong(
                weight - gradient,
                "the gradient is the step",
                f"The step is the learning rate times the gradient: {written(rate)} × "
                f"{factor(gradient)}.",
            ),
            wrong(
                weight - rate * (p - y),
                "a weight changes whatever its pixel is",
                f"The pixel multiplies the gradient: {product}.",
            ),
            wrong(
                -rate * gradient,
                "the step replaces the weight",
                f"The step is added to the old weight {written(weight)}.",
            ),
        ),
    )


def _cross_entropy_slope(
    p: Fraction, pixel: Fraction, weight: Fraction, *, is_true: bool
) -> Fraction:
    """Return the derivative of the cross-entropy by the weight of a class with probability `p`."""
    own = torch.tensor(float(weight), dtype=torch.float64, requires_grad=True)
    # The other weights and the bias make up the rest of the logit.
    rest = torch.logit(torch.tensor(float(p), dtype=torch.float64)) - own.detach() * float(pixel)
    logits = torch.stack([own * float(pixel) + rest, torch.zeros((), dtype=torch.float64)])
    functional.cross_entropy(logits, torch.tensor(0 if is_true else 1)).backward()
    return exact(float(own.grad or 0))


GENERATORS = (
    Generator("training_ridge", "what ridge does to a weight", _ridge),
    Generator("training_update", "one weight's update for one digit", _update),
)
