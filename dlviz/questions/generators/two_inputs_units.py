"""Hidden units of two inputs, as the questions about them draw and describe them."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import torch

from dlviz.notation import format_numbers
from dlviz.questions.sums import Value, written
from dlviz.two_inputs import LectureNetwork

SQUARE, RELU = "square", "ReLU"
TERMS = ("", "X₁", "X₂", "X₁²", "X₂²", "X₁X₂")  # as `dlviz.two_inputs.MONOMIALS`
BY = {SQUARE: "g(z) = z²", RELU: "g is ReLU", "identity": "g(z) = z"}  # as a prompt says it


class Unit(NamedTuple):
    """The weights of a hidden unit: its bias and one for each input."""

    bias: int
    first: int
    second: int

    def sum_at(self, x1: int, x2: int) -> int:
        """Return z, the unit's weighted sum plus bias."""
        return self.bias + self.first * x1 + self.second * x2

    def described(self) -> str:
        """Return "the weights 2 for X₁ and −1 for X₂ and no bias"."""
        weights = f"the weights {written(self.first)} for X₁ and {written(self.second)} for X₂"
        return f"{weights} and " + (f"the bias {written(self.bias)}" if self.bias else "no bias")


def nonzero(draw: Random, largest: int) -> int:
    """Draw a whole number from -largest to largest, but not 0."""
    return draw.choice((-1, 1)) * draw.randint(1, largest)


def drawn_unit(draw: Random, level: int) -> Unit:
    """Draw a unit: positive weights and no bias at level 1, else any small numbers but 0."""
    if level == 1:
        return Unit(0, draw.randint(1, 3), draw.randint(1, 3))
    return Unit(nonzero(draw, 3), nonzero(draw, 3), nonzero(draw, 3))


def lecture(
    units: Sequence[Unit], beta: Sequence[Value], *, activation: str = SQUARE
) -> LectureNetwork:
    """Return the network with these units and outer weights, its outer bias 0."""
    return LectureNetwork(
        torch.tensor(units, dtype=torch.float64),
        torch.tensor([0.0, *map(float, beta)], dtype=torch.float64),
        activation,
    )


def state_of(
    units: Sequence[Unit], beta: Sequence[Value], *, activation: str = SQUARE
) -> dict[str, object]:
    """Return the values of the page's widgets that show this network."""
    rows = [[0.0, *map(float, beta)], *units]
    return {
        "two_inputs_activation": activation,
        "two_inputs_units": len(units),
        "two_inputs_deeper": False,
        "two_inputs_weights": "; ".join(map(format_numbers, rows)),
    }
