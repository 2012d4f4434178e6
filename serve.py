"""Server entry point: sets up the ASGI app that serves app.py and pages/.

Started with `python -m streamlit run serve.py`.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from dlviz import log
from dlviz.ui._compat import addresses, names, register, runs
from dlviz.ui.serving import families, memory, rooms, server, uploads
from dlviz.ui.shared import errors

memory.share_heaps()
log.leave_out_values()
register.check(names.ALL)
addresses.ask_nobody_for_addresses()
uploads.keep_in_memory()
server.headers()  # wrong settings fail here, before the first request
rooms.check()
runs.lighten()


@asynccontextmanager
async def begin(app: st.App) -> AsyncIterator[None]:
    """At start-up: open a local browser unless headless, and listen on both IPv4 and IPv6."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # INFO would log IP addresses
    if not st.get_option("server.headless"):
        addresses.open_browser()
    async with families.in_both_families(app):
        yield


app = st.App(
    "app.py",
    lifespan=begin,
    middleware=[Middleware(each) for each in server.IN_FRONT],
    on_script_error=errors.explain,
)
