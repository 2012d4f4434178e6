"""What components send back, which any visitor can forge: whatever is malformed reads as None."""

import sys
from collections.abc import Sequence

_LONGEST = 20  # characters of a number that somebody typed


def whole(message: object, name: str, count: int) -> int | None:
    """Return the whole number `name` of a message, in [0, count); None if there is none."""
    value = message.get(name) if isinstance(message, dict) else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < count else None


def text(message: object, name: str) -> str | None:
    """Return the text `name` of a message, cut off where it is too long; None if there is none."""
    value = message.get(name) if isinstance(message, dict) else None
    return value[:_LONGEST] if isinstance(value, str) else None


def numbers(values: object, count: int) -> list[float] | None:
    """Return a list of `count` finite numbers as floats; None if it is anything else."""
    if not isinstance(values, list) or len(values) != count:
        return None
    largest = sys.float_info.max  # a whole number of JSON can be beyond it
    if not all(isinstance(value, int | float) and abs(value) <= largest for value in values):
        return None
    return [float(value) for value in values]


def unit(message: object, sizes: Sequence[int]) -> tuple[int, int] | None:
    """Return (layer, index) of a unit, layer 0 the first behind the input; None if malformed.

    Args:
        message: {"layer", "index"} with layer 0 the input, which cannot be chosen.
        sizes: Units of each layer behind the input.
    """
    layer = whole(message, "layer", len(sizes) + 1)
    index = whole(message, "index", sizes[layer - 1]) if layer else None
    return None if layer is None or index is None else (layer - 1, index)
