"""What predictions of the pages about maps tell is on screen once the visitor has done it."""

import json
import re

import pytest
from asked_first import presets, states

from dlviz.questions.predicting import predictions_of

pytestmark = pytest.mark.usefixtures("one_core")
# What `worked` must tell, by page and preset; the page shows the groups in brackets afterwards.
# Those that a large network computes for seconds are left out.
TOLD = {
    "pooling": {
        "The lecture's example": r"(max\(1, 3, 1, 2\) = 3)",
        "What remains of a cat": r"(\d\d%) with none, (\d\d%) with max, (\d\d%) with average",
        "Max against blur": r"after (.{3} px) with 3; max after .* and (.{3} px)\.",
        "Without pooling": r"(256 units) reach half after (.{3} px).* (stays up to \d px)",
    },
}


def text_of(at) -> str:
    """Return everything that is written on the page, that of our components included."""
    parts = [own.value for kind in (at.info, at.markdown, at.caption, at.latex) for own in kind]
    return " ".join(
        [*parts, *(str(json.loads(own.proto.json)) for own in at.get("bidi_component"))]
    )


@pytest.mark.parametrize("page", TOLD)
def test_the_numbers_of_a_prediction_are_those_on_screen(page: str, open_page) -> None:
    at = open_page(f"pages/{page}.py")
    assert set(TOLD[page]) <= set(presets(page))
    for preset, pattern in TOLD[page].items():
        prediction = predictions_of(page)[preset]
        for values in states(page, preset, prediction):
            for key, value in values.items():
                at.session_state[key] = value
            at.run()
            assert not at.exception
        for key, value in prediction.after.items():
            assert at.session_state[key] == value, key
        found = re.search(pattern, prediction.make().worked)
        assert found, preset
        for told in found.groups():
            assert told in text_of(at), f"{preset}: {told}"
