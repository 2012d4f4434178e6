"""One question's way from being asked to being explained, and what its answers say in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np

from dlviz.notation import format_measure
from dlviz.questions.judging import (
    Verdict,
    judge_choice,
    judge_number,
    judge_order,
    judge_place,
    judge_sketch,
)
from dlviz.questions.kinds import Choose, Number, Order, Place, Question

LONGEST = 40  # characters of a typed answer; a longer one is refused

UNREAD = "This answer could not be read. Please answer again."

# An option's index; a typed text; the order, the (row, column) or the sketch.
Answer = int | str | tuple[float, ...]


class Phase(StrEnum):
    """Where a question stands: it waits, the visitor does what brings the answer, it came."""

    ASK = "ask"
    DO = "do"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way.

    Attributes:
        identity: A new one for each time a question is asked.
        source: The preset that asks it, or the generator that drew it.
        level: How hard it is, 1 to 3; 0 for a preset's.
        seed: What it was drawn from; 0 for a preset's.
        phase: Where it stands.
        answer: The visitor's answer; None before, or if the answer was asked for without one.
        reason: Index of the reason that was chosen; None before.
        problem: Why the last answer could not be read, or "".
        is_let: Whether the visitor lets the page do what brings the answer.
        is_refuted: Whether the state that refutes the misconception was asked for.
        changed: Widget key and value, as text, of what that state changed on the page.
        is_called: Whether the visitor asked for it; a page that is opened asks by itself.
        seen: Values by widget key when the question was asked, if there is something to do.
    """

    identity: str
    source: str
    level: int = 0
    seed: int = 0
    phase: Phase = Phase.ASK
    answer: Answer | None = None
    reason: int | None = None
    problem: str = ""
    is_let: bool = False
    is_refuted: bool = False
    changed: tuple[tuple[str, str], ...] = ()
    is_called: bool = True
    seen: Mapping[str, Any] = field(default_factory=dict)

    def answered(self, question: Question, answer: Answer, *, has_task: bool) -> "Asking":
        """Return it after an answer; with a `problem` if the answer cannot be read.

        Args:
            question: What was asked.
            answer: What was answered, of any kind and from anybody.
            has_task: Whether the visitor has to do something before the answer comes.
        """
        try:
            judge(question, answer)
        except (ValueError, IndexError) as error:
            is_typed = isinstance(question, Number) and isinstance(answer, str)
            return replace(self, problem=str(error) if is_typed else UNREAD)
        phase = Phase.DO if has_task else Phase.TOLD
        return replace(self, phase=phase, answer=answer, problem="")

    def told(self) -> "Asking":
        """Return it when what was asked for is on screen."""
        return replace(self, phase=Phase.TOLD, problem="")


def judge(question: Question, answer: Answer) -> Verdict:
    """Judge an answer that may be forged.

    Raises:
        ValueError: if it is no answer to this kind of question; with a sentence for the visitor,
            if it is a typed number.
        IndexError: if there is no such option or cell.
    """
    match question, answer:
        case Choose(), int() if 0 <= answer < len(question.options):
            return judge_choice(question, answer)
        case Number(), str() if len(answer) <= LONGEST:
            return judge_number(question, answer)
        case Order(), tuple():
            return judge_order(question, [int(at) for at in answer])
        case Place(), (row, column):
            return judge_place(question, (int(row), int(column)))
        case _, tuple() if not isinstance(question, Choose | Number | Order | Place):
            return judge_sketch(question, np.array(answer, float))
    raise ValueError(UNREAD)


def in_words(question: Question, answer: Answer) -> str:
    """Return a readable answer for a notebook: "4 rows", "row 2, column 3", "A, then B"."""
    match question, answer:
        case Choose(), int():
            return question.options[answer].text
        case Number(), str():
            return f"{answer} {question.unit}".strip()
        case Order(), tuple():
            return ", then ".join(question.items[int(at)] for at in answer)
        case Place(), (row, column):
            return f"row {int(row) + 1}, column {int(column) + 1}"
    values = np.array(answer, float)
    return f"a curve from {format_measure(values[0])} to {format_measure(values[-1])}"


def is_reached(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether all values of `wanted` are on screen.

    Args:
        now: Values by widget key.
        wanted: Some of them.
    """
    return all(key in now and _equal(now[key], value) for key, value in wanted.items())


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return list(one) == list(other)
    return bool(one == other)
