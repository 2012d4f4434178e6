"""Streamlit's real pages contain every element that our selectors look for."""

import json

import pytest
from looking import follow, whole
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dlviz.ui._compat.selectors import SELECTORS, table

# Notes in the page's `found` what has been there, if only for a moment: "running" soon goes.
NOTICE = """
window.found = {}
let missing = Object.entries(%s)
const isThere = (css) => document.querySelector(css) !== null
const look = () => {
  if (!missing.length || !isThere(missing.map(([, css]) => css).join())) return // in one search
  for (const [name, css] of missing) found[name] = isThere(css)
  missing = missing.filter(([name]) => !found[name])
}
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
"""


def share(tab) -> None:
    """Open the link to what is on screen and choose what it hides."""
    tab.get_by_role("button", name="Share", exact=True).click()
    tab.get_by_role("dialog").get_by_role("combobox").click()
    tab.get_by_role("option", name="Presets").click()
    whole(tab)


def open_program(tab) -> None:
    """Open the program behind the page."""
    tab.locator(".st-key-architecture_code summary").click()
    tab.locator(".st-key-architecture_code code").wait_for()


def open_a_window(tab) -> None:
    """Open the window with the weights as text."""
    whole(tab)
    tab.get_by_role("button", name="Weights as text").click()
    tab.get_by_role("dialog", name="Weights as text").wait_for()


def drag(tab) -> None:
    """Wait for the sliders, which show their number while they have the focus."""
    tab.locator(".stSlider").get_by_role("slider").first.focus()
    whole(tab)


def choose_a_file(tab) -> None:
    """Show where a photo is dropped, and the whole menu on a narrow screen."""
    tab.locator(".st-key-convolution_photo_file").wait_for()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.reload()
    whole(tab)


def run_for_long(tab) -> None:
    """Open the page again and keep back that its run has ended: only a long run shows a sign."""

    def connect(page_side) -> None:
        server_side = page_side.connect_to_server()

        def pass_on(message) -> None:
            said = ForwardMsg.FromString(message)
            is_end = said.WhichOneof("type") == "script_finished" or (
                said.HasField("session_status_changed")
                and not said.session_status_changed.script_is_running
            )
            if not is_end:
                page_side.send(message)

        server_side.on_message(pass_on)

    tab.route_web_socket("**/_stcore/stream", connect)
    tab.reload()
    for late in ("status", "math-block"):  # equations wait for a script of their own
        tab.locator(SELECTORS[late].css).first.wait_for(state="attached")


VISITS = {
    "": share,
    "architecture": open_program,
    "convolution?convolution_view=Learned+instead+of+given": drag,
    "two_inputs": open_a_window,
    "convolution?convolution_view=On+a+photo&convolution_photo=my+own+photo": choose_a_file,
    "pooling": run_for_long,
}


@pytest.fixture(scope="module")
def seen(server_url: str, open_shared_tab) -> set[str]:
    """The names of all parts that a visitor's way through some pages has met."""
    names: set[str] = set()
    tab = open_shared_tab(server_url, script=NOTICE % json.dumps(table()))
    for page, act in VISITS.items():
        tab.set_viewport_size({"width": 1280, "height": 720})
        follow(tab, f"{server_url}/{page}")
        act(tab)
        names |= {name for name, is_there in tab.evaluate("found").items() if is_there}
    return names


@pytest.mark.parametrize("name", SELECTORS)
def test_a_page_has(seen: set[str], name: str) -> None:
    assert name in seen, SELECTORS[name].css
