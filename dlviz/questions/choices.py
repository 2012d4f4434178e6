"""Options of a choice, without doubles and in an order that tells nothing."""

from random import Random

from dlviz.questions.generating import AmbiguousError
from dlviz.questions.kinds import MOST, Mistake, Option


def options(
    draw: Random, right: str, *mistaken: tuple[str, Mistake], fewest: int = 3
) -> tuple[Option, ...]:
    """Return the right option among those of mistakes, shuffled, at most MOST.

    Args:
        draw: Shuffles.
        right: Text of the right option.
        mistaken: Texts and misconceptions; a text that already stands there is left out.
        fewest: Options that a question needs.

    Raises:
        AmbiguousError: if there are fewer.
    """
    kept = {right: Option(right)}
    for text, mistake in mistaken:
        if len(kept) < MOST:
            kept.setdefault(text, Option(text, mistake))
    if len(kept) < fewest:
        raise AmbiguousError
    own = list(kept.values())
    draw.shuffle(own)
    return tuple(own)
