"""How does one labelled image become a cloud?"""

from collections.abc import Callable

import streamlit as st

from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page, Rest
from dlviz.ui.shared.presets import Preset

DIGITS = {"augmentation_source": "Digit"}
FIRST_DRAW = {"augmentation_seed": 1, "augmentation_reader": "Network + augmentation"}
PRESETS = (
    Preset(
        "The lecture's five",
        goal="point at the copies, then drag a range and watch the copies change.",
        notice="one 6 has become 64 pictures, each a little different, all with the same label.",
        state=DIGITS
        | {
            "augmentation_view": "Copies",
            "augmentation_digit": 6,
            "augmentation_which": 1,
        },
        start=FIRST_DRAW
        | {"augmentation_chain": "zoom80..120 shift10 shear-15..15 rotate-15..15 hflip50"},
    ),
    Preset(
        "A six turned upside down",
        goal="reduce the range of rotation until every copy is classified as a 6.",
        notice="turned by 180° a 6 looks like a 9; training it with the label 6 is wrong.",
        state=DIGITS
        | {
            "augmentation_view": "Copies",
            "augmentation_digit": 6,
            "augmentation_which": 2,
        },
        start=FIRST_DRAW | {"augmentation_chain": "rotate-180..180"},
    ),
    Preset(
        "A cloud of points",
        goal="switch between pixels and the network's features.",
        notice="in pixel space the copies lie among other digits; in feature space they lie "
        "close together.",
        state=DIGITS
        | {
            "augmentation_view": "The cloud",
            "augmentation_digit": 7,
            "augmentation_which": 1,
            "augmentation_chain": "zoom85..115 shear-20..20 rotate-15..15 elastic0..60",
        },
        start=FIRST_DRAW | {"augmentation_space": "in pixels"},
    ),
    Preset(
        "Does it still see the cat?",
        goal="find the copy for which the network is least confident, and the reason.",
        notice="one photo, 64 answers: what is cropped away cannot count for the answer.",
        state={
            "augmentation_view": "A prediction",
            "augmentation_source": "Photo",
            "augmentation_photo": "cat",
        },
        start={
            "augmentation_chain": "crop8..100 hflip50",
            "augmentation_seed": 1,
            "augmentation_reader": "EfficientNet-Lite0",
        },
    ),
    Preset(
        "A thousand digits",
        goal="press Train both and watch the solid curves separate.",
        notice="without augmentation the train error falls to 0 and the test error stays high.",
        state={
            "augmentation_view": "Training",
            "augmentation_data": "A few digits, now",
            "augmentation_digits": 1_000,
        },
        start={"augmentation_epochs": 60, "augmentation_train_seed": 1},
    ),
)

with Page("pages/augmentation.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.augmentation import controls, training, views

    VIEWS: dict[str, Callable[[DeltaGenerator], Rest]] = {
        controls.COPIES: views.copies,
        controls.CLOUD: views.cloud,
        controls.PREDICTION: views.prediction,
        controls.TRAINING: training.show,
    }

    page.prepare((*controls.LIMITS, *training.LIMITS))
    views.lay_out()

    def build_a_cloud() -> Rest:
        """Draw all controls and pictures, as one fragment."""
        with st.container(horizontal=True, vertical_alignment="center"):
            view = page_parts.choose_view(controls.VIEWS, key=controls.VIEW)
            beside = st.container(width="content")  # room for a second choice that some views need
        page.place_goal()
        return VIEWS[view](beside)

    page.show(build_a_cloud, look_again=training.seconds_to_next_look)
