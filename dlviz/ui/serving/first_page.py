"""Adds two things to the HTML page that the browser loads first, before Streamlit's scripts run.

A sentence for visitors whose page cannot connect to the server, and a clipboard over plain http.
"""

from functools import cache
from pathlib import Path

from dlviz.ui._compat.selectors import resolve

_WAITS = (
    "This page is still waiting for its server. If it stays empty, your network probably blocks "
    "websockets, as some schools' filters do: ask the administrator to allow websockets to this "
    "address, or use another network."
)
_END = b"</body>"
_FOLDER = Path(__file__).parent


def with_addition(page: bytes) -> bytes:
    """Return Streamlit's page with our addition at its end; return any other page unchanged."""
    before, end, rest = page.rpartition(_END)
    return before + _addition().encode() + end + rest if end else page


@cache
def script() -> str:
    """Return the text of the added script; the content security policy has to allow it."""
    return (_FOLDER / "first_page.js").read_text(encoding="utf-8")


@cache
def _addition() -> str:
    style = resolve((_FOLDER / "first_page.css").read_text(encoding="utf-8"))
    sentence = f'<p id="dlviz-waits" role="status">{_WAITS}</p>'
    return f"<style>{style}</style>{sentence}<script>{script()}</script>"
