"""What predictions about pictures and photos tell is on screen once the visitor has done it."""

import re

import pytest
from asked_first import presets
from test_predicted_maps import text_of
from transfer_page import settled

from dlviz.networks import imagenet
from dlviz.questions.predicting import predictions_of

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
        "Look elsewhere": r"The standard crop (gives bee .+?);",
        "Surer as a group": r"All (\d+ classes) .*have (.+?);",
        "Where it looked": r"robin is at (row \d+, column \d+)",
        "The lecture's table": r"the cat has (\d+%)",
    },
    "transfer": {
        "Two new classes in a second": r"classifies (\d+ of the \d+ held-out photos correctly)",
        "What freezing changes": r"= (2,562)\.",
        "Too good to be true": RIGHT,
        "Which photos are alike": RIGHT,
        "How many photos?": r"(\d+%) are classified correctly on average.* (\d+%):",
    },
}


@pytest.mark.parametrize("page", TOLD)
def test_the_numbers_of_a_prediction_are_those_on_screen(page: str, open_page, monkeypatch) -> None:
    for module in ("dlviz.ui.augmentation.reading", "dlviz.questions.predictions.augmentation"):
        monkeypatch.setattr(f"{module}.N_COPIES", 16)
    at = open_page(f"pages/{page}.py")
    assert list(TOLD[page]) == list(presets(page))
    for place, (preset, pattern) in enumerate(TOLD[page].items()):
        prediction = predictions_of(page)[preset]
        at.button(key=f"preset_{place}").click().run()
        for values in (prediction.before, prediction.after):
            for key, value in values.items():
                at.session_state[key] = value
            at.run()
            assert not at.exception
        if page == "transfer":
            settled(at)
        for key, value in prediction.after.items():
            assert at.session_state[key] == value, key
        found = re.search(pattern, prediction.make().worked)
        assert found, preset
        for told in found.groups():
            assert told in text_of(at), f"{preset}: {told}"
