"""Two replicas behind nginx: if one dies, the visitors of the other notice nothing."""

import importlib.util
import os
import socket
import sys
import urllib.request
from pathlib import Path

import pytest
from looking import insist
from playwright.sync_api import expect

from dlviz.ui.serving import server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000  # ms: a page that reconnects waits a while between its tries


def load_replicas():
    spec = importlib.util.spec_from_file_location("replicas", ROOT / "deploy" / "replicas.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["replicas"] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


def free_ports() -> int:
    """Return a port whose two neighbours are free too."""
    for port in range(18_600, 19_600, 7):
        try:
            for place in range(3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + place))
        except OSError:
            continue
        return port
    raise AssertionError("no three free ports")


@pytest.fixture(scope="module")
def cluster():
    replicas = load_replicas()
    try:
        with replicas.serving(free_ports(), host="127.0.0.1") as running:
            yield running
    except FileNotFoundError as error:
        if os.environ.get("DLVIZ_REQUIRE_BROWSER"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def replica_of(tab) -> str:
    return next(one["value"] for one in tab.context.cookies() if one["name"] == "dlviz_replica")


def test_the_headers_of_the_app_come_through_once(cluster) -> None:
    with urllib.request.urlopen(cluster.address, timeout=60) as answer:
        for name, value in server.headers():
            assert answer.headers.get_all(name.decode()) == [value.decode()]
        assert answer.headers["Server"] == "nginx"


def test_a_dead_replica_costs_nobody_the_state(cluster, browser) -> None:
    tabs = {}
    while len(tabs) < 2:  # either replica takes the next visitor
        tab = browser.new_context(bypass_csp=True).new_page()
        tab.goto(f"{cluster.address}/convolution?convolution_stride=2&convolution_padding=1")
        tab.get_by_text("Output 3 × 2").wait_for(timeout=PATIENCE)
        tabs.setdefault(replica_of(tab), tab)
    for tab in tabs.values():
        tab.evaluate("window.still = true")
        padding = tab.get_by_label("Padding")
        padding.fill("0")
        padding.press("Enter")
        tab.get_by_text("Output 2 × 1").wait_for(timeout=PATIENCE)
        tab.wait_for_function("!location.search.includes('padding=1')", timeout=PATIENCE)

    cluster.replicas["one"].kill()
    other, own = tabs["two"], tabs["one"]
    other.get_by_label("Padding").fill("2")
    other.get_by_label("Padding").press("Enter")
    other.get_by_text("Output 4 × 3").wait_for(timeout=PATIENCE)
    expect(other.get_by_text("Connection error")).to_have_count(0)

    # The page of the dead replica finds the other one by itself and goes on from where it was.
    padding = own.get_by_label("Padding")

    def type_it() -> None:  # until it is back, the box hears nothing
        padding.fill("2", timeout=PATIENCE)
        padding.press("Enter")

    insist(own, type_it, own.get_by_text("Output 4 × 3").is_visible)
    expect(own.get_by_label("Stride")).to_have_value("2")
    # A new visit with the old cookie is served as well.
    own.reload()
    own.get_by_text("Output 4 × 3").wait_for(timeout=PATIENCE)
    for tab in tabs.values():
        tab.context.close()
