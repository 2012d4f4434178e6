"""Serve dlviz: python -m streamlit run serve.py. What is served is app.py and pages/."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.cli_util import open_browser
from streamlit.web.server import server_util

from dlviz import log
from dlviz.ui._compat.addresses import ask_nobody_for_addresses
from dlviz.ui.serving import memory, runs, server, uploads
from dlviz.ui.shared import errors

memory.share_heaps()
log.leave_out_values()
ask_nobody_for_addresses()
uploads.keep_in_memory()
runs.lighten()


@asynccontextmanager
async def begin(_app: st.App) -> AsyncIterator[None]:
    """Open the browser of whoever starts the app on a computer of their own."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # below, it writes addresses
    if not config.get_option("server.headless"):
        address = config.get_option("server.address") or "localhost"
        open_browser(server_util.get_url(server_util.get_display_address(address)))
    yield


app = st.App(
    "app.py",
    lifespan=begin,
    middleware=[Middleware(each) for each in (server.Headers, server.UploadBound, server.Pace)],
    on_script_error=errors.explain,
)
