"""Answers of a choice: the right one among those that known mistakes lead to."""

from collections.abc import Mapping
from random import Random

from dlviz.questions.generating import AmbiguousError
from dlviz.questions.kinds import FEWEST, MOST, Mistake, Option


def among(
    draw: Random, right: str, *mistaken: tuple[str, Mistake], fewest: int = FEWEST + 1
) -> tuple[Option, ...]:
    """Return the right answer and up to three wrong ones, in an order that is drawn.

    Args:
        draw: Draws the order.
        right: Text of the right answer.
        mistaken: Texts of wrong answers with their misconceptions, the best known first. A text
            that is right, or that an earlier one has, is left out.
        fewest: Fewest answers of the choice.

    Raises:
        AmbiguousError: if fewer answers are left.
    """
    kept: dict[str, Option] = {right: Option(right)}
    for text, mistake in mistaken:
        kept.setdefault(text, Option(text, mistake))
    options = list(kept.values())[:MOST]
    if len(options) < fewest:
        raise AmbiguousError
    draw.shuffle(options)
    return tuple(options)


def told_apart_by(right: str, mistakes: Mapping[str, Mistake]) -> tuple[Option, ...]:
    """Return options in a fixed order, the right one among them.

    Args:
        right: Text of the right option.
        mistakes: For each text the misconception of who chooses it; that of `right` is not used.
    """
    return tuple(
        Option(text, None if text == right else mistake) for text, mistake in mistakes.items()
    )
