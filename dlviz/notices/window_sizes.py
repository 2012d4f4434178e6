"""Sentences on the output size of sliding windows: its formula in numbers, and its rounding."""

from dlviz.convolution import Geometry
from dlviz.window_sizes import TooFar, size_text, too_far

_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
             "ninth", "tenth", "eleventh", "twelfth", "thirteenth")  # fmt: skip
_WAYS = (("below", "row"), ("to the right", "column"))


def about_size(geometry: Geometry) -> str:
    """Return the output's rows and columns with their calculation, as two lines of Markdown."""
    return f"Output rows: {size_text(geometry, 0)}  \nOutput columns: {size_text(geometry, 1)}"


def about_rounding(geometry: Geometry, what: str = "image") -> str:
    """Say which window would need a row or column that is not there; "" if nothing is rounded.

    Args:
        geometry: Sizes and steps of the windows.
        what: Name of what the windows slide over.
    """
    left = too_far(geometry)
    if not left:
        return ""
    reasons = [_reason(own, geometry, what) for own in left]
    return f"Why the bracket rounds down: {'; '.join(reasons)}."


def _reason(own: TooFar, geometry: Geometry, what: str) -> str:
    way, line = _WAYS[own.axis]
    article = "an" if own.number in (8, 11) else "a"
    ordinal = _ORDINALS[own.number]
    needs = f"{article} {ordinal} window {way} would need {line} {own.needed}"
    if geometry.padding:
        return f"{needs}, and with padding the {what} ends at {line} {own.last}"
    return f"{needs}, and the {what} has {own.last}"
