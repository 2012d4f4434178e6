"""Why does regularisation help, and what does it beat?"""

import streamlit as st

from dlviz.ui.shared import frame

PAGE = frame.open_page("pages/digit_training.py")

SETTINGS = {
    "digit_training_first": 256,
    "digit_training_second": 128,
    "digit_training_activation": "ReLU",
    "digit_training_optimiser": "Adam",
    "digit_training_batch": 128,
    "digit_training_l2": 0.0001,
    "digit_training_seed": 1,
}
PRESETS = (
    frame.Preset(
        "A race of one minute",
        goal="press Race: five methods learn from 60,000 digits, side by side.",
        notice="the networks leave the linear models behind in their first epoch.",
        state=SETTINGS
        | {
            "digit_training_methods": ["plain", "ridge", "dropout", "logistic", "lda"],
            "digit_training_digits": 60_000,
            "digit_training_epochs": 8,
            "digit_training_rate": 0.002,
            "digit_training_drop1": 0.2,
            "digit_training_drop2": 0.2,
            "digit_training_view": "Weights",
        },
    ),
    frame.Preset(
        "Overfit on 1,000 digits",
        goal="press Race and compare the dotted with the solid curves.",
        notice="without regularisation the training error falls to 0 and the test loss rises.",
        state=SETTINGS
        | {
            "digit_training_methods": ["plain", "ridge", "dropout"],
            "digit_training_digits": 1_000,
            "digit_training_epochs": 60,
            "digit_training_rate": 0.002,
            "digit_training_drop1": 0.5,
            "digit_training_drop2": 0.5,
            "digit_training_view": "Sizes",
        },
    ),
    frame.Preset(
        "The lecture's table",
        goal="press Race; thirty epochs take a few minutes, and the page may be left meanwhile.",
        notice="whose interval overlaps the lecture's, and whose lies below: only that is better.",
        state=SETTINGS
        | {
            "digit_training_methods": ["ridge", "dropout", "logistic", "lda"],
            "digit_training_digits": 60_000,
            "digit_training_epochs": 30,
            "digit_training_rate": 0.001,
            "digit_training_drop1": 0.4,
            "digit_training_drop2": 0.3,
            "digit_training_view": "Units off",
        },
    ),
)

frame.presets(PRESETS)

# torch takes a second or two to import: the visitor reads the headline meanwhile.
from dlviz.snippets import digit_training as snippets
from dlviz.training.methods import Choices
from dlviz.ui.digit_training import controls, files, views
from dlviz.ui.shared import race_views as race_view

frame.show_device()
frame.clamp_link(controls.LIMITS)
controls.PLAYER.note_polling(is_polling=controls.PLAYER.polling(controls.POLL) is not None)


def follow_the_race() -> None:
    """Everything that changes while methods learn; it reruns alone, again and again."""
    frame.hold_preset()
    goal = st.container()
    choices = controls.choose()
    race = controls.PLAYER.drive(choices)
    with goal:
        frame.learning_goal(PRESETS)
    race_view.show_race(race, controls.standings(race))
    controls.PLAYER.poll_again_when(is_needed=race is not None and race.is_running)


def look_inside() -> None:
    """One view of what the networks are made of; slower than the race, for it is heavier."""
    frame.hold_preset()
    race = controls.PLAYER.current()
    shown = controls.standings(race)
    views.show(views.choose(), race, shown)
    raced = race.choices if race else controls.shown_choices()
    frame.code(lambda: snippets.train_digits(raced or Choices()), key="digit_training_code")
    frame.download_csv(lambda: files.race_csv(shown), key="digit_training_csv")


st.fragment(follow_the_race, run_every=controls.PLAYER.polling(controls.POLL))()
st.fragment(look_inside, run_every=controls.PLAYER.polling(controls.POLL_INSIDE))()
frame.close_page()
