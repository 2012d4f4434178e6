"""Validates messages from components: anybody can forge them, so malformed values become None."""

import sys
from collections.abc import Sequence

_LONGEST = 20  # characters of a typed number


def whole(message: object, name: str, count: int) -> int | None:
    """Return the integer field `name` of a message, in [0, count); None if it is invalid."""
    value = message.get(name) if isinstance(message, dict) else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < count else None


def text(message: object, name: str) -> str | None:
    """Return the text field `name` of a message, truncated if too long; None if it is invalid."""
    value = message.get(name) if isinstance(message, dict) else None
    return value[:_LONGEST] if isinstance(value, str) else None


def numbers(values: object, count: int) -> list[float] | None:
    """Return a list of `count` finite numbers as floats; None if it is anything else."""
    if not isinstance(values, list) or len(values) != count:
        return None
    largest = sys.float_info.max  # an integer in JSON can be larger
    if not all(isinstance(value, int | float) and abs(value) <= largest for value in values):
        return None
    return [float(value) for value in values]


def unit(message: object, sizes: Sequence[int]) -> tuple[int, int] | None:
    """Return (layer, index) of a unit, with layer 0 the first after the input; None if malformed.

    Args:
        message: {"layer", "index"}, where layer 0 is the input, which cannot be selected.
        sizes: Number of units of each layer after the input.
    """
    layer = whole(message, "layer", len(sizes) + 1)
    index = whole(message, "index", sizes[layer - 1]) if layer else None
    return None if layer is None or index is None else (layer - 1, index)
