"""What does a kernel do to an image, number by number?"""

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

LECTURE = {
    "convolution_view": "By hand",
    "convolution_rows": 4,
    "convolution_columns": 3,
    "convolution_kernel_rows": 2,
    "convolution_kernel_columns": 2,
    "convolution_stride": 1,
    "convolution_padding": 0,
    "convolution_dilation": 1,
}
PRESETS = (
    Preset(
        "The lecture's letters",
        goal="point at an output, at e and at α; then switch Letters off.",
        notice="α is used for six outputs, e for four.",
        state=LECTURE,
        start={
            "convolution_letters": True,
            "convolution_flipped": False,
            "convolution_image": "",
            "convolution_kernel": "",
        },
    ),
    Preset(
        "Many places",
        goal="press Play, then point at a weight and look for its colour in the matrix.",
        notice="nine weights fill 324 of the matrix's 2,304 entries; the others are 0.",
        state=LECTURE
        | {
            "convolution_rows": 8,
            "convolution_columns": 8,
            "convolution_kernel_rows": 3,
            "convolution_kernel_columns": 3,
            "convolution_letters": False,
            "convolution_matrix": True,
            "convolution_image": "",
            "convolution_kernel": "-1 0 1; -2 0 2; -1 0 1",
        },
    ),
    Preset(
        "Edges of a wall",
        goal="change to Sobel for horizontal edges, then zoom to the numbers.",
        notice="each Sobel kernel responds to the edges of one direction; along an edge of the "
        "other direction its response is 0.",
        state={
            "convolution_view": "On a photo",
            "convolution_photo": "bricks",
            "convolution_mode": "grey",
        },
        start={"convolution_kernel_name": "Sobel, vertical edges"},
    ),
    Preset(
        "Red against green",
        goal="set the kernel of one colour to “silent”, then to another kernel.",
        notice="a convolution layer has one kernel for each channel and adds up their responses.",
        state={
            "convolution_view": "On a photo",
            "convolution_photo": "coffee",
            "convolution_mode": "sum of colours",
        },
        start={
            "convolution_red": "identity",
            "convolution_green": "your own",
            "convolution_own_green": "0 0 0; 0 -1 0; 0 0 0",
            "convolution_blue": "silent",
            "convolution_contrast": "not clipped",
        },
    ),
    Preset(
        "Sobel, learned",
        goal="watch the weights; then add noise, or use only one pair of 4 pixels.",
        notice="from pairs of a photo and its edges alone, random weights become Sobel's weights.",
        state={
            "convolution_view": "Learned instead of given",
            "convolution_hidden": "Sobel, vertical edges",
            "convolution_learner": 3,
        },
        start={
            "convolution_pairs": 48,
            "convolution_patch": 24,
            "convolution_noise": 0.0,
        },
    ),
    Preset(
        "A diagonal edge",
        goal="say which of the four filters responds most, then click a map; add filters.",
        notice="the filter whose weights change across the edge responds most; the one whose "
        "weights change along it stays at 0.",
        state={
            "convolution_view": "On a photo",
            "convolution_mode": "K filters",
            "convolution_photo": "diagonal edge",
        },
        start={"convolution_filters": 4, "convolution_filter": 1},
    ),
)

with Page("pages/convolution.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.convolution import photo, views

    page.prepare(views.LIMITS)
    photo.lay_out()

    def slide() -> None:
        """Draw all controls and pictures, as one fragment."""
        view = page_parts.choose_view(views.VIEWS, key="convolution_view")
        page.place_goal()
        views.VIEWS[view]()

    page.show(slide)
