"""Questions about augmentation: a value drawn from a range, and how many copies are different."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import told_apart, wrong
from dlviz.transforms import TRANSFORMS, Step

_PARTS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
_FINE = (*_PARTS, Fraction(1, 10), Fraction(1, 5), Fraction(2, 5), Fraction(9, 10))


class _Given:
    """Stands for a random generator whose next number is known."""

    def __init__(self, number: Fraction) -> None:
        self._number = float(number)

    def uniform(self, low: float, high: float) -> float:
        """Return the number that NumPy's `uniform` makes of the known one."""
        return low + (high - low) * self._number


@dataclass(frozen=True, slots=True)
class _Range:
    """A range to draw from, in `unit`: `per` of them are 1 for the transform."""

    step: Step
    low: int
    high: int
    told: str
    asked: str
    unit: str
    per: int = 1


def _draw_range(draw: Random, level: int, side: int) -> _Range:
    if level < 3:
        high = 10 * draw.randint(2, 9)
        low = 0 if level == 1 else -high
        told = f"The angle of a rotation is drawn from {_signed(low)}° to {high}°."
        asked = "Which angle is drawn, in degrees?"
        return _Range(Step("rotate", low, high), low, high, told, asked, "degrees")
    if draw.random() < 0.5:
        low, high = 100 - 10 * draw.randint(1, 5), 100 + 10 * draw.randint(1, 5)
        told, asked = f"A zoom is drawn from {low} % to {high} %.", "Which zoom is drawn, in %?"
        return _Range(Step("zoom", low, high), low, high, told, asked, "%", 100)
    share = 10 * draw.randint(1, 4)
    most = side * share // 100
    told = (
        f"A picture {side} pixels wide is moved by up to {share} % of its width, to the right (a "
        "positive number) or to the left (a negative number)."
    )
    asked = "By how many pixels is it moved?"
    return _Range(Step("shift", -share, share), -most, most, told, asked, "pixels")


def _value(draw: Random, level: int) -> Number:
    """Ask for the value that a random number draws from a range."""
    number, side = draw.choice(_PARTS if level == 1 else _FINE), draw.choice((20, 40, 50, 60))
    own = _draw_range(draw, level, side)
    given: Any = _Given(number)
    drawn = TRANSFORMS[own.step.word].draw(given, own.step, (side, side))[0]
    truth, width = Fraction(drawn * own.per).limit_denominator(10), own.high - own.low
    if truth != own.low + number * width or abs(truth) == 1:
        raise AmbiguousError  # the page rounds it, or "1 pixels"
    if level == 1 and truth.denominator > 1:
        raise AmbiguousError
    return Number(
        prompt=f"{own.told} A random number from 0 to 1 chooses: 0 stands for the lower end, 1 for "
        f"the upper end. It is {float(number):g}. {own.asked}",
        worked=f"The range is {own.high} − {_bracketed(own.low)} = {width} wide. "
        f"{_signed(own.low)} + {float(number):g} × {width} = {_signed(truth)}.",
        facts={"word": own.step.word, "low": own.step.low, "high": own.step.high,
               "number": number, "side": side},
        truth=truth,
        unit=own.unit,
        wrong=_wrong_values(own, number, truth),
    )  # fmt: skip


def _wrong_values(own: _Range, number: Fraction, truth: Fraction) -> tuple[Wrong, ...]:
    width, low = own.high - own.low, _signed(own.low)
    mistaken = [
        wrong(
            own.high,
            "the range says how much is applied",
            f"{own.high} is only the upper end; another copy gets another value.",
        ),
        wrong(
            own.high * number,
            "every range starts at 0",
            f"This one starts at {low}, so {low} is added to {float(number * width):g}.",
        ),
        wrong(
            width * number,
            "the random number's share of the width is the value",
            f"The share is counted from the lower end: {low} is added to it.",
        ),
        wrong(
            own.high - width * number,
            "1 stands for the lower end",
            f"0 stands for the lower end, {low}, and 1 for the upper end, {own.high}.",
        ),
    ]
    if own.step.word == "shift":
        share = own.step.high
        mistaken.append(
            wrong(
                -share + number * 2 * share,
                "per cent are pixels",
                f"{share} % of the picture's width: at most {count_of(own.high, 'pixel')}.",
            )
        )
    return told_apart(truth, *mistaken)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is chosen for each copy: its text, and the number of values in each direction."""

    text: str
    counts: tuple[int, ...]


def _draw_choices(draw: Random, level: int) -> list[_Choice]:
    angles, zooms, most = draw.choice((3, 5, 7, 9)), draw.choice((3, 4, 5)), draw.randint(1, 2)
    pixels, every = count_of(most, "whole pixel"), 2 * most + 1
    flip = _Choice("flipped left-right or not", (2,))
    turn = _Choice(f"turned by one of {angles} angles (0° is one of them)", (angles,))
    zoom = _Choice(f"zoomed by one of {zooms} factors (1 is one of them)", (zooms,))
    move = _Choice(
        f"moved by up to {pixels} to the left or right, and by up to {pixels} up or down",
        (every, every),
    )
    if level == 1:
        return draw.sample([flip, turn, zoom], 2)
    return [flip, move] if level == 3 else [move, *draw.sample([flip, turn, zoom], 1)]


def _versions(draw: Random, level: int) -> Number:
    """Ask how many different copies of a picture, or of all pictures in some epochs, there are."""
    own = _draw_choices(draw, level)
    counts = [count for one in own for count in one.counts]
    each = prod(counts)
    facts = {"counts": counts, "pictures": 1, "epochs": None}
    copy = f"is {own[0].text}, and it is {own[1].text}"
    product = f"{' × '.join(map(str, counts))} = {each}"
    if level < 3:
        return Number(
            prompt=f"Each copy of a picture {copy}. How many different copies are possible at "
            "most, if the unchanged picture counts as one?",
            worked=f"Every value of one change can come with every value of the others: {product}.",
            facts=facts,
            truth=Fraction(each),
            unit="copies",
            wrong=_wrong_versions(own, counts),
        )
    pictures, epochs = 10 * draw.randint(1, 20), draw.randint(2, 3 * each)
    truth = pictures * min(epochs, each)
    more = "more" if epochs > each else "not more"
    return Number(
        prompt=f"{pictures} pictures are used for {epochs} epochs. In each epoch each picture is "
        f"copied once: the copy {copy}. How many different copies can the network see at most?",
        worked=f"Of one picture there are {product} different copies. {epochs} epochs are {more} "
        f"than {each}, so at most {min(epochs, each)} different copies of each picture are seen: "
        f"{pictures} × {min(epochs, each)} = {truth:,}.",
        facts={**facts, "pictures": pictures, "epochs": epochs},
        truth=Fraction(truth),
        unit="copies",
        wrong=_wrong_seen(pictures, epochs, each),
    )


def _wrong_versions(own: list[_Choice], counts: list[int]) -> tuple[Wrong, ...]:
    truth = prod(counts)
    first = [one.counts[0] for one in own]
    return told_apart(
        truth,
        wrong(
            sum(counts),
            "the choices add up",
            f"Each of the {counts[0]} values of one change comes with each value of the others, so "
            "the numbers are multiplied.",
        ),
        wrong(
            truth + 1,
            "the unchanged picture is one more",
            "It is one of the combinations: the one in which nothing is changed.",
        ),
        wrong(
            prod(first),
            "a move has one direction only",
            f"Left-right and up-down are chosen separately: {counts[0]} × {counts[0]} places.",
        ),
        wrong(
            truth - 1,
            "the unchanged picture does not count",
            "The question counts it: it is the combination in which nothing is changed.",
        ),
    )


def _wrong_seen(pictures: int, epochs: int, each: int) -> tuple[Wrong, ...]:
    truth = pictures * min(epochs, each)
    return told_apart(
        truth,
        wrong(
            pictures * each,
            "an epoch has all copies of each picture",
            f"An epoch has one copy of each picture, so {epochs} epochs have {epochs}.",
        ),
        wrong(
            pictures * epochs,
            "every copy is a new picture",
            f"There are only {each} different copies of one picture, so some come again.",
        ),
        wrong(
            pictures,
            "all copies of a picture are one picture for the network",
            "The network sees its pixels, and they differ from copy to copy.",
        ),
        wrong(
            min(epochs, each),
            "only the copies of one picture count",
            f"There are {pictures} pictures, and each has copies of its own.",
        ),
    )


def _signed(value: Fraction | int) -> str:
    return f"{float(value):g}".replace("-", "−")


def _bracketed(value: int) -> str:
    return f"({_signed(value)})" if value < 0 else str(value)


GENERATORS = (
    Generator("augmentation_value", "a value drawn from a range", _value),
    Generator("augmentation_copies", "how many copies are different", _versions),
)
