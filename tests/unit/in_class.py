"""What tests of classes share: questions with answers, drawings, a clock."""

import numpy as np

from dlviz.classroom.asked import Drawn, Own, question_of
from dlviz.datasets.strokes import STYLES, draw, place
from dlviz.questions.asking import Answer
from dlviz.questions.kinds import Choose, Number, Order, Place

CHOICE = Own("Does a dark pixel count?", ("It counts.", "It does not.", "Only at night."), right=1)
CHOOSE = Drawn("digits", "digits_ratio", 1, 3)
NUMBER = Drawn("two_inputs", "two_inputs_parameters", 1, 3)
PLACE = Drawn("convolution", "conv_place", 1, 3)
ORDER = Drawn("pooling", "pool_order", 1, 3)
ALL_KINDS = (CHOICE, CHOOSE, NUMBER, PLACE, ORDER)


class Clock:
    """A clock that tests move."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return its seconds."""
        return self.now


def answers_to(asked) -> list[Answer]:
    """Return answers of the right kind, the first one right."""
    question = question_of(asked)
    match question:
        case Own():
            return [1, 0, 2]
        case Choose():
            right = question.right
            return [right, *(at for at in range(len(question.options)) if at != right)]
        case Number():
            return [str(question.truth), str(question.truth + 1), str(question.truth * 2 + 5)]
        case Order():
            return [question.right, question.right[::-1]]
        case Place():
            rows, columns = question.values.shape
            cells = [divmod(at, columns) for at in range(rows * columns)]
            return [question.right, *(cell for cell in cells if cell != question.right)]
    raise AssertionError(asked)


def strokes_of(digit: int, seed: int = 0) -> list[dict]:
    """Return a drawn digit as the drawing pad sends it."""
    rng = np.random.default_rng([digit, seed])
    style = next(iter(STYLES[digit]))
    lines = place(draw(style, rng), 18, rng)
    return [{"points": line.ravel().tolist(), "width": 18} for line in lines]
