"""Controls a race, a training of several methods side by side: buttons, status line, polling."""

from dataclasses import dataclass, field

import streamlit as st

from dlviz.training.methods import Choices
from dlviz.training.race import Race
from dlviz.ui.shared import background, digit_networks, keepsakes
from dlviz.ui.shared.deeds import Deed
from dlviz.ui.shared.undo import Undo
from dlviz.ui.shared.visitors import presence, visitor

_STOPS = "Ends this race now."
_ENDED = "This race has ended."


@dataclass(frozen=True, slots=True)
class RacePlayer:
    """The controls of one page's race.

    Attributes:
        page: Prefix of the widget keys.
        verb: Label of the start button.
    """

    page: str
    verb: str = "Race"
    _undo: Undo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Register the race's session key, so that the race survives a reload."""
        keepsakes.kept(self.key)
        object.__setattr__(self, "_undo", Undo(f"{self.page}_race_undo"))

    @property
    def key(self) -> str:
        """The session key of this visitor's race."""
        return f"{self.page}_race"

    @property
    def _raced(self) -> Deed:
        return Deed(f"{self.page}_raced")

    def current(self) -> Race | None:
        """Return this visitor's race, if there is one."""
        race = st.session_state.get(self.key)
        return race if isinstance(race, Race) else None

    def show(self, choices: Choices | None) -> Race | None:
        """Place the buttons and a line with the race's progress; return the race."""
        race = self.current()
        if self._raced.is_asked_for() and choices and not (race and race.is_running):
            self._play(choices)
            race = self.current()
        if race:
            race.look()
        is_running = race is not None and race.is_running
        is_done = race is not None and race.is_done and choices in (race.choices, None)
        self._raced.note(is_done=is_done)
        can_go_on = race is not None and race.can_go_on and choices in (race.choices, None)
        nothing = "" if choices or can_go_on else "Tick at least one method first."
        begins = self._why_not_begun(race)
        with st.container(horizontal=True, vertical_alignment="center", key=f"{self.page}_player"):
            if is_running:
                st.button(
                    "Pause", icon=":material/pause:", key=f"{self.page}_pause", on_click=self._pause
                )
            else:
                st.button(
                    "Continue" if can_go_on and race and race.share else self.verb,
                    icon=":material/play_arrow:",
                    key=f"{self.page}_play",
                    type="primary",
                    on_click=self._play,
                    args=(choices,),
                    disabled=bool(nothing),
                    help=nothing or None,
                )
            st.button(
                "One epoch",
                icon=":material/skip_next:",
                key=f"{self.page}_step",
                on_click=self._step,
                args=(choices,),
                disabled=is_running or bool(nothing),
                help=nothing or ("Pause first." if is_running else None),
            )
            st.button(
                "Stop",
                icon=":material/stop:",
                key=f"{self.page}_stop",
                on_click=self._stop,
                disabled=race is None or not race.can_go_on,
                help=begins or (_ENDED if not race or not race.can_go_on else _STOPS),
            )
            st.button(
                "Reset",
                icon=":material/replay:",
                key=f"{self.page}_reset",
                on_click=self._reset,
                disabled=race is None,
                help=begins or "Goes back to the same initial weights.",
            )
            self._undo.offer()
            self._show_progress(race, choices)
        return race

    def seconds_to_next_look(self, seconds: float) -> float | None:
        """Return the polling interval `seconds` while a race runs, else None."""
        race = self.current()
        return seconds if race and race.is_running else None

    def _why_not_begun(self, race: Race | None) -> str:
        """Return why what needs a race cannot be pressed; "" where there is one."""
        return f"Nothing has started yet: press {self.verb}." if race is None else ""

    def _show_progress(self, race: Race | None, choices: Choices | None) -> None:
        if choices is None:
            st.markdown("Tick at least one method under “Race”.", width="content")
        elif race is None:
            st.markdown(
                f"{len(choices.methods)} methods, {choices.n_digits:,} digits, "
                f"{choices.epochs} epochs",
                width="content",
            )
        elif race.is_running and race.place:
            background.show_place(race.place)
        elif race.is_done:
            seconds = sum(standing.seconds for standing in race.standings)
            st.markdown(
                f"Done in **{seconds:.0f} s** of training.{self._differs(race, choices)}",
                width="content",
            )
        else:
            left = race.seconds_left
            text = f"epoch {race.epoch:.1f} of {race.choices.epochs}"
            if race.is_running and left is not None:
                text += f", about {left:.0f} s left"
            elif not race.is_running:
                text += ", ended" if race.is_stopped else ", paused"
            st.progress(race.share, text=text + self._differs(race, choices), width=330)

    def _differs(self, race: Race, choices: Choices) -> str:
        if race.choices == choices:
            return ""
        return f" (the controls have changed since: {self.verb} starts again)"

    def _race_for(self, choices: Choices | None) -> Race:
        """Return the current race, or a new one if the controls no longer match it."""
        race = self.current()
        if race and race.can_go_on and choices in (race.choices, None):
            return race
        return self._begin(choices or Choices())

    def _begin(self, choices: Choices) -> Race:
        race = self.current()
        if race:
            race.pause()
        train, test = digit_networks.train_digits(), digit_networks.test_digits()
        what = f"the race at epoch {race.epoch:.1f}" if race else ""
        with self._undo.step(what, [self.key] if race and race.share else []):
            race = Race(choices, train, test, visitor=visitor(), is_here=presence())
            st.session_state[self.key] = race
        return race

    def _play(self, choices: Choices | None) -> None:
        self._race_for(choices).play()

    def _step(self, choices: Choices | None) -> None:
        self._race_for(choices).step_epoch()

    def _pause(self) -> None:
        race = self.current()
        if race:
            race.pause()

    def _stop(self) -> None:
        race = self.current()
        if race:
            race.stop()

    def _reset(self) -> None:
        race = self.current()
        if race:
            self._begin(race.choices)
