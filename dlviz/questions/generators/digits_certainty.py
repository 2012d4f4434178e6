"""Questions about drawn digits: how often a model is right where it is as sure as this."""

from fractions import Fraction
from random import Random

from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import told_apart_by

_SURE, _UNSURE, _JUST = "too sure", "not sure enough", "as sure as it is right"
_STATE = {"digits_view": "Certainty"}


def _certainty(draw: Random, level: int) -> Choose:
    groups = [
        (
            10 * draw.randint(2, 40),
            draw.choice((60, 70, 80, 90) if level == 1 else (55, 75, 90, 95)),
        )
        for _ in range(1 if level == 1 else 2)
    ]
    if len({sure for _, sure in groups}) < len(groups):
        raise AmbiguousError
    promised = Fraction(sum(count * sure for count, sure in groups), 100)
    total = sum(count for count, _ in groups)
    right = promised if draw.random() < 1 / 3 else Fraction(draw.randint(total // 3, total))
    if right.denominator > 1 or (right != promised and abs(right - promised) < Fraction(total, 12)):
        raise AmbiguousError  # so small a difference may be chance
    truth = _JUST if right == promised else _SURE if right < promised else _UNSURE
    said = " and ".join(f"{sure}% to {count} digits" for count, sure in groups)
    sums = " + ".join(f"{count} × {sure}%" for count, sure in groups)
    so = f"By its probabilities it would classify {sums} = {float(promised):g} digits correctly"
    end = f"and it classifies {right}"
    other_way = "the fewer answers are right, the less sure a model must have been"
    return Choose(
        prompt=f"A model gives the probability {said}, as the highest of ten. It classifies "
        f"{right} of these {total} digits correctly. How sure is this model?",
        worked=f"{so}, {end}: it is {truth}.",
        facts={"groups": groups, "right": int(right)},
        options=told_apart_by(
            truth,
            {
                _SURE: Mistake(
                    "a model with wrong answers is too sure",
                    f"{so}: some wrong answers are promised by any probability below 100%.",
                    _STATE,
                ),
                _UNSURE: Mistake(
                    other_way,
                    f"{so}, {end}: sure is what its probabilities say, not how often it is right.",
                    _STATE,
                ),
                _JUST: Mistake(
                    "a probability is the share of right answers by itself",
                    f"{so}, {end}: the two are counted apart.",
                    _STATE,
                ),
            },
        ),
    )


GENERATORS = (
    Generator("digits_certainty", "how sure a model is, and how often right", _certainty),
)
