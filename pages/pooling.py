"""What does pooling keep, and what does it forget?"""

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

PRESETS = (
    Preset(
        "The lecture's example",
        goal="point at the outputs, change the 5 to 1, then choose average.",
        notice="with max and stride 2, only four numbers decide the four outputs, and only they "
        "get a gradient. With average all sixteen get one.",
        state={
            "pooling_view": "By hand",
            "pooling_rows": 4,
            "pooling_columns": 4,
            "pooling_window": 2,
            "pooling_stride": 2,
        },
        start={
            "pooling_kind": "max",
            "pooling_gradient": True,
            "pooling_numbers": "",
            "pooling_padding": 0,
            "pooling_moved": 0,
        },
    ),
    Preset(
        "What remains of a cat",
        goal="add “none”, then choose a network's map instead of the photo.",
        notice="max keeps the largest number of each window, so no picture becomes darker; average "
        "keeps its mean, none its first number.",
        state={"pooling_view": "On a photo", "pooling_photo": "cat"},
        start={
            "pooling_kinds": ["max", "average"],
            "pooling_source": "the photo",
            "pooling_answers": True,
        },
    ),
    Preset(
        "How invariant is it?",
        goal="drag the picture to the right, pixel by pixel.",
        notice="after each max pooling the cat may move further to the right before the distance "
        "reaches half, but its distance never stays at 0.",
        state={
            "pooling_view": "Location invariance",
            "pooling_network": "EfficientNet-Lite0",
            "pooling_photo": "cat",
            "pooling_comparison": "poolings in a row",
        },
        start={
            "pooling_compared": "max",
            "pooling_direction": "right",
            "pooling_shift": 1,
            "pooling_stage": "probabilities",
        },
    ),
    Preset(
        "Max against blur",
        goal="change the number of poolings in a row.",
        notice="for the cat, taking every second number without pooling gives no more invariance; "
        "a blur gives the most.",
        state={
            "pooling_view": "Location invariance",
            "pooling_network": "CIFAR-100 network",
            "pooling_comparison": "kinds of pooling",
        },
        start={"pooling_photo": "cat", "pooling_depth": 2, "pooling_direction": "right"},
    ),
    Preset(
        "Without pooling",
        goal="compare the dropout network with the augmented one.",
        notice="dense layers give no invariance; training on distorted digits makes only the "
        "answer more stable.",
        state={
            "pooling_view": "Location invariance",
            "pooling_network": "digit network, dropout",
        },
        start={"pooling_digit": 0, "pooling_direction": "right", "pooling_shift": 4},
    ),
    Preset(
        "How consistent?",
        goal="move the digit pixel by pixel, and look for how many digits the answer stays.",
        notice="a network of dense layers keeps nearly all answers after one pixel, and few after "
        "eight; training on distorted digits moves the fall by about one pixel.",
        state={
            "pooling_view": "Location invariance",
            "pooling_network": "digit network, dropout",
        },
        start={"pooling_digit": 0, "pooling_direction": "right", "pooling_shift": 1},
    ),
)

with Page("pages/pooling.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.pooling import views

    page.prepare(views.LIMITS)

    def pool() -> None:
        """Draw all controls and pictures, as one fragment."""
        view = page_parts.choose_view(views.VIEWS, key="pooling_view")
        page.place_goal()
        views.VIEWS[view]()

    page.show(pool)
