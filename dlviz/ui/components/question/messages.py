"""The types of the messages between Python and question.js."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict


class Table(TypedDict):
    """Numbers that the question is about, row by row; `limit` is the end of the colour range."""

    title: str
    rows: int
    columns: int
    texts: Sequence[str]
    values: Sequence[float]
    limit: float


class Painted(TypedDict):
    """A small picture: `pixels` are RGB bytes as base64, row by row."""

    title: str
    rows: int
    columns: int
    pixels: str


class Item(TypedDict):
    """One of the answers of a choice, or one of the things to be ordered."""

    text: str
    picture: NotRequired[Painted]


class Cells(TypedDict):
    """The cells that can be pointed at, on a picture; their numbers come with the answer."""

    title: str
    rows: int
    columns: int
    picture: NotRequired[Painted]


class Axes(TypedDict):
    """Empty axes for a sketch; `x` are the places of the curve, rising."""

    x: Sequence[float]
    low: float
    high: float
    x_name: str
    y_name: str


class Asked(TypedDict):
    """A question without its answer.

    Attributes:
        identity: A new one for each question; answers name it.
        heading: Above the prompt: the preset's name, or what the question trains.
        prompt: The question.
        kind: How it is answered.
        tables: Tables above the answers.
        pictures: Pictures above the answers.
        items: Answers of a choice, or what is to be ordered.
        unit: What follows a typed number; "" if nothing does.
        cells: What can be pointed at, for the kind "place".
        axes: Where the curve is drawn, for the kind "sketch".
    """

    identity: str
    heading: str
    prompt: str
    kind: Literal["choose", "number", "order", "place", "sketch"]
    tables: Sequence[Table]
    pictures: Sequence[Painted]
    items: Sequence[Item]
    unit: str
    cells: NotRequired[Cells]
    axes: NotRequired[Axes]


class Answer(TypedDict):
    """An answer of any kind; only one field counts.

    Attributes:
        index: The chosen item, from 0; -1 for the other kinds.
        text: The typed number.
        numbers: The items' indices, smallest first; or (row, column); or the sketch at each x.
    """

    index: int
    text: str
    numbers: Sequence[float]


class Truth(TypedDict):
    """What is right, for drawing it beside the answer.

    Attributes:
        index: The right item, -1 for the other kinds.
        numbers: The right order, the right (row, column), or the curve that came.
        texts: The number of each cell, row by row, for the kind "place"; for the kind "order" the
            number of each item with its unit, or nothing.
        values: The same of each cell as numbers.
        limit: End of their colour range.
        gap: Index of the largest gap of a sketch, -1 for the other kinds or without one.
    """

    index: int
    numbers: Sequence[float]
    texts: Sequence[str]
    values: Sequence[float]
    limit: float
    gap: int


class Told(TypedDict):
    """What came.

    Attributes:
        outcome: One sentence: what was answered, and what is so; "" if nothing was answered.
        is_right: Whether the answer is right. It is never shown by a sign alone.
        mistake: The name of the misconception: "padding counts once"; "" if none is known.
        correction: One sentence that says what is so instead; "" if none is known.
        refutes: Whether a button can set the state that shows it.
        worked: How the truth is found, with every number.
        notice: What the preset lets one notice; "" without one.
        truth: What is right.
    """

    outcome: str
    is_right: bool
    mistake: str
    correction: str
    refutes: bool
    worked: str
    notice: str
    truth: Truth


class Why(TypedDict):
    """Reasons to choose from after a wrong answer; `reply` and `right` come with the choice."""

    prompt: str
    items: Sequence[str]
    chosen: int
    right: int
    reply: str


class Changed(TypedDict):
    """A widget of the page, by its key, and the value that it has now."""

    key: str
    value: str


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        asked: The question.
        phase: "ask": it waits for an answer. "do": the answer is kept, the visitor does what brings
            the outcome. "told": the outcome is explained.
        answer: The answer that was given, after it was given.
        task: In the phase "do": one sentence that says what to do with the page's own control.
        told: In the phase "told".
        why: In the phase "told", after a wrong answer, if there is something to ask.
        problem: Why the last answer could not be read, or "".
        level: 1 to 3: how hard the question is; 0 for the question of a preset.
        can_skip: Whether a button lets the question be.
        has_next: Whether a button asks another one, once this one is told.
        fills: Whether the question fills the screen while it is asked (the lecture display).
        scale: Colour table of RGB bytes for the numbers of tables and cells.
        is_still: Whether it is only read, as by a class on the projector: it takes no answers.
        following: What the button says that goes on with the path; "" for none.
        is_called: Whether the visitor asked for it, so that it may come into view.
        changed: What "Show me" changed on the page.
        is_small: Whether only the correction is shown, beside the state that refutes a mistake.
    """

    asked: Asked
    phase: Literal["ask", "do", "told"]
    answer: Answer | None
    task: str
    told: Told | None
    why: Why | None
    problem: str
    level: int
    can_skip: bool
    has_next: bool
    fills: bool
    scale: str
    following: str
    is_called: bool
    changed: Sequence[Changed]
    is_small: bool
    is_still: bool


class Said(TypedDict):
    """What the visitor did.

    Attributes:
        identity: The question that it belongs to.
        act: "answer"; "skip"; "do" (do it for me); "refute" (show me); "why" (a reason was chosen);
            "next" (another one); "reveal" (the answer without one of one's own); "follow" (go on
            with the path).
        answer: With "answer"; with "why" its `index`.
    """

    identity: str
    act: Literal["answer", "skip", "do", "refute", "why", "next", "reveal", "follow"]
    answer: Answer
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    said: Said
