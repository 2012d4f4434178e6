"""What a tab has kept comes back as a whole, wherever a newer run ends the one that fetches it."""

from collections import UserDict
from contextlib import suppress
from types import SimpleNamespace

import pytest

from dlviz.ui._compat import this_run
from dlviz.ui.components.history import history
from dlviz.ui.serving import tabs
from dlviz.ui.shared import keepsakes, kept_drawing
from dlviz.ui.shared.kept_drawing import KeptPad

KEPT = ("kept_photos", "digit_training_race", "digits_pad_drawing")


class NewerRun(BaseException):
    """What Streamlit raises where a run touches the session, when there is a newer one."""


class Session(UserDict):
    """A session in which a newer run is there after `left` touches, None for never."""

    left: int | None = None

    def touch(self) -> None:
        """Count one touch."""
        if self.left == 0:
            self.left = None
            raise NewerRun
        if self.left is not None:
            self.left -= 1

    def __getitem__(self, key: str) -> object:
        """Touch, then return a value."""
        self.touch()
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: object) -> None:
        """Touch, then set a value."""
        self.touch()
        super().__setitem__(key, value)

    def __contains__(self, key: object) -> bool:
        """Touch, then tell whether there is such a value."""
        self.touch()
        return super().__contains__(key)


@pytest.mark.parametrize("touches", range(20))
def test_a_run_that_a_newer_one_ends_loses_nothing(
    touches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in KEPT:
        keepsakes.kept(key)
    made = {key: object() for key in KEPT}
    tab = tabs.open_tab("before the reload")
    tab.kept = dict(made)
    session = Session()
    monkeypatch.setattr(keepsakes, "st", SimpleNamespace(session_state=session))
    monkeypatch.setattr(this_run, "visitor", lambda: "after it")
    said = history.Before(tab.key, True, True)
    monkeypatch.setattr(history, "said_before", lambda: said)
    session.left = touches
    with suppress(NewerRun):
        keepsakes.begin("digits")
        keepsakes.store()
    session.left = None
    keepsakes.begin("digits")
    keepsakes.store()
    assert {key: session[key] for key in KEPT} == made == tab.kept
    assert all(keepsakes.has_returned(key) for key in KEPT)
    assert keepsakes.announce() == (tab.key, True)


@pytest.mark.parametrize("touches", range(6))
def test_a_drawing_is_fetched_again_by_the_run_after_one_that_was_ended(
    touches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pad = KeptPad("digits_pad")
    session = Session({"frame_returned": {"digits_pad_drawing"}, "digits_pad_drawing": "strokes"})
    module = SimpleNamespace(session_state=session)
    monkeypatch.setattr(keepsakes, "st", module)
    monkeypatch.setattr(kept_drawing, "st", module)
    session.left = touches
    with suppress(NewerRun):
        pad._restored()
    session.left = None
    for _ in range(2):  # until the pad says that it has it
        restored = pad._restored()
        assert restored is not None
        assert restored.message == "strokes"
