"""One small interface to control three browsers of Debian: Chromium, Firefox and WebKitGTK.

Playwright controls Chromium. For Firefox and WebKit it needs its own builds; it sends commands that
Debian's Firefox does not know. Selenium needs geckodriver for Firefox, which Debian does not
package; for WebKitGTK alone it would add eleven packages. So this module itself implements
WebDriver BiDi for Firefox and classic WebDriver for WebKit's driver.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

import requests
from looking import REACH
from websockets.sync.client import ClientConnection, connect

SIZE = (1280, 720)
PATIENCE = 60  # seconds
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FIREFOX = "firefox-esr"
WEBKIT_DRIVER = "WebKitWebDriver"
WEBKIT_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec")
# WebKit's driver cannot read the console: this script, run before a page loads, collects errors.
LISTEN = """
const [address] = arguments
const tab = window.open(address, "_blank")
tab.heard = []
const hear = (words) => tab.heard.push(String(words))
tab.addEventListener("error", ({ message, target }) => hear(message ?? target.outerHTML), true)
tab.addEventListener("unhandledrejection", ({ reason }) => hear(reason))
tab.addEventListener("securitypolicyviolation", (event) => hear(`refused ${event.blockedURI}`))
tab.console.error = (...all) => hear(all.join(" "))
"""


class Tab(Protocol):
    """A browser with one page at a time."""

    def open(self, address: str) -> None:
        """Load a page as a visitor who has never been here."""

    def look(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, converted through JSON."""

    def drag(self, points: Sequence[tuple[float, float]]) -> None:
        """Drag the mouse along points of the window, in pixels."""

    def upload(self, selector: str, file: Path) -> None:
        """Give a file to a file input."""

    def errors(self) -> list[str]:
        """Return the errors in the page's console since it was opened."""


def wait(tab: Tab, expression: str) -> Any:
    """Wait until a JavaScript expression is truthy; return its value."""
    return _soon(lambda: tab.look(expression), expression)


def click(tab: Tab, element: str) -> None:
    """Click at the middle of the element that a JavaScript expression gives."""
    middle = f"""(() => {{
      const element = {element}
      element.scrollIntoView({{ block: "center" }})
      const {{ left, top, width, height }} = element.getBoundingClientRect()
      return [left + width / 2, top + height / 2]
    }})()"""
    tab.drag([tuple(tab.look(middle))])


def missing(engine: str) -> str:
    """Return a sentence on what is missing on this machine for an engine, "" if nothing is."""
    needed = {
        "chromium": {"chromium": any(map(shutil.which, CHROMIUM))},
        "firefox": {"firefox-esr": shutil.which(FIREFOX)},
        "webkit": {
            "webkit2gtk-driver": shutil.which(WEBKIT_DRIVER) and _webkit_browser(),
            "xvfb": shutil.which("Xvfb"),
        },
    }[engine]
    packages = [package for package, is_there in needed.items() if not is_there]
    return f"{engine} is not there: apt-get install {' '.join(packages)}." if packages else ""


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Tab]:
    """Start Firefox or WebKitGTK with its profile in the empty `folder`, and end it afterwards."""
    with {"firefox": _firefox, "webkit": _webkit}[engine](folder) as tab:
        yield tab


class ChromiumTab:
    """Chromium, through the tab of all other browser tests, which looks at its console itself."""

    def __init__(self, open_tab: Callable[[str], Any]) -> None:
        self._open_tab, self._page = open_tab, None

    def open(self, address: str) -> None:
        self._page = self._open_tab(address)

    def look(self, expression: str) -> Any:
        return self._page.evaluate(f"({expression}) ?? null")

    def drag(self, points: Sequence[tuple[float, float]]) -> None:
        self._page.mouse.move(*points[0])
        self._page.mouse.down()
        for point in points[1:]:
            self._page.mouse.move(*point)
        self._page.mouse.up()

    def upload(self, selector: str, file: Path) -> None:
        self._page.locator(selector).set_input_files(file)

    def errors(self) -> list[str]:
        return []


class FirefoxTab:
    """Firefox, in WebDriver BiDi: https://w3c.github.io/webdriver-bidi."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._numbers = connection, count(1)
        self._heard: list[str] = []
        self._context = self._visitor = ""
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._ask("script.addPreloadScript", functionDeclaration=f"() => {{ {REACH} }}")

    def open(self, address: str) -> None:
        if self._visitor:
            self._ask("browser.removeUserContext", userContext=self._visitor)
        self._heard.clear()
        self._visitor = self._ask("browser.createUserContext")["userContext"]
        made = self._ask("browsingContext.create", type="tab", userContext=self._visitor)
        self._context = made["context"]
        size = dict(zip(("width", "height"), SIZE, strict=True))
        self._ask("browsingContext.setViewport", context=self._context, viewport=size)
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def look(self, expression: str) -> Any:
        return json.loads(self._evaluate(f"JSON.stringify(({expression}) ?? null)")["value"])

    def drag(self, points: Sequence[tuple[float, float]]) -> None:
        self._ask("input.performActions", context=self._context, actions=_actions(points))

    def upload(self, selector: str, file: Path) -> None:
        found = self._evaluate(f"document.querySelector({json.dumps(selector)})")
        element = {"sharedId": found["sharedId"]}
        self._ask("input.setFiles", context=self._context, element=element, files=[str(file)])

    def errors(self) -> list[str]:
        self.look("0")  # what was said before has arrived by then
        return list(self._heard)

    def _evaluate(self, expression: str) -> dict[str, Any]:
        target = {"context": self._context}
        said = self._ask(
            "script.evaluate", expression=expression, target=target, awaitPromise=False
        )
        if said["type"] != "success":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return said["result"]

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._connection.recv(PATIENCE))
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self._heard.append(said["params"]["text"])
            elif said.get("id") == number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['message']}")
                return said["result"]


class WebKitTab:
    """WebKitGTK's MiniBrowser, in classic WebDriver: https://w3.org/TR/webdriver2."""

    def __init__(self, address: str, binary: Path) -> None:
        self._address = f"{address}/session"
        own = {
            "binary": str(binary),
            "args": ["--automation", "--javascript-can-open-windows-automatically=true"],
        }
        wish = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": own}
        said = self._ask("", capabilities={"alwaysMatch": wish})
        self._address += f"/{said['sessionId']}"
        self._first = self._get("/window")

    def open(self, address: str) -> None:
        for handle in self._get("/window/handles"):
            if handle != self._first:
                self._ask("/window", handle=handle)
                self._delete("/window")
        self._ask("/window", handle=self._first)
        self._ask("/url", url=urljoin(address, "/_stcore/health"))
        self._delete("/cookie")
        self._ask("/execute/sync", script=LISTEN, args=[address])
        (opened,) = set(self._get("/window/handles")) - {self._first}
        self._ask("/window", handle=opened)
        self._ask("/window/rect", width=SIZE[0], height=SIZE[1])

    def look(self, expression: str) -> Any:
        script = f"if (!window.reach) {{ {REACH} }}; return ({expression}) ?? null"
        return self._ask("/execute/sync", script=script, args=[])

    def drag(self, points: Sequence[tuple[float, float]]) -> None:
        self._ask("/actions", actions=_actions(points))

    def upload(self, selector: str, file: Path) -> None:
        (element,) = self._ask("/element", using="css selector", value=selector).values()
        self._ask(f"/element/{element}/value", text=str(file))

    def errors(self) -> list[str]:
        return self.look("window.heard")

    def close(self) -> None:
        self._delete("")

    def _ask(self, path: str, **content: Any) -> Any:
        return _value(requests.post(self._address + path, json=content, timeout=PATIENCE))

    def _get(self, path: str) -> Any:
        return _value(requests.get(self._address + path, timeout=PATIENCE))

    def _delete(self, path: str) -> None:
        _value(requests.delete(self._address + path, timeout=PATIENCE))


def _value(answer: requests.Response) -> Any:
    value = answer.json()["value"]
    if not answer.ok:
        raise RuntimeError(f"{value['error']}: {value['message']}")
    return value


def _actions(points: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    """Return a drag of the mouse as WebDriver, classic and BiDi, takes it."""
    moves = [
        {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0} for x, y in points
    ]
    down, up = ({"type": own, "button": 0} for own in ("pointerDown", "pointerUp"))
    mouse = {"pointerType": "mouse"}
    steps = [moves[0], down, *moves[1:], up]
    return [{"type": "pointer", "id": "mouse", "parameters": mouse, "actions": steps}]


@contextmanager
def _firefox(folder: Path) -> Iterator[FirefoxTab]:
    command = [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port=0"]
    log = folder / "log"
    with log.open("w") as errors, _running([*command, "--profile", str(folder)], stderr=errors):
        (address,) = _said(log, r"WebDriver BiDi listening on (ws://\S+)")
        with connect(f"{address}/session", max_size=None) as connection:
            yield FirefoxTab(connection)


@contextmanager
def _webkit(folder: Path) -> Iterator[WebKitTab]:
    binary = _webkit_browser()
    assert binary is not None, missing("webkit")
    log = folder / "log"
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with log.open("w") as output, _running(screen, stdout=output, stderr=subprocess.DEVNULL):
        (number,) = _said(log, r"(\d+)\n")
        display = os.environ | {"DISPLAY": f":{number}", "GDK_BACKEND": "x11"}
        port = _free_port()
        with _running([WEBKIT_DRIVER, f"--port={port}"], env=display, stdout=subprocess.DEVNULL):
            address = f"http://127.0.0.1:{port}"
            _soon(lambda: _is_answering(f"{address}/status"), address)
            tab = WebKitTab(address, binary)
            try:
                yield tab
            finally:
                tab.close()


@contextmanager
def _running(command: Sequence[str], **options: Any) -> Iterator[None]:
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    process = subprocess.Popen(command, **options)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _said(log: Path, pattern: str) -> tuple[str, ...]:
    """Wait until `pattern` appears in a program's log; return its groups."""

    def found() -> tuple[str, ...]:
        match = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        return match.groups() if match else ()

    return _soon(found, f"{pattern} in {log}")


def _is_answering(address: str) -> bool:
    try:
        return requests.get(address, timeout=PATIENCE).ok
    except requests.ConnectionError:
        return False


def _soon(found: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.1)
    raise TimeoutError(f"{PATIENCE} s have not been enough for {what}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _webkit_browser() -> Path | None:
    """Return the browser that WebKit's driver drives: it lies beside the library, off the PATH."""
    found = [own for folder in WEBKIT_FOLDERS for own in Path(folder).glob("webkit*/MiniBrowser")]
    return max(found, default=None)
