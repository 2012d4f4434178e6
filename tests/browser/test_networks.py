"""The app in different networks: in class, behind a proxy, below a path, in a learning platform."""

import http.server
import io
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import pytest
import requests
from conftest import serving_process
from looking import follow, whole
from playwright.sync_api import expect

PLATFORM = "https://moodle.example.org"


PATH = "/tools/dlviz"


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    """The port of an app at both families of addresses, below a path, that names no frame."""
    environment = os.environ | {"DLVIZ_FRAME_ANCESTORS": ""}  # an empty setting names nobody
    with serving_process("--server.address=0.0.0.0", path=PATH, env=environment) as (address, _):
        yield address.removesuffix(PATH).rpartition(":")[2]


@pytest.fixture(scope="module")
def below_a_path(port: str) -> str:
    """The address of the same app."""
    return f"http://127.0.0.1:{port}{PATH}"


def test_every_address_answers_at_both_families(port) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    for host in ("127.0.0.1", "[::1]"):
        own = f"http://{host}:{port}{PATH}"
        with urllib.request.urlopen(f"{own}/_stcore/health", timeout=10) as answer:
            assert answer.read() == b"ok"
            assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["0.0.0.0", "localhost"])
def test_a_machine_without_ipv6_serves_at_ipv4_alone(monkeypatch, address) -> None:
    from dlviz.ui.serving import families

    def refuse(*_: object) -> None:
        raise OSError("address family not supported")

    monkeypatch.setattr(families.socket, "socket", refuse)
    assert families._listen(address, 1) is None
    monkeypatch.setattr(families.socket, "has_ipv6", False)
    assert families._listen(address, 1) is None


@pytest.mark.parametrize("address", [None, "127.0.0.1", "192.0.2.7", "::", "::1"])
def test_other_addresses_need_no_second_listener(address) -> None:
    from dlviz.ui.serving import families

    assert families._listen(address, 1) is None


def test_a_page_works_at_the_ipv6_address(port, open_tab) -> None:
    tab = open_tab(f"http://[::1]:{port}{PATH}/pooling")
    tab.get_by_text("What to notice").first.wait_for()


class Refuses(http.server.BaseHTTPRequestHandler):
    """A school's proxy: pages pass, websockets do not."""

    behind = ""

    def do_GET(self) -> None:
        """Pass a request on, without its upgrade."""
        if "websocket" in self.headers.get("upgrade", "").lower():
            self.send_error(403)
            return
        heads = {"accept": self.headers.get("accept", "*/*")}
        answer = requests.get(self.behind + self.path, headers=heads, timeout=60)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(behind: str) -> Iterator[str]:
    handler = type("Handler", (Refuses,), {"behind": behind})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_network_that_blocks_websockets_is_named(server_url, browser) -> None:
    with proxy(server_url) as address:
        context = browser.new_context()  # our policy holds
        tab = context.new_page()
        tab.goto(address)
        sentence = tab.get_by_text("blocks websockets")
        expect(sentence).to_be_hidden()  # at first it is only slow
        expect(sentence).to_be_visible()
        context.close()


def test_a_page_that_reaches_its_server_says_nothing_of_it(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling")
    expect(tab.locator("#dlviz-waits")).to_be_hidden()
    assert tab.locator("#dlviz-waits").evaluate("own => getComputedStyle(own).display") == "none"


def test_a_path_in_front_of_the_app_is_kept(below_a_path, open_tab) -> None:
    tab = open_tab(f"{below_a_path}/convolution?convolution_stride=2")
    tab.get_by_text("Output 2 × 1").wait_for()
    tab.get_by_role("link", name="Pooling").first.click()
    tab.wait_for_url(re.compile("/tools/dlviz/pooling"))
    whole(tab)
    tab.get_by_text("What to notice").first.wait_for()
    tab.get_by_role("button", name="Share").click()
    link = tab.get_by_role("dialog").locator(".stCode code")
    expect(link).to_contain_text("/tools/dlviz/pooling")
    tab.get_by_role("dialog").locator("img").first.wait_for()


def test_nobody_who_is_not_named_may_show_the_app_in_a_frame(below_a_path) -> None:
    heads = requests.get(below_a_path, timeout=60).headers
    assert heads["content-security-policy"].endswith("frame-ancestors 'none'")
    assert heads["x-frame-options"] == "DENY"


class Platform(http.server.BaseHTTPRequestHandler):
    """A page that shows the app in a frame."""

    framed = ""

    def do_GET(self) -> None:
        """Answer with the page."""
        page = f'<iframe src="{self.framed}" width="1200" height="700"></iframe>'.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_platform_that_is_named_shows_the_app_and_no_other_one(serve_process, browser) -> None:
    platform, other = (http.server.HTTPServer(("127.0.0.1", 0), Platform) for _ in range(2))
    named, unnamed = (f"http://127.0.0.1:{each.server_address[1]}" for each in (platform, other))
    context = browser.new_context()  # our policy holds
    with serve_process(env=os.environ | {"DLVIZ_FRAME_ANCESTORS": f"{PLATFORM} {named}"}) as (
        address,
        _,
    ):
        heads = requests.get(address, timeout=60).headers
        assert heads["content-security-policy"].endswith(f"frame-ancestors {PLATFORM} {named}")
        assert "x-frame-options" not in heads
        Platform.framed = f"{address}/pooling"
        for each in (platform, other):
            threading.Thread(target=each.serve_forever, daemon=True).start()
        tab = context.new_page()
        tab.goto(named)
        expect(tab.frame_locator("iframe").get_by_text("What to notice").first).to_be_visible()
        with tab.expect_console_message(lambda message: "frame-ancestors" in message.text):
            tab.goto(unnamed)
        assert tab.frame_locator("iframe").locator(".stApp").count() == 0
    context.close()
    for each in (platform, other):
        each.shutdown()
        each.server_close()


def test_a_server_that_shall_be_framed_by_no_origin_does_not_start() -> None:
    environment = os.environ | {"DLVIZ_FRAME_ANCESTORS": "https://a.edu;script-src *"}
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.headless=true"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ["--server.address=127.0.0.1", f"--server.port={port}"]
    ended = subprocess.run(
        [*command, *where], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode != 0
    assert "write https://name" in ended.stderr + ended.stdout


INSECURE = """
delete Navigator.prototype.clipboard
window.isCopied = []
document.addEventListener("copy", () => window.isCopied.push(document.activeElement.value), true)
"""


def test_a_link_is_copied_over_plain_http(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/pooling", script=INSECURE)
    tab.get_by_role("button", name="Share").click()
    dialog = tab.get_by_role("dialog")
    link = dialog.locator(".stCode code").inner_text()
    dialog.locator(".stCode").hover()
    dialog.get_by_role("button", name=re.compile("Copy")).click()
    expect(dialog).to_be_visible()
    assert tab.evaluate("window.isCopied") == [link.strip()]


TRANSLATE = """() => {
  const texts = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const isKept = (node) => node.parentElement.closest("script, style, [translate=no], .notranslate")
  while (walk.nextNode())
    if (walk.currentNode.data.trim() && !isKept(walk.currentNode)) texts.push(walk.currentNode)
  for (const text of texts) {
    const font = document.createElement("font")
    text.replaceWith(font)
    font.append(document.createTextNode(text.data))
  }
  return texts.length
}"""


def test_a_translated_page_stays_alive(server_url, open_tab) -> None:
    tab = open_tab(f"{server_url}/convolution")
    translate_and_use(tab)
    translate_and_use(tab)  # now it is the page on pooling


def translate_and_use(tab) -> None:
    """Translate a page, use it, and leave it for that on pooling."""
    assert tab.evaluate(TRANSLATE) > 20
    tab.locator(".st-key-frame_presets button").nth(1).click()
    whole(tab)
    tab.evaluate(TRANSLATE)
    tab.locator("[class*='_view'] button[role=radio]").nth(1).click()
    whole(tab)
    tab.get_by_role("link", name=re.compile("Home")).first.click()
    tab.get_by_text("The map of the course").wait_for()
    tab.get_by_role("link", name=re.compile("Pooling")).first.click()
    tab.get_by_text("What to notice").first.wait_for()


@pytest.mark.parametrize("page", ["convolution", "digits"])
def test_live_numbers_are_marked_as_not_to_be_translated(server_url, visit, page) -> None:
    tab = visit(f"{server_url}/{page}?digits_source=a+test+digit")
    roots = tab.locator(".root")
    assert roots.count() > 0
    assert roots.evaluate_all("all => all.every((own) => own.translate === false)")


@pytest.mark.parametrize(
    ("locale", "decimal", "separator"),
    [("de-DE", ",", ";"), ("de-CH", ".", ","), ("en-US", ".", ",")],
)
def test_a_file_of_numbers_is_written_as_the_browser_writes_numbers(
    server_url, visit, locale, decimal, separator
) -> None:
    tab = visit(f"{server_url}/two_inputs")
    browser = tab.context.new_cdp_session(tab)
    spoken = {"userAgent": tab.evaluate("navigator.userAgent"), "acceptLanguage": locale}
    browser.send("Emulation.setUserAgentOverride", spoken)
    follow(tab, f"{server_url}/two_inputs?two_inputs_target=circle")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Numbers as CSV").first.click()
    browser.detach()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(content), sep=separator, decimal=decimal, encoding="utf-8-sig")
    assert len(table.columns) > 2
    assert all(kind.kind in "if" for kind in table.dtypes)
