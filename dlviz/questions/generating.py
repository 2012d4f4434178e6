"""Draw questions of one structure from seeds: the same seed always gives the same question."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from dlviz.questions.kinds import Question
from dlviz.questions.ladder import EASIEST, HARDEST

_TRIES = 1_000


class AmbiguousError(Exception):
    """The numbers drawn have no single answer, or one that a mistake also finds: draw again."""


@dataclass(frozen=True, slots=True)
class Generator:
    """Makes questions of one structure.

    Attributes:
        name: Short, for links: "output_size".
        idea: What it trains, for the visitor: "the size of an output".
        make: Draws one question with a random generator and a level from EASIEST to HARDEST. It may
            raise `AmbiguousError` or ValueError for numbers that make no question; then others are
            drawn.
    """

    name: str
    idea: str
    make: Callable[[Random, int], Question]

    def question(self, seed: int, level: int = EASIEST) -> Question:
        """Return the question of a seed.

        Args:
            seed: Any number.
            level: EASIEST to HARDEST.

        Raises:
            ValueError: for another level.
            RuntimeError: if a thousand draws made no question, which is a fault of the generator.
        """
        if not EASIEST <= level <= HARDEST:
            raise ValueError(f"levels are {EASIEST} to {HARDEST}, not {level}")
        draw = Random(f"{self.name}/{level}/{seed}")  # a text is hashed alike by every Python
        for _ in range(_TRIES):
            try:
                return self.make(draw, level)
            except (AmbiguousError, ValueError):
                continue
        raise RuntimeError(f"{self.name} makes no question of level {level} from seed {seed}")
