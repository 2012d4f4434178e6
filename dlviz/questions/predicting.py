"""What a page asks before a preset shows it, and when the answer is on screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Choose, Question

_HOME = "dlviz.questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A question about what will come, and the change that brings it.

    Attributes:
        name: Short, for links and notes, and unique: "pooling_gradient".
        before: Values by widget key while the question waits, beside those of the preset: the
            picture before.
        after: Values by widget key with which the answer is on screen. They come when the visitor
            sets them, or presses "Do it for me".
        frees: Keys of values that the change brings about besides, such as the weights that a
            training leaves: they need not be as they were when the visitor answered.
        task: What to do with the page's own control, to follow "Now": "change the 5 to 1".
        make: Builds the question, its truth computed by the functions that the page shows, from
            the numbers of the preset. It may take seconds; it is called once.
        hides: Keys of widgets, components or containers that would give the answer away. They are
            hidden until the visitor has answered; "What to notice" is until the answer is told.
        notice: What there is to notice once the answer came; "" for the preset's own notice.
        why: Asked after a wrong answer: which reason explains what came? None if nothing is asked.
        practice: Name of the page's generator whose questions have the same structure.
    """

    name: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    frees: tuple[str, ...] = ()
    task: str
    make: Callable[[], Question]
    hides: tuple[str, ...] = ()
    notice: str = ""
    why: Choose | None = None
    practice: str


def predictions_of(page: str) -> Mapping[str, Prediction]:
    """Return the predictions of a page by the name of the preset that asks them."""
    found: Mapping[str, Prediction] = import_module(f"{_HOME}.predictions.{page}").PREDICTIONS
    return found


def generators_of(page: str) -> tuple[Generator, ...]:
    """Return what draws further questions of a page."""
    found: tuple[Generator, ...] = import_module(f"{_HOME}.generators.{page}").GENERATORS
    return found
