"""Checks of the predictions of a page: every preset has one, of its own name and with words."""

import ast
from pathlib import Path
from typing import Any

from asked import check_verdicts, check_words, mistakes_of

from dlviz.questions.kinds import Question
from dlviz.questions.predicting import Prediction, predictions_of

PAGES = Path(__file__).resolve().parents[2] / "pages"


def presets(page: str) -> dict[str, Any]:
    """Return a page's presets by name, read from its source: the page itself is not run."""
    source = ast.parse((PAGES / f"{page}.py").read_text(encoding="utf-8"))
    end = next(place for place, node in enumerate(source.body) if isinstance(node, ast.With))
    names: dict[str, Any] = {}
    exec(compile(ast.Module(source.body[:end], []), page, "exec"), names)
    return {one.name: one for one in names["PRESETS"]}


def check_all(page: str) -> None:
    """Check what all predictions of a page have in common, without building the questions."""
    found = predictions_of(page)
    assert list(found) == list(presets(page))
    assert len({own.name for own in found.values()}) == len(found)
    for own in found.values():
        assert own.name.startswith(page)
        assert own.after
        assert own.task[0].islower()
        assert not own.task.endswith(".")
        names = (*own.before, *own.after, *own.hides)
        assert all(name.startswith(f"{page}_") for name in names), own.name
        if own.why:
            check_question(page, own.why)
    assert sum(own.why is not None for own in found.values()) >= 2


def made(page: str, preset: str) -> Question:
    """Return the question of a preset, with its words checked."""
    question = predictions_of(page)[preset].make()
    check_question(page, question)
    return question


def check_question(page: str, question: Question) -> None:
    """Check words, verdicts, and that the states of mistakes are of this page."""
    check_words(question, question.prompt)
    check_verdicts(question, question.prompt)
    for mistake in mistakes_of(question):
        assert mistake.state, mistake.name
        assert all(key.startswith(f"{page}_") for key in mistake.state), mistake.name


def states(page: str, preset: str, prediction: Prediction) -> tuple[dict, dict]:
    """Return the values of widgets while the question waits, and those that bring the answer."""
    own = presets(page)[preset]
    return {**own.state, **own.start, **prediction.before}, dict(prediction.after)
