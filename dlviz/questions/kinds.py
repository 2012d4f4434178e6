"""The kinds of questions: choose, type a number, order, point at a cell, sketch a curve.

A question is built with its truth, and refuses to exist with no right answer or with two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from dlviz.questions.shapes import Shape, shapes_of

FEWEST, MOST = 2, 4  # options of a choice


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception that a wrong answer shows.

    Attributes:
        name: The misconception as its owner would say it, without a full stop: "padding counts
            once".
        sentence: One sentence that says what is so instead, with the numbers of this question.
        state: Values by widget key that show it on the page; empty if the page has no control for
            it.
    """

    name: str
    sentence: str
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of numbers that the question is about.

    Attributes:
        title: "The image".
        numbers: (rows, columns).
    """

    title: str
    numbers: np.ndarray


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the question is about.

    Attributes:
        title: "The digit".
        values: (rows, columns) of numbers, or (rows, columns, 3) of uint8 colours.
        is_signed: Whether the numbers are on a scale with zero in its middle.
    """

    title: str
    values: np.ndarray
    is_signed: bool = False


Shown = Grid | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What all kinds have.

    Attributes:
        prompt: One or two sentences, the last one a question or a request.
        worked: How the truth is found, with every number of the arithmetic.
        facts: The numbers that the question was drawn with, by name. Tests find the truth from
            them by another route.
        shown: Tables and pictures above the answers.
    """

    prompt: str
    worked: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a choice.

    Attributes:
        text: What the button says.
        mistake: The misconception of who chooses it; None for the right one.
        picture: Shown above the text.
    """

    text: str
    mistake: Mistake | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(_Asked):
    """A question with two to four answers.

    Raises:
        ValueError: if not exactly one option is right, or two have the same text.
    """

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        """Refuse a choice that cannot be answered."""
        if not FEWEST <= len(self.options) <= MOST:
            raise ValueError(f"{len(self.options)} options: {self.prompt}")
        if sum(option.mistake is None for option in self.options) != 1:
            raise ValueError(f"not exactly one right option: {self.prompt}")
        if len({option.text for option in self.options}) != len(self.options):
            raise ValueError(f"two options of the same text: {self.prompt}")

    @property
    def right(self) -> int:
        """Index of the right option."""
        return next(at for at, option in enumerate(self.options) if option.mistake is None)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A number that a known mistake leads to."""

    value: Fraction
    mistake: Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(_Asked):
    """A question for a number.

    Attributes:
        truth: The right number.
        tolerance: How far from the truth an answer may be; 0 asks for the exact number.
        unit: What follows the number, in the plural: "parameters"; empty if nothing does.
        wrong: Numbers of known mistakes, none of them right, no two equal.

    Raises:
        ValueError: if a mistake leads to the right number, or two lead to the same.
    """

    truth: Fraction
    tolerance: Fraction = Fraction(0)
    unit: str = ""
    wrong: tuple[Wrong, ...] = ()

    def __post_init__(self) -> None:
        """Refuse mistakes that lead to the right number, and two that cannot be told apart."""
        values = [own.value for own in self.wrong]
        if len(set(values)) != len(values):
            raise ValueError(f"two mistakes lead to the same number: {self.prompt}")
        if any(self.accepts(value) for value in values):
            raise ValueError(f"a mistake leads to the right number: {self.prompt}")

    def accepts(self, value: Fraction) -> bool:
        """Whether `value` is right."""
        return abs(value - self.truth) <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(_Asked):
    """A question for an order, from the smallest value to the largest.

    Attributes:
        items: What is to be ordered, in the order in which it is shown.
        values: The number of each item, which decides.
        unit: What follows such a number.
        mistake: The misconception of a wrong order.

    Raises:
        ValueError: if two items have the same value or name.
    """

    items: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = ""
    mistake: Mistake

    def __post_init__(self) -> None:
        """Refuse an order that is not the only right one."""
        count = len(self.items)
        if count < FEWEST or not count == len(self.values) == len(set(self.values)):
            raise ValueError(f"no single order: {self.prompt}")
        if len(set(self.items)) != count:
            raise ValueError(f"two items of the same name: {self.prompt}")

    @property
    def right(self) -> tuple[int, ...]:
        """Indices of the items, from the smallest value to the largest."""
        return tuple(sorted(range(len(self.values)), key=self.values.__getitem__))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(_Asked):
    """A request to point at the cell with the largest value.

    Attributes:
        title: What the cells are: "The map".
        values: (rows, columns), the number of each cell; one of them is the largest.
        picture: What lies under the cells, filling them all; None for empty cells.
        mistakes: What pointing at a cell shows, by (row, column); cells without one have none.

    Raises:
        ValueError: if two cells share the largest value, or the right cell has a mistake.
    """

    title: str
    values: np.ndarray
    picture: Picture | None = None
    mistakes: Mapping[tuple[int, int], Mistake] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a table without a single largest number."""
        if self.values.ndim != 2 or np.count_nonzero(self.values == self.values.max()) != 1:
            raise ValueError(f"not exactly one largest cell: {self.prompt}")
        if self.right in self.mistakes:
            raise ValueError(f"the right cell is no mistake: {self.prompt}")

    @property
    def right(self) -> tuple[int, int]:
        """(row, column) of the largest value."""
        row, column = np.unravel_index(int(self.values.argmax()), self.values.shape)
        return int(row), int(column)


@dataclass(frozen=True, slots=True)
class Misread:
    """A shape that a known mistake leads to; a wrong sketch of this shape shows it."""

    shape: Shape
    mistake: Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch(_Asked):
    """A request to draw the curve that will come.

    Attributes:
        x: (N,) finite, rising: the places of the truth.
        y: (N,) finite: the truth at these places.
        low: Lower end of the vertical axis.
        high: Upper end.
        names: What the two axes show.
        near: Largest gap of a sketch that counts as right, in units of y.
        misread: Shapes of known mistakes. The first one that a wrong sketch has is named, so
            "falls evenly" stands before "falls". None is the shape of the truth.

    Raises:
        ValueError: if the curve has fewer than two places, is not finite, or leaves the axes; if
            the truth has the shape of a mistake, or two mistakes share one.
    """

    x: np.ndarray
    y: np.ndarray
    low: float
    high: float
    names: tuple[str, str]
    near: float
    misread: tuple[Misread, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a curve that cannot be drawn in these axes, and shapes that are no mistake."""
        x, y = np.asarray(self.x, float), np.asarray(self.y, float)
        if x.ndim != 1 or x.shape != y.shape or x.size < FEWEST or not (np.diff(x) > 0).all():
            raise ValueError(f"not a curve: {self.prompt}")
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError(f"a curve that is not finite: {self.prompt}")
        if not (self.low < self.high and self.low <= y.min() and y.max() <= self.high):
            raise ValueError(f"a curve that leaves its axes: {self.prompt}")
        shapes = [own.shape for own in self.misread]
        if len(set(shapes)) != len(shapes):
            raise ValueError(f"two mistakes lead to the same shape: {self.prompt}")
        if own := self.shapes(y).intersection(shapes):
            raise ValueError(f"the truth {', '.join(own)}, which is no mistake: {self.prompt}")

    def shapes(self, sketched: np.ndarray) -> frozenset[Shape]:
        """Return the shapes of a curve in these axes; `sketched` is (N,) at the places of x."""
        return shapes_of(self.x, sketched, self.high - self.low)


Question = Choose | Number | Order | Place | Sketch
