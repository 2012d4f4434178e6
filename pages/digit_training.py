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
}
SEED = {"digit_training_seed": 1}  # the notices below are true for other seeds too
WEAK = {"digit_training_l2": 0.0001}
PRESETS = (
    Preset(
        "A race of one minute",
        goal="press Race: five methods are trained on 60,000 digits, side by side.",
        notice="after one epoch the networks already make fewer errors than the linear models.",
        state=SETTINGS
        | WEAK
        | {
            "digit_training_methods": ["plain", "ridge", "dropout", "logistic", "lda"],
            "digit_training_digits": 60_000,
            "digit_training_epochs": 8,
            "digit_training_rate": 0.002,
            "digit_training_drop1": 0.2,
            "digit_training_drop2": 0.2,
        },
        start=SEED | {"digit_training_view": "Weights"},
    ),
    Preset(
        "Overfit on 1,000 digits",
        goal="press Race and compare the dotted with the solid curves.",
        notice="each network classifies all its training digits correctly, yet it misclassifies "
        "about one test digit in ten; the test loss of the plain network even rises again. "
        "Dropout makes fewer "
        "test errors than plain. Ridge with the small strength λ = 0.0001 does not; the next "
        "preset searches for a better strength.",
        state=SETTINGS
        | WEAK
        | {
            "digit_training_methods": ["plain", "ridge", "dropout"],
            "digit_training_digits": 1_000,
            "digit_training_epochs": 60,
            "digit_training_rate": 0.002,
            "digit_training_drop1": 0.5,
            "digit_training_drop2": 0.5,
        },
        start=SEED | {"digit_training_view": "Sizes"},
    ),
    Preset(
        "Find ridge's strength",
        goal="press “Sweep λ” below; then use the chosen strength and press Race.",
        notice="as λ grows, the errors on the held-out digits fall, then rise again. "
        "With the chosen strength the network makes fewer test errors than without ridge, "
        "and its cross-entropy is much lower.",
        state=SETTINGS
        | {
            "digit_training_methods": ["plain", "ridge"],
            "digit_training_digits": 1_000,
            "digit_training_epochs": 60,
            "digit_training_optimiser": "SGD",
            "digit_training_rate": 0.1,
        },
        start=SEED | {"digit_training_view": "Ridge sweep", "digit_training_l2": 0.0001},
    ),
    Preset(
        "The lecture's table",
        goal="press Race; thirty epochs take a few minutes, and you may look at other pages "
        "meanwhile.",
        notice="a method whose whole interval lies below the lecture's is better. Overlapping "
        "intervals do not tell: two networks on the same digits are compared digit by digit, and "
        "which digits the lecture's methods classified correctly is not known.",
        state=SETTINGS
        | WEAK
        | {
            "digit_training_methods": ["ridge", "dropout", "logistic", "lda"],
            "digit_training_digits": 60_000,
            "digit_training_epochs": 30,
            "digit_training_rate": 0.001,
            "digit_training_drop1": 0.4,
            "digit_training_drop2": 0.3,
        },
        start=SEED | {"digit_training_view": "Units off"},
    ),
)

with Page("pages/digit_training.py", PRESETS) as page:
    # Imported here because torch takes a second or two: the headline is already on screen.
    from dlviz.ui.digit_training import controls, files, program, views
    from dlviz.ui.shared import race_views as race_view

    page.prepare(controls.LIMITS)

    def follow_the_race() -> None:
        """Draw everything that changes during training; this fragment polls."""
        page.place_goal()
        choices = controls.choose()
        race = controls.PLAYER.show(choices)
        race_view.show_race(race, controls.standings(race))

    def look_inside() -> None:
        """Draw one view into the networks; it costs more than the race and so polls less often."""
        race = controls.PLAYER.current()
        shown = controls.standings(race)
        view = page_parts.choose_view(views.VIEWS, key="digit_training_view", label="Look inside")
        views.show(view, race, shown)
        program.offer(view, race, shown)
        page_parts.download_csv(lambda: files.race_csv(shown), key="digit_training_csv")

    page.show(follow_the_race, look_again=controls.seconds_to_next_look)
    page.show(look_inside, look_again=views.seconds_to_next_look)
