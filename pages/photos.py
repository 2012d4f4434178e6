"""What does ResNet50 see, and when does it change its mind?"""

import streamlit as st

from dlviz.ui.shared import kept_photos, page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

LITE = {"photos_network": "EfficientNet-Lite0"}
PRESETS = (
    Preset(
        "Another bird",
        goal="drag the marker along the film strip, from far to near.",
        notice="the kingfisher is a jacamar from far away; near, with only breast and feet "
        "visible, it is a robin.",
        state=LITE
        | {
            "photos_view": "When does it change its mind?",
            "photos_photo": "kingfisher",
            "photos_change": "Zoom",
            "photos_window": "",
        },
        start={"photos_at": 1.0},
    ),
    Preset(
        "Turned",
        goal="drag the marker along the film strip, to both ends.",
        notice="upright the kingfisher is a jacamar; turned by 90° to either side, jacamar has "
        "less than half of that probability.",
        state=LITE
        | {
            "photos_view": "When does it change its mind?",
            "photos_photo": "kingfisher",
            "photos_change": "Rotate",
            "photos_window": "",
        },
        start={"photos_at": 0.0},
    ),
    Preset(
        "Covered",
        goal="drag the marker until another class becomes the first answer.",
        notice="with a square of half of the side the answer stays; with two thirds it is "
        "another one.",
        state=LITE
        | {
            "photos_view": "When does it change its mind?",
            "photos_photo": "coffee",
            "photos_change": "Cover",
            "photos_window": "",
        },
        start={"photos_at": 0.0},
    ),
    Preset(
        "Look elsewhere",
        goal="compare the three framings, then change the best one.",
        notice="the bee is a hip (the fruit) in the standard crop; in the best framing the "
        "network is sure of the bee.",
        state=LITE
        | {
            "photos_view": "When does it change its mind?",
            "photos_photo": "bee",
            "photos_change": "Best framing",
            "photos_class": "bee",
        },
    ),
    Preset(
        "As a group",
        goal="look up robin, then choose the bee.",
        notice="there is no class “kingfisher”; the network is surer that it is a bird than of "
        "any single class.",
        state=LITE | {"photos_view": "What is it?", "photos_photo": "kingfisher"},
    ),
    Preset(
        "Where it looked",
        goal="ask for robin instead, then cover a part.",
        notice="for another class, other places support it.",
        state=LITE | {"photos_view": "Why?", "photos_photo": "kingfisher"},
        start={"photos_method": "Grad-CAM", "photos_class": "its answer"},
    ),
    Preset(
        "The lecture's table",
        goal="add photos of your own.",
        notice="some answers are nearly certain, others are guesses; without the probability "
        "you cannot tell them apart.",
        state=LITE | {"photos_view": "Several photos"},
    ),
)

with Page("pages/photos.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.photos import change, controls, inside, views, why

    VIEWS = {
        controls.WHAT: views.what_is_it,
        controls.MIND: change.when_it_changes,
        controls.WHY: why.why,
        controls.SEVERAL: views.several_photos,
        controls.INSIDE: inside.inside,
    }

    page.prepare(change.limits())

    @kept_photos.decoding_once()
    def look() -> None:
        """Draw all controls and pictures, as one fragment."""
        with st.container(horizontal=True, vertical_alignment="center", key="photos_top"):
            view = page_parts.choose_view(controls.VIEWS, key=controls.VIEW)
            own = controls.choose_own_photos()
        controls.show_problems()
        page.place_goal()
        VIEWS[view](own)

    page.show(look)
