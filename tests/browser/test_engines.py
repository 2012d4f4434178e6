"""Every page, the pad, a preset, an upload and a shared link, in three engines; -m engines."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from engines import ChromiumTab, Tab, click, missing, opened, wait

from dlviz.ui.shared.pages import HOME, PAGES

pytestmark = pytest.mark.engines

REQUIRED = bool(os.environ.get("DLVIZ_REQUIRE_ENGINES"))
ENGINES = ("chromium", "firefox", "webkit")
PHOTO = Path(__file__).parents[2] / "dlviz" / "assets" / "photos" / "kingfisher.jpg"
SEVEN = [(70, 70), (120, 69), (160, 67), (200, 66), (180, 110), (155, 170), (130, 230)]


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Callable[[str], Tab]]:
    """Start an engine when a test first asks for it; all its tests share it."""
    tabs: dict[str, Tab] = {}
    with ExitStack() as stack:

        def tab_of(engine: str) -> Tab:
            if engine not in tabs:
                tabs[engine] = stack.enter_context(opened(engine, tmp_path_factory.mktemp(engine)))
            return tabs[engine]

        yield tab_of


@pytest.fixture(params=ENGINES)
def tab(request, running) -> Iterator[Tab]:
    """A tab of each engine; what its console says of errors fails the test."""
    require(request.param)
    is_chromium = request.param == "chromium"
    own = (
        ChromiumTab(request.getfixturevalue("open_tab")) if is_chromium else running(request.param)
    )
    yield own
    assert own.errors() == []


def require(engine: str) -> None:
    """Skip the test where an engine is not installed; fail it where it has to be."""
    if reason := missing(engine):
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


def inside(selector: str) -> str:
    """Return JavaScript for the list of elements inside our components, each in its own shadow."""
    roots = "[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])"
    return f"{roots}.flatMap((root) => [...root.querySelectorAll({json.dumps(selector)})])"


def visit(tab: Tab, address: str) -> None:
    """Open a page and wait until it is whole; no box on it shows an exception."""
    tab.open(address)
    wait(tab, "document.querySelector('h1') && reach.isWhole()")
    assert tab.look("document.querySelectorAll('.stException').length") == 0


@pytest.mark.parametrize("page", [HOME, *PAGES], ids=lambda page: page.name)
def test_every_page_opens(page, server_url, tab) -> None:
    visit(tab, server_url if page is HOME else f"{server_url}/{page.name}")
    assert page.question in tab.look("document.querySelector('h1').innerText")


def test_a_stroke_on_the_pad_is_read(server_url, tab) -> None:
    visit(tab, f"{server_url}/digits")
    place = """(([pad]) => {
      pad.scrollIntoView({ block: "center" })
      const { left, top, width } = pad.getBoundingClientRect()
      return [left, top, width]
    })"""
    left, top, width = tab.look(f"{place}({inside('canvas[role=application]')})")
    tab.drag([(left + x * width / 280, top + y * width / 280) for x, y in SEVEN])
    wait(tab, f"{inside('.outputs .winner .name')}[0]?.textContent.trim() === '7'")
    wait(tab, "document.body.innerText.includes('The network predicts 7')")


def test_a_preset_says_what_to_try(server_url, tab) -> None:
    visit(tab, f"{server_url}/pooling")
    click(tab, "document.querySelector('.st-key-frame_presets button')")
    wait(tab, "document.body.innerText.includes('Try this:')")
    wait(tab, "reach.isWhole()")


def test_a_photo_is_uploaded(server_url, tab) -> None:
    visit(tab, f"{server_url}/photos")
    click(tab, "document.querySelector('.st-key-photos_own_open button')")
    wait(tab, "document.querySelector('input[type=file]')?.isConnected")
    tab.upload("input[type=file]", PHOTO)
    wait(tab, "document.body.innerText.includes('kingfisher.jpg')")
    wait(tab, "reach.isWhole()")
    assert tab.look("document.querySelectorAll('.stException').length") == 0


def test_a_shared_link_brings_its_numbers_back(server_url, tab) -> None:
    half, minus = quote("\N{VULGAR FRACTION ONE HALF}"), quote("\N{EM DASH}")
    visit(
        tab,
        f"{server_url}/convolution?convolution_letters=false&convolution_kernel=0+{half};3+{minus}1",
    )
    texts = f"{inside('.kernel .text')}.map((own) => own.textContent).join(' ')"
    wait(tab, f"{texts}.replace('\\u2212', '-') === '0 1/2 3 -1'")


@pytest.mark.parametrize("engine", ["firefox", "webkit"])  # Chromium's errors fail `open_tab`
def test_an_error_while_a_page_loads_is_heard(engine, running, tmp_path) -> None:
    require(engine)
    (tmp_path / "page.html").write_text(
        "<script>console.error('said'); throw Error('bad')</script>"
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        running(engine).open(f"http://127.0.0.1:{server.server_port}/page.html")
        heard = [line for line in running(engine).errors() if "favicon" not in line]
        server.shutdown()
    assert len(heard) == 2
    assert "said" in heard[0]
    assert "bad" in heard[1]
