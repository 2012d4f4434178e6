"""The number that a box has before it is placed; boxes whose limits depend on other widgets."""

import math

import streamlit as st

from dlviz.number_grammar import read_number


def whole_number(label: str, key: str, low: int, high: int, default: int, *, width: int) -> int:
    """Place a box for a whole number from `low` to `high` and return what it holds.

    Args:
        label: Above it.
        key: Of the widget, also in the link.
        low: The smallest number.
        high: The largest; where it is `low` there is nothing to choose.
        default: What stands there at first.
        width: Pixels.
    """
    value = current_whole(key, low, high, default)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return st.number_input(
        label,
        low,
        high,
        max(low, min(high, default)),  # where the link has none; by itself it is `low`
        key=key,
        bind="query-params",
        width=width,
        disabled=low == high,
    )


def current_whole(key: str, low: int, high: int, default: int) -> int:
    """Return the whole number that the visitor, else the link, gave to `key`, within limits."""
    value = current_number(key, default)
    return int(max(low, min(high, default if math.isnan(value) else value)))


def current_number(key: str, default: float) -> float:
    """Return the number that the visitor, else the link, gave to `key`, else `default`."""
    value = st.session_state.get(key)
    if value is None:
        try:
            value = read_number(st.query_params.get(key, ""))
        except ValueError:
            value = default
    return float(value)


def cap_kept_number(key: str, most: int) -> None:
    """Bring a number that was chosen among more down to `most`, before its box is placed."""
    value = st.session_state.get(key)
    if isinstance(value, int) and value > most:
        st.session_state[key] = most
