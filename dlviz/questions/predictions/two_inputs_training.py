"""What "Two inputs" asks before a training: which weights, which units, how many units."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import torch

from dlviz.notation import format_measure
from dlviz.notices import two_inputs as notices
from dlviz.questions.kinds import Choose, Mistake, Number, Sketch
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.two_inputs_weights import SEED, WEIGHTS, state_of
from dlviz.questions.wrong import told_apart, wrong
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
_PLAIN_TRAINING = {
    "two_inputs_optimiser": PRODUCT_SETTINGS.optimiser,
    "two_inputs_rate": PRODUCT_SETTINGS.learning_rate,
    "two_inputs_l1": 0.0,
    "two_inputs_l2": 0.0,
    "two_inputs_batch": PRODUCT_SETTINGS.batch_size,
}
_SAME = 0.01  # coefficients that differ by less make the same function
_EPOCHS = 100  # of the deeper network, far from its end
_NEAR = 0.1


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
                texts[0]: Mistake("only one set of weights multiplies", f"{so}.", lectures),
                texts[1]: Mistake("many sets of weights multiply", f"{so}.", lectures),
                texts[2]: Mistake(
                    "other weights make another function",
                    f"{so}, and its five other coefficients are nearly 0.",
                    lectures,
                ),
            },
        ),
    )


def _whole_square() -> Number:
    own = SUGGESTED["spiral"]
    setup = Setup(
        target="spiral",
        task="classification",
        features=own.features,
        hidden=own.hidden,
        activation=own.activation,
        start=SEED,
    )
    points = setup.points()
    fit = Fit(setup.network(), points, own.settings, seed=SEED)
    fit.run(_EPOCHS * -(-len(points.train_inputs) // fit.batch_size))
    second = fit.network.units(points.train_inputs)[1]
    count = int(torch.count_nonzero(second[:, 0]))
    units, all_points = own.hidden[1], len(points.train_inputs)
    so = "The output of a tanh unit is 0 only where its sum is exactly 0"
    return Number(
        prompt=f"The network trains on {all_points} points of two classes. Layer 2 has {units} "
        "units with tanh. After the training, at how many of these points will the first of them "
        "have an output other than 0?",
        worked=f"{so}: at {count} of the {all_points} points it is not. Each unit has a value at "
        "every point, and the next layer adds up all of them.",
        truth=Fraction(count),
        unit="points",
        wrong=told_apart(
            count,
            wrong(
                Fraction(all_points, units),
                "each hidden unit holds a part of the data",
                f"{so}. The {units} units do not share out the {all_points} points: each has a "
                "shape over the whole square.",
                {"two_inputs_size2": 1},
            ),
            wrong(
                Fraction(all_points, 2),
                "each hidden unit belongs to one class",
                f"{so}. A unit is negative at some points and positive at others, whatever their "
                "class.",
                {"two_inputs_show": ["training points", "test points"]},
            ),
            wrong(
                0,
                "a hidden unit learns nothing by itself",
                f"{so}: it has a value at every point.",
                {"two_inputs_show": ["training points", "test points"]},
            ),
        ),
    )


def _errors_of_widths() -> Sketch:
    points, activation = Setup().points(), "square"
    measured = [one for one in error_against_width(points, activation) if one is not None]
    widths, best = [one.width for one in measured], [one.best_test for one in measured]
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
        before=_PLAIN_DATA | {"two_inputs_start": SEED},
        after={"two_inputs_trained": True},
        frees=(WEIGHTS,),
        task="press Train, look at the units of layer 2, and press Pause",
        make=_whole_square,
        practice="two_inputs_map",
    ),
    "How many units?": Prediction(
        name="two_inputs_widths",
        before=_PLAIN_DATA,
        after={"two_inputs_measured": True},
        task="press Measure",
        make=_errors_of_widths,
    ),
}
