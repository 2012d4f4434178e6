"""Fixtures for browser tests: a real server and a real Chromium."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urljoin, urlsplit

import numpy as np
import pytest
from looking import REACH, follow, whole
from PIL import Image
from shared_server import shared

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = bool(os.environ.get("DLVIZ_REQUIRE_BROWSER"))
_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in map(shutil.which, _NAMES) if path), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
# For tests, where time is not measured: tabs share what is compiled, and scripts are not optimised
# before they have run often, since a test's page does not live long.
THRIFTY = ["--renderer-process-limit=1", "--js-flags=--invocation-count-for-maglev=4000"]

# Streamlit asks for these below a deep link's path before it finds the app's root.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")

PATIENCE = 60  # timeout in seconds for a server, a page or a text; slow machines must not fail


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def serving(
    *options: str, folder: str | Path = ROOT, errors: IO[str] | None = None
) -> Iterator[str]:
    """Run the app in `folder` on a free port of this machine and yield its address.

    Its standard error is written to the file `errors`, if there is one.
    """
    with serving_process(*options, folder=folder, errors=errors) as (address, _):
        yield address


@contextmanager
def serving_process(
    *options: str,
    folder: str | Path = ROOT,
    errors: IO[str] | None = None,
    port: int | None = None,
    path: str = "",
    **more: Any,
) -> Iterator[tuple[str, int]]:
    """Do the same, and also yield the server's process id.

    It uses `port`, if it is given, and is below `path`. `more` holds further arguments for the
    process: environment, limits.
    """
    port = port or free_port()
    env = os.environ | {"DLVIZ_ASK": "0"} | more.pop("env", {})  # tests that want questions say so
    below = [f"--server.baseUrlPath={path}"] if path else []
    server = subprocess.Popen(
        [*starting(port), *below, *options],
        cwd=folder,
        **{"stdout": subprocess.DEVNULL, "stderr": errors, "env": env, **more},
    )
    address = f"http://127.0.0.1:{port}{path}"
    try:
        wait_until_healthy(address)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(PATIENCE)


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def starting(port: int) -> list[str]:
    """Return the command that serves the app at a port of this machine."""
    command = [sys.executable, "-m", "streamlit", "run", "serve.py"]
    where = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    return [*command, *where]


def wait_until_healthy(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the app did not start at {address}")


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one running app, shared by tests that do not change it.

    All processes of a run have the same: each page is slow for the first who opens it.
    """
    folder, port = tmp_path_factory.getbasetemp(), free_port()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with shared(folder, f"http://127.0.0.1:{port}", starting(port), ROOT) as address:
        wait_until_healthy(address)
        yield address


@pytest.fixture
def serve() -> Callable:
    """`serving`, for a test that needs an app of its own."""
    return serving


@pytest.fixture(scope="session")
def serve_process() -> Callable:
    """`serving_process`, for a test that does something to the process."""
    return serving_process


WATCHER = """
import sys

def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & 0o3:
        if not str(arguments[0]).startswith(("/dev/", "/proc/")):
            print("WRITES", arguments[0], file=sys.stderr, flush=True)
    elif event in ("tempfile.mkstemp", "tempfile.mkdtemp"):
        print("WRITES", arguments[0], file=sys.stderr, flush=True)

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class WatchedServer:
    """A running app that reports every file it opens for writing.

    Attributes:
        address: Its address.
        log: File with its standard error.
    """

    address: str
    log: Path

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text()

    def writes(self) -> list[str]:
        """Return what it has said about files opened for writing."""
        return [line for line in self.said().splitlines() if line.startswith("WRITES")]


@pytest.fixture(scope="session")
def watcher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose presence on Python's path makes a program report what it writes."""
    folder = tmp_path_factory.mktemp("watcher")
    (folder / "sitecustomize.py").write_text(WATCHER)
    return folder


@pytest.fixture(scope="session")
def watched_server(watcher: Path) -> Iterator[WatchedServer]:
    environment = os.environ | {"PYTHONPATH": str(watcher), "PYTHONDONTWRITEBYTECODE": "1"}
    log = watcher / "log"
    with (
        log.open("w") as errors,
        serving_process(errors=errors, env=environment) as (address, _),
    ):
        yield WatchedServer(address, log)


@pytest.fixture
def large_photo() -> bytes:
    """A JPEG of some 3 MB: larger than a web server keeps in memory by default."""
    noise = np.random.default_rng(0).integers(0, 256, (1300, 1700, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=95)
    assert buffer.tell() > 2_000_000
    return buffer.getvalue()


@pytest.fixture
def fresh_server() -> Iterator[str]:
    """The address of an app that nobody has visited."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A browser context with a profile on disk, which caches compiled scripts.

    This halves the time to open a page; other contexts have no such cache.
    """
    if CHROMIUM is None:
        reason = "there is no Chromium on the PATH"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    if not REQUIRED:
        pytest.importorskip("playwright")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=[*FLAGS, *THRIFTY],
            # `wait_for_function` evaluates text, which our policy forbids; test_safety.py leaves it
            # on.
            bypass_csp=True,
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(lasting):
    """The browser, for a test that needs a context of its own."""
    return lasting.browser


class Tabs:
    """A pool of browser tabs, because opening a tab takes as long as loading a page.

    Each test still starts a new visit: a new session, with empty sessionStorage. Only the tab's
    history continues.
    """

    def __init__(self, context: Any) -> None:
        self._context = context
        self._idle: list[Any] = []

    def take(self) -> Any:
        """Return an unused tab."""
        return self._idle.pop() if self._idle else new_tab(self._context)

    def give_back(self, tab: Any) -> None:
        """Leave the page in `tab`, and keep the tab for the next test.

        It shows a short text of the same server: an empty page would start another process.
        """
        from playwright.sync_api import Error as PlaywrightError

        try:
            tab.evaluate("sessionStorage.clear()")
            tab.goto(urljoin(tab.url, "/_stcore/health"))
        except PlaywrightError:  # the tab or its server is gone
            tab.close()
        else:
            self._idle.append(tab)


def new_tab(context: Any, script: str = "") -> Any:
    """Open an empty tab in which `script` runs at the start of every page."""
    tab = context.new_page()
    tab.set_default_timeout(1000 * PATIENCE)
    tab.add_init_script(f"{REACH};{script}")
    return tab


@pytest.fixture(scope="session")
def tabs(lasting) -> Tabs:
    """The tabs that tests share, one after the other."""
    return Tabs(lasting)


@pytest.fixture
def open_tab(lasting, tabs: Tabs) -> Iterator[Callable]:
    """Open an address as a new visitor and wait until it is complete; console errors fail the test.

    With `fresh` or a `script` the tab is new too: it has no history, and is closed afterwards.
    """
    yield from opening(lasting, tabs)


@pytest.fixture(scope="module")
def open_shared_tab(lasting, tabs: Tabs) -> Iterator[Callable]:
    """Do the same, for a tab in which several tests of a module look one after the other."""
    yield from opening(lasting, tabs)


CARRIED = ("lecture", "hide", "ask")  # links within the app carry them along


# The page as it is where it is loaded at this width: in a window that grows the menu stays closed.
AS_LOADED = """(width) => {
  window.releaseMessages?.() // of a test that has failed meanwhile
  const isClosed = document.querySelector(".stSidebar[data-collapsed=true]")
  const opens = document.querySelector("[data-testid=stExpandSidebarButton]")
  if (isClosed && width > 768) opens?.click()
  if (origin === "null") return // nothing is loaded
  for (const key of Object.keys(localStorage))
    if (key.startsWith("stSidebarCollapsed")) localStorage.removeItem(key)
}"""


class Visitor:
    """A visitor who stays for all tests of a process: a tab that is a laptop's or a phone's."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self._emulation = tab.context.new_cdp_session(tab)

    def hold(self, *, width: int, height: int, is_phone: bool) -> None:
        """Give the screen its size; a phone is touched, and scales pages as phones do.

        Playwright has this for whole contexts only, each of which has a process of its own.
        """
        size = {"width": width, "height": height}
        self.tab.set_viewport_size(size)
        screen = {**size, "deviceScaleFactor": 1, "mobile": is_phone}
        self._emulation.send("Emulation.setDeviceMetricsOverride", screen)
        self._emulation.send("Emulation.setTouchEmulationEnabled", {"enabled": is_phone})
        self.tab.evaluate(AS_LOADED, width)


@pytest.fixture(scope="session")
def visitor(lasting) -> Visitor:
    """The visitor of `visit`."""
    return Visitor(new_tab(lasting))


@pytest.fixture(scope="module")
def visit(visitor: Visitor) -> Iterator[Callable]:
    """Show an address to a visitor who stays for all tests, of this module and of others.

    The app is loaded once; then a link within it is followed, see `looking.follow`: this takes a
    quarter of the time, and the scripts are compiled already. A test of a new visitor, of several
    visitors, or of what stands in no address needs `open_tab`: here a drawing, an upload or a
    training of another test may be there. Console errors fail the module's last test.
    """
    errors: list[str] = []
    heard = hearing(errors)
    tab = visitor.tab
    listen(tab, heard)

    def visit_(address: str, *, width=1280, height=720, color_scheme="light", is_phone=False):
        tab.mouse.move(0, 0)  # from what another test has pointed at
        size = {"width": 390, "height": 844} if is_phone else {"width": width, "height": height}
        visitor.hold(**size, is_phone=is_phone)
        tab.emulate_media(color_scheme=color_scheme)
        if is_within(tab.url, address):
            if urlsplit(tab.url).path == urlsplit(address).path:  # only a new page begins anew
                follow(tab, urljoin(address, "/" if "/pooling" in address else "/pooling"))
            follow(tab, address)
        else:
            load(tab, address)
        return tab

    yield visit_
    listen(tab, heard, is_over=True)
    assert errors == []


def is_within(here: str, address: str) -> bool:
    """Return whether a link within the app leads from one address to another."""
    parts = [urlsplit(one) for one in (here, address)]
    settings = [parse_qs(part.query) for part in parts]
    carried = [[own.get(name) for name in CARRIED] for own in settings]
    return parts[0].netloc == parts[1].netloc and carried[0] == carried[1]


def opening(context: Any, tabs: Tabs) -> Iterator[Callable]:
    """Yield `open_tab`'s function; end what it has opened, and check what it has heard."""
    used: list[tuple[Any, bool]] = []
    errors: list[str] = []
    heard = hearing(errors)

    def open_(
        address: str,
        *,
        width=1280,
        height=720,
        color_scheme="light",
        script="",
        fresh=False,
    ):
        is_new = bool(fresh or script)
        tab = new_tab(context, script) if is_new else tabs.take()
        used.append((tab, is_new))
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(color_scheme=color_scheme)
        listen(tab, heard)
        load(tab, address)
        return tab

    yield open_
    for tab, is_new in used:
        listen(tab, heard, is_over=True)
        if is_new:
            tab.close()
        else:
            tabs.give_back(tab)
    assert errors == []


def load(tab, address: str) -> None:
    """Load the app at an address and wait until the page is complete."""
    tab.bring_to_front()  # a tab behind another one gets a frame a second
    tab.goto(address)
    tab.locator("h1").first.wait_for()
    whole(tab)


def hearing(errors: list[str]) -> dict[str, Callable]:
    """Return, for the events of a tab, functions that add what is wrong to `errors`."""
    return {
        "pageerror": lambda error: errors.append(str(error)),
        "console": lambda message: _note(message, errors),
    }


def listen(tab, heard: dict[str, Callable], *, is_over: bool = False) -> None:
    """Begin or end to hear what goes wrong in a tab."""
    for event, hear in heard.items():
        if is_over:
            tab.remove_listener(event, hear)
        else:
            tab.on(event, hear)


def _note(message, errors: list[str]) -> None:
    if message.type != "error":
        return
    address = message.location.get("url", "")
    if "404" in message.text and address.endswith(EXPECTED_404):
        return
    errors.append(f"{message.text} ({address})")
