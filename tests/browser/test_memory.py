"""The memory of a visitor who has left is freed, even if no other visitor comes or goes."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from visitor import Visitor

PATIENCE = 90.0  # seconds

# Put into the server's process: rounds come quickly, and how many sessions live, and how many of
# them hold something, is written down.
COUNTING = """
import os, sys, threading, time, weakref

def module(name, attribute):
    while not hasattr(sys.modules.get(name), attribute):
        time.sleep(0.01)
    return sys.modules[name]

def count():
    session = module("streamlit.runtime.app_session", "AppSession").AppSession
    alive, begin = weakref.WeakSet(), session.__init__
    def __init__(self, *arguments, **named):
        begin(self, *arguments, **named)
        alive.add(self)  # now it has all that is read of it
    session.__init__ = __init__
    module("dlviz.ui.serving.memory", "EVERY").EVERY = 0.3
    while True:
        n_filled = sum(len(one.session_state._keys()) > 0 for one in list(alive))
        with open(os.environ["DLVIZ_TEST_ALIVE"], "a") as file:
            print(len(alive), n_filled, file=file)
        time.sleep(0.1)

threading.Thread(target=count, daemon=True).start()
"""
ALL = "3 3"
LAST = "1 0"  # the server holds on to the last session that it has sent something to: it is empty


def test_visitors_who_have_left_are_freed(serve_process, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(COUNTING)
    alive = tmp_path / "alive"
    environment = {"PYTHONPATH": str(tmp_path), "DLVIZ_TEST_ALIVE": str(alive)}
    options = ["--server.disconnectedSessionTTL=1"]
    with serve_process(*options, env=os.environ | environment) as (address, _):
        with ThreadPoolExecutor(1) as thread:  # Playwright's own loop keeps this one
            thread.submit(asyncio.run, come_and_go(address, alive)).result()
        wait_for_lines(alive, [ALL, LAST])


async def come_and_go(address: str, alive: Path) -> None:
    """Be visitors who were there while the page's modules were set aside."""
    visitors = [Visitor(address, "convolution", convolution_view="On a photo") for _ in range(3)]
    for visitor in visitors:
        assert (await visitor.arrive()).errors == []
        assert (await visitor.set("convolution_kernel_name", "Sobel x")).errors == []
    await asyncio.to_thread(wait_for_lines, alive, [ALL])
    for visitor in visitors:
        await visitor.leave()


def wait_for_lines(file: Path, lines: list[str]) -> None:
    """Wait until these lines have been written, in this order."""
    end = time.monotonic() + PATIENCE
    while not has_in_order(file.read_text().splitlines() if file.exists() else [], lines):
        assert time.monotonic() < end, f"never {lines}: it ends with {file.read_text()[-40:]!r}"
        time.sleep(0.05)


def has_in_order(all_lines: list[str], wanted: list[str]) -> bool:
    """Return whether the `wanted` lines are among all, each after the one before."""
    rest = iter(all_lines)
    return all(line in rest for line in wanted)
