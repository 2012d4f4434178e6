"""This machine's address: nobody on the internet is asked for it; paths of the server."""

from typing import Any

import streamlit as st

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find, is_there, replace


def ask_nobody_for_addresses() -> None:
    """Keep Streamlit from asking a service on the internet for this machine's address.

    It does so for a line in the log at its start, and again, waiting, whenever a page of another
    origin asks for a connection. "" stands for an address that is known and never anybody's.
    """
    replace(names.EXTERNAL_IP, "")


def open_browser() -> None:
    """Open the browser of whoever starts the app on a computer of their own."""
    if is_there(names.OPEN_BROWSER, names.GET_URL, names.DISPLAY_ADDRESS):
        address = st.get_option("server.address") or "localhost"
        shown = find(names.DISPLAY_ADDRESS)(address)
        find(names.OPEN_BROWSER)(find(names.GET_URL)(shown))


def server_settings() -> dict[str, Any]:
    """Return how Streamlit lets uvicorn serve, but for app and address."""
    settings: dict[str, Any] = find(names.UVICORN_SETTINGS)()
    return settings


def upload_path() -> str:
    """Return the path of the server below which uploads arrive, "/.../"."""
    return f"/{find(names.UPLOAD_ROUTE)}/"


def component_path() -> str:
    """Return the path of the server below which the components' files are, ".../"."""
    return str(find(names.COMPONENT_ROUTE)).removesuffix("{path:path}")
