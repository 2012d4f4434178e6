"""Which question stands on each page, and with what it belongs together; kept in the session."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from dlviz.questions.asking import Asking, Phase
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Question
from dlviz.questions.ladder import Ladder
from dlviz.questions.predicting import Prediction, generators_of, predictions_of
from dlviz.ui.shared import ask_switch, keepsakes, turns

_ASKED = keepsakes.kept("frame_asked", only_reload=True)  # session key: the question of each page
_LADDERS = keepsakes.kept("frame_ladders")  # session key: where a visitor stands, by generator
_MET = "frame_met"  # session key: the pages on which something has been asked
_SEEDS = 10**6
_MOST_DRAWN = 128  # drawn questions that are kept, of all visitors
_BUILT: dict[tuple[str, str], Question] = {}  # the questions of presets: the same for everybody


@dataclass(frozen=True, slots=True)
class Scene:
    """A question on a page, with what belongs to it.

    Attributes:
        page: Name of the page.
        asking: Where the question stands.
        preset: Widget values that the preset sets, by key; empty for a drawn question.
        notice: What the preset lets one notice.
        prediction: Of a preset's question.
        generator: Of a drawn one.
    """

    page: str
    asking: Asking
    preset: Mapping[str, Any]
    notice: str
    prediction: Prediction | None = None
    generator: Generator | None = None

    @property
    def question(self) -> Question:
        """What is asked."""
        if self.prediction is not None:
            return _predicted(self.page, self.asking.source)
        assert self.generator is not None
        return _drawn(self.generator, self.asking.seed, self.asking.level)

    @property
    def practice(self) -> Generator | None:
        """What draws further questions of the same structure; None if nothing does."""
        if self.prediction is None:
            return self.generator
        name = self.prediction.practice
        return next((own for own in generators_of(self.page) if own.name == name), None)

    @property
    def heading(self) -> str:
        """What stands above the prompt."""
        if self.generator is None:
            return self.asking.source
        return f"Practice: {self.generator.idea}"

    @property
    def before(self) -> dict[str, Any]:
        """Widget values while the question waits, by key."""
        return {**self.preset, **(self.prediction.before if self.prediction else {})}

    @property
    def after(self) -> Mapping[str, Any]:
        """Widget values with which the answer is on screen, beside those of `before`."""
        return self.prediction.after if self.prediction else {}


def begin_preset(
    page: str, name: str, preset: Mapping[str, Any], *, is_called: bool = True
) -> Mapping[str, Any]:
    """Ask a preset's question, if pages ask and it has one.

    Args:
        page: Name of the page.
        name: Name of the preset.
        preset: The widget values that it sets, by key.
        is_called: Whether the visitor pressed it.

    Returns:
        The widget values to set now.
    """
    end(page)
    prediction = predictions_of(page).get(name) if ask_switch.is_on() else None
    if prediction is None:
        return preset
    put(page, Asking(secrets.token_hex(8), name, is_called=is_called))
    return {**preset, **prediction.before}


def begin_held(page: str) -> bool:
    """Ask the one question that the link holds, if it is one of this page's."""
    wanted = ask_switch.held_question()
    names = {own.name for own in generators_of(page)} if wanted else set()
    if wanted is None or wanted[0] not in names:
        return False
    name, level, seed = wanted
    put(page, Asking(secrets.token_hex(8), name, level, seed, is_called=False))
    return True


def begin_told(page: str, name: str, preset: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let the page itself do what a preset's question asks about; arguments as `begin_preset`.

    Returns:
        The widget values to set now: those with which the answer is on screen.
    """
    begin_preset(page, name, preset, is_called=False)
    prediction = predictions_of(page).get(name)
    if prediction is None or page not in _all():
        return preset
    put(page, replace(_all()[page], phase=Phase.DO, is_let=True))
    return {**preset, **prediction.before, **prediction.after}


def asked_on(page: str) -> Asking | None:
    """Return the question that stands on `page`; None if there is none."""
    return _all().get(page) if ask_switch.is_on() else None


def end(page: str) -> None:
    """Ask nothing on `page` any more."""
    _all().pop(page, None)


def is_asking(page: str) -> bool:
    """Return whether a question stands on `page`."""
    return ask_switch.is_on() and page in _all()


def holds_preset(page: str) -> str | None:
    """Return the name of the preset whose view the question on `page` needs; None for any view.

    A state that refutes a misconception may be in another view: the explanation stays beside it.
    """
    asking = _all().get(page) if is_asking(page) else None
    is_bound = asking is not None and not asking.level and not asking.is_refuted
    return asking.source if asking is not None and is_bound else None


def waits_for(page: str) -> str | None:
    """Return the name of the preset whose question on `page` is not told yet; None without one."""
    asking = _all().get(page)
    is_waiting = asking is not None and not asking.level and asking.phase is not Phase.TOLD
    return asking.source if asking is not None and is_waiting else None


def has_met(page: str) -> bool:
    """Return whether anything has been asked on `page` in this session."""
    return page in st.session_state.get(_MET, ())


def practise(page: str, *, beside: str = "") -> None:
    """Ask a question that is drawn: of the first structure that has not been met.

    Args:
        page: Name of the page.
        beside: Name of the generator whose structure is enough for now; "" if none is.
    """
    met = ladders()
    generators = [own for own in generators_of(page) if own.name != beside]
    new = next((own for own in generators if own.name not in met), None)
    draw(page, new or secrets.choice(generators))


def draw(page: str, generator: Generator) -> None:
    """Ask a question of one structure, as hard as the visitor has got."""
    level = ladders().get(generator.name, Ladder()).level
    ladders().setdefault(generator.name, Ladder())
    seed = secrets.randbelow(_SEEDS)
    put(page, Asking(secrets.token_hex(8), generator.name, level, seed))


def find(page: str, presets: Mapping[str, tuple[Mapping[str, Any], str]]) -> Scene | None:
    """Return the question of a page; None if what it belongs to is not there any more."""
    asking = _all()[page]
    if asking.level:
        found = next((own for own in generators_of(page) if own.name == asking.source), None)
        return None if found is None else Scene(page, asking, {}, "", generator=found)
    prediction = predictions_of(page).get(asking.source)
    if prediction is None or asking.source not in presets:
        return None
    values, notice = presets[asking.source]
    return Scene(page, asking, values, notice, prediction)


def _predicted(page: str, name: str) -> Question:
    """Return the question of a preset; it is built once, which may take seconds."""
    if (page, name) not in _BUILT:
        with turns.turn():
            _BUILT[page, name] = predictions_of(page)[name].make()
    return _BUILT[page, name]


@lru_cache(_MOST_DRAWN)
def _drawn(generator: Generator, seed: int, level: int) -> Question:
    """Return a drawn question: it is needed when it is asked, when it is answered, and after."""
    return generator.question(seed, level)


def _all() -> dict[str, Asking]:
    asked: dict[str, Asking] = st.session_state.setdefault(_ASKED, {})
    return asked


def put(page: str, asking: Asking) -> None:
    """Let a question stand on `page`."""
    _all()[page] = asking
    st.session_state.setdefault(_MET, set()).add(page)


def ladders() -> dict[str, Ladder]:
    """Return where this visitor stands, by generator; it can be changed."""
    kept: dict[str, Ladder] = st.session_state.setdefault(_LADDERS, {})
    return kept
