"""What happens inside the 784-256-128-10 network while I draw?"""

import streamlit as st

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

PRESETS = (
    Preset(
        "Three in the corner",
        goal="a small three is drawn in the corner, and the network gets it unchanged; switch "
        "normalising on.",
        notice="for the network, the same digit moved and scaled is a different picture.",
        state={
            "digits_source": "my drawing",
            "digits_sample": "three in the corner",
            "digits_view": "Normalisation",
        },
        start={"digits_normalise": False},
    ),
    Preset(
        "Follow one unit",
        goal="point at bright cells of the 256 units, then at an output.",
        notice="a hidden unit is a weighted sum plus a bias, then ReLU; an output has no ReLU. "
        "Each calculation is written out.",
        state={
            "digits_source": "a test digit",
            "digits_test": 0,
            "digits_weights": "dropout",
            "digits_view": "One unit",
        },
        start={"digits_layer": "10 outputs", "digits_output": 7},
    ),
    Preset(
        "Four models disagree",
        goal="see which models classify test digit 8, a five, as a five; then draw a digit "
        "yourself.",
        notice="the linear models have one template for each digit; the networks combine 256 "
        "hidden units.",
        state={"digits_weights": "dropout", "digits_view": "Four models"},
        start={"digits_source": "a test digit", "digits_test": 8},
    ),
    Preset(
        "Move a one",
        goal="press “Move it”; then drag the one to the side, pixel by pixel.",
        notice="three pixels to the left or to the right, and the answer is another digit.",
        state={
            "digits_source": "a test digit",
            "digits_test": 2,
            "digits_weights": "dropout",
        },
        start={"digits_view": "Softmax", "digits_dx": 0, "digits_dy": 0},
    ),
    Preset(
        "Is 99% a promise?",
        goal="compare the four models: of the digits to which they give 98% to 99%, how many are "
        "classified correctly?",
        notice="a probability is what a model computes. How often it is right at this probability "
        "has to be counted, and differs from model to model.",
        state={"digits_source": "a test digit", "digits_weights": "dropout"},
        start={"digits_view": "Certainty", "digits_test": 8},
    ),
)

with Page("pages/digits.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.inside import OUTPUT, activity_csv, move, observe, strongest_links
    from dlviz.legibility import why_unreadable
    from dlviz.notices import digits as notices
    from dlviz.snippets import digits as snippets
    from dlviz.ui.components.network_view.network_view import network_view
    from dlviz.ui.digits import controls as digit_controls
    from dlviz.ui.digits import views as digit_views
    from dlviz.ui.shared import digit_networks

    page.prepare(digit_controls.LIMITS)

    def follow_the_pen() -> None:
        """Draw everything that depends on the picture; this fragment reruns while the pen moves."""
        controls = digit_controls.choose_input()
        page.place_goal()
        left, right = st.columns([3, 7], gap="medium")
        with right:
            network = st.container()
            chosen, (dx, dy) = digit_controls.choose_unit_and_move(controls)
        with left:  # drawn after the choice of a sample, so that a link's sample is already known
            ink, image = digit_controls.choose_picture(controls)

        model = digit_networks.digit_network(controls.weights, controls.seed)
        source = digit_controls.preview_source(controls, model, image)
        image = move(image, dx, dy)
        activity = observe(model, image)
        selected = chosen or (OUTPUT, activity.reading.winner)
        problem = None if ink is None else why_unreadable(ink)
        with network:
            network_view(
                activity,
                key=digit_controls.NETWORK,
                source=source,
                links=strongest_links(model, activity, activity.reading.winner),
                move=(dx, dy),
                selected=selected,
                selects_winner=chosen is None,
                message=problem or "",
                on_unit=digit_controls.select_clicked_unit,
                on_move=digit_controls.apply_drag,
            )
        if problem is None:
            page_parts.notice(notices.about_activity(activity))
        digit_views.show(model, activity, ink, controls, selected, is_blank=problem is not None)
        view = st.session_state["digits_view"]
        is_own = controls.weights == digit_networks.OWN
        page_parts.code(
            lambda: snippets.read_digit(
                image,
                controls.weights,
                seed=controls.seed,
                own=is_own,
                view=view,
                unit=selected,
                ink=ink,
                models=tuple(digit_views.COMPARED),
            ),
            key="digits_code",
            files=lambda: page_parts.program_files(
                snippets.files(
                    controls.weights,
                    model,
                    own=is_own,
                    view=view,
                    models=tuple(digit_views.COMPARED),
                )
            ),
        )
        page_parts.download_csv(lambda: activity_csv(activity), key="digits_csv")

    page.show(follow_the_pen)
