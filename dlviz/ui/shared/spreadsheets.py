"""Decides whether CSV files for this visitor use decimal commas or decimal points."""

import streamlit as st
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from dlviz.tables import COMMA, POINT

_LONGEST = 35  # characters; longer language tags are not in use


def decimal_sign(locale: str | None) -> str:
    """Return COMMA if a locale uses decimal commas, else POINT.

    Args:
        locale: As the browser sends it, "de-CH"; any visitor can forge it. For an unknown locale
            only the language counts; an unknown language counts as English.
    """
    tag = (locale or "")[:_LONGEST].replace("_", "-")
    for name in (tag, tag.partition("-")[0]):
        try:
            found = get_decimal_symbol(Locale.parse(name, sep="-"))
        except (UnknownLocaleError, ValueError, TypeError):
            continue
        return COMMA if found == COMMA else POINT
    return POINT


def visitors_sign() -> str:
    """Return the decimal sign of this visitor's browser."""
    return decimal_sign(st.context.locale)
