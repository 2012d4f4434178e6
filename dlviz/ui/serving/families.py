"""Serves the app under IPv6 too, beside IPv4, if the machine has IPv6.

Windows tries the IPv6 address of `localhost` first, and a browser there hangs if nothing listens on
it. Streamlit listens on one address. If that is an IPv4 address with an IPv6 counterpart, this
module starts a second listener for the same app.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import streamlit as st
import uvicorn

from dlviz.ui._compat.addresses import server_settings

_SAME_IN_IPV6 = {"0.0.0.0": "::", "localhost": "::1"}


class _Second(uvicorn.Server):
    """A second server in the same process; the first one handles the signals for both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield


@asynccontextmanager
async def in_both_families(app: st.App) -> AsyncIterator[None]:
    """Serve `app` at the IPv6 address too, if there is one, until the context is left."""
    listening = _listen(st.get_option("server.address"), st.get_option("server.port"))
    if listening is None:
        yield
        return
    second = _Second(uvicorn.Config(app, lifespan="off", **server_settings()))
    serving = asyncio.create_task(second.serve(sockets=[listening]))
    try:
        yield
    finally:
        second.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving


def _listen(address: str | None, port: int) -> socket.socket | None:
    """Return a listening IPv6 socket that corresponds to `address`; None if that is impossible.

    Without an address Streamlit itself listens on both IPv4 and IPv6.
    """
    other = _SAME_IN_IPV6.get(address or "")
    if other is None or not socket.has_ipv6:
        return None
    listening = None
    try:
        listening = socket.socket(socket.AF_INET6)
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # Streamlit has IPv4
        if os.name != "nt":  # as Streamlit does: on Windows two servers would share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((other, port))
        listening.listen()
        listening.setblocking(False)
    except OSError:  # IPv6 is switched off on this machine
        if listening is not None:
            listening.close()
        return None
    return listening
