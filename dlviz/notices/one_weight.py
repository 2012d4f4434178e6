"""Sentences on the update of one weight, for the page "Digit training"."""

import math
from collections.abc import Sequence

from dlviz.notation import format_measure
from dlviz.notices.words import whole_share
from dlviz.one_weight import Update, first_step
from dlviz.training.loop import ADAM

_DIGITS = 4


def lines(
    step: Update, source: str, target: str, n_behind: int | None, n_parameters: int
) -> list[str]:
    """Return the update line by line, with its numbers.

    Args:
        step: The update.
        source: Where the weight comes from: "unit 17 of layer 2".
        target: Where it goes to: "the output 5".
        n_behind: Number of units in the layer behind `target`; None for an output.
        n_parameters: Number of weights and biases of the network.
    """
    if step.probability is None:
        how = f"g′(z) × sum over the {n_behind} units behind it"
        terms = f"{_number(step.slope)} × {_bracketed(step.arriving)}"
    else:
        how = "p − y"
        wanted = round(step.probability - step.arriving)
        terms = f"{_number(step.probability)} − {wanted}"
    return [
        f"**Forward:** {source} has the value **{_number(step.value)}**.",
        f"**Backward:** δ of {target} is {how} = {terms} = **{_number(step.delta)}**.",
        f"**Gradient:** δ × value = {_number(step.delta)} × {_bracketed(step.value)} = "
        f"**{_number(step.gradient)}**.",
        f"**Step:** weight − rate × gradient = {_number(step.weight)} − {step.rate:g} × "
        f"{_bracketed(step.gradient)} = **{_number(step.new)}**.",
        f"**Loss of this digit:** {_number(step.loss)}; after this one step "
        f"{_number(step.loss_of_one)}; after the same step of all {n_parameters:,} weights and "
        f"biases **{_number(step.loss_of_all)}**.",
    ]


def about_optimiser(step: Update, optimiser: str, rate: float) -> str:
    """Say that the rule is the plain one, and what the page's optimiser would do instead."""
    size = _number(first_step(optimiser, step.gradient, rate))
    plain = (
        "This is plain gradient descent on one digit. The race averages the gradient over a batch"
    )
    if optimiser == ADAM:
        return (
            f"{plain} and uses Adam with the rate {rate:g}: its first step would subtract "
            f"rate × gradient / (|gradient| + 0.00000001) = {size}. Later steps use running "
            "averages of the gradient and of its square."
        )
    return (
        f"{plain} and uses SGD with the rate {rate:g}: its first step would subtract rate × "
        f"gradient = {size}. Later steps add 0.9 of the step before."
    )


def about_update(step: Update, source: str, target: str, shares: Sequence[float]) -> str:
    """Say why the weight changes as it does, and what that does to the loss.

    Args:
        step: The update.
        source: Where the weight comes from.
        target: Where it goes to.
        shares: Shares of the layer's inputs and of its units for which value and δ are not 0.
    """
    if not math.isfinite(step.loss):
        return "The loss of this digit is infinite: there is no gradient."
    parts = [_why(step, source, target)]
    moving = shares[0] * shares[1]
    if moving < 1:
        parts.append(
            f"For this digit {whole_share(1 - moving)} of the weights of this layer have the "
            "gradient 0."
        )
    first, last = _number(step.loss), _number(step.loss_of_all)
    if not math.isfinite(step.loss_of_all):
        parts.append("The same step of all weights makes the loss infinite: it is too long.")
    elif first == last:
        parts.append(f"The same step of all weights leaves the loss at {first}.")
    elif step.loss_of_all < step.loss:
        parts.append(f"The same step of all weights lowers the loss from {first} to {last}.")
    else:
        parts.append(
            f"The same step of all weights raises the loss from {first} to {last}: it is too long."
        )
    return " ".join(parts)


def _why(step: Update, source: str, target: str) -> str:
    if step.value == 0:
        return (
            f"The value of {source} is 0, so the weight has no effect on this digit: its gradient "
            "is 0 and it stays."
        )
    if step.slope == 0:
        return (
            f"The slope of {target} is 0 for this digit: the loss does not depend on this weight, "
            "its gradient is 0 and it stays."
        )
    if step.gradient == 0:
        return "The gradient is 0, so the weight stays."
    goes = "The loss rises with this weight, so the step lowers it"
    if step.gradient < 0:
        goes = "The loss falls as this weight grows, so the step raises it"
    return f"{goes} by {_number(abs(step.rate * step.gradient))}."


def _bracketed(value: float) -> str:
    return f"({_number(value)})" if value < 0 else _number(value)


def _number(value: float) -> str:
    return format_measure(value, _DIGITS).replace("-", "−")
