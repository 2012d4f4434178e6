"""Questions about two inputs: which map a hidden unit draws, and where it is largest."""

from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np
from torch import Tensor

from dlviz.questions.generating import AmbiguousError, Generator
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
from dlviz.questions.kinds import Choose, Mistake, Option, Picture, Place
from dlviz.questions.sums import factor, multiplied, written
from dlviz.two_inputs import grid

_REACH = 2  # the inputs of the page's product go from -2 to 2
_SIDE = 9  # cells of a map in each direction
_LETTERS = "ABCD"
_APART = 0.1  # mean difference of two maps, as a share of their range, that an eye sees at once
_AXES = "X₁ grows from −2 to 2 to the right, X₂ from −2 to 2 upwards"


def _map(draw: Random, level: int) -> Choose:
    g = RELU if level == 1 else draw.choice((RELU, SQUARE))
    unit = Unit(0, nonzero(draw, 3), nonzero(draw, 3))
    if level > 1:
        unit = unit._replace(bias=nonzero(draw, level))
    own = _values(unit, g)
    maps = [(own, unit, "")]
    for name, other in _variants(unit):
        values = _values(other, g)
        if len(maps) < len(_LETTERS) and all(_is_apart(values, seen) for seen, _, _ in maps):
            maps.append((values, other, name))
    if len(maps) < 3:
        raise AmbiguousError
    draw.shuffle(maps)
    named = dict(zip(_LETTERS, maps, strict=False))
    right = next(letter for letter, (_, _, name) in named.items() if not name)
    at = {place: unit.sum_at(*place) for place in ((2, 2), (2, -2), (-2, 2), (-2, -2))}
    sums = ", ".join(
        f"{written(z)} at ({written(x1)}, {written(x2)})" for (x1, x2), z in at.items()
    )
    state = state_of([unit], [1], activation=g) | {"two_inputs_view": "Ridges that add up"}
    return Choose(
        prompt=f"A hidden unit has {unit.described()}; {BY[g]}. {_AXES}; bright is large. "
        "Which map is the unit's?",
        worked=f"The sum at the four corners (X₁, X₂) is {sums}. "
        f"{'Its square is' if g == SQUARE else 'ReLU makes negative ones 0; the output is'} "
        f"largest where map {right} is bright.",
        facts={
            "unit": tuple(unit),
            "g": g,
            "maps": {letter: values for letter, (values, _, _) in named.items()},
        },
        options=tuple(
            Option(
                f"map {letter}",
                Mistake(name, f"Map {letter} belongs to {other.described()}.", state)
                if name
                else None,
                Picture(f"Map {letter}", values),
            )
            for letter, (values, other, name) in named.items()
        ),
    )


def _values(unit: Unit, g: str, side: int = _SIDE) -> np.ndarray:
    """Return the unit's outputs, (side, side); the first row has the largest X2."""
    outputs = lecture([unit], [1], activation=g).units(_plane(side)).numpy()
    return np.ascontiguousarray(outputs.reshape(side, side)[::-1])


@cache
def _plane(side: int) -> Tensor:
    return grid(_REACH, side).double()


def _variants(unit: Unit) -> Iterator[tuple[str, Unit]]:
    bias, first, second = unit
    yield "the sign of a weight does not matter", Unit(bias, first, -second)
    yield "the first weight belongs to X₂", Unit(bias, second, first)
    if bias:
        yield "a positive bias moves the map to positive inputs", Unit(-bias, first, second)
    yield "large where the weights are negative", Unit(bias, -first, -second)
    yield "only one of the inputs matters", Unit(bias, first, 0)


def _is_apart(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two maps differ to the eye, each drawn in its own range."""
    ranges = one.max() or 1.0, other.max() or 1.0
    return float(np.abs(one / ranges[0] - other / ranges[1]).mean()) > _APART


def _largest(draw: Random, level: int) -> Place:
    g = RELU if level == 1 else SQUARE
    unit = Unit(0, nonzero(draw, 3), nonzero(draw, 3)) if level == 1 else drawn_unit(draw, 2)
    beta = -draw.randint(1, 3) if level > 2 else 1
    side = 2 * _REACH + 1
    outputs = _values(unit, g, side)
    values = beta * outputs + 0.0  # without −0
    best = _cell(values)
    if np.count_nonzero(values == values.max()) > 1:
        raise AmbiguousError
    asked = f"The output is f = {written(beta)} × h₁, and unit 1" if level > 2 else "A hidden unit"
    what = "f" if level > 2 else "its output"
    point, corner = _point(best), _cell(outputs)
    z = unit.sum_at(*point)
    own = multiplied(zip(unit[1:], point, strict=True), start=unit.bias)
    h = max(0, z) if g == RELU else z * z
    state = state_of([unit], [beta], activation=g) | {"two_inputs_view": "Surface"}
    ends = f" and f = {written(beta)} × {h} = {written(beta * h)}" if level > 2 else ""
    at = f"X₁ = {written(point[0])}, X₂ = {written(point[1])}"
    so = f"The largest value is at {at}, where z = {written(z)}."
    found = {
        (0, side - 1): "large inputs give the largest output, whatever the weights",
        _cell(-_sums(unit, side)): "the most negative sum gives the largest output",
    }
    if level == 2:
        found[_cell(_sums(unit, side))] = "only positive sums give large outputs"
    elif level > 2:
        found[corner] = "the minus in front of h₁ does not matter"
    return Place(
        prompt=f"{asked} has {unit.described()}; {BY[g]}. Point at the cell where "
        f"{what} is largest: X₁ grows to the right, X₂ upwards.",
        worked=f"At {at} the sum is z = {own} = {written(z)}, so "
        f"{'ReLU gives' if g == RELU else f'h = {factor(z)}² ='} {h}{ends}. No other cell has "
        "more.",
        facts={"unit": tuple(unit), "g": g, "beta": beta},
        title=_AXES,
        values=values,
        mistakes={cell: Mistake(name, so, state) for cell, name in found.items() if cell != best},
    )


def _sums(unit: Unit, side: int) -> np.ndarray:
    return _values(unit, "identity", side)


def _cell(values: np.ndarray) -> tuple[int, int]:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


def _point(cell: tuple[int, int]) -> tuple[int, int]:
    return cell[1] - _REACH, _REACH - cell[0]


GENERATORS = (
    Generator("two_inputs_map", "which map a hidden unit draws", _map),
    Generator("two_inputs_largest", "where an output is largest", _largest),
)
