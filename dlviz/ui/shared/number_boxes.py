"""Number inputs whose limits depend on other widgets, and their values before they are placed."""

import math

import streamlit as st

from dlviz.number_grammar import read_number


def whole_number(label: str, key: str, low: int, high: int, default: int, *, width: int) -> int:
    """Place an input for a whole number from `low` to `high` and return its value.

    Args:
        label: Label above the input.
        key: Key of the widget, also in the link.
        low: The smallest number.
        high: The largest number; if it equals `low`, the input is disabled.
        default: The number at first.
        width: Width in pixels.
    """
    value = current_whole(key, low, high, default)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return st.number_input(
        label,
        low,
        high,
        max(low, min(high, default)),  # Streamlit's own default is `low`
        key=key,
        bind="query-params",
        width=width,
        disabled=low == high,
    )


def current_whole(key: str, low: int, high: int, default: int) -> int:
    """Return the number for `key`: the visitor's, else the link's, else `default`, clamped."""
    value = current_number(key, default)
    return int(max(low, min(high, default if math.isnan(value) else value)))


def current_number(key: str, default: float) -> float:
    """Return the number for `key`: the visitor's, else the link's, else `default`."""
    value = st.session_state.get(key)
    if value is None:
        try:
            value = read_number(st.query_params.get(key, ""))
        except ValueError:
            value = default
    return float(value)


def cap_kept_number(key: str, most: int) -> None:
    """Reduce a stored number to `most` before its input is placed with a smaller range."""
    value = st.session_state.get(key)
    if isinstance(value, int) and value > most:
        st.session_state[key] = most
