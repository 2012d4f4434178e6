"""The server withstands hostile input: others are still served, and no data leaks."""

import asyncio
import base64
import contextlib
import json
import os
import re
import resource
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from visitor import Visitor
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from dlviz.ui.serving import server, uploads
from dlviz.ui.shared import errors
from dlviz.ui.shared.pages import PAGES

PATIENCE = 60_000  # ms
MEGABYTE = 1_000_000
SECRET = "Xyzzy-4711"  # what visitors type, draw and name here

# Put into the server's process: who connects to the outside fails, and is written down.
OFFLINE = """
import socket, sys

def watch(event, arguments):
    if event == "socket.connect" and arguments[0].type == socket.SOCK_STREAM:
        if str(arguments[1][0]) not in ("127.0.0.1", "::1", "localhost"):
            print("CONNECTS", arguments[1], file=sys.stderr, flush=True)
            raise OSError("there is no network")
    elif event == "socket.getaddrinfo" and arguments[0] not in (None, "127.0.0.1", "localhost"):
        print("ASKS FOR", arguments[0], file=sys.stderr, flush=True)
        raise OSError("there is no network")

sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Offline:
    """A running app in a world without network.

    Attributes:
        address: Where it is.
        process: Its number.
        log: All that it says.
    """

    address: str
    process: int
    log: Path

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text()

    def megabytes(self) -> float:
        """Return how much memory it holds."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def comes_below(self, megabytes: float) -> bool:
        """Wait until it holds no more than that: what it lets go of takes a moment."""
        return eventually(lambda: self.megabytes() < megabytes)


def eventually(is_so: Callable[[], bool]) -> bool:
    """Return whether something is so within a minute."""
    end = time.monotonic() + 60
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def app(serve_process, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(OFFLINE)
    log = folder / "log"
    environment = os.environ | {"PYTHONPATH": str(folder), "TORCH_HOME": str(folder / "torch")}
    with (
        log.open("w") as out,
        serve_process(stdout=out, errors=out, env=environment) as (address, process),
    ):
        yield Offline(address, process, log)


class Witness(Visitor):
    """A visitor that notes errors in boxes too, and which widgets are components of ours."""

    def __init__(self, address: str, page: str, **query: str) -> None:
        super().__init__(address, page, **query)
        self.components: set[str] = set()
        self.warnings: list[str] = []

    def _note(self, delta, answer) -> None:
        super()._note(delta, answer)
        if delta.new_element.WhichOneof("type") == "bidi_component":
            identity = delta.new_element.bidi_component.id
            self.components.add(identity.split("-", 2)[2])
        if delta.new_element.WhichOneof("type") == "alert":
            alert = delta.new_element.alert
            if alert.format == alert.ERROR:
                answer.errors.append(alert.body)
            elif alert.format == alert.WARNING:
                self.warnings.append(alert.body)

    async def send(self, message: BackMsg):
        """Send what no page of ours would, and wait for the answer."""
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        return await self._ask(message)


class Mute:
    """A client of the websocket that never reads."""

    def __init__(self, address: str) -> None:
        host, port = address.removeprefix("http://").split(":")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect((host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
        )

    def send(self, data: bytes, *, kind: int = 2) -> None:
        """Send one frame; kind 1 is text, 2 is bytes."""
        size = len(data)
        length = [0x80 | size] if size < 126 else [0x80 | 127, *struct.pack(">Q", size)]
        head = bytes([0x80 | kind, *length])
        self.socket.sendall(head + bytes(4) + data)  # masked with zeros: as it is


def rerun(page: str, **states) -> bytes:
    message = BackMsg()
    message.rerun_script.page_name = page
    for identity, value in states.items():
        message.rerun_script.widget_states.widgets.add(id=identity, string_value=value)
    return message.SerializeToString()


@pytest.fixture(scope="module", autouse=True)
def visitors_loop():
    """Where visitors live: Playwright's own loop keeps the tests' thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    _LOOPS.append(loop)
    yield
    _LOOPS.clear()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


_LOOPS: list[asyncio.AbstractEventLoop] = []


def run(coroutine):
    waited = asyncio.wait_for(coroutine, 300)
    return asyncio.run_coroutine_threadsafe(waited, _LOOPS[0]).result()


async def answers(address: str) -> None:
    """Another visitor is served as ever."""
    other = Witness(address, "convolution")
    assert (await other.arrive()).errors == []
    assert (await other.set("preset_1", None)).errors == []
    await other.leave()


def assert_healthy(app: Offline) -> None:
    run(answers(app.address))
    said = app.said()
    assert SECRET not in said
    assert "127.0.0.1" not in re.sub(r"URL: \S+", "", said)


def headers_of(url: str) -> dict[str, list[str]]:
    try:
        answer = urllib.request.urlopen(url, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return {name.lower(): answer.headers.get_all(name) for name in answer.headers}


@pytest.mark.parametrize(
    "path", ["/", "/photos", "/_stcore/health", "/static/nothing.js", "/_stcore/upload_file/a/b"]
)
def test_every_answer_has_the_headers(app: Offline, path: str) -> None:
    found = headers_of(app.address + path)
    for name, value in server.headers():
        assert found[name.decode()] == [value.decode()]


def test_the_policy_lets_no_script_in_that_is_not_of_this_server() -> None:
    policy = dict(part.split(" ", 1) for part in dict(server.headers())[
        b"content-security-policy"].decode().split("; "))  # fmt: skip
    assert "unsafe-inline" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["default-src"] == "'self'"
    assert not re.search(r"https?:|\*", " ".join(policy.values()))


@pytest.mark.parametrize("pages", [PAGES[::4], pytest.param(PAGES, marks=pytest.mark.slow)])
def test_every_page_keeps_to_the_policy_and_asks_no_other_host(
    app: Offline, browser, pages
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    said, asked = [], []
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(app.address)
    for page in pages:
        tab.locator(".stSidebar").get_by_role("link", name=page.title, exact=True).click()
        tab.get_by_role("heading", name=page.question, level=1).wait_for(timeout=PATIENCE)
        tab.locator(".st-key-frame_heard").wait_for(state="attached", timeout=PATIENCE)
    assert [text for text in said if "Content Security Policy" in text] == []
    assert {url.split("/")[2] for url in asked if url.startswith(("http", "ws"))} == {
        app.address.removeprefix("http://")
    }
    context.close()
    assert "CONNECTS" not in app.said()
    assert "ASKS FOR" not in app.said()


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_components_sources_are_not_served(app: Offline) -> None:
    run(answers(app.address))  # a page has declared them
    folder = f"{app.address}/_stcore/bidi-components"
    assert status_of(f"{folder}/dlviz.surfaces/surfaces.js") == 200
    assert status_of(f"{folder}/base/lifecycle.js") == 200
    assert status_of(f"{folder}/plotly.script/plotly.min.js") == 200
    assert status_of(f"{folder}/dlviz.surfaces/surfaces.py") == 404
    assert status_of(f"{folder}/base/mounting.py") == 404


FRAMES = {
    "random bytes": (os.urandom(1000), 2),
    "text": (SECRET.encode(), 1),
    "nothing": (b"", 2),
    "too much": (bytes(3 * MEGABYTE), 2),
    "a length that lies": (b"\x0a\xff\xff\xff\xff\x0f", 2),
    "no such page": (rerun(SECRET), 2),
    "no such widget": (rerun("digits", **{"$$ID-0-" + SECRET: SECRET}), 2),
}


@pytest.mark.parametrize("name", FRAMES)
def test_garbage_over_the_websocket_is_one_visitors(app: Offline, name: str) -> None:
    data, kind = FRAMES[name]
    client = Mute(app.address)
    client.send(data, kind=kind)
    assert_healthy(app)
    client.socket.close()


def absurd(keys: list[str]) -> list[object]:
    """Return what our components never say, for each of their states."""
    bomb = {
        "png": "iVBORw0KGgo" + "A" * 100_000,
        "pixels": "!!!",
        "strokes": [[1e300]],
        "sequence": 1,
    }
    place = {"map": -3, "row": 2**70, "column": "x", "index": 1e99, "x": None, "dx": 1e300}
    edit = {"values": [None] * 1000, "text": ["a"], "number": "NaN", "name": 5, "value": [[]]}
    junk = [
        None,
        -1,
        1e308,
        "x" * 100_000,
        [[]] * 1000,
        {"a": {"b": [1] * 1000}},
        bomb,
        place,
        edit,
    ]
    return [[], "text", 5, {SECRET: SECRET}, *(dict.fromkeys(keys, own) for own in junk)]


async def fuzz(address: str, page: str) -> None:
    visitor = Witness(address, page)
    assert (await visitor.arrive()).errors == []
    states = ["edit", "ink", "look", "move", "pick", "place", "point", "unit", "weights"]
    assert visitor.components
    # The frame's come last: they run the whole page, which gives its parts new names.
    for key in sorted(visitor.components, key=lambda own: (own.startswith("frame_"), own)):
        for value in absurd(states):
            state = WidgetState(id=visitor.ids[key], json_value=json.dumps(value))
            answer = await visitor._send(key, state)
            assert answer.errors == [], (key, str(value)[:80])
    await visitor.leave()


@pytest.mark.parametrize("page", ["two_inputs", "digits", "convolution", "feature_maps"])
def test_absurd_states_of_our_components_change_nothing(app: Offline, page: str) -> None:
    run(fuzz(app.address, page))
    assert_healthy(app)


async def all_wrong(address: str, page: str) -> list[str]:
    visitor = Witness(address, page)
    await visitor.arrive()
    message = BackMsg()
    for place, identity in enumerate(visitor.ids.values()):
        state = message.rerun_script.widget_states.widgets.add(id=identity)
        if place % 3 == 0:
            state.string_value = SECRET
        elif place % 3 == 1:
            state.double_array_value.data.extend([float("nan"), float("inf")] * 50)
        else:
            state.int_value = 2**62
    answer = await visitor.send(message)
    await visitor.leave()
    return answer.errors


def test_values_of_the_wrong_kind_are_one_sentence_at_most(app: Offline) -> None:
    for page in PAGES:
        said = run(all_wrong(app.address, page.name))
        assert said in ([], [errors.UNKNOWN]), page.name
    assert_healthy(app)


def test_a_thousand_messages_at_once_and_nobody_who_reads_the_answers(app: Offline) -> None:
    run(answers(app.address))
    before = app.megabytes()
    clients = [Mute(app.address) for _ in range(2)]
    for client in clients:
        for place in range(1000):
            client.send(rerun("feature_maps" if place == 0 else "digits"))
    for _ in range(3):
        run(answers(app.address))
    assert clients[0].socket.recv(4)  # it had answers waiting
    assert app.comes_below(before + 150)  # a network for feature maps may be loaded on the way
    for client in clients:
        client.socket.close()
    assert_healthy(app)


async def arrived(address: str, page: str, **query: str) -> Witness:
    visitor = Witness(address, page, **query)
    await visitor.arrive()
    return visitor


UPLOAD = "/_stcore/upload_file"


@pytest.fixture
def uploader(app: Offline):
    """A way to put a body to the upload address of a session that is there."""
    visitor = run(arrived(app.address, "photos"))
    session = requests.Session()
    session.get(f"{app.address}/_stcore/host-config", timeout=60)
    session.get(f"{app.address}/_stcore/health", timeout=60)
    session.headers["X-Xsrftoken"] = session.cookies["_streamlit_xsrf"]

    def put(name: str = "a", *, method: str = "PUT", owner: str = "", **body) -> int:
        url = f"{app.address}{UPLOAD}/{owner or visitor.session}/{name}"
        return session.request(method, url, timeout=100, **body).status_code

    put.http = session
    yield put
    session.close()
    run(visitor.leave())


def file(size: int, name: str = SECRET) -> dict:
    return {"files": {name: (name, bytes(size))}}


def sixty_megabytes():
    """A body that does not say how long it is."""
    for _ in range(60):
        yield bytes(MEGABYTE)


def test_garbage_at_the_upload_address_is_refused(app: Offline, uploader) -> None:
    forged = {"Content-Type": "multipart/form-data; boundary=x"}
    assert uploader(**file(10)) == 204
    assert uploader(method="POST", **file(10)) in (403, 404, 405)
    assert uploader(owner="no-such-session", **file(10)) == 400
    assert uploader(**file(30 * MEGABYTE)) == 413
    assert uploader(data=b"--x" + bytes(1000), headers=forged) == 400
    assert uploader(files=[("a", ("a", b"1")), ("b", ("b", b"2"))]) == 400
    assert uploader("%2e%2e%2f%2e%2e%2fetc%2fpasswd", **file(10)) in (204, 400, 404)
    assert uploader(files={"../../../x": ("../../../x", b"1")}) == 204  # a name, never a path
    before = app.megabytes()
    with contextlib.suppress(requests.ConnectionError):  # it may hang up at once
        assert uploader(data=sixty_megabytes(), headers=forged) in (400, 413)
    assert app.comes_below(before + 80)
    del uploader.http.headers["X-Xsrftoken"]
    assert uploader(**file(10)) == 403
    assert_healthy(app)


def test_a_visitor_can_hold_so_much_and_no_more(app: Offline, uploader) -> None:
    before = app.megabytes()
    for place in range(15):  # 300 MB, of which 200 are kept
        assert uploader(f"file{place}", **file(20 * MEGABYTE)) == 204
    assert app.comes_below(before + uploads.MOST_OF_VISITOR / MEGABYTE + 90)
    for place in range(15):
        assert uploader(f"file{place}", method="DELETE") == 204
    assert_healthy(app)


async def talk(address: str) -> list[str]:
    """Type, name and upload the secret everywhere, and break what can be broken with it."""
    broken = []
    two = await arrived(address, "two_inputs", two_inputs_target=SECRET, hide=SECRET)
    editor = {"weights": {"values": [SECRET], "text": SECRET}}
    await two._send("two_inputs_editor", WidgetState(
        id=two.ids["two_inputs_editor"], json_value=json.dumps(editor)))  # fmt: skip
    photos = await arrived(address, "photos")
    key = next(key for key in photos.ids if "upload" in key or "file" in key)
    broken += (await photos.upload(key, f"{SECRET}.jpg", SECRET.encode())).errors
    own = await arrived(address, "transfer", transfer_source=SECRET)
    for visitor in (two, photos, own):
        await visitor.leave()
    return broken


def test_the_log_holds_nothing_of_what_visitors_do(app: Offline) -> None:
    before = len(app.said())
    run(talk(app.address))
    run(all_wrong(app.address, "digits"))  # an error with its traceback
    assert eventually(lambda: "Uncaught app execution" in app.said()[before:])
    assert SECRET not in app.said()
    assert_healthy(app)


FETCHED = {
    "photos": ("photos_fetch", {"photos_network": "ResNet50 (V1)"}),
    "architecture": ("architecture_fetch", {"architecture_view": "CIFAR-100"}),
}


async def fetch(address: str, page: str) -> str:
    """Press the button of a download and return what the page says when it has failed."""
    key, query = FETCHED[page]
    visitor = await arrived(address, page, **query)
    answer = await visitor.set(key, None)
    end = time.monotonic() + 60
    while not visitor.warnings and time.monotonic() < end:
        assert answer.errors == []
        await asyncio.sleep(0.05)
        answer = await visitor.send(BackMsg())
    assert answer.errors == []
    await visitor.leave()
    return visitor.warnings[0]


@pytest.mark.parametrize("page", FETCHED)
def test_a_download_without_network_is_one_sentence(app: Offline, page: str) -> None:
    said = run(fetch(app.address, page))
    assert "could not be downloaded (" in said
    assert "there is no network" in said.lower()
    assert "Traceback" not in said
    assert [file for file in (app.log.parent / "torch").rglob("*") if file.is_file()] == []
    assert_healthy(app)


async def use_all(address: str, photo: bytes) -> None:
    for page in PAGES:
        visitor = Witness(address, page.name)
        assert (await visitor.arrive()).errors == [], page.name
        await visitor.leave()
    visitor = await arrived(address, "convolution", convolution_photo="my own photo",
                            convolution_view="On a photo")  # fmt: skip
    key = next(key for key in visitor.ids if key.endswith("_file"))
    assert (await visitor.upload(key, "photo.jpg", photo)).errors == []
    await visitor.leave()


def test_a_full_disk_stops_no_page_and_leaves_nothing(
    serve_process, large_photo: bytes, tmp_path: Path
) -> None:
    names = ("TMPDIR", "HOME", "XDG_CACHE_HOME", "TORCH_HOME")
    environment = os.environ | {name: str(tmp_path) for name in names}
    full = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))  # no byte into any file
    with serve_process(env=environment, preexec_fn=full) as (address, _):
        run(use_all(address, large_photo))
        for page in FETCHED:
            assert "could not be downloaded (" in run(fetch(address, page))
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


async def knock(address: str, origin: str) -> int:
    """Ask for a connection as a page of `origin` does; return the status of the answer."""
    url = address.replace("http", "ws") + "/_stcore/stream"
    try:
        async with connect(url, subprotocols=["streamlit"], origin=origin):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_no_service_is_asked_for_this_machine_s_address(app: Offline) -> None:
    """For a page of another origin Streamlit would look up which origin is its own.

    The last test of this server: Streamlit writes the refused origin, and its own address, into the
    log that the others read.
    """
    before = len(app.said())
    assert run(knock(app.address, app.address)) == 101
    assert run(knock(app.address, "http://another.example")) == 403
    assert "CONNECTS" not in app.said()[before:]
    assert "ASKS FOR" not in app.said()[before:]
