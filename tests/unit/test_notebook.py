"""Notes as Markdown and as a web page: all is in them, and nothing in them is read as markup."""

import re

import numpy as np

from dlviz.figures.notebook import Note, to_markdown, to_page
from dlviz.questions.kinds import Choose, Grid, Mistake, Option, Picture, Place, Sketch

LINK = "http://localhost:8501/pooling?pooling_kind=max&a=(b)"


def note(question, answer, **more) -> Note:
    given = {
        "page": "Pooling",
        "heading": "The lecture's example",
        "question": question,
        "answer": answer,
        "said": "none",
        "outcome": "You chose “none”. It is “1”.",
        "correction": "Only the largest counts.",
        "link": LINK,
        "identity": "a",
        "reason": "It was the largest",
    }
    return Note(**(given | more))


CHOICE = note(
    Choose(
        prompt="Is 1 < 2 <b>bold</b>, *so*?",
        worked="1 is less than 2.",
        options=(Option("yes"), Option("no", Mistake("no", "No."))),
        shown=(Grid("Numbers", np.array([[1.0, 2.5]])), Picture("A picture", np.eye(3))),
    ),
    0,
)
CURVE = note(
    Sketch(
        prompt="Draw it.",
        worked="It rises.",
        x=np.array([0.0, 1.0, 3.0]),
        y=np.array([0.0, 5.0, 10.0]),
        low=0.0,
        high=10.0,
        names=("steps", "loss"),
        near=1.0,
    ),
    (10.0, 5.0, 0.0),
)


def test_all_that_was_said_is_in_both_forms() -> None:
    for text in (to_markdown([CHOICE]), to_page([CHOICE])):
        for said in ("none", "Only the largest counts.", "1 is less than 2.", "It was the largest"):
            assert said in text
        assert "The lecture" in text


def test_words_of_a_question_are_no_markup() -> None:
    page = to_page([CHOICE])
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page
    markdown = to_markdown([CHOICE])
    assert "<b>" not in re.sub(r"\\<", "", markdown)
    assert "\\*so\\*" in markdown
    assert "a=(b%29)" in markdown  # the bracket of the link does not end it early


def test_pictures_are_in_the_page_and_nothing_is_fetched() -> None:
    page = to_page([CHOICE, CURVE])
    assert page.count("data:image/png;base64,") == 1
    assert page.count("<td>") == 2
    sources = re.findall(r"src='([^']{0,20})", page)
    assert all(own.startswith("data:") for own in sources)
    assert "<script" not in page


def test_a_curve_stands_where_its_numbers_are() -> None:
    came, mine = (
        np.array([[float(n) for n in pair.split(",")] for pair in points.split()])
        for points in re.findall(r"points='([^']+)'", to_page([CURVE]))
    )
    assert came[:, 1].tolist() == mine[::-1, 1].tolist()
    assert came[0, 1] > came[1, 1] > came[2, 1]  # up is up
    steps = np.diff(came[:, 0])
    np.testing.assert_allclose(steps[1] / steps[0], 2, rtol=1e-2)


def test_a_place_shows_the_numbers_of_its_cells() -> None:
    values = np.arange(6.0).reshape(2, 3)
    place = Place(prompt="Where?", worked="There.", title="The map", values=values)
    assert to_page([note(place, (0.0, 0.0))]).count("<td>") == 6


def test_no_notes_are_an_empty_page() -> None:
    assert "<article>" not in to_page([])
    assert to_markdown([]) == "# My notes\n"
