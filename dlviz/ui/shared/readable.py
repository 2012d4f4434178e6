"""Style rules that make Streamlit's own markup accessible, mainly by raising its contrast.

Streamlit computes some colours itself, and no theme setting changes them: captions, programs, the
label of a primary button. This module sets them to the contrast that WCAG 2 demands for text,
4.5:1 (docs/accessibility.md). `light-dark()` follows the theme on screen. Dialogs and popovers are
outside Streamlit's root element, which has the theme; they use inherited colours.
"""

import streamlit as st

from dlviz.ui._compat.selectors import resolve

# Colours of syntax highlighting, in the light and in the dark theme.
_TOKENS = {
    "comment": ("#5b6472", "#a3adbb"),
    "keyword": ("#1d5fa8", "#8fc0f5"),
    "string": ("#0c6b4e", "#7ed5b0"),
    "number": ("#9b4519", "#f2a56d"),
    "boolean": ("#9b4519", "#f2a56d"),
    "function": ("#7a3fa0", "#d3a8f0"),
    "builtin": ("#7a3fa0", "#d3a8f0"),
    "decorator": ("#7a3fa0", "#d3a8f0"),
    "operator": ("#1b2430", "#e8ecf2"),
    "punctuation": ("#1b2430", "#e8ecf2"),
}

_RULES = """
:--caption {color: inherit; opacity: 0.8}
:--app button:--primary:not(:disabled), :--app button:--primary:not(:disabled) * {color: PAPER}
:--multiselect :--tag {background: none; color: inherit; box-shadow: inset 0 0 0 1px}
::placeholder {color: inherit; opacity: 0.75}
:--math-block {padding: 3px} /* roots and brackets stick out: not a reason to scroll */
:--math-block > :--math {white-space: normal} /* long equations wrap instead of scrolling */
:--app :is(a, button, summary, [role="slider"], [tabindex="0"]):focus-visible {
  outline: 3px solid PRIMARY; outline-offset: 1px}
"""


def style() -> str:
    """Return the rules as CSS."""
    primary, paper = _theme("primaryColor"), _theme("backgroundColor")
    tokens = "\n".join(
        f":--app :--token.{name} {{color: light-dark({light}, {dark})}}"
        for name, (light, dark) in _TOKENS.items()
    )
    return resolve(_RULES.replace("PRIMARY", primary).replace("PAPER", paper) + tokens)


def _theme(option: str) -> str:
    light, dark = (st.get_option(f"theme.{name}.{option}") for name in ("light", "dark"))
    return f"light-dark({light}, {dark})"
