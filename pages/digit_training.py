"""Why does regularisation help, and what does it beat?"""

from dlviz.ui.shared import page_parts
from dlviz.ui.shared.page import Page
from dlviz.ui.shared.presets import Preset

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
    Preset(
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
    Preset(
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
    Preset(
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

with Page("pages/digit_training.py", PRESETS) as page:
    # torch takes a second or two to import: the visitor reads the headline meanwhile.
    from dlviz.ui.digit_training import controls, files, program, views
    from dlviz.ui.shared import race_views as race_view

    page.prepare(controls.LIMITS)

    def follow_the_race() -> None:
        """Everything that changes while methods learn; it reruns alone, again and again."""
        page.place_goal()
        choices = controls.choose()
        race = controls.PLAYER.show(choices)
        race_view.show_race(race, controls.standings(race))

    def look_inside() -> None:
        """One view of what the networks are made of; slower than the race, for it is heavier."""
        race = controls.PLAYER.current()
        shown = controls.standings(race)
        view = page_parts.choose_view(views.VIEWS, key="digit_training_view", label="Look inside")
        views.show(view, race, shown)
        program.offer(view, race, shown)
        page_parts.download_csv(lambda: files.race_csv(shown), key="digit_training_csv")

    page.show(follow_the_race, look_again=controls.seconds_to_next_look)
    page.show(look_inside, look_again=controls.seconds_to_next_look_inside)
