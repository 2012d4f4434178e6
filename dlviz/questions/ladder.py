"""How hard the next question is: harder after two right answers, easier after a wrong one."""

from dataclasses import dataclass, replace

EASIEST, HARDEST = 1, 3
_ENOUGH = 2  # right answers in a row that lead to the next level


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where somebody stands.

    Attributes:
        level: EASIEST to HARDEST.
        in_a_row: Right answers since the level was reached or an answer was wrong.
    """

    level: int = EASIEST
    in_a_row: int = 0

    @property
    def has_enough(self) -> bool:
        """Whether, after a right answer, so many have been right in a row that it is time for more.

        That is a harder level, and at the hardest, where there is none, another structure.
        """
        return self.in_a_row % _ENOUGH == 0

    def begun(self, *, is_right: bool) -> "Ladder":
        """Return where one starts after a question of this structure that has no level itself."""
        if not is_right:
            return Ladder()
        return self if self.level > EASIEST else Ladder(EASIEST + 1)

    def after(self, *, is_right: bool) -> "Ladder":
        """Return where one stands after the next answer."""
        if not is_right:
            return Ladder(max(EASIEST, self.level - 1))
        if self.in_a_row + 1 < _ENOUGH or self.level == HARDEST:
            return replace(self, in_a_row=self.in_a_row + 1)
        return Ladder(self.level + 1)
