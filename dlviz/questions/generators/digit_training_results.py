"""Questions about digit training: which λ to choose, and when one method is better."""

from random import Random

import numpy as np
from torch import nn

from dlviz.intervals import Rate, chance_of_gap, error_rate
from dlviz.notation import plain
from dlviz.paired import LEVEL
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake
from dlviz.questions.options import among
from dlviz.training.loop import Score
from dlviz.training.ridge_sweep import STRENGTHS, Trained, best_of

_SWEEP = {"digit_training_view": "Ridge sweep"}
_UNSURE = 0.1  # probability of a gap by chance, between which and LEVEL nothing is asked
_SELDOM = 0.01
_NO_MODEL = nn.Identity()
_SHOWN = [l2 for l2 in STRENGTHS if l2 >= 0.001]  # three decimals show them in a table


def _strength(draw: Random, level: int) -> Choose:
    count = 3 if level == 1 else 4
    strengths = sorted(draw.sample(_SHOWN, count))
    best = draw.randint(1, count - 2)
    least = draw.randint(20, 90)
    held_out = [least + abs(at - best) * draw.randint(3, 12) for at in range(count)]
    train, errors = [], draw.randint(0, 3)
    for _ in strengths:
        train.append(errors)
        errors += draw.randint(1, 9)
    is_tie = level > 2
    if is_tie:
        held_out[best - 1 if draw.random() < 1 / 2 else best + 1] = least
    tried = [
        Trained(l2, _NO_MODEL, Score(0, known, 1_000), Score(0, new, 1_000))
        for l2, known, new in zip(strengths, train, held_out, strict=True)
    ]
    chosen = best_of(tried)
    same = [one for one in tried if one.validation.errors == least]
    so = (
        f"The fewest errors on the held-out digits, {least}, come with {_of(chosen.l2)}"
        + (", the larger one of two such λ" if is_tie else "")
        + "."
    )
    mistaken = [
        (_of(strengths[0]), Mistake("a lower training error is a better network", so, _SWEEP)),
        (_of(strengths[-1]), Mistake("a stronger penalty is always better", so, _SWEEP)),
        *(
            (_of(one.l2), Mistake("the smaller of two equally good λ is chosen", so, _SWEEP))
            for one in same
        ),
    ]
    tie = " If two are equally good, the larger one is taken." if is_tie else ""
    return Choose(
        prompt=f"The table has three columns: λ, errors on the training digits, errors on 1,000 "
        f"held-out digits.{tie} Which λ should be chosen?",
        worked=f"Held-out digits were not used for training, so they show how the network does on "
        f"new digits. {so}",
        facts={"strengths": strengths, "held_out": held_out},
        shown=(
            Grid("λ, training errors, held-out errors", np.array([strengths, train, held_out]).T),
        ),
        options=among(draw, _of(chosen.l2), *mistaken, fewest=2),
    )


def _of(l2: float) -> str:
    return f"λ = {plain(l2)}"


def _interval(draw: Random, level: int) -> Choose:
    count = draw.choice((200, 500, 1_000)) if level == 1 else 10_000
    low = draw.randint(2, 40) if level == 1 else draw.randint(80, 400)
    more = draw.randint(1, 60) if level < 3 else draw.randint(20, 80)
    errors = [low, low + more]
    draw.shuffle(errors)
    first, second = (error_rate(own, count) for own in errors)
    fewer, other = sorted((first, second), key=lambda rate: rate.value)
    is_better = fewer.is_below(other)
    gap = abs(other.low - fewer.high)
    if gap < 0.02 or (level == 1 and gap < 0.5) or (level > 2 and gap > 0.3):
        raise AmbiguousError  # as printed, the ends must tell; close ones are for the last level
    chance = chance_of_gap(errors[0], errors[1], count)
    if is_better != (chance < LEVEL) or (not is_better and chance < _UNSURE):
        raise AmbiguousError  # overlapping a little, the intervals alone would say the wrong thing
    better, worse = ("A", "B") if fewer is first else ("B", "A")
    so = (
        f"The interval of {better} ends at {fewer.high:.2f} % and that of {worse} begins at "
        f"{other.low:.2f} %: {'they do not overlap' if is_better else 'they overlap widely'}."
    )
    often = f"{chance:.2f}" if chance >= _SELDOM else f"less than {_SELDOM:g}"
    tested = f"If both were equally good, a gap at least as wide would have the probability {often}"
    right = f"{better} is better" if is_better else _OPEN
    return Choose(
        prompt=f"Method A misclassifies {_interval_of(errors[0], first)} of {count:,} test digits, "
        f"method B {_interval_of(errors[1], second)}. No more is known. What may you say?",
        worked=f"{so} "
        + (
            f"{tested}. So {better} is significantly better."
            if is_better
            else f"{tested}: that may well be chance. Compared digit by digit, the two could still "
            "differ significantly."
        ),
        facts={"errors": errors, "count": count},
        options=among(
            draw,
            right,
            (
                f"{better} is better",
                Mistake("a difference is a difference", f"{so} The difference may be chance."),
            ),
            (
                _OPEN,
                Mistake("a difference may always be chance", f"{so} Chance seldom does that."),
            ),
            (
                "both are equally good",
                Mistake(
                    "not proved different is proved equal",
                    so + (" One is better." if is_better else " Either may still be better."),
                ),
            ),
            (
                f"{worse} is better",
                Mistake("more errors are better", f"{so} {worse} has more errors than {better}."),
            ),
        ),
    )


_OPEN = "it is open which is better"


def _interval_of(errors: int, rate: Rate) -> str:
    return f"{errors} (95 % interval {rate.low:.2f} % to {rate.high:.2f} %)"


GENERATORS = (
    Generator("training_strength", "which λ to choose", _strength),
    Generator("training_interval", "what two intervals say about two methods", _interval),
)
