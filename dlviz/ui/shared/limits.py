"""Checks the numbers in a link against the widgets' ranges, and reports those it had to change."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from dlviz.number_grammar import read_number
from dlviz.ui.shared import link


@dataclass(frozen=True, slots=True)
class Limit:
    """The allowed range of a number that a link can set.

    Attributes:
        key: Key of the widget.
        name: Name of the number in messages to the visitor.
        low: Smallest value.
        high: Largest value; if both are int, the number is an integer.
        from_zero: Key under which older links have the same number counted from 0 instead of 1.
    """

    key: str
    name: str
    low: float
    high: float
    from_zero: str = ""


def clamp_link(limits: Iterable[Limit]) -> None:
    """Clamp the link's numbers to their limits, and tell the visitor.

    Call it before the page's widgets: for a number out of range Streamlit silently takes the
    default, but a link that asks for a million hidden units should get the largest number.
    """
    said = []
    for limit in limits:
        if limit.from_zero in st.query_params:
            _count_from_one(limit)
        text = st.query_params.get(limit.key)
        if text is None or limit.key in st.session_state:
            continue
        wanted = _number(text)
        if wanted is None:
            link.forget(limit.key)  # Streamlit reads some texts that we refuse: 1_0
            said.append(
                f"The link's {limit.name} is not a number; the page's default value is used."
            )
        elif not limit.low <= wanted <= limit.high:
            value = max(limit.low, min(limit.high, wanted))
            st.session_state[limit.key] = int(value) if isinstance(limit.low, int) else value
            asked = f"{wanted:,.0f}" if wanted.is_integer() and wanted < 1e9 else f"{wanted:.6g}"
            said.append(
                f"The link asks for {asked} as {limit.name}; {limit.low:g} to {limit.high:g} is "
                f"possible, so it is {value:g}."
            )
        elif not _is_plain(text):
            st.session_state[limit.key] = type(limit.low)(wanted)
    for key in [key for key in st.query_params if _is_infinite(st.query_params[key])]:
        link.forget(key)  # an integer widget would fail on it, with or without a limit
    if said:
        st.warning("  \n".join(said))


def _count_from_one(limit: Limit) -> None:
    """Convert a number of an older link, which counted from 0, to counting from 1."""
    number = _number(st.query_params[limit.from_zero])
    link.forget(limit.from_zero)
    if number is not None and number.is_integer() and limit.key not in st.query_params:
        value = int(max(limit.low, min(limit.high, number + 1)))
        st.session_state[limit.key] = value
        st.query_params[limit.key] = str(value)


def _is_infinite(text: str) -> bool:
    value = _number(text)
    return value is not None and math.isinf(value)


def _is_plain(text: str) -> bool:
    """Return whether Streamlit itself can parse `text`; it does not know 0,5 and 1/4."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(text: str) -> float | None:
    """Parse a number from a link; None if it is not a number. "inf" asks for the largest."""
    try:
        return read_number(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isinf(value) else None
