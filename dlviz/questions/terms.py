"""Numbers and sums in the sentences of a question."""

from collections.abc import Iterable

from dlviz.notation import format_number


def shown(value: float) -> str:
    """Return a number with a real minus sign: "−1/2"."""
    return format_number(float(value)).replace("-", "\N{MINUS SIGN}")


def added(values: Iterable[float]) -> str:
    """Return a sum written out: "2 − 1/2 + 3"; "0" for no values."""
    text = ""
    for value in values:
        own = shown(abs(value))
        sign = "\N{MINUS SIGN}" if value < 0 else "+"
        text += f" {sign} {own}" if text else own if value >= 0 else f"{sign}{own}"
    return text or "0"


def multiplied(pairs: Iterable[tuple[float, float]]) -> str:
    """Return a sum of products written out: "2 × 3 + (−1) × 4"; "0" for no pairs."""
    return " + ".join(f"{_bracketed(one)} × {_bracketed(other)}" for one, other in pairs) or "0"


def _bracketed(value: float) -> str:
    return f"({shown(value)})" if value < 0 else shown(value)
