"""The context manager that every page runs in; it draws the page's parts in the required order.

It draws frame, headline and presets first, then the page's own parts as fragments, then a hidden
number that tells stale browser messages from new ones (`held.hold`).
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from enum import IntEnum
from functools import wraps
from types import TracebackType

import streamlit as st

from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.shared import frame, held, limits, link, parts, presets
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.pages import entry_of
from dlviz.ui.shared.presets import Preset

Rest = Callable[[], None] | None  # slow work, to be done when everything else is on screen
Build = Callable[[], Rest] | Callable[[], None]


class PageOrderError(RuntimeError):
    """A page calls the parts of its frame in an order that does not work."""


class _Step(IntEnum):
    """How far a page has come."""

    NEW, OPEN, PREPARED, SHOWN, CLOSED = range(5)


class _Building:
    """One run of a fragment of `Page.show`; it holds the placeholder for the preset's goal."""

    def __init__(self) -> None:
        self.room: DeltaGenerator | None = None


_BUILDING: ContextVar[_Building | None] = ContextVar("_BUILDING", default=None)


class Page:
    """One page as a context manager: headline and presets on entry, the hidden number on exit.

    ::

        with Page("pages/pooling.py", PRESETS) as page:
            from dlviz.ui.pooling import views  # torch is imported while the headline is read

            page.prepare(views.LIMITS)

            def pool() -> None:
                view = choose_view(...)
                page.place_goal()
                views.VIEWS[view]()

            page.show(pool)

    A page without presets (the home page) needs none of the three calls.
    """

    def __init__(self, file: str, choices: Sequence[Preset] = ()) -> None:
        """Describe a page; nothing is drawn before the `with` block begins.

        Args:
            file: File of the page, as in the table of pages.
            choices: The page's presets.

        Raises:
            KeyError: if no page has that file.
        """
        self._entry = entry_of(file)
        self._presets = tuple(choices)
        self._step = _Step.NEW
        self._has_goal = False

    def __enter__(self) -> "Page":
        """Draw frame, headline and presets."""
        self._go(_Step.NEW, _Step.OPEN, "the page is opened twice")
        is_new = frame.draw(self._entry)
        if self._presets:
            presets.show_buttons(
                self._presets, is_new_page=is_new, is_fresh=link.is_fresh(self._entry.name)
            )
        return self

    def prepare(self, allowed: Iterable[Limit] = ()) -> None:
        """Show where numbers are computed, and clamp the link's numbers to their limits.

        Call it once, after torch is imported and before the page's own widgets.

        Args:
            allowed: The numbers that the page's widgets may have.

        Raises:
            PageOrderError: outside of the `with` block, or called twice.
        """
        self._go(_Step.OPEN, _Step.PREPARED, "`prepare` comes first in the `with` block, once")
        frame.show_device(self._entry)
        limits.clamp_link(allowed)

    def show(self, build: Build, *, look_again: Callable[[], float | None] | None = None) -> None:
        """Run `build` as a fragment: it reruns alone when one of its widgets changes.

        After `build`, the preset's goal is written into the placeholder of `place_goal`. If `build`
        returns a function, that is called last: it does slow work when all else is on screen.

        Args:
            build: Draws this part of the page.
            look_again: Returns the polling interval in seconds while background work is running,
                else None. Streamlit fixes a fragment's interval when the fragment is declared, so
                the whole page reruns when the interval changes.

        Raises:
            PageOrderError: before `prepare`, or inside a part.
        """
        if _BUILDING.get() is not None:
            raise self._error("`show` cannot be called inside a part of the page")
        if self._step not in (_Step.PREPARED, _Step.SHOWN):
            raise self._error("`show` comes after `prepare`, in the same `with` block")
        seconds = look_again() if look_again else None

        @wraps(build)
        def run() -> None:
            with parts.answering():
                rest = self._build(build)
                if rest:
                    rest()
            if look_again and look_again() != seconds:
                st.rerun()

        st.fragment(run, run_every=seconds)()
        self._step = _Step.SHOWN

    def place_goal(self) -> None:
        """Place an empty placeholder for the goal of the preset whose state is on screen.

        Raises:
            PageOrderError: outside of a function that `show` runs, or a second time in one.
        """
        building = _BUILDING.get()
        if building is None:
            raise self._error("`place_goal` is called by a function that `show` runs")
        if building.room is not None:
            raise self._error("`place_goal` was called twice")
        building.room = st.container()
        self._has_goal = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Draw the hidden number, unless the page was interrupted.

        Raises:
            PageOrderError: if the page has presets and shows nothing, or no goal.
        """
        step, self._step = self._step, _Step.CLOSED
        if kind is not None or not self._presets:
            return
        if step is not _Step.SHOWN:
            raise self._error("a page with presets calls `prepare` and `show`")
        if not self._has_goal:
            raise self._error("no part of the page calls `place_goal`")
        held.show_number()

    def _build(self, build: Build) -> Rest:
        building = _Building()
        token = _BUILDING.set(building)
        try:
            rest = build()
        finally:
            _BUILDING.reset(token)
        if building.room is not None:
            with building.room:
                presets.show_goal(self._presets)
        return rest

    def _go(self, before: _Step, after: _Step, problem: str) -> None:
        if self._step is not before:
            raise self._error(problem)
        self._step = after

    def _error(self, problem: str) -> PageOrderError:
        return PageOrderError(f"{self._entry.file}: {problem}.")
