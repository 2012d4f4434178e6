"""Shows the class's question: on the projector for all to read, on a phone to be answered."""

from collections.abc import Callable
from dataclasses import dataclass

from dlviz.classroom.answers import verdict_of
from dlviz.classroom.asked import Asked, OfPreset, Own
from dlviz.questions.asking import Answer, Asking, Phase, in_words
from dlviz.questions.kinds import Choose, Mistake, Option, Question
from dlviz.questions.predicting import generators_of
from dlviz.ui.components.question.question import Explained, show_question

NONE_RIGHT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll(Choose):
    """A question in the teacher's words: up to six answers, and perhaps none is right."""

    right_one: int

    def __post_init__(self) -> None:
        """Take what the core has checked."""

    @property
    def right(self) -> int:
        """Index of the right answer, NONE_RIGHT if none is meant to be."""
        return self.right_one


def as_question(built: Question | Own) -> Question:
    """Return the question in the form that the component shows."""
    if not isinstance(built, Own):
        return built
    right = NONE_RIGHT if built.right is None else built.right
    wrong = Mistake("", "")
    options = tuple(
        Option(text, None if place == right else wrong) for place, text in enumerate(built.answers)
    )
    return _Poll(prompt=built.prompt, worked="", options=options, right_one=right)


def heading_of(asked: Asked) -> str:
    """Return what stands above a question."""
    if isinstance(asked, OfPreset):
        return asked.preset
    if isinstance(asked, Own):
        return "Your teacher's question"
    found = (own.idea for own in generators_of(asked.page) if own.name == asked.generator)
    return next(found, "").capitalize()


def words_of(built: Question | Own, answer: Answer) -> str:
    """Return an answer in words."""
    return in_words(as_question(built), answer)


def show_asked(
    built: Question | Own,
    asked: Asked,
    *,
    key: str,
    identity: str,
    is_still: bool,
    on_said: Callable[[], None],
) -> None:
    """Draw a question that waits for answers.

    Args:
        built: The question.
        asked: Its name.
        key: Key of the component.
        identity: Of this question in this round.
        is_still: Whether it is only read: on the projector.
        on_said: Called when somebody has answered.
    """
    _show(
        built, asked, Asking(identity, "", is_called=False), None, key, on_said, is_still=is_still
    )


def show_told(
    built: Question | Own, asked: Asked, *, key: str, identity: str, answer: Answer | None
) -> None:
    """Draw a question with what is so, beside the answer of whoever looks at it."""
    asking = Asking(identity, "", phase=Phase.TOLD, answer=answer, is_called=False)
    verdict = None if answer is None else verdict_of(built, answer)
    _show(built, asked, asking, Explained(verdict, "", None), key, _nothing, is_still=False)


def _show(
    built: Question | Own,
    asked: Asked,
    asking: Asking,
    explained: Explained | None,
    key: str,
    on_said: Callable[[], None],
    *,
    is_still: bool,
) -> None:
    show_question(
        as_question(built),
        asking,
        key=key,
        heading=heading_of(asked),
        task="",
        explained=explained,
        can_skip=False,
        has_next=False,
        fills=False,
        following="",
        is_still=is_still,
        on_said=on_said,
    )


def _nothing() -> None:
    """React to nothing: what was told takes no answers."""
