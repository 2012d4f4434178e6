"""Network addresses and URL paths of Streamlit's server.

It also keeps Streamlit from asking an internet service for this machine's address.
"""

from typing import Any

import streamlit as st

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find, is_there, replace


def ask_nobody_for_addresses() -> None:
    """Keep Streamlit from asking a service on the internet for this machine's address.

    Streamlit asks when it starts, for a line in the log, and again (blocking) whenever a page of
    another origin asks for a connection. We set the cached address to "": Streamlit then takes it
    as known, and it matches no real address.
    """
    replace(names.EXTERNAL_IP, "")


def open_browser() -> None:
    """Open the app in the default browser of the computer that started it."""
    if is_there(names.OPEN_BROWSER, names.GET_URL, names.DISPLAY_ADDRESS):
        address = st.get_option("server.address") or "localhost"
        shown = find(names.DISPLAY_ADDRESS)(address)
        find(names.OPEN_BROWSER)(find(names.GET_URL)(shown))


def server_settings() -> dict[str, Any]:
    """Return Streamlit's settings for uvicorn, without app, host and port."""
    settings: dict[str, Any] = find(names.UVICORN_SETTINGS)()
    return settings


def upload_path() -> str:
    """Return the URL path under which the server receives uploads, "/.../"."""
    return f"/{find(names.UPLOAD_ROUTE)}/"


def component_path() -> str:
    """Return the URL path under which the server serves the components' files, ".../"."""
    return str(find(names.COMPONENT_ROUTE)).removesuffix("{path:path}")
