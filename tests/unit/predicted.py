"""Checks that hold for the predictions of every page, and the presets that ask them."""

import ast
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from asked import check_verdicts, check_words
from safetensors.numpy import load_file

from dlviz.networks.mnist import FOLDER
from dlviz.questions.judging import judge_choice
from dlviz.questions.kinds import Choose, Number, Order, Place, Question, Sketch
from dlviz.questions.predicting import predictions_of

PAGES = Path(__file__).resolve().parents[2] / "pages"
ENOUGH_REASONS = 2  # predictions of a page that ask why


def presets_of(page: str) -> dict[str, Any]:
    """Return a page's presets by name, read from its source: the page itself is not run."""
    source = ast.parse((PAGES / f"{page}.py").read_text(encoding="utf-8"))
    end = next(at for at, node in enumerate(source.body) if isinstance(node, ast.With))
    names: dict[str, Any] = {}
    exec(compile(ast.Module(source.body[:end], []), page, "exec"), names)
    return {one.name: one for one in names["PRESETS"]}


def check_predictions(page: str, questions: Mapping[str, Question]) -> None:
    """Every preset asks, and what it asks is whole; `questions` are those of the presets.

    A sketch is asked for at least once, and a reason at least twice.
    """
    predictions = predictions_of(page)
    assert list(predictions) == list(presets_of(page))
    names = [own.name for own in predictions.values()]
    assert len(set(names)) == len(names)
    assert any(isinstance(own, Sketch) for own in questions.values())
    for preset, prediction in predictions.items():
        question = questions[preset]
        check_words(question, preset)
        check_verdicts(question, preset)
        assert prediction.task[0].islower()
        assert not prediction.task.endswith(".")
        for state in (prediction.before, prediction.after, *_refuting(question, prediction.why)):
            assert all(key.startswith(f"{page}_") for key in state), state
        assert all(key.startswith(f"{page}_") for key in prediction.hides)
    reasons = [own.why for own in predictions.values() if own.why is not None]
    assert len(reasons) >= ENOUGH_REASONS
    for why in reasons:
        check_words(why, why.prompt)
        assert judge_choice(why, why.right).is_right


def _refuting(*questions: Question | None) -> Iterable[Mapping[str, Any]]:
    for question in questions:
        match question:
            case Choose():
                yield from (own.mistake.state for own in question.options if own.mistake)
            case Number():
                yield from (own.mistake.state for own in question.wrong)
            case Order():
                yield question.mistake.state
            case Place():
                yield from (own.state for own in question.mistakes.values())


def shown_after(open_page: Callable, page: str, preset: str) -> tuple[Any, Any]:
    """Open a page in the state in which a preset's prediction is asked, then bring the answer.

    Returns:
        The page as an app test, while it is asked and after it: the same object, so the first one
        is the text of its message boxes.
    """
    own, prediction = presets_of(page)[preset], predictions_of(page)[preset]
    at = open_page(f"pages/{page}.py")
    for state in (own.state, own.start, prediction.before):
        for key, value in state.items():
            at.session_state[key] = value
    at.run()
    assert not at.exception
    before = " ".join(box.value for box in at.info)
    for key, value in prediction.after.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return before, at


def through(name: str, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what a shipped digit model makes of pictures (N, 28, 28), computed by NumPy.

    Returns:
        (N, units) the sums of the first layer, and (N, 10) the probabilities.
    """
    numbers = list(load_file(FOLDER / f"{name}.safetensors").items())
    weights = [own for key, own in numbers if "weight" in key]
    biases = [own for key, own in numbers if "bias" in key]
    order = np.argsort([-own.size for own in weights])
    values = pictures.reshape(len(pictures), -1).astype(float)
    first = None
    for place in order:
        bias = next(own for own in biases if len(own) == len(weights[place]))
        values = values @ weights[place].T.astype(float) + bias
        first = values if first is None else first
        values = np.maximum(values, 0) if place != order[-1] else values
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return first, powers / powers.sum(axis=1, keepdims=True)
