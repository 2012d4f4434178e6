"""How do two hidden units multiply two numbers?"""

import streamlit as st

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

LECTURE = {
    "two_inputs_target": "product",
    "two_inputs_activation": "square",
    "two_inputs_units": 2,
    "two_inputs_deeper": False,
}
MULTIPLIES = {"two_inputs_weights": "0 1/4 -1/4; 0 1 1; 0 1 -1"}
RANDOM = {"two_inputs_weights": ""}
PRESETS = (
    Preset(
        "It multiplies",
        goal="drag β₂ from −1/4 to +1/4, the sign on the lecture's slide.",
        notice="with −1/4 the squares cancel and X₁X₂ remains; with +1/4 they do not.",
        state=LECTURE | {"two_inputs_view": "Surface"},
        start=MULTIPLIES,
    ),
    Preset(
        "Walk the valley",
        goal="move t: all four weights change.",
        notice="the surface does not change: many different weights give the same function.",
        state=LECTURE | {"two_inputs_view": "Walk the valley"},
        start=MULTIPLIES,
    ),
    Preset(
        "Only planes with the identity",
        goal="move any weight, add units.",
        notice="with g(z) = z the sum is always a plane: three of the six coefficients stay 0.",
        state={
            "two_inputs_activation": "identity",
            "two_inputs_deeper": False,
            "two_inputs_view": "Ridges that add up",
        },
        start={
            "two_inputs_target": "product",
            "two_inputs_units": 3,
            "two_inputs_weights": "1/2 1 -1 1/2; 0 1 1; 1 1 -1; -1 1/2 2",
        },
    ),
    Preset(
        "Let it learn",
        goal="press Train, then New start and Train again.",
        notice="each time the training ends with other weights, but with the same coefficients.",
        state=LECTURE | {"two_inputs_view": "Loss"},
        start=RANDOM | {"two_inputs_start": 1},
    ),
    Preset(
        "A spiral, deeper",
        goal="press Train and point at the units during training.",
        notice="each layer combines the shapes of the layer before it into new shapes.",
        state={
            "two_inputs_target": "spiral",
            "two_inputs_deeper": True,
            "two_inputs_view": "Loss",
        },
        start=RANDOM
        | {
            "two_inputs_activation": "tanh",
            "two_inputs_task": "classification",
            "two_inputs_features": ["X1", "X2", "sin X1", "sin X2"],
            "two_inputs_layers": 2,
            "two_inputs_size1": 8,
            "two_inputs_size2": 8,
            "two_inputs_optimiser": "Adam",
            "two_inputs_rate": 0.01,
            "two_inputs_l2": 0.001,
        },
    ),
    Preset(
        "How many units?",
        goal="press Measure: networks with K = 1 to 8 units are trained.",
        notice="one square unit is not enough, two are, and more do not lower the error.",
        state={
            "two_inputs_target": "product",
            "two_inputs_activation": "square",
            "two_inputs_deeper": False,
            "two_inputs_view": "Error against K",
        },
    ),
)

with Page("pages/two_inputs.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.snippets import two_inputs as snippets
    from dlviz.two_inputs_setup import grid_csv, lecture_network
    from dlviz.ui.components.points_view.points_view import points_view
    from dlviz.ui.two_inputs import controls, descent, training, views, weights

    page.prepare(controls.LIMITS)

    choice = controls.choose()
    training.bring_explorer_to(choice)
    views.lay_out()

    def explore() -> None:
        """Draw everything that depends on a weight, a click or a training step."""
        explorer = training.run_pressed_buttons()
        page.place_goal()
        player = st.container()
        setup, snapshot = explorer.setup, explorer.snapshot()
        network = lecture_network(snapshot.network) if setup.is_lecture else None
        moving = training.moving_network(snapshot)
        picture, tuning, closer = views.stage(is_deep=network is None)
        with closer:
            views.show(
                page_parts.choose_view(views.VIEWS, key="two_inputs_view"),
                explorer,
                snapshot,
                network,
                moving,
            )
        with picture:
            points_view(
                snapshot.network,
                snapshot.split,
                key=weights.NETWORK,
                reach=setup.reach,
                limit=views.output_limit(setup.target),
                selected=None if network else weights.selected_unit(setup),
                moving=moving,
                is_discrete=choice.is_discrete,
                shows_train=controls.TRAINING_POINTS in choice.shown,
                shows_test=controls.TEST_POINTS in choice.shown,
                is_large=network is None,
                on_unit=weights.select_clicked_unit,
            )
        with player:
            training.show_player(snapshot)
        with tuning:
            weights.edit_weights(snapshot, setup, explorer.stamp)
            if network:
                views.show_equation(moving, network, setup.target)
        weights.keep_weights_in_link(explorer, snapshot)
        view = st.session_state["two_inputs_view"]
        n_widths = training.n_widths_measured() if view == views.WIDTH else 0
        page_parts.code(
            lambda: snippets.small_network(
                setup, snapshot, view, n_widths, descent.steps_on_screen(setup, snapshot)
            ),
            key="two_inputs_code",
            files=lambda: page_parts.program_files(snippets.files(snapshot, n_widths)),
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            page_parts.download_csv(lambda: grid_csv(setup, snapshot.network), key="two_inputs_csv")
            weights.show_weights_as_text()

    page.show(explore, look_again=training.seconds_to_next_look)
