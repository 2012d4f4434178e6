"""Numbers that browsers send: anybody can forge a message."""

import math


def finite(value: object) -> float | None:
    """Return a finite number as a float; None if it is anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:  # an integer in JSON can be larger than any float
        return None
    return number if math.isfinite(number) else None


def whole(value: object, count: int) -> int | None:
    """Return an integer in [0, count); None if it is anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < count else None
