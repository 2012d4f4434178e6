"""What predictions of the pages about maps tell is on screen once the visitor has done it."""

import json
import re
from dataclasses import replace

import pytest
from asked_first import presets, states
from screen import component, send

from dlviz.questions.judging import with_unit
from dlviz.questions.kinds import Choose, Number, Question, Sketch
from dlviz.questions.predicting import predictions_of

pytestmark = pytest.mark.usefixtures("one_core")
# What `worked` must tell, by page and preset; the page shows the groups in brackets afterwards.
# Those that a large network computes for seconds are left out, and what it says besides is off.
_OFF = {"pooling_answers": False}
TOLD = {
    "pooling": {
        "The lecture's example": r"(max\(1, 3, 1, 2\) = 3)",
        "What remains of a cat": r"(\d\d%) with none, (\d\d%) with max, (\d\d%) with average",
        "Max against blur": r"after (.{3} px) with 3; max after .* and (.{3} px)\.",
        "Without pooling": r"(256 units) reach half after (.{3} px).* (stays up to \d px)",
        "How consistent?": r"(40\.8%) after 4 px, .* (73\.6%) and",
    },
    "convolution": {
        "The lecture's letters": r"(A pixel is used for 1 to 4 outputs, fewest at the corners)",
        "Many places": r"= (324 of .* hold a weight)\.",
        "Edges of a wall": r"up to (\d+): orange.* to (−\d+): blue",
        "Red against green": r"with green, and is (.*%) without",
        "Sobel, learned": r"to (.*%), while .* from (\S+) to (\S+)\. On",
        "A diagonal edge": r"(2,160) in map 3",
    },
    "architecture": {
        "The lecture's": r"512 = (2,097,664):",
        "A trained network": r"comes from (map 166, row 1, column 2)\.",
        "LeNet-5": r"120 = (30,840) parameters",
        "Where the work is": r"5·6 = (240,000)",
        "Train a tiny network": r"about (160 billion multiplications) instead",
        "An impossible network": r"28 → 14 → 12 → 6 → 3 → 1\.",
    },
    "feature_maps": {
        "From edges to parts": r"relu4_2 (\d\d%)\.",
        "Red plus green plus blue": r"the (network's own map 6)",
        "Learned, not given": r"At the start it is (1 of 32).* from (0\.\d\d) to",
        "One map, many things": r"(The \d patches shown come from \d of \d pictures): ",
        "Where it looked": r"(In \S+ the strongest support .* of that)\.$",
    },
}


def text_of(at) -> str:
    """Return everything that is written on the page and in its components, but for the question."""
    parts = [own.value for kind in (at.info, at.markdown, at.caption, at.latex) for own in kind]
    return " ".join(
        [*parts, *(str(json.loads(own.proto.json)) for own in at.get("bidi_component"))]
    )


def say(at, act: str, **answer: object) -> dict:
    """Act as the question's component does; return what it is told then."""
    empty = {"index": -1, "text": "", "numbers": []}
    identity = component(at, "question")["asked"]["identity"]
    said = {"identity": identity, "act": act, "answer": empty | answer, "sequence": 1}
    send(at, "question", {"said": said})
    return component(at, "question")


def right_answer(question: Question) -> dict[str, object]:
    """Return the right answer as the question's component sends it."""
    match question:
        case Choose():
            return {"index": question.right}
        case Number():
            return {"text": with_unit(question.truth, "")}
        case Sketch():
            return {"numbers": question.y.tolist()}
    return {"numbers": list(question.right)}


@pytest.mark.parametrize(("page", "preset"), [(own, name) for own in TOLD for name in TOLD[own]])
def test_what_is_asked_comes_by_the_deed_and_with_the_numbers_on_screen(
    page: str, preset: str, open_page
) -> None:
    prediction = predictions_of(page)[preset]
    question = prediction.make()
    at = open_page(f"pages/{page}.py", query={"ask": "1"})
    at.button(key=f"preset_{list(presets(page)).index(preset)}").click().run()
    for key, value in _OFF.items():
        at.session_state[key] = value
    at.run()
    asked = at.session_state["frame_asked"]
    off = {key: value for key, value in _OFF.items() if key in asked[page].seen}
    asked[page] = replace(asked[page], seen={**asked[page].seen, **off})  # as if it had been off
    before, after = states(page, preset, prediction)
    for key, value in (before | _OFF).items():
        assert at.session_state[key] == value, key
    assert say(at, "answer", **right_answer(question))["phase"] == "do"
    for key, value in after.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    data = component(at, "question")
    assert data["phase"] == "told"
    assert data["told"]["is_right"]
    found = re.search(TOLD[page][preset], data["told"]["worked"])
    assert found
    text = text_of(at).lower().replace(",", "")  # a script writes them between thousands
    for told in found.groups():
        assert told.lower().replace(",", "") in text, told
