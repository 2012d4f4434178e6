"""Reruns of a page, and the behaviour if Streamlit lacks the private names for them."""

from types import SimpleNamespace

import pytest
import streamlit as st

from dlviz.ui._compat import addresses, link_values, names, register, this_run
from dlviz.ui.shared import errors


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list:
    """What a run has asked for; it came with a link."""
    wishes: list = []
    run = SimpleNamespace(
        query_string="digits_view=1",
        page_script_hash="digits",
        context_info=None,
        script_requests=SimpleNamespace(request_rerun=wishes.append),
    )
    monkeypatch.setattr(this_run, "context", lambda: run)
    return wishes


def test_the_same_page_runs_again_from_its_link(asked: list) -> None:
    assert this_run.run_again()
    (wish,) = asked
    assert (wish.query_string, wish.page_script_hash) == ("digits_view=1", "digits")


@pytest.mark.parametrize("name", names.FOR_ANOTHER_RUN, ids=str)
def test_without_a_name_no_run_is_asked_for_and_the_visitor_reads_what_to_do(
    name: register.PrivateName, asked: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    has = register._is_there
    monkeypatch.setattr(register, "_is_there", lambda own: own != name and has(own))
    monkeypatch.setattr(errors, "_goes_on_without_gpu", lambda _: True)
    monkeypatch.setattr(st, "error", said.append)
    assert errors.explain(RuntimeError("CUDA error"))
    assert said == [errors.UNKNOWN]
    assert asked == []


@pytest.mark.parametrize(
    ("listens_on", "opened"), [(None, "localhost"), ("0.0.0.0", "localhost"), ("10.0.0.7",) * 2]
)
def test_the_browser_opens_where_the_server_listens(
    listens_on: str | None, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.cli_util.open_browser", said.append)
    monkeypatch.setattr(st, "get_option", {"server.address": listens_on}.get)
    addresses.open_browser()
    (address,) = said
    assert address.startswith(f"http://{opened}:")


@pytest.mark.parametrize("name", names.FOR_HISTORY, ids=str)
def test_without_a_name_the_browser_goes_back_as_streamlit_does(
    name: register.PrivateName, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = register._is_there
    run = SimpleNamespace(is_history_navigation=True)
    monkeypatch.setattr(link_values, "context", lambda: run)
    assert link_values.is_from_history()
    monkeypatch.setattr(register, "_is_there", lambda own: own != name and has(own))
    assert not link_values.is_from_history()
