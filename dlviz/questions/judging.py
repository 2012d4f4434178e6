"""Compare an answer with the truth, and say the outcome in numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dlviz.notation import format_measure
from dlviz.number_grammar import quoted, read_number
from dlviz.questions.kinds import Choose, Mistake, Number, Order, Place, Sketch

_GROUPED = re.compile(r"[-−+]?\d{1,3}(,\d{3})+$")
_ENDLESS = 10**15  # from here on nobody counts digits
_UNSEEN = 0.001  # share of an axis that no pixel shows
_CELL_DECIMALS = 3  # as the component writes the numbers of its cells
_DECIMALS = 1_000  # a number of at most three decimals is written with them


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer was worth.

    Attributes:
        is_right: Whether it is the truth, within the question's tolerance.
        outcome: One sentence: what was answered and what is so.
        mistake: The misconception that the answer shows, if it shows a known one.
    """

    is_right: bool
    outcome: str
    mistake: Mistake | None = None


def judge_choice(question: Choose, chosen: int) -> Verdict:
    """Judge the option at index `chosen`."""
    option, right = question.options[chosen], question.options[question.right]
    if option.mistake is None:
        return Verdict(True, f"Right: “{right.text}”.")
    outcome = f"You chose “{option.text}”. It is “{right.text}”."
    return Verdict(False, outcome, option.mistake)


def judge_number(question: Number, text: str) -> Verdict:
    """Judge a typed number.

    Args:
        question: What was asked.
        text: Untrusted text, by the grammar of `dlviz.number_grammar`.

    Raises:
        ValueError: with a sentence for the visitor, if it is no number.
    """
    answer = typed_number(question, text)
    truth = with_unit(question.truth, question.unit)
    if question.accepts(answer):
        return Verdict(True, f"Right: {truth}.")
    given = with_unit(answer, question.unit)
    mistake = next((own.mistake for own in question.wrong if own.value == answer), None)
    return Verdict(False, f"You answered {given}. It is {truth}.", mistake)


def typed_number(question: Number, text: str) -> Fraction:
    """Return the number that was typed; arguments and errors as for `judge_number`."""
    value = read_number(_ungrouped(text, question))
    if not np.isfinite(value):
        raise ValueError(f"{quoted(text)} is not a finite number.")
    # What was typed as 1/3 is a float here; a simple fraction as near as that was meant.
    return Fraction(value).limit_denominator(1_000_000)


def judge_order(question: Order, order: Sequence[int]) -> Verdict:
    """Judge an order of the items' indices, smallest first.

    Raises:
        ValueError: if `order` is not an order of all items.
    """
    if sorted(order) != list(range(len(question.items))):
        raise ValueError(f"{list(order)} is not an order of {len(question.items)} items")
    unit = f" {question.unit}" if question.unit else ""
    right = ", ".join(
        f"{question.items[at]} ({format_measure(question.values[at])}{unit})"
        for at in question.right
    )
    if tuple(order) == question.right:
        return Verdict(True, f"Right: {right}.")
    pairs = len(order) * (len(order) - 1) // 2
    return Verdict(
        False,
        f"{_swapped(question, order)} of {pairs} pairs are in the wrong order. It is: {right}.",
        question.mistake,
    )


def judge_place(question: Place, place: tuple[int, int]) -> Verdict:
    """Judge the cell (row, column) that was pointed at.

    Raises:
        IndexError: if there is no such cell.
    """
    rows, columns = question.values.shape
    if not (0 <= place[0] < rows and 0 <= place[1] < columns):
        raise IndexError(f"{place} is not a cell of {question.values.shape}")
    largest = _as_in_the_cell(question.values.max())
    at = _named(question.right)
    if place == question.right:
        return Verdict(True, f"Right: the largest number, {largest}, is at {at}.")
    value = question.values[place]
    larger = int(np.count_nonzero(question.values > value))
    outcome = (
        f"You pointed at {_named(place)}, where the number is {_as_in_the_cell(value)}. The "
        f"largest, {largest}, is at {at}."
    )
    if larger > 1:
        outcome += f" {larger} of the {question.values.size} places have more than yours."
    return Verdict(False, outcome, question.mistakes.get(place))


def _as_in_the_cell(value: float) -> str:
    return format_measure(round(float(value), _CELL_DECIMALS))


def _named(place: tuple[int, int]) -> str:
    return f"row {place[0] + 1}, column {place[1] + 1}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a sketch is farthest from the truth.

    Attributes:
        at: Index into the curve.
        size: Sketch minus truth, in units of y.
    """

    at: int
    size: float


def largest_gap(question: Sketch, sketched: np.ndarray) -> Gap:
    """Return the largest gap between a sketch and the truth; the first one of several equal ones.

    Args:
        question: What was asked.
        sketched: (N,) the sketch at the places of the truth, finite.

    Raises:
        ValueError: if the sketch has another length or is not finite.
    """
    drawn = np.asarray(sketched, float)
    if drawn.shape != question.y.shape or not np.isfinite(drawn).all():
        raise ValueError("a sketch has a finite number at each place of the curve")
    gaps = drawn - question.y
    at = int(np.abs(gaps).argmax())
    return Gap(at, float(gaps[at]))


def judge_sketch(question: Sketch, sketched: np.ndarray) -> Verdict:
    """Judge a sketched curve; arguments and errors as for `largest_gap`."""
    gap = largest_gap(question, sketched)
    x_name, y_name = question.names
    where = f"at {x_name} = {format_measure(float(question.x[gap.at]))}"
    so = f"{y_name} is {_as_drawn(question, gap.at)}"
    if gap.size == 0:
        return Verdict(True, "Your curve is the curve that came.")
    side = "above" if gap.size > 0 else "below"
    off = f"{format_measure(abs(gap.size))} {side} it"
    outcome = f"The largest gap is {where}: there {so}, and your curve is {off}."
    if abs(gap.size) <= question.near:
        return Verdict(True, outcome)
    shapes = question.shapes(sketched)
    mistake = next((own.mistake for own in question.misread if own.shape in shapes), None)
    return Verdict(False, outcome, mistake)


def _as_drawn(question: Sketch, at: int) -> str:
    """Return the truth at a place; a number that the axis cannot show is nearly 0."""
    value = float(question.y[at])
    if 0 < abs(value) < _UNSEEN * (question.high - question.low):
        return "nearly 0"
    return format_measure(value)


def with_unit(value: Fraction, unit: str) -> str:
    """Return a number with its unit: "1,290 parameters", "1 row", "−3/4", "0.7".

    Args:
        value: The number.
        unit: In the plural; "" for none.
    """
    if abs(value) >= _ENDLESS:
        text = format_measure(float(value))
    elif value.denominator == 1:
        text = f"{value.numerator:,}"
    elif value.denominator % 5 == 0 and _DECIMALS % value.denominator == 0:
        text = f"{float(value):,.10g}"  # tenths and hundredths; quarters are easier as fractions
    elif value.denominator <= 1_000:
        text = str(value)
    else:
        text = format_measure(float(value))
    text = text.replace("-", "\N{MINUS SIGN}")
    if abs(value) == 1:
        unit = unit.removesuffix("ies") + "y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{text} {unit}" if unit else text


def _ungrouped(text: str, question: Number) -> str:
    """Return the text without commas between thousands, where a whole number is asked for.

    Elsewhere a single comma is a decimal one.
    """
    is_whole = question.truth.denominator == 1 and question.tolerance == 0
    return text.replace(",", "") if is_whole and _GROUPED.match(text.strip()) else text


def _swapped(question: Order, order: Sequence[int]) -> int:
    values = [question.values[at] for at in order]
    return sum(a > b for at, a in enumerate(values) for b in values[at + 1 :])
