"""The server under both families of addresses: IPv4, and IPv6, where the machine has it.

Windows asks for `localhost` at the IPv6 address first, and a browser there waits forever for one
that nobody listens on. Streamlit listens on one address; when that is an IPv4 one for which there
is an IPv6 one too, a second listener takes connections for the same app.
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
    """A server beside the one that the process began with, which hears the signals for both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


@asynccontextmanager
async def in_both_families(app: st.App) -> AsyncIterator[None]:
    """Serve `app` at the IPv6 address too, while the context is open, if there is one."""
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
    """Return a socket that listens where `address` does, in IPv6; None if that cannot be.

    Without an address Streamlit takes both families by itself.
    """
    other = _SAME_IN_IPV6.get(address or "")
    if other is None or not socket.has_ipv6:
        return None
    listening = None
    try:
        listening = socket.socket(socket.AF_INET6)
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 is taken
        if os.name != "nt":  # as Streamlit does: there, two servers would share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((other, port))
        listening.listen()
        listening.setblocking(False)
    except OSError:  # a machine whose IPv6 is switched off
        if listening is not None:
            listening.close()
        return None
    return listening
