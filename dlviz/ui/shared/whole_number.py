"""Number boxes whose limits depend on other widgets: a value beyond them moves inside."""

import math

import streamlit as st


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
        max(low, min(high, default)),  # what a link leaves out: by itself it would be `low`
        key=key,
        bind="query-params",
        width=width,
        disabled=low == high,
    )


def current_whole(key: str, low: int, high: int, default: int) -> int:
    """Return the whole number that the visitor, else the link, gave to `key`, within limits."""
    value = st.session_state.get(key)
    if value is None:
        try:
            value = float(st.query_params.get(key, ""))
        except ValueError:
            value = default
    if math.isnan(value):
        value = default
    return int(max(low, min(high, value)))
