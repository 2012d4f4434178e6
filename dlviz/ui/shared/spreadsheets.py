"""How the visitor's spreadsheet writes numbers."""

import streamlit as st
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from dlviz.tables import COMMA, POINT

_LONGEST = 35  # characters of a language tag that somebody uses


def decimal_sign(locale: str | None) -> str:
    """Return COMMA where a locale writes decimal commas, else POINT.

    Args:
        locale: As a browser names it, "de-CH"; any visitor can forge it, and what nobody knows
            counts by its language alone, or else as English.
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
