"""Questions about augmentation: predictions for copies, and what two trainings show."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.fan import Fan
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake, Number, Option, Wrong
from dlviz.questions.wrong import told_apart, wrong

_VIEW = {"augmentation_view": "A prediction"}
_CLASSES = ("cat", "dog", "fox")


def _tenths(value: float | Fraction) -> str:
    return f"{float(value):.3f}".rstrip("0").rstrip(".") or "0"


def _average(draw: Random, level: int) -> Number:
    """Ask for the probability that the average over copies has."""
    count = (2, 4, 5)[level - 1]
    shares = [Fraction(draw.randint(1, 9), 10) for _ in range(count)]
    original = Fraction(draw.randint(5, 9), 10)
    copies = np.array([[float(own), float(1 - own)] for own in shares])
    fan = Fan(0, np.array([float(original), float(1 - original)]), copies)
    truth = Fraction(float(fan.average[fan.label])).limit_denominator(100)
    if len(set(shares)) < 2 or truth in shares or (100 * truth).denominator > 1:
        raise AmbiguousError
    texts = [_tenths(own) for own in shares]
    total = sum(shares, Fraction(0))
    before = (
        f"For a photo of a cat a network gives “cat” {_tenths(original)}. " if level > 2 else ""
    )
    subject = "the photo" if level > 2 else "a photo of a cat"
    return Number(
        prompt=f"{before}For {count} copies of {subject} "
        f"{'it' if level > 2 else 'a network'} gives “cat” {listed(texts)}. What is the "
        "probability of “cat”, averaged over the copies?",
        worked=f"({' + '.join(texts)}) / {count} = {_tenths(total)} / {count} = {_tenths(truth)}.",
        facts={"shares": shares, "original": original},
        truth=truth,
        wrong=_wrong_averages(shares, original if level > 2 else None, truth),
    )


def _wrong_averages(
    shares: list[Fraction], original: Fraction | None, truth: Fraction
) -> tuple[Wrong, ...]:
    count, total, low, best = len(shares), sum(shares, Fraction(0)), min(shares), max(shares)
    mistaken = [
        wrong(
            best,
            "the best copy decides",
            f"Every copy counts the same, also the one with {_tenths(low)}.",
            _VIEW,
        ),
        wrong(
            total,
            "the probabilities add up",
            f"Their sum, {_tenths(total)}, is divided by {count}; else the probabilities of all "
            f"classes would add up to {count}.",
            _VIEW,
        ),
        wrong(
            (low + best) / 2,
            "only the largest and the smallest count",
            f"All {count} numbers count: their sum is {_tenths(total)}.",
            _VIEW,
        ),
    ]
    if original is not None:
        mistaken.append(
            wrong(
                (total + original) / (count + 1),
                "the picture itself is one of the copies",
                f"The average is over the {count} copies; the photo itself, {_tenths(original)}, "
                "is not one of them.",
                _VIEW,
            )
        )
    if Fraction(1, 2) not in shares:
        votes = sum(own > Fraction(1, 2) for own in shares)
        mistaken.append(
            wrong(
                Fraction(votes, count),
                "each copy has one vote",
                f"A vote for {_tenths(best)} would count as much as one for any number above 0.5; "
                "the average counts the probabilities.",
                _VIEW,
            )
        )
    return told_apart(truth, *mistaken)


def _choice(draw: Random, level: int) -> Choose:
    """Ask which class the average over copies chooses."""
    classes = _CLASSES[: 2 if level == 1 else 3]
    tenths = _draw_table(draw, level)
    ends = [sorted(row)[-2:] for row in tenths]
    totals = [sum(column) for column in zip(*tenths, strict=True)]
    if any(first == second for first, second in ends) or totals.count(max(totals)) > 1:
        raise AmbiguousError
    fan = Fan(0, np.array(tenths[0]) / 10, np.array(tenths) / 10)
    right, votes = int(fan.average.argmax()), np.bincount(fan.answers, minlength=len(classes))
    most, highest = int(votes.argmax()), [own for _, own in ends]
    boldest = int(fan.answers[int(np.argmax(highest))])
    if highest.count(max(highest)) > 1 or np.sum(votes == votes[most]) > 1:
        raise AmbiguousError
    mistakes = {
        boldest: _by_boldest(classes, right, max(highest), len(tenths)),
        most: _by_votes(classes, right, votes),
    }
    mistakes.pop(right, None)
    if not mistakes:
        raise AmbiguousError  # every way leads to the right class
    options = [
        *(Option(classes[at], mistakes.get(at)) for at in sorted({right, *mistakes})),
        Option("no class, because the copies disagree", _no_class(classes[right])),
    ]
    draw.shuffle(options)
    means = ", ".join(
        f"{name} ({' + '.join(_tenths(row[at] / 10) for row in tenths)}) / {len(tenths)} = "
        f"{_tenths(total / 10)} / {len(tenths)}"
        for at, (name, total) in enumerate(zip(classes, totals, strict=True))
    )
    return Choose(
        prompt="The table has the probabilities that a network gives to copies of one photo. Which "
        "class is the first answer if they are averaged over the copies?",
        worked=f"The averages are: {means}. The largest is that of {classes[right]}.",
        facts={"tenths": tenths, "classes": classes},
        shown=(Grid(f"Columns: {listed(classes)}. Rows: the copies", np.array(tenths) / 10),),
        options=tuple(options),
    )


def _draw_table(draw: Random, level: int) -> list[list[int]]:
    """Return tenths (copies, classes): one class is the first answer most often, just so."""
    n_classes = 2 if level == 1 else 3
    most, right, *rest = draw.sample(range(n_classes), n_classes)
    leads = (4, 5) if level == 3 else (4, 5, 6, 7)
    rows = [_draw_row(draw, n_classes, most, draw.choice(leads), right) for _ in range(2)]
    rows.append(_draw_row(draw, n_classes, right, draw.choice((7, 8)), most))
    if level == 3:
        rows.append(_draw_row(draw, n_classes, most, draw.choice((4, 5)), right))
        rows.append(_draw_row(draw, n_classes, rest[0], 8, right))
    draw.shuffle(rows)
    return rows


def _draw_row(draw: Random, n_classes: int, first: int, tenths: int, second: int) -> list[int]:
    """Return tenths that add up to 10: `first` has `tenths`, and `second` most of the others."""
    row = [0] * n_classes
    left = 10 - tenths
    row[second] = left if n_classes == 2 else max(left - draw.randint(1, 2), (left + 1) // 2)
    for at in range(n_classes):
        if at not in (first, second):
            row[at] = left - row[second]
    row[first] = tenths
    return row


def _by_votes(classes: tuple[str, ...], right: int, votes: np.ndarray) -> Mistake:
    most = int(votes.argmax())
    return Mistake(
        "each copy has one vote",
        f"{int(votes[most])} copies have {classes[most]} as first answer, but {classes[right]} has "
        "the larger sum of probabilities.",
        _VIEW,
    )


def _by_boldest(classes: tuple[str, ...], right: int, tenths: int, count: int) -> Mistake:
    return Mistake(
        "the most confident copy decides",
        f"{_tenths(tenths / 10)} is the highest probability of one copy, but all {count} copies "
        f"count the same, and {classes[right]} has the larger sum.",
        _VIEW,
    )


def _no_class(right: str) -> Mistake:
    return Mistake(
        "copies that disagree give no answer",
        f"The averages are probabilities too, and one of them is the largest: that of {right}.",
        _VIEW,
    )


GENERATORS = (
    Generator("augmentation_average", "the average over copies", _average),
    Generator("augmentation_vote", "which class the average chooses", _choice),
)
