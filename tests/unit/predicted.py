"""Helpers of the tests of predictions: a page that asks, and shipped models by hand."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from asked_first import check_question, presets, states
from safetensors.numpy import load_file
from screen import component, send

from dlviz.networks.mnist import FOLDER
from dlviz.questions.kinds import Choose, Number, Order, Question, Sketch
from dlviz.questions.predicting import predictions_of


def check_predictions(page: str, questions: Mapping[str, Question]) -> None:
    """Every preset asks, and what it asks is whole; `questions` are those of the presets.

    A sketch is asked for at least once, and a reason at least twice. Not every prediction has
    something to do: where the answer is on the page already, it is only hidden.
    """
    found = predictions_of(page)
    assert list(found) == list(questions) == list(presets(page))
    assert len({own.name for own in found.values()}) == len(found)
    assert any(isinstance(own, Sketch) for own in questions.values())
    assert sum(own.why is not None for own in found.values()) >= 2
    for preset, own in found.items():
        for question in (questions[preset], own.why):
            if question is not None:
                check_question(page, question)
        assert own.task[0].islower()
        assert not own.task.endswith(".")
        assert own.after or own.hides
        for name in (own.name, *own.before, *own.after, *own.frees, *own.hides):
            assert name.startswith(f"{page}_"), name


def shown_after(open_page: Callable, page: str, preset: str) -> tuple[str, Any]:
    """Open a page in the state in which a preset's prediction is asked, then bring the answer.

    Returns:
        What its message boxes said before, and the page as an app test.
    """
    at = open_page(f"pages/{page}.py")
    said = []
    for values in states(page, preset, predictions_of(page)[preset]):
        for key, value in values.items():
            at.session_state[key] = value
        at.run()
        assert not at.exception
        said.append(" ".join(box.value for box in at.info))
    return said[0], at


def answered(open_page: Callable, page: str, preset: str, question: Question) -> Any:
    """Press a preset's button on a page that asks, and answer; return the page."""
    at = open_page(f"pages/{page}.py", query={"ask": "1"})
    at.button(key=f"preset_{list(presets(page)).index(preset)}").click().run()
    asked = component(at, "question")
    assert (asked["phase"], asked["asked"]["prompt"]) == ("ask", question.prompt)
    answer: dict[str, object] = {"index": -1, "text": "", "numbers": []}
    match question:
        case Choose():
            answer["index"] = 0
        case Number():
            answer["text"] = "17"
        case Order():
            answer["numbers"] = list(range(len(question.items)))
        case _:
            answer["numbers"] = [0.0] * len(asked["asked"]["axes"]["x"])
    identity = asked["asked"]["identity"]
    said = {"identity": identity, "act": "answer", "answer": answer, "sequence": 1}
    send(at, "question", {"said": said})
    assert not at.exception
    return at


def phase(at: Any) -> str:
    """Return where the page's question stands: "ask", "do" or "told"."""
    return str(component(at, "question")["phase"])


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
