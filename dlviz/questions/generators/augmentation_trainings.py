"""Questions about augmentation: which of two trainings is better on new digits."""

from random import Random

from dlviz.intervals import Rate, error_rate
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Mistake, Option

_TRAINING = {"augmentation_view": "Training"}
_TEST = 10_000


def _network(draw: Random, level: int) -> Choose:
    """Ask which of two trainings is better on new digits, by intervals."""
    train = 1_000
    plain_train, more_train = draw.randint(0, 4), draw.randint(8, 60)
    plain = draw.randint(300, 900)
    augmented = _draw_errors(draw, level, plain)
    rates = error_rate(plain, _TEST), error_rate(augmented, _TEST)
    ends = [[round(end, 1) for end in (rate.low, rate.high)] for rate in rates]
    is_clear = [ends[at][1] + 0.1 < ends[1 - at][0] for at in range(2)]
    is_overlap = ends[0][1] > ends[1][0] and ends[1][1] > ends[0][0]
    if not (any(is_clear) or is_overlap):
        raise AmbiguousError  # rounded, the intervals touch
    right = _better(rates)
    spans = [f"{low} to {high} %" for low, high in ends]
    options = [
        Option(text, None if at == right else _wrong_network(at, right, spans, plain_train))
        for at, text in enumerate(
            (
                "the one without augmentation",
                "the one with augmentation",
                "the intervals overlap: they do not decide",
            )
        )
    ]
    draw.shuffle(options)
    return Choose(
        prompt=f"Trained without augmentation, a network misclassifies {plain_train} of {train:,} "
        f"training digits, and the 95 % interval of its test error is {spans[0]}; with "
        f"augmentation it is {more_train} of {train:,} and {spans[1]}. Which network is better for "
        "new digits?",
        worked=_worked_network(right, spans),
        facts={"plain": plain, "augmented": augmented, "tested": _TEST,
               "training": (plain_train, more_train)},
        options=tuple(options),
    )  # fmt: skip


def _draw_errors(draw: Random, level: int, plain: int) -> int:
    """Return the errors with augmentation: fewer at first, then often about as many, or more."""
    factors = {1: (50, 80), 2: (65, 99), 3: (85, 140)}
    return plain * draw.randint(*factors[level]) // 100


def _better(rates: tuple[Rate, Rate]) -> int:
    """Return the index of the rate that is certainly below the other; 2 if none is."""
    first, second = rates
    return 0 if first.is_below(second) else 1 if second.is_below(first) else 2


def _worked_network(right: int, spans: list[str]) -> str:
    end = (
        f"{spans[0]} lies entirely below {spans[1]}: the network without augmentation is better.",
        f"{spans[1]} lies entirely below {spans[0]}: the network with augmentation is better.",
        f"{spans[0]} and {spans[1]} have values in common: either network may be the better one.",
    )[right]
    return f"Only test errors tell about new digits. {end}"


def _wrong_network(chosen: int, right: int, spans: list[str], plain_train: int) -> Mistake:
    if right == 2 and chosen == 1:
        sentence = f"{spans[0]} and {spans[1]} have values in common: the difference may be chance."
        return Mistake("every difference counts", sentence, _TRAINING)
    if chosen == 0:
        sentence = (
            f"The error on training digits, {plain_train} of 1,000, says nothing about new digits; "
            f"the test errors are {spans[0]} and {spans[1]}."
        )
        return Mistake("a lower training error is a better network", sentence, _TRAINING)
    if chosen == 1:
        sentence = f"Here its test error is higher: {spans[1]}, not {spans[0]}."
        return Mistake("augmentation always helps", sentence, _TRAINING)
    low, high = (spans[right], spans[1 - right])
    sentence = f"{low} ends below the start of {high}, so the intervals do not overlap."
    return Mistake("intervals never decide", sentence, _TRAINING)


GENERATORS = (Generator("augmentation_network", "which training is better", _network),)
