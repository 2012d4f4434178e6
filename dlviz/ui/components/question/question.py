"""Asks a question of any kind, takes its answer, and explains what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.figures.colours import signed_limit
from dlviz.figures.pictures import as_pixels
from dlviz.kernels import number_texts
from dlviz.notation import format_measure
from dlviz.questions.asking import LONGEST, Answer, Asking
from dlviz.questions.judging import Verdict, largest_gap
from dlviz.questions.kinds import Choose, Grid, Number, Order, Picture, Place, Question, Sketch
from dlviz.ui.components.base.messages import numbers, whole
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.question import messages as sent

_ACTS = ("answer", "skip", "do", "refute", "why", "next", "reveal", "follow")
_MOST = 400  # numbers of an answer: the places of a sketch
_KINDS = {
    Choose: "choose",
    Number: "number",
    Order: "order",
    Place: "place",
    Sketch: "sketch",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """What is said when the answer has come.

    Attributes:
        verdict: What the visitor's answer was worth; None without one.
        notice: What the preset lets one notice; "" without one.
        why: The reasons to choose from; None if nothing is asked.
    """

    verdict: Verdict | None
    notice: str
    why: Choose | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor did with the question `identity`; `answer` is None where there is none."""

    identity: str
    act: str
    answer: Answer | None


def show_question(
    question: Question,
    asking: Asking,
    *,
    key: str,
    heading: str,
    task: str,
    explained: Explained | None,
    can_skip: bool,
    has_next: bool,
    fills: bool,
    following: str,
    on_said: Callable[[], None],
    is_still: bool = False,
) -> None:
    """Draw the question.

    Args:
        question: What is asked.
        asking: Where it stands.
        key: Key of the component; its state `said` is what `heard` reads.
        heading: Above the prompt.
        task: What to do with the page's control, one sentence; "" where there is nothing to do.
        explained: What is said when the answer has come; None before.
        can_skip: Whether a button lets it be.
        has_next: Whether a button asks another one, once this one is told.
        fills: Whether it fills the screen while it is asked.
        following: What the button says that goes on with the path; "" for none.
        on_said: Called when the visitor did something.
        is_still: Whether it is only read: it takes no answers.
    """
    why = None if explained is None else explained.why
    mount(
        "question",
        key=key,
        data=sent.Data(
            asked=_asked(question, asking.identity, heading),
            phase=asking.phase.value,
            answer=None if asking.answer is None else _answer(asking.answer),
            task=task,
            told=None if explained is None else _told(question, asking.answer, explained),
            why=None if why is None else _why(why, asking.reason),
            problem=asking.problem,
            level=asking.level,
            can_skip=can_skip,
            has_next=has_next,
            fills=fills,
            scale=SCALES["signed"],
            following=following,
            is_called=asking.is_called,
            changed=[sent.Changed(key=key, value=value) for key, value in asking.changed],
            is_small=asking.is_refuted,
            is_still=is_still,
        ),
        states={"said": on_said},
    )


def heard(message: object) -> Said | None:
    """Return what a message says; None if it is malformed."""
    if not isinstance(message, dict):
        return None
    identity, act, answer = (message.get(name) for name in ("identity", "act", "answer"))
    if not isinstance(identity, str) or act not in _ACTS:
        return None
    return Said(identity, act, _read(answer))


def _read(answer: object) -> Answer | None:
    """Return the one field of an answer that counts; None if there is none."""
    if not isinstance(answer, dict):
        return None
    index = whole(answer, "index", _MOST)
    if index is not None:
        return index
    text, values = answer.get("text"), answer.get("numbers")
    if isinstance(values, list) and values and len(values) <= _MOST:
        read = numbers(values, len(values))
        return None if read is None else tuple(read)
    return text if isinstance(text, str) and 0 < len(text) <= LONGEST else None


def _asked(question: Question, identity: str, heading: str) -> sent.Asked:
    asked = sent.Asked(
        identity=identity,
        heading=heading,
        prompt=question.prompt,
        kind=_kind(question),  # type: ignore[typeddict-item]
        tables=[_table(own) for own in question.shown if isinstance(own, Grid)],
        pictures=[_painted(own) for own in question.shown if isinstance(own, Picture)],
        items=_items(question),
        unit=question.unit if isinstance(question, Number) else "",
    )
    if isinstance(question, Place):
        rows, columns = question.values.shape
        asked["cells"] = sent.Cells(title=question.title, rows=rows, columns=columns)
        if question.picture is not None:
            asked["cells"]["picture"] = _painted(question.picture)
    if isinstance(question, Sketch):
        x_name, y_name = question.names
        asked["axes"] = sent.Axes(
            x=np.asarray(question.x, float).tolist(),
            low=question.low,
            high=question.high,
            x_name=x_name,
            y_name=y_name,
        )
    return asked


def _kind(question: Question) -> str:
    return next(name for kind, name in _KINDS.items() if isinstance(question, kind))


def _items(question: Question) -> Sequence[sent.Item]:
    if isinstance(question, Order):
        return [sent.Item(text=text) for text in question.items]
    if not isinstance(question, Choose):
        return []
    return [
        sent.Item(text=own.text)
        if own.picture is None
        else sent.Item(text=own.text, picture=_painted(own.picture))
        for own in question.options
    ]


def _table(grid: Grid) -> sent.Table:
    values = np.atleast_2d(np.asarray(grid.numbers, float))
    rows, columns = values.shape
    return sent.Table(
        title=grid.title,
        rows=rows,
        columns=columns,
        texts=number_texts(values),
        values=values.ravel().tolist(),
        limit=signed_limit(values),
    )


def _painted(picture: Picture) -> sent.Painted:
    pixels = as_pixels(picture.values, is_signed=picture.is_signed)
    rows, columns = pixels.shape[:2]
    return sent.Painted(title=picture.title, rows=rows, columns=columns, pixels=as_base64(pixels))


def _answer(answer: Answer) -> sent.Answer:
    return sent.Answer(
        index=answer if isinstance(answer, int) else -1,
        text=answer if isinstance(answer, str) else "",
        numbers=answer if isinstance(answer, tuple) else (),
    )


def _told(question: Question, answer: Answer | None, explained: Explained) -> sent.Told:
    verdict = explained.verdict
    mistake = verdict.mistake if verdict else None
    return sent.Told(
        outcome=verdict.outcome if verdict else "",
        is_right=verdict is not None and verdict.is_right,
        # An order can be wrong for many reasons: only what is so is said.
        mistake=mistake.name if mistake and not isinstance(question, Order) else "",
        correction=mistake.sentence if mistake else "",
        refutes=bool(mistake and mistake.state),
        worked=question.worked,
        notice=explained.notice,
        truth=_truth(question, answer),
    )


def _truth(question: Question, answer: Answer | None) -> sent.Truth:
    truth = sent.Truth(index=-1, numbers=(), texts=(), values=(), limit=1.0, gap=-1)
    match question:
        case Choose():
            truth["index"] = question.right
        case Order():
            truth["numbers"] = question.right
            truth["texts"] = [
                f"{format_measure(value)} {question.unit}".strip() for value in question.values
            ]
        case Place():
            truth["numbers"] = question.right
            truth["texts"] = number_texts(question.values)
            truth["values"] = np.asarray(question.values, float).ravel().tolist()
            truth["limit"] = signed_limit(question.values)
        case Sketch():
            truth["numbers"] = np.asarray(question.y, float).tolist()
            if isinstance(answer, tuple):
                truth["gap"] = largest_gap(question, np.array(answer)).at
    return truth


def _why(why: Choose, reason: int | None) -> sent.Why:
    chosen = None if reason is None else why.options[reason]
    said = "" if chosen is None else why.worked
    if chosen is not None and chosen.mistake is not None:
        said = f"{chosen.mistake.sentence} {why.worked}"
    return sent.Why(
        prompt=why.prompt,
        items=[option.text for option in why.options],
        chosen=-1 if reason is None else reason,
        right=-1 if reason is None else why.right,
        reply=said,
    )
