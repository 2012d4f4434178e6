"""What a page computes for longer than a moment: in turn, with its place in sight, and only once.

A slider or a stroke is never held up by it: half of the cores are left to light work.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import streamlit as st

from dlviz.scheduling.line import ROUND
from dlviz.scheduling.turn import Progress, SupersededError, no_progress
from dlviz.scheduling.turn import turn as take_turn
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.shared.visitors import visitor

ASKING = "Waiting for the network"
_UNSEEN = 0.4  # seconds until a visitor is told; what is quicker would only flicker
_MOST_OWN = 16  # results of one visitor on one page, at most about a megabyte each
_MOST_SHARED = 96  # results of shipped pictures on one page
_LOCK = threading.Lock()
_MINE = threading.local()  # whether this thread has its turn already

Result = TypeVar("Result")


@contextmanager
def turn(doing: str = ASKING) -> Iterator[Progress]:
    """Wait for this visitor's turn, then have a core of the pool until the block ends.

    Whoever changes something meanwhile does not wait: the block ends at its next step.

    Args:
        doing: What is being done, as the visitor reads it.

    Yields:
        What to tell between steps which share is done; others have the core in between.
    """
    if getattr(_MINE, "has_turn", False):
        yield no_progress
        return
    sign = _Sign(doing)
    try:
        with take_turn(visitor(), sign.show_place) as go_on:
            _MINE.has_turn = True

            def progress(share: float) -> None:
                go_on()
                sign.show_share(share)

            yield progress
        sign.clear()
    except SupersededError:
        st.stop()
    finally:
        _MINE.has_turn = False


def result(
    page: str,
    key: Hashable,
    compute: Callable[[Progress], Result],
    *,
    is_own: bool,
    doing: str = ASKING,
) -> Result:
    """Return what `compute` returns for `key`, computed once, when it is this visitor's turn.

    What shipped pictures lead to is computed once for everybody, however many ask at the same
    moment. What a visitor's own pictures lead to stays in the visitor's session and ends with it.
    Of both only the newest is kept.

    Args:
        page: Whose results these are.
        key: Everything that the result depends on.
        compute: Does it; what it gets is `turn`'s.
        is_own: Whether anything of the visitor's own is in it.
        doing: What is being done, as the visitor reads it.
    """
    if is_own:
        own = st.session_state.setdefault(f"{page}_results", {})
        return cast("Result", _from(own, key, compute, doing, _MOST_OWN))
    shared, at_work = _shared(page)
    _wait_for_another(shared, key, at_work, doing)
    try:
        return cast("Result", _from(shared, key, compute, doing, _MOST_SHARED))
    finally:
        with _LOCK:
            at_work.discard(key)


def is_known(page: str, key: Hashable, *, is_own: bool) -> bool:
    """Return whether `result` would return at once."""
    return key in (st.session_state.get(f"{page}_results", {}) if is_own else _shared(page)[0])


def _from(
    store: dict[Hashable, Any],
    key: Hashable,
    compute: Callable[[Progress], Any],
    doing: str,
    most: int,
) -> Any:
    with _LOCK:
        if key in store:
            store[key] = store.pop(key)  # the newest last
            return store[key]
    with turn(doing) as progress:
        value = compute(progress)
    with _LOCK:
        store[key] = value
        while len(store) > most:
            store.pop(next(iter(store)))
    return value


def _wait_for_another(
    store: dict[Hashable, Any], key: Hashable, at_work: set[Hashable], doing: str
) -> None:
    """Wait while another visitor's run computes the same; if nobody has, say that this one does."""
    sign = _Sign(doing)
    while True:
        with _LOCK:
            if key in store:
                break
            if key not in at_work:
                at_work.add(key)
                break
        sign.show_share(0.0)
        time.sleep(ROUND)
    sign.clear()


@st.cache_resource(show_spinner=False)
def _shared(_page: str) -> tuple[dict[Hashable, Any], set[Hashable]]:
    """Return what all visitors of a page share: results, and what is being computed."""
    return {}, set()


class _Sign:
    """What a visitor reads meanwhile; there is none while it is only a moment."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._since = time.monotonic()
        self._place: DeltaGenerator | None = None
        self._told = (0, 0)

    def show_place(self, place: int, length: int) -> None:
        """Show the place in the line, when it has changed; screen readers speak it."""
        if (place, length) != self._told and (shown := self._shown()):
            self._told = place, length
            shown.info(
                f"{self._doing}: place **{place}** of {length} in this server's queue.",
                icon=":material/hourglass_empty:",
            )

    def show_share(self, share: float) -> None:
        """Show how far it is."""
        if shown := self._shown():
            shown.progress(min(1.0, share), text=self._doing)

    def clear(self) -> None:
        """Take it away."""
        if self._place is not None:
            self._place.empty()

    def _shown(self) -> DeltaGenerator | None:
        if self._place is None and time.monotonic() - self._since > _UNSEEN:
            self._place = st.empty()
        return self._place
