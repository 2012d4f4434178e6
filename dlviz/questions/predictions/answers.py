"""Answers of a prediction's choices, in a fixed order: everybody is asked the same once."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from dlviz.questions.kinds import Choose, Misread, Mistake, Option
from dlviz.questions.shapes import Shape, shapes_of

_LITTLE = 0.2  # share of the strongest support: a place with less hardly counts


def placed(at: int, right: str, *mistaken: tuple[str, Mistake]) -> tuple[Option, ...]:
    """Return the options of a choice.

    Args:
        at: Index of the right one.
        right: Its text.
        mistaken: Texts of the wrong ones with their misconceptions, in order.
    """
    options = [Option(text, mistake) for text, mistake in mistaken]
    options.insert(at, Option(right))
    return tuple(options)


def one_right(right: int, *answers: tuple[str, Mistake]) -> tuple[Option, ...]:
    """Return answers in their order, the one at index `right` without its misconception.

    For a truth that depends on the network: each answer has a misconception, should it be wrong.
    """
    return tuple(
        Option(text, None if at == right else mistake) for at, (text, mistake) in enumerate(answers)
    )


def reasons(
    prompt: str, at: int, right: str, worked: str, *mistaken: tuple[str, Mistake]
) -> Choose:
    """Return a question for the reason of what came.

    Args:
        prompt: "Why did the output become 3?"
        at: Index of the right reason.
        right: Its text.
        worked: One sentence more about it.
        mistaken: As for `placed`.
    """
    return Choose(prompt=prompt, worked=worked, options=placed(at, right, *mistaken))


def misread(mistake: Mistake, *shapes: Shape) -> tuple[Misread, ...]:
    """Return one misconception for each of the shapes that show it."""
    return tuple(Misread(shape, mistake) for shape in shapes)


def unlike(
    mistakes: Iterable[Misread], x: np.ndarray, y: np.ndarray, height: float
) -> tuple[Misread, ...]:
    """Return the misconceptions whose shape the truth has not: it depends on the network.

    Arguments after the first are those of `shapes_of`.
    """
    own = shapes_of(x, y, height)
    return tuple(one for one in mistakes if one.shape not in own)


def at_the_rim(heat: np.ndarray, state: Mapping[str, Any]) -> dict[tuple[int, int], Mistake]:
    """Return what pointing at a place of the rim shows where nearly nothing supports a class.

    Args:
        heat: (rows, columns) support, 1 at the strongest place.
        state: As for `Mistake`.
    """
    rows, columns = heat.shape
    return {
        (row, column): Mistake(
            "a class is recognised by the background",
            f"The background at the rim hardly counts for this class: here {_support(own)}.",
            state,
        )
        for (row, column), own in np.ndenumerate(heat)
        if own < _LITTLE and (row in (0, rows - 1) or column in (0, columns - 1))
    }


def _support(own: float) -> str:
    share = f"{own:.2f}"
    return "nothing supports it" if share == "0.00" else f"the support is {share} of the strongest"
