"""What "Two inputs" asks before a training: which weights, which units, how many units."""

from collections.abc import Mapping

import numpy as np

from dlviz.notation import format_measure
from dlviz.notices import two_inputs as notices
from dlviz.questions.kinds import Choose, Misread, Mistake, Sketch
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.two_inputs_weights import SEED, WEIGHTS, state_of
from dlviz.questions.shapes import Shape
from dlviz.training.two_inputs import PRODUCT_SETTINGS, SUGGESTED, Fit, error_against_width
from dlviz.two_inputs import MONOMIALS, PRODUCT, polynomial, valley
from dlviz.two_inputs_setup import Setup, lecture_network

_PRODUCT_TERM = MONOMIALS.index("X1X2")
_PLAIN_DATA = {
    "two_inputs_points": 400,
    "two_inputs_share": 0.5,
    "two_inputs_noise": 0.0,
    "two_inputs_data": 0,
}
_ONE_SQUARE = "0 1/4; 0 1 1"  # the first of the lecture's two
_PLAIN_TRAINING = {
    "two_inputs_optimiser": PRODUCT_SETTINGS.optimiser,
    "two_inputs_rate": PRODUCT_SETTINGS.learning_rate,
    "two_inputs_l1": 0.0,
    "two_inputs_l2": 0.0,
    "two_inputs_batch": PRODUCT_SETTINGS.batch_size,
}
_PLAIN_INPUTS = {"two_inputs_features": ["X1", "X2"]}
_SAME = 0.01  # coefficients that differ by less make the same function
_NEAR = 0.1
_TINY = 0.001  # an error that the curve's axis does not show


def _learned() -> Choose:
    setup = Setup(start=SEED)
    fit = Fit(setup.network(), setup.points(), PRODUCT_SETTINGS, seed=SEED)
    while fit.verdict is None:
        fit.run(1_000)
    network = lecture_network(fit.network)
    is_product = bool((polynomial(network) - polynomial(PRODUCT)).abs().max() < _SAME)
    is_other = bool((network.weights.abs() - PRODUCT.weights.abs()).abs().max() > _SAME)
    weights = [format_measure(value) for value in network.weights[0, 1:].tolist()]
    so = (
        f"The training ends with the weights {weights[0]} for X₁ and {weights[1]} for X₂ in the "
        f"first unit, and f has the coefficient "
        f"{format_measure(float(polynomial(network)[_PRODUCT_TERM]))} for X₁X₂"
    ).replace("-", "−")
    texts = ("the lecture's weights", "other weights, and f is X₁X₂", "other weights, another f")
    right = texts[0] if not is_other else texts[1] if is_product else texts[2]
    lectures = state_of(valley(1.0))
    return Choose(
        prompt="The network starts with random weights and learns X₁X₂ from 200 points. The "
        "lecture's weights, 1, 1 and 1, −1, multiply exactly. What will the training end with?",
        worked=f"{fit.verdict.sentence if fit.verdict else ''} {so}: this is multiplication too.",
        options=told_apart_by(
            right,
            {
                texts[0]: Mistake(
                    "only one set of weights multiplies",
                    "The lecture's weights are one place of a valley, and the training ends in "
                    "another.",
                    lectures,
                ),
                texts[1]: Mistake("many sets of weights multiply", f"{so}.", lectures),
                texts[2]: Mistake(
                    "other weights make another function",
                    "The five other coefficients are nearly 0: it is multiplication.",
                    lectures,
                ),
            },
        ),
    )


def _error_after(hidden: tuple[int, ...]) -> float:
    """Return the test error of a network on the spirals, with the inputs X1 and X2 alone."""
    own = SUGGESTED["spiral"]
    setup = Setup(
        target="spiral",
        task="classification",
        hidden=hidden,
        activation=own.activation,
        start=SEED,
    )
    fit = Fit(setup.network(), setup.points(), own.settings, seed=SEED)
    fit.run(own.epochs * -(-len(fit.split.train_inputs) // fit.batch_size))
    return fit.losses()[1]


def _second_layer() -> Choose:
    own = SUGGESTED["spiral"]
    one, two = (_error_after(own.hidden[:depth]) for depth in (1, 2))
    units = own.hidden[0]
    texts = {
        "larger": "larger: it overfits more",
        "alike": f"about {format_measure(one, 2)} again",
        "smaller": "less than half as large",
    }
    right = "smaller" if two < one / 2 else "larger" if two > 1.2 * one else "alike"
    so = (
        f"With one layer the test error is {format_measure(one, 2)}, with two it is "
        f"{format_measure(two, 2)}"
    )
    shallow = _PLAIN_INPUTS | {"two_inputs_layers": 1}
    return Choose(
        prompt=f"Two spirals, and only X₁ and X₂ as inputs. One hidden layer of {units} units "
        f"leaves a test error of {format_measure(one, 2)} after {own.epochs} epochs; a network "
        f"that always answers the mean has {_always_the_mean():.2f}. Next comes a second layer of "
        f"{units} units. What will the test error be after as many epochs?",
        worked=f"{so}. A unit of layer 1 changes in one direction only. A unit of layer 2 adds up "
        f"{units} such shapes and bends the sum again: so it can follow a spiral.",
        facts={"hidden": own.hidden},
        options=told_apart_by(
            texts[right],
            {
                texts["larger"]: Mistake(
                    "more parameters always overfit",
                    "The larger network fits new points better here.",
                    shallow,
                ),
                texts["alike"]: Mistake(
                    "a second layer only repeats the first one",
                    "Its inputs are the shapes of layer 1, not X₁ and X₂: it can make new ones.",
                    shallow,
                ),
                texts["smaller"]: Mistake("every further layer helps", f"{so}.", shallow),
            },
        ),
    )


def _always_the_mean() -> float:
    points = Setup(target="spiral", task="classification").points()
    return float((points.test_targets - points.train_targets.mean()).square().mean())


def _errors_of_widths() -> Sketch:
    points, activation = Setup().points(), "square"
    measured = [one for one in error_against_width(points, activation) if one is not None]
    widths, best = [one.width for one in measured], [one.best_test for one in measured]
    first, second = (
        format_measure(own, 2) if own > _TINY else f"below {_TINY:g}" for own in best[:2]
    )
    so = f"The test error is {first} with K = {widths[0]} and {second} with K = {widths[1]}"
    exact = state_of(PRODUCT)
    return Sketch(
        prompt=f"Networks with K = {widths[0]} to {widths[-1]} units, g(z) = z², learn X₁X₂ from "
        "points. Draw their error on test points.",
        worked=notices.about_widths(widths, best, activation),
        x=np.array(widths, float),
        y=np.array(best),
        low=0.0,
        high=1.0,
        names=("K", "the test error"),
        near=_NEAR,
        misread=(
            Misread(
                Shape.FALLING_EVENLY,
                Mistake(
                    "every further unit lowers the error",
                    f"{so}. From K = 2 on it stays: two squares are X₁X₂ already.",
                    {"two_inputs_units": 2, **exact},
                ),
            ),
            Misread(
                Shape.FLAT,
                Mistake(
                    "the number of units does not matter",
                    f"{so}. One square is not X₁X₂, with any weights.",
                    {"two_inputs_units": 1, WEIGHTS: _ONE_SQUARE},
                ),
            ),
            Misread(
                Shape.RISING,
                Mistake(
                    "more units overfit, so they make the test error larger",
                    f"{so}. The points have no noise, and more units do no damage.",
                    {"two_inputs_units": 2, **exact},
                ),
            ),
            Misread(
                Shape.VALLEY,
                Mistake(
                    "more units than needed make the test error larger",
                    f"{so}. The points have no noise, and more units do no damage.",
                    {"two_inputs_units": 2, **exact},
                ),
            ),
        ),
    )


PREDICTIONS: Mapping[str, Prediction] = {
    "Let it learn": Prediction(
        name="two_inputs_solutions",
        before=_PLAIN_DATA | _PLAIN_TRAINING,
        after={"two_inputs_trained": True},
        frees=(WEIGHTS,),
        task="press Train and wait until it stops",
        make=_learned,
        practice="two_inputs_scale",
    ),
    "A spiral, deeper": Prediction(
        name="two_inputs_units",
        before=_PLAIN_DATA
        | _PLAIN_INPUTS
        | {
            "two_inputs_start": SEED,
            "two_inputs_layers": 1,
            "two_inputs_pace": "as fast as it goes",
        },
        after={"two_inputs_layers": 2, "two_inputs_trained": True},
        frees=(WEIGHTS,),
        task="set the hidden layers to 2, press Train, wait some seconds and press Pause",
        make=_second_layer,
        practice="two_inputs_squares",
    ),
    "How many units?": Prediction(
        name="two_inputs_widths",
        before=_PLAIN_DATA,
        after={"two_inputs_measured": True},
        task="press Measure",
        make=_errors_of_widths,
        practice="two_inputs_squares",
    ),
}
