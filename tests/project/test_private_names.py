"""The installed Streamlit and Starlette have every private name that dlviz uses."""

import logging
from collections import Counter
from dataclasses import replace

import pytest

from dlviz.ui._compat import names, register
from dlviz.ui._compat.register import Kind, MissingNameError

GONE = replace(names.EXTERNAL_IP, name="_no_such_address")


@pytest.mark.parametrize("name", names.ALL, ids=str)
def test_the_installed_version_has(name: register.PrivateName) -> None:
    assert register.is_there(name)


def test_each_name_is_registered_once_and_explained() -> None:
    assert max(Counter(map(str, names.ALL)).values()) == 1
    for name in names.ALL:
        for sentence in (name.purpose, name.without):
            assert sentence.endswith("."), name
            assert len(sentence) > 20, name


def test_a_wrapped_constructor_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tools that measure or watch a server wrap the constructors of its classes."""
    owner = register.find(replace(names.APP_SESSION_ID, name="AppSession"))
    begin = owner.__init__
    monkeypatch.setattr(owner, "__init__", lambda self, *rest, **named: begin(self, *rest, **named))
    register.check(names.ALL)


def test_what_is_missing_is_missing() -> None:
    assert not register.is_there(GONE)
    assert not register.is_there(replace(GONE, module="streamlit.no_such_module"))
    assert not register.is_there(replace(names.SESSION_STORAGE, name="WebsocketSessionManager._x"))
    assert not register.is_there(replace(names.INDEX_PAGE, name="static/no_such_page.html"))
    assert not register.is_there(names.EXTERNAL_IP, GONE)


@pytest.mark.parametrize("kind", [Kind.PROTECTS, Kind.NEEDED])
def test_what_the_app_cannot_do_without_is_refused_by_name(kind: Kind) -> None:
    with pytest.raises(MissingNameError, match="_no_such_address"):
        register.check((names.ADD_FILE, replace(GONE, kind=kind)))


def test_what_saves_time_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        register.check((names.ADD_FILE, replace(GONE, kind=Kind.SAVES_TIME)))
    (line,) = caplog.messages
    assert str(GONE) in line
    assert "\n" not in line


def test_nothing_is_put_in_the_place_of_what_is_missing() -> None:
    with pytest.raises(MissingNameError, match="_no_such_address"):
        register.replace(GONE, "")
    with pytest.raises(MissingNameError, match="_no_such_address"):
        register.find(GONE)
