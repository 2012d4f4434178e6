"""Who this tab is in a class: a pupil, its teacher, or nobody; for nobody this costs nothing.

The key that proves it stays in the session and in this browser's own storage. It is never part of
a link or of the page's address.
"""

from dataclasses import dataclass

import streamlit as st

from dlviz.ui._compat import this_run
from dlviz.ui.components.history import history
from dlviz.ui.components.history.messages import Member as Remembered
from dlviz.ui.shared import keepsakes

ROOM = "room"  # query parameter of the class's page: the four letters
_MEMBER = keepsakes.kept("class_member")  # session key
_LEFT = "class_left"  # session key: codes of classes that this tab is not to come back into
_ASKS = "class_asks"  # session key: whether the class's question is before the class
_PRESET = "class_preset"  # session key: the preset in use on each page
_STEP = "class_step"  # session key: a preset that a page is to set, and whether with its answer


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a class.

    Attributes:
        is_teacher: Whether this is the teacher.
        code: The class's four letters.
        key: A secret of this browser.
    """

    is_teacher: bool
    code: str
    key: str


@dataclass(frozen=True, slots=True)
class Step:
    """A preset that a page is to set for the class.

    Attributes:
        page: Name of the page.
        preset: Name of the preset.
        is_told: Whether the answer is to be on screen too.
    """

    page: str
    preset: str
    is_told: bool


def current() -> Member | None:
    """Return who this tab is; None if it is in no class."""
    member: Member | None = st.session_state.get(_MEMBER)
    return member


def begin() -> None:
    """Come back into the class that the browser remembers; every page calls this.

    A page opened with the code of a class comes back into that one only.
    """
    if current() is not None or not history.remembered_members(this_run.visitor()):
        return
    wanted = st.query_params.get(ROOM)
    known = [own for own in _remembered() if wanted is None or own.code == wanted.upper()]
    if known:
        st.session_state[_MEMBER] = max(known, key=lambda own: own.is_teacher)


def enter(member: Member) -> None:
    """Be in a class from now on."""
    st.session_state[_MEMBER] = member
    st.session_state[_LEFT] = [code for code in left() if code != member.code]


def leave() -> None:
    """Be in no class any more."""
    member = current()
    if member is not None:
        st.session_state[_LEFT] = [*left(), member.code]
        del st.session_state[_MEMBER]
    st.session_state.pop(_ASKS, None)


def own_key(code: str) -> str | None:
    """Return the key with which this browser is a pupil of a class already; None without one."""
    known = (own for own in _remembered() if own.code == code and not own.is_teacher)
    return next((own.key for own in known), None)


def has_heard() -> bool:
    """Return whether the browser has said which classes it remembers."""
    return history.remembered_members(this_run.visitor()) is not None


def to_remember() -> Remembered | None:
    """Return what the browser is to remember."""
    member = current()
    if member is None:
        return None
    role = "teacher" if member.is_teacher else "pupil"
    return Remembered(role=role, code=member.code, key=member.key)  # type: ignore[typeddict-item]


def left() -> list[str]:
    """Return the codes of the classes that the browser is to forget."""
    codes: list[str] = st.session_state.get(_LEFT, [])
    return codes


def note_asking(*, is_asking: bool) -> None:
    """Note whether the class's question is before the class: the page's own waits meanwhile."""
    st.session_state[_ASKS] = is_asking


def is_asking() -> bool:
    """Return whether the class's question stands on the teacher's screen."""
    return bool(st.session_state.get(_ASKS, False))


def note_preset(page: str, preset: str | None) -> None:
    """Note which preset is in use on a page."""
    st.session_state[_PRESET] = page, preset


def chosen_preset(page: str) -> str | None:
    """Return the preset in use on a page; None if none is."""
    noted, preset = st.session_state.get(_PRESET, ("", None))
    return preset if noted == page else None


def plan(step: Step) -> None:
    """Let a page set a preset in its next whole run."""
    st.session_state[_STEP] = step


def take_step(page: str) -> Step | None:
    """Return, once, what `page` is to set."""
    step: Step | None = st.session_state.get(_STEP)
    if step is None or step.page != page:
        return None
    del st.session_state[_STEP]
    return step


def _remembered() -> list[Member]:
    """Return the classes that the browser remembers; anybody can forge them."""
    from dlviz.classroom import codes

    found = []
    for own in history.remembered_members(this_run.visitor()) or ():
        if not isinstance(own, dict):
            continue
        code, key = codes.read_code(own.get("code")), own.get("key")
        if code is not None and code not in left() and codes.is_key(key):
            found.append(Member(own.get("role") == "teacher", code, str(key)))
    return found
