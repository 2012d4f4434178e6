"""Two replicas behind nginx: if one dies, nobody loses a state, and no class a vote."""

import importlib.util
import os
import socket
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import class_server
import pytest
from looking import insist
from playwright.sync_api import expect
from test_classroom import Class, answer, class_at, press

from dlviz.classroom.stores import VARIABLE
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
def redis_folder(tmp_path_factory) -> Iterator[Path | None]:
    """The folder of a Redis server for all replicas of this module; None where there is none."""
    if class_server.program() is None:
        yield None
        return
    folder = tmp_path_factory.mktemp("redis")
    with class_server.serving(folder) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, address)
        yield folder


@pytest.fixture(scope="module")
def running(redis_folder: Path | None):  # noqa: ARG001
    replicas = load_replicas()
    try:
        with replicas.serving(free_ports(), host="127.0.0.1") as running:
            yield running
    except FileNotFoundError as error:
        if os.environ.get("DLVIZ_REQUIRE_BROWSER"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def cluster(running):
    """Return the running processes; a replica that a test has killed runs again."""
    running.revive()
    return running


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


class SpreadClass(Class):
    """A class whose browsers come to the two replicas in turn."""

    def visitor(self, **screen: Any) -> Any:
        """Return a browser's context; the first one comes to replica "one"."""
        context = super().visitor(**screen)
        name = ("two", "one")[len(self.contexts) % 2]
        context.add_cookies([{"name": "dlviz_replica", "value": name, "url": self.address}])
        return context


def test_a_class_on_both_replicas_loses_no_vote_when_one_dies(
    cluster, browser, redis_folder, capfd
) -> None:
    class_server.require()
    with class_at(browser, cluster.address, SpreadClass) as own:
        projector, code = own.teacher("augmentation?ask=0")
        (_, stays), (context, moves), (_, late) = (own.pupil(code) for _ in range(3))
        assert [replica_of(tab) for tab in (projector, stays, moves, late)] == [
            "one", "two", "one", "two"
        ]  # fmt: skip
        press(projector, "class_ask")
        answer(stays, 0)
        answer(moves, 1)
        expect(projector.get_by_text("2 of 3")).to_be_visible()

        cluster.replicas["one"].kill()
        answer(late, 0)  # by the replica that is left, while the projector has none
        again = own.open(context, "classroom")  # the phone comes by the other replica
        expect(again.get_by_text("Your answer: 34.")).to_be_visible()
        expect(projector.get_by_text("3 of 3")).to_be_visible()
        again.close()

        # Its old tab finds the other replica by itself; a second tap changes the vote there.
        changed = moves.get_by_text("Your answer: 3.")
        insist(moves, moves.locator(".way button").nth(2).tap, changed.is_visible)
        insist(moves, moves.locator(".way button").nth(1).tap,
               moves.get_by_text("Your answer: 34.").is_visible)  # fmt: skip
        expect(projector.get_by_text("3 of 3")).to_be_visible()
        press(projector, "class_discuss")
        expect(late.get_by_text("Discuss with those beside you")).to_be_visible()
        press(projector, "class_again")
        for phone in (stays, moves, late):
            expect(phone.get_by_text("Answer again")).to_be_visible()
            answer(phone, 1)
        expect(projector.get_by_text("3 of 3")).to_be_visible()
        press(projector, "class_tell")
        expect(projector.locator(".st-key-class_said")).to_contain_text(
            "Right: 1 of 3 at first, 3 of 3 after the discussion."
        )
    assert code not in capfd.readouterr().err  # nginx says nothing of it, the replicas neither
    assert list(redis_folder.iterdir()) == []  # nothing of a class is on disk
