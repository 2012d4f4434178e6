"""How do image, maps, flattening and dense layers fit together?"""

import streamlit as st

from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

PRESETS = (
    Preset(
        "The lecture's",
        goal="click a block and change its number of filters, its size and its stride.",
        notice="each time the map size halves, the number of filters doubles; the first dense "
        "layer has the most parameters.",
        state={"architecture_network": LECTURE, "architecture_view": "Layer by layer"},
        start={"architecture_layer": 1},
    ),
    Preset(
        "A trained network",
        goal="click on other flattened numbers, then choose another picture.",
        notice="each number raises the outputs of some classes and lowers those of others; the "
        "number 0 changes nothing.",
        state={"architecture_network": SHIPPED, "architecture_view": "Flattening"},
        start={
            "architecture_layer": 3,
            "architecture_weights": "shipped",
            "architecture_photo": "cat",
            "architecture_flat_number": 661,  # the largest number for the cat
        },
    ),
    Preset(
        "LeNet-5",
        goal="set the padding of the first filters to 0.",
        notice="all later maps become smaller, so the first dense layer has fewer parameters.",
        state={"architecture_network": LENET, "architecture_view": "Flattening"},
        start={"architecture_layer": 1, "architecture_flat_number": 201},
    ),
    Preset(
        "Where the work is",
        goal="compare the two charts: parameters, and multiplications for one picture.",
        notice="the first dense layer has most of the parameters, and the second convolution "
        "does most of the work.",
        state={"architecture_network": LENET},
        start={"architecture_layer": 1, "architecture_view": "Layer by layer"},
    ),
    Preset(
        "Train a tiny network",
        goal="press Train it, then look at “Flattening”.",
        notice="a network of 9,098 parameters classifies most digits correctly after a few "
        "seconds of training.",
        state={"architecture_network": TINY, "architecture_view": "Train it"},
        start={"architecture_layer": 1, "architecture_data": "MNIST"},
    ),
    Preset(
        "An impossible network",
        goal="change the layers so that they fit, or press the button that suggests a change.",
        notice="each pooling makes the maps smaller, until the next window no longer fits.",
        state={
            "architecture_network": "1x28x28 c8k3 relu max2 c16k3 relu max2 max2 max3 flatten d10"
        },
        start={"architecture_layer": 8, "architecture_view": "Layer by layer"},
    ),
)

with Page("pages/architecture.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.architecture import compute_shapes
    from dlviz.snippets import architecture as snippets
    from dlviz.ui.architecture import (
        builder,
        cifar,
        editor,
        flattening,
        pictures,
        training,
        views,
    )

    page.prepare((*training.LIMITS, *flattening.LIMITS))

    def build() -> None:
        """Draw everything that depends on the network or on its training."""
        page.place_goal()
        training.share_trained_network()
        network = builder.NETWORK.current()
        path, place = compute_shapes(network), builder.selected_place(network)
        builder.show_drawing(path, place)
        editor.edit(path, place)
        builder.show_problem(path)
        builder.keep_in_link()
        view = page_parts.choose_view(views.VIEWS, key="architecture_view", label="Look closer")
        plan = picture = None
        looked_at: snippets.Followed | snippets.Watched | None = None
        if view == views.LAYERS:
            views.show_layers(path, place)
        elif view == views.FLATTENING:
            looked_at = flattening.show(path)
        elif view == views.TRAIN:
            plan = training.show(network)
        else:
            picture = cifar.browse()
            looked_at = cifar.watched(picture)
        page_parts.code(
            lambda: snippets.program(path, plan, looked_at),
            key="architecture_code",
            files=lambda: page_parts.program_files(snippets.files(path, plan, looked_at)),
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            page_parts.download_csv(
                lambda: pictures.picture_csv(picture) if picture else views.layers_csv(path),
                key="architecture_csv",
            )
            builder.offer_svg(path)
            builder.show_text()

    page.show(build, look_again=training.seconds_to_next_look)
