"""Runs a page's slow computations through the job queue and caches their results.

The visitor sees the place in the queue and the progress. Half of the cores are kept for light
work, so that sliders and drawing stay quick.
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
_MINE = threading.local()  # whether this thread already holds a worker

Result = TypeVar("Result")


@contextmanager
def turn(doing: str = ASKING) -> Iterator[Progress]:
    """Wait in the queue, then hold a worker of the pool until the block ends.

    If the visitor changes a setting meanwhile, the block is aborted at its next step.

    Args:
        doing: What is being computed, in words for the visitor.

    Yields:
        A function to call between steps with the share that is done; in this call other jobs may
        use the worker.
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
    """Return the cached result for `key`, or compute it through the queue and cache it.

    A result for shipped pictures is computed once for all visitors, even if several ask at the
    same moment. A result for a visitor's own pictures is cached in the visitor's session. Both
    caches drop their least recently used results.

    Args:
        page: Name of the page.
        key: Everything that the result depends on.
        compute: Computes the result; it is called with the progress function of `turn`.
        is_own: Whether the result depends on the visitor's own data.
        doing: What is being computed, in words for the visitor.
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
    """Return whether the result is cached, so that `result` would return at once."""
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
            store[key] = store.pop(key)  # most recently used last
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
    """Wait while another run computes `key`; if there is no result then, claim it for this run."""
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
    """Return the cache that all visitors of a page share, and the keys now being computed."""
    return {}, set()


class _Sign:
    """The message a visitor reads while waiting; it appears only after `_UNSEEN` seconds."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._since = time.monotonic()
        self._place: DeltaGenerator | None = None
        self._told = (0, 0)

    def show_place(self, place: int, length: int) -> None:
        """Show the place in the queue if it has changed; screen readers announce it."""
        if (place, length) != self._told and (shown := self._shown()):
            self._told = place, length
            shown.info(
                f"{self._doing}: place **{place}** of {length} in this server's queue.",
                icon=":material/hourglass_empty:",
            )

    def show_share(self, share: float) -> None:
        """Show the share that is done, in [0, 1]."""
        if shown := self._shown():
            shown.progress(min(1.0, share), text=self._doing)

    def clear(self) -> None:
        """Remove the message."""
        if self._place is not None:
            self._place.empty()

    def _shown(self) -> DeltaGenerator | None:
        if self._place is None and time.monotonic() - self._since > _UNSEEN:
            self._place = st.empty()
        return self._place
