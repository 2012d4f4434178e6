"""A camera widget that explains itself where the browser does not allow cameras."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dlviz.ui._compat.types import UploadedFile

NEEDS_HTTPS = (
    "The camera works only where the address of this page begins with https:// (or on the computer "
    "that runs dlviz). Take the photo with your phone's own camera and upload it."
)
_HERE = ("localhost", "127.0.0.1", "::1")


def camera_input(
    label: str,
    *,
    key: str,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] | None = None,
) -> UploadedFile | None:
    """Place the camera and return the photo taken; over plain http explain why it is missing."""
    if not is_secure(st.context.url or ""):
        st.info(NEEDS_HTTPS, icon=":material/no_photography:")
        return None
    return st.camera_input(label, key=key, on_change=on_change, args=args)


def is_secure(url: str) -> bool:
    """Return whether a browser treats `url` as a secure context: https, or its own computer.

    An empty address counts as secure: the camera widget then reports any problem itself.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme != "http" or host in _HERE or host.endswith(".localhost")
