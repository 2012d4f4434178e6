"""Presets with pictures and photos: question, deed, and an explanation with the page's numbers."""

import re

import pytest
from asked_first import presets
from screen import component, send
from transfer_page import settled

from dlviz.networks import imagenet
from dlviz.questions.predicting import predictions_of
from dlviz.ui.shared import scenes

pytestmark = [
    pytest.mark.usefixtures("one_core", "few", "few_pictures"),
    pytest.mark.skipif(not imagenet.is_available("efficientnet_lite0"), reason="no weights here"),
]
# What `worked` must tell, by page and preset; the page shows the groups in brackets afterwards.
RIGHT = r"(\d+ of \d+ held-out photos are classified correctly)"
TOLD = {
    "augmentation": {
        "The lecture's five": r"with it (\d+ of the \d+ copies)",
        "A six turned upside down": r"and (\d+ of the \d+ copies) for w = 180°",
        "A cloud of points": r"(measured in pixels, \d+) ",
        "Does it still see the cat?": r"average is (\S+%); the original has (\S+%)",
        "A thousand digits": r"(\d+\.\d+ %) after epoch 60",
    },
    "photos": {
        "Another bird": r"For the unchanged photo (.+?) has (.+?)\. ",
        "Turned": r"For the unchanged photo (.+?) has (.+?)\. ",
        "Covered": r"For the unchanged photo (.+?) has (.+?)\. ",
        "Look elsewhere": r"The standard crop (gives bee .+?); the best framing (gives .+?)\.",
        "As a group": r"All (\d+ classes) .*have (.+?);",
        "Where it looked": r"robin is at (row \d+, column \d+)",
        "The lecture's table": r"the cat has (\d+%)",
    },
    "transfer": {
        "Two new classes in a second": r"classifies (\d+ of the \d+ held-out photos correctly)",
        "What freezing changes": r"= (3,843)\.",
        "Too good to be true": RIGHT,
        "What 15 photos tell": r"(\d+% \(95 % interval \d+ to \d+ %\))",
        "How many photos?": r"(\d+%) are classified correctly on average.* (\d+%)\.",
    },
}


@pytest.fixture(autouse=True)
def few_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("dlviz.ui.augmentation.reading", "dlviz.questions.predictions.augmentation"):
        monkeypatch.setattr(f"{module}.N_COPIES", 16)
    monkeypatch.setattr(scenes, "_BUILT", {})  # no other test sees these numbers


def shown(at) -> str:
    """Return everything that is on the page, but for the question and its explanation."""
    parts = [own.value for kind in (at.info, at.markdown, at.caption, at.code) for own in kind]
    drawn = [own.proto for own in at.get("bidi_component")]
    return " ".join(
        [*parts, *(own.json for own in drawn if own.component_name != "dlviz.question")]
    )


def answer(at) -> None:
    """Answer the question on the page with anything."""
    asked = component(at, "question")["asked"]
    places = asked.get("axes", {"x": ()})["x"]
    count = {"order": len(asked["items"]), "place": 2, "sketch": len(places)}
    numbers = list(range(count[asked["kind"]])) if asked["kind"] in count else []
    said = {
        "identity": asked["identity"],
        "act": "answer",
        "answer": {
            "index": 0 if asked["kind"] == "choose" else -1,
            "text": "1" if asked["kind"] == "number" else "",
            "numbers": [0] * len(numbers) if asked["kind"] in ("place", "sketch") else numbers,
        },
        "sequence": 1,
    }
    send(at, "question", {"said": said})


@pytest.mark.parametrize("page", TOLD)
def test_the_numbers_of_a_prediction_are_those_on_screen(page: str, open_page) -> None:
    at = open_page(f"pages/{page}.py", query={"ask": "1"})
    assert list(TOLD[page]) == list(presets(page))
    for place, (preset, pattern) in enumerate(TOLD[page].items()):
        prediction = predictions_of(page)[preset]
        at.button(key=f"preset_{place}").click().run()
        assert component(at, "question")["asked"]["heading"] == preset
        answer(at)
        assert component(at, "question")["phase"] == "do", preset
        for key, value in prediction.after.items():
            at.session_state[key] = value
        at.run()
        if page == "transfer":
            settled(at)
        assert not at.exception
        asked = component(at, "question")
        assert asked["phase"] == "told", preset
        found = re.search(pattern, asked["told"]["worked"])
        assert found, preset
        for told in found.groups():
            assert told in shown(at), f"{preset}: {told}"
