"""What a class's votes say, in words."""

from dlviz.classroom.tally import Change, Tally
from dlviz.paired import LEVEL


def about_votes(tally: Tally) -> str:
    """Say how many were right, and what changed between the rounds."""
    change = tally.change
    if change is None:
        return _about_moves(tally)
    if not any(change.counts):
        return "Nobody has answered."
    first, second = (
        f"{right} of {count}" for right, count in zip(change.right, change.counts, strict=True)
    )
    if not all(change.counts):
        return f"Right: {first if change.counts[0] else second}."
    said = f"Right: {first} at first, {second} after the discussion."
    return f"{said} {_about_change(tally.n_twice, change)}" if tally.n_twice else said


def _about_moves(tally: Tally) -> str:
    if not tally.n_twice:
        return "This question has no right answer: it asks what you think."
    return f"Of those who answered twice ({tally.n_twice}), {tally.n_moved} changed their answer."


def _about_change(n_twice: int, change: Change) -> str:
    up, down = change.became_right, change.became_wrong
    said = (
        f"Of those who answered twice ({n_twice}), {up} changed from wrong to right and {down} "
        "from right to wrong"
    )
    if up + down == 0:
        return f"{said}."
    if change.p_value >= LEVEL:
        return f"{said}: that may be chance."
    where = "towards" if up > down else "away from"
    return f"{said}: chance does not explain it, they moved {where} the truth."
