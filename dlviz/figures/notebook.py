"""What a visitor predicted and what came, as Markdown and as one web page with its pictures."""

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from PIL import Image

from dlviz.figures.pictures import as_pixels
from dlviz.kernels import number_texts
from dlviz.notation import format_measure
from dlviz.questions.asking import Answer
from dlviz.questions.kinds import Grid, Picture, Place, Question, Sketch

_WIDTH, _HEIGHT = 420, 220  # of a sketch, in pixels of the SVG
_EDGE = 40
_LONGER = 160  # pixels of a small picture's longer side, at least

_STYLE = """
body {font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem}
article {border-top: 1px solid #bbb; padding: 1rem 0}
h2 {font-size: 1.1rem; margin: 0} table {border-collapse: collapse; margin: .5rem 0}
td {border: 1px solid #bbb; padding: .15rem .5rem; text-align: right}
figure {display: inline-block; margin: .5rem 1rem .5rem 0} img {image-rendering: pixelated}
svg text {font-size: 12px; fill: currentColor} :root {color-scheme: light dark}
"""


@dataclass(frozen=True, slots=True)
class Note:
    """One question that was answered.

    Attributes:
        page: Title of the page.
        heading: The preset's name, or what the question trains.
        question: What was asked.
        answer: The answer, as it was given.
        said: The answer in words.
        outcome: One sentence: what was answered and what is so.
        correction: What the misconception's sentence says; "" without one.
        reason: The reason that was chosen afterwards; "" without one.
        link: Address of the state in which the answer is seen.
        identity: A name of its own.
    """

    page: str
    heading: str
    question: Question
    answer: Answer
    said: str
    outcome: str
    correction: str
    link: str
    identity: str
    reason: str = ""


def to_markdown(notes: Sequence[Note]) -> str:
    """Return all notes as Markdown, in the order in which they were made."""
    return "\n\n".join(["# My notes", *map(_part, notes)]) + "\n"


def to_page(notes: Sequence[Note]) -> str:
    """Return all notes as one web page; its pictures are inside it."""
    articles = "\n".join(_article(note) for note in notes)
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>My notes - dlviz</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>My notes</h1>\n{articles}\n</body></html>\n"
    )


def _part(note: Note) -> str:
    points = [f"- {name}: {_plain(text)}" for name, text in _lines(note)]
    points.append(f"- [This state of the page]({note.link.replace(')', '%29')})")
    heading = f"## {_plain(note.page)}: {_plain(note.heading)}"
    return "\n\n".join([heading, _plain(note.question.prompt), "\n".join(points)])


def _lines(note: Note) -> Iterator[tuple[str, str]]:
    """Yield name and text of what was said, in its order."""
    yield "My answer", note.said
    yield "What came", note.outcome
    if note.correction:
        yield "What is so", note.correction
    yield "How it is worked out", note.question.worked
    if note.reason:
        yield "The reason that I chose", note.reason


def _article(note: Note) -> str:
    said = "".join(
        f"<p><strong>{escape(name)}:</strong> {escape(text)}</p>" for name, text in _lines(note)
    )
    return (
        f"<article><h2>{escape(note.page)}: {escape(note.heading)}</h2>"
        f"<p>{escape(note.question.prompt)}</p>{''.join(_pictures(note))}{said}"
        f"<p><a href='{escape(note.link, quote=True)}'>This state of the page</a></p></article>"
    )


def _pictures(note: Note) -> Iterator[str]:
    question = note.question
    for shown in question.shown:
        yield _table(shown) if isinstance(shown, Grid) else _image(shown)
    if isinstance(question, Place):
        yield _table(Grid(question.title, question.values))
    if isinstance(question, Sketch) and isinstance(note.answer, tuple):
        yield _curves(question, np.array(note.answer, float))


def _table(grid: Grid) -> str:
    numbers = np.atleast_2d(np.asarray(grid.numbers, float))
    texts = np.array(number_texts(numbers), dtype=object).reshape(numbers.shape)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in texts
    )
    return f"<figure><figcaption>{escape(grid.title)}</figcaption><table>{rows}</table></figure>"


def _image(picture: Picture) -> str:
    pixels = as_pixels(picture.values, is_signed=picture.is_signed)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    source = base64.b64encode(file.getvalue()).decode()
    height, width = pixels.shape[:2]
    factor = max(1, -(-_LONGER // max(height, width)))
    return (
        f"<figure><figcaption>{escape(picture.title)}</figcaption><img alt='' width='"
        f"{width * factor}' height='{height * factor}' src='data:image/png;base64,{source}'>"
        "</figure>"
    )


def _curves(question: Sketch, sketched: np.ndarray) -> str:
    """Return both curves as SVG, the sketch dashed, each with its name at its right end."""
    x = np.asarray(question.x, float)
    across = _EDGE + (x - x[0]) / (x[-1] - x[0]) * (_WIDTH - 3 * _EDGE)
    x_name, y_name = question.names
    lines = []
    for name, y, dash in (
        ("what came", np.asarray(question.y, float), ""),
        ("my sketch", sketched, " stroke-dasharray='6 4'"),
    ):
        share = ((y - question.low) / (question.high - question.low)).clip(0, 1)
        down = _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)
        points = " ".join(f"{a:.1f},{d:.1f}" for a, d in zip(across, down, strict=True))
        lines.append(
            f"<polyline fill='none' stroke='currentColor' stroke-width='2'{dash} "
            f"points='{points}'/><text x='{across[-1] + 4:.0f}' y='{down[-1]:.0f}'>{name}</text>"
        )
    ends = (
        f"<text x='4' y='{_EDGE}'>{format_measure(question.high)}</text>"
        f"<text x='4' y='{_HEIGHT - _EDGE}'>{format_measure(question.low)}</text>"
        f"<text x='4' y='{_EDGE / 2}'>{escape(y_name)}</text>"
        f"<text x='{_EDGE}' y='{_HEIGHT - 8}'>{escape(x_name)}: {format_measure(float(x[0]))} to "
        f"{format_measure(float(x[-1]))}</text>"
    )
    return (
        f"<figure><svg width='{_WIDTH}' height='{_HEIGHT}' role='img' aria-label='Two curves'>"
        f"{''.join(lines)}{ends}</svg></figure>"
    )


def _plain(text: str) -> str:
    """Return text whose signs Markdown does not read."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
