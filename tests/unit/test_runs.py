"""The optimisations of script runs do not change their results."""

import pytest
from streamlit import dataframe_util
from streamlit.components.v2.bidi_component import serialization
from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.elements.lib.utils import compute_and_register_element_id
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SafeSessionState, SessionState

from dlviz.scheduling.gate import GATE
from dlviz.ui._compat import runs


@pytest.fixture(autouse=True)
def lightened(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in (
        (ScriptRunner, "_run_script"),
        (SafeSessionState, "filtered_state"),
        (BidiComponentMixin, "_build_bidi_identity_kwargs"),
        (app_session, "_populate_theme_msg"),
        (serialization, "is_dataframe_like"),
    ):
        monkeypatch.setattr(owner, name, owner.__dict__[name])  # it is put back after the test
    runs.lighten()


def test_a_second_time_changes_nothing() -> None:
    before = app_session._populate_theme_msg, ScriptRunner._run_script
    runs.lighten()
    assert (app_session._populate_theme_msg, ScriptRunner._run_script) == before


def test_what_is_looked_up_is_what_all_of_it_holds() -> None:
    state = SessionState()
    state["digit"], state["nothing"] = 7, None
    looked = SafeSessionState(state, lambda: None).filtered_state
    assert dict(looked) == state.filtered_state == {"digit": 7, "nothing": None}
    assert len(looked) == 2
    assert "digit" in looked
    assert looked["nothing"] is None
    assert "absent" not in looked
    with pytest.raises(KeyError):
        looked["absent"]


def test_the_themes_are_those_that_streamlit_works_out() -> None:
    known = app_session._populate_theme_msg
    sections = ("theme", "theme.light", "theme.light.sidebar", "theme.dark", "theme.sidebar")
    sent = []
    for populate in (known.__wrapped__, known, known):
        messages = {section: NewSession() for section in sections}
        for section, message in messages.items():
            populate(message.custom_theme, section)
        sent.append([message.SerializeToString() for message in messages.values()])
    assert sent[0] == sent[1] == sent[2]
    assert any(sent[0])
    assert not all(sent[0])


def test_a_component_has_the_name_it_has_without_us() -> None:
    written = {"json": "0f", "component_name": "dlviz.surfaces", "width": "stretch"}
    ours = BidiComponentMixin._build_bidi_identity_kwargs(None, data={"values": "AAAA"})
    names = [
        compute_and_register_element_id(
            "bidi_component", user_key="own", key_as_main_identity=True, dg=None, **properties
        )
        for properties in (written, ours)
    ]
    assert names[0] == names[1]


def test_a_component_s_data_are_written_as_without_us(monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"file_name": "7.png", "rows": [[1, 2], [3, 4]], "colours": {"a": ["#000"]}, "at": None}
    ours, streamlits = serialization.is_dataframe_like, dataframe_util.is_dataframe_like
    assert ours is not streamlits
    written = []
    for is_table in (ours, streamlits):
        monkeypatch.setattr(serialization, "is_dataframe_like", is_table)
        message = BidiComponent()
        serialization.serialize_mixed_data(data, message)
        written.append(message.SerializeToString())
    assert written[0] == written[1] != b""


def test_a_run_is_in_the_gate_until_it_ends_however_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    def run(_self, _data) -> None:
        seen.append(GATE._inside is not None)
        raise ValueError("a page of ours")

    monkeypatch.setattr(ScriptRunner, "_run_script", runs._one_after_the_other(run))
    with pytest.raises(ValueError, match="a page of ours"):
        ScriptRunner._run_script(None, None)
    assert seen == [True]
    assert GATE._inside is None
