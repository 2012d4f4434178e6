"""Answers that phones send: checked against the question before anybody sees them."""

import json

from dlviz.classroom.asked import Own
from dlviz.classroom.received import finite, whole
from dlviz.classroom.refusal import RefusedError
from dlviz.questions.asking import UNREAD, Answer, judge
from dlviz.questions.judging import Verdict
from dlviz.questions.kinds import Choose, Number, Order, Place, Question, Sketch

MOST_NUMBERS = 400  # of a sketch
_DIGITS = 5  # significant ones of a sketched height: more than a hand can set


def checked(question: Question | Own, answer: object) -> Answer:
    """Return an answer in its only form: an index, a short text, or a tuple of finite numbers.

    Args:
        question: What was asked.
        answer: Of any kind and from anybody.

    Raises:
        RefusedError: if it is no answer to this question; the sentence is for the pupil.
    """
    if isinstance(question, Own):
        return _choice(answer, len(question.answers))
    plain = _plain(question, answer)
    try:
        judge(question, plain)
    except (ValueError, IndexError) as error:
        is_typed = isinstance(question, Number) and isinstance(plain, str)
        raise RefusedError(str(error) if is_typed else UNREAD) from error
    return plain


def verdict_of(question: Question | Own, answer: Answer) -> Verdict | None:
    """Return what a checked answer was worth; None for a question without a right answer."""
    if not isinstance(question, Own):
        return judge(question, answer)
    if question.right is None:
        return None
    right = question.answers[question.right]
    if answer == question.right:
        return Verdict(True, f"Right: “{right}”.")
    chosen = question.answers[_choice(answer, len(question.answers))]
    return Verdict(False, f"You chose “{chosen}”. It is “{right}”.")


def is_right(question: Question | Own, answer: Answer) -> bool:
    """Whether a checked answer is right; False for a question without a right answer."""
    verdict = verdict_of(question, answer)
    return verdict is not None and verdict.is_right


def to_text(answer: Answer) -> str:
    """Return a checked answer as JSON."""
    return json.dumps(answer, separators=(",", ":"), allow_nan=False)


def from_text(text: str) -> Answer:
    """Return the answer that `to_text` wrote."""
    read = json.loads(text)
    return tuple(read) if isinstance(read, list) else read


def _plain(question: Question, answer: object) -> Answer:
    """Return an answer of the question's kind, not yet judged."""
    match question, answer:
        case Choose(), _:
            return _choice(answer, len(question.options))
        case Number(), str():
            return " ".join(answer.split())
        case Order() | Place() | Sketch(), list() | tuple() if len(answer) <= MOST_NUMBERS:
            numbers = tuple(_number(value) for value in answer)
            if isinstance(question, Sketch):
                return tuple(_height(question, value) for value in numbers)
            if all(value.is_integer() for value in numbers):
                return tuple(int(value) for value in numbers)
    raise RefusedError(UNREAD)


def _height(question: Sketch, value: float) -> float:
    """Return a height within the axes, on which the pupil has drawn."""
    return float(f"{min(max(value, question.low), question.high):.{_DIGITS}g}")


def _number(value: object) -> float:
    number = finite(value)
    if number is None:
        raise RefusedError(UNREAD)
    return number


def _choice(answer: object, count: int) -> int:
    choice = whole(answer, count)
    if choice is None:
        raise RefusedError(UNREAD)
    return choice
