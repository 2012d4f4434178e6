"""Questions about digit training: two networks on the same digits, and how far chance leads."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.notices.words import count_of
from dlviz.paired import compare, sign_test
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.sums import exact, written
from dlviz.questions.wrong import at_least, wrong


def _discordant(draw: Random, level: int) -> Number:
    count = 100 if level == 1 else draw.choice((500, 1_000))
    both = draw.randint(1, 6) if level == 1 else draw.randint(5, 40)
    only = (draw.randint(1, 9), draw.randint(1, 9))
    if level > 1:
        only = (draw.randint(2, 30), draw.randint(2, 30))
    is_total = level > 1
    # The pictures in order: both wrong, only A right, only B right, both right.
    first = np.ones(count, bool)
    second = first.copy()
    first[:both] = second[:both] = False
    second[both : both + only[0]] = False
    first[both + only[0] : both + sum(only)] = False
    own = compare(first, second)
    truth = own.only_first + own.only_second if is_total else own.only_first
    wrong_a, wrong_b = int((~first).sum()), int((~second).sum())
    if level > 2:
        given = (
            f"Networks A and B classify the same {count:,} digits: A {count - wrong_a} correctly, "
            f"B {count - wrong_b}, and both {count - both - sum(only)} correctly."
        )
        a, b, c = count - wrong_a, count - wrong_b, count - both - sum(only)
        parts = (a - c, b - c)
        said = f"Only A is correct on {a} − {c} = {parts[0]}, only B on {b} − {c} = {parts[1]}"
    else:
        given = (
            f"Networks A and B classify the same {count:,} digits. A misclassifies {wrong_a}, B "
            f"{wrong_b}, and {_digits_are(both)} misclassified by both."
        )
        a, b, c = wrong_a, wrong_b, both
        said = f"Only B errs on {wrong_b} − {both} = {own.only_first}, so only A is correct there"
        if is_total:
            said = (
                f"Only B errs on {wrong_b} − {both} = {own.only_first}, only A on {wrong_a} − "
                f"{both} = {own.only_second}"
            )
    asked = "On how many digits is exactly one of them correct?"
    if not is_total:
        asked = "On how many digits is only A correct?"
    end = f"; together {truth}" if is_total else ""
    return Number(
        prompt=f"{given} {asked}",
        worked=f"{said}{end}. Only such digits can tell which network is better.",
        facts={"given": (a, b, c), "is_correct": level > 2, "is_total": is_total},
        truth=Fraction(truth),
        unit="digits",
        wrong=_wrong_counts(a, b, c, truth, is_total=is_total),
    )


def _digits_are(count: int) -> str:
    return f"{count_of(count, 'digit')} {'is' if count == 1 else 'are'}"


def _wrong_counts(a: int, b: int, c: int, truth: int, *, is_total: bool) -> tuple[Wrong, ...]:
    digits = _digits_are(c)
    if not is_total:
        return at_least(
            2,
            truth,
            wrong(b, "the shared errors count too", f"On {c} of these {b} A errs as well."),
            wrong(
                abs(b - a),
                "only the difference counts",
                f"The difference hides digits on which only B is correct: {b} − {c} = {truth}.",
            ),
            wrong(
                a - c,
                "the errors of A are where A is correct",
                f"Only A is correct where B errs and A does not: {b} − {c} = {truth}.",
            ),
        )
    return at_least(
        2,
        truth,
        wrong(
            a + b,
            "all digits of both are added",
            f"{digits} in both counts and tell nothing: {a} − {c} and {b} − {c} remain.",
        ),
        wrong(
            a + b - c,
            "the shared digits are left out once",
            f"{digits} in both counts, so {c} is subtracted from each.",
        ),
        wrong(
            abs(a - b),
            "only the difference counts",
            f"The networks differ on {truth} digits: each is correct where the other one is not.",
        ),
    )


def _chance(draw: Random, level: int) -> Number:
    fewer = (0, 1, 2)[level - 1]
    more = draw.randint(fewer + (3 if level == 1 else 2), 8 - fewer)
    pair = [more, fewer]
    draw.shuffle(pair)
    digits = draw.choice((100, 500, 1_000, 5_000, 10_000))
    tosses = more + fewer
    p_value = exact(sign_test(*pair))
    ways = [1, tosses, tosses * (tosses - 1) // 2][: fewer + 1]
    counted = sum(ways)
    sides = 2**tosses
    most = "at most " if fewer else ""
    adding = f"{' + '.join(map(str, ways))} = {counted}" if fewer else "1"
    so = f"2 × {counted} of {sides} ways are at least as uneven: {written(p_value)}."
    return Number(
        prompt=f"Only A is correct on {pair[0]} of {digits:,} digits, only B on {pair[1]}. If both "
        f"were equally good, each of these {tosses} would be the toss of a fair coin. How probable "
        "is a split at least as uneven, for A or for B?",
        worked=f"{tosses} tosses have 2 to the power {tosses} = {sides} ways. Those with "
        f"{most}{fewer} for one side: {adding}; for either side: 2 × {counted} = {2 * counted}. "
        f"{2 * counted} / {sides} = {written(p_value)}.",
        facts={"pair": tuple(pair), "digits": digits},
        truth=p_value,
        wrong=at_least(
            2,
            p_value,
            wrong(
                p_value / 2,
                "only the winner's side counts",
                f"The other network could have led as far: {so}",
            ),
            wrong(
                Fraction(2 * ways[-1], sides),
                "only exactly this split counts",
                f"More uneven splits count too: {so}",
            ),
            wrong(
                Fraction(fewer, tosses),
                "the share of the loser is the probability",
                f"The ways of {tosses} tosses are counted: {so}",
            ),
            wrong(
                Fraction(1, tosses + 1),
                "all splits are equally probable",
                f"An even split has many more ways than an uneven one: {so}",
            ),
        ),
    )


GENERATORS = (
    Generator("training_discordant", "which digits tell which network is better", _discordant),
    Generator("training_chance", "how probable a lead is by chance", _chance),
)
