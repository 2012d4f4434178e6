"""Mistakes that the shape of a sketch shows, without the shapes that the truth has itself."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlviz.questions.kinds import Misread, Mistake
from dlviz.questions.predictions.answers import unlike
from dlviz.questions.shapes import Shape

# A misconception, what is so instead, and the state that shows it.
Belief = tuple[str, str, Mapping[str, Any]]


def told_by_shape(
    x: np.ndarray, y: np.ndarray, axis: tuple[float, float], beliefs: Mapping[Shape, Belief]
) -> tuple[Misread, ...]:
    """Return the mistakes of a sketch whose truth is computed, and so may have a shape of them.

    Args:
        x: (N,) the places of the curve.
        y: (N,) the truth.
        axis: Lower and upper end of the vertical axis.
        beliefs: By the shape of a wrong sketch, the narrower shapes first.
    """
    own = (Misread(shape, Mistake(*belief)) for shape, belief in beliefs.items())
    return unlike(own, x, y, axis[1] - axis[0])
