"""What "Draw a digit" asks before a preset shows it."""

from collections.abc import Mapping
from typing import cast

import numpy as np

from dlviz import ink
from dlviz.datasets import mnist as digits
from dlviz.datasets.drawings import DRAWINGS
from dlviz.digits import normalise, squeeze
from dlviz.inside import Reading, inspect_unit, observe, read, shift_map
from dlviz.networks import mnist
from dlviz.notices import digits as notices
from dlviz.questions.kinds import Choose, Mistake, Option, Order, Picture, Sketch
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.training.methods import METHODS

_PAD = 280  # pixels of the drawing pad's side
_SURE = 0.9
_DISPUTED, _ONE = 8, 2  # test digits: a five that looks like a six, and a one
_COMPARED = ("dropout", "ridge", "logistic", "lda")
_UNMOVED = {"digits_dx": 0, "digits_dy": 0}
_NORMALISED, _BARE = ({"digits_normalise": is_on} for is_on in (True, False))
_NEAR = 0.25  # of a probability


def _test_digit(number: int) -> np.ndarray:
    return digits.load("test").images[number] / np.float32(255)


def _corner() -> Choose:
    drawing = DRAWINGS["three in the corner"]
    drawn = ink.draw({round(drawing.width): [np.array(own) for own in drawing.strokes]}, _PAD)
    model = mnist.load("augmented")
    bare, usual = (read(model, image) for image in (squeeze(drawn), normalise(drawn)))
    three, sure = usual.winner, notices.percent(bare.confidence)
    so = f"Unchanged, the drawing is classified as {bare.winner} with {sure}"
    return Choose(
        prompt=f"The network predicts {three} because the drawing is enlarged and centred first. "
        "Next it gets the small drawing in the corner, unchanged. What will it predict?",
        worked=f"{notices.about_normalisation(normalise(drawn), squeeze(drawn), is_on=False)} "
        f"It predicts {bare.winner} with {sure}; {three} has "
        f"{notices.percent(float(bare.probabilities[three]))}.",
        options=told_apart_by(
            _kept(bare, three),
            {
                f"{three}, with more than 90%": Mistake(
                    "a network recognises a shape wherever it lies",
                    f"{so}: each pixel has weights of its own, and those of the corner differ from "
                    "those of the middle.",
                    _BARE,
                ),
                f"{three}, with less than 90%": Mistake(
                    "a digit in another place is only less certain",
                    f"{so}: for the network, the moved digit is another picture.",
                    _BARE,
                ),
                "another digit, with less than 90%": Mistake(
                    "an unknown picture gets a low probability",
                    f"{so}: softmax compares only the ten digits, and one of them leads.",
                    _BARE,
                ),
                "another digit, with more than 90%": Mistake(
                    "a small digit is always misclassified",
                    f"{so}.",
                    _BARE,
                ),
            },
        ),
    )


def _kept(reading: Reading, digit: int) -> str:
    what = str(digit) if reading.winner == digit else "another digit"
    return f"{what}, with {'more' if reading.confidence > _SURE else 'less'} than 90%"


def _inactive() -> Choose:
    model = cast("mnist.MLP", mnist.load("dropout"))
    activity = observe(model, _test_digit(0))
    active, second = (int((layer > 0).sum()) for layer in activity.activations)
    units = activity.activations[0].size
    inactive = units - active
    first = int((activity.activations[0] == 0).argmax())
    total = inspect_unit(model, activity, 0, first).pre_activation
    so = f"{inactive} of the {units} units output exactly 0, {active} are active"
    right = "fewer than half of them" if inactive < units / 2 else "more than half of them"
    return Choose(
        prompt=f"The first hidden layer has {units} units with ReLU. How many of them will output "
        f"exactly 0 for this {digits.load('test').labels[0]}?",
        worked=f"ReLU replaces every negative sum by 0. {active} of {units} and {second} of "
        f"{activity.activations[1].size} units are active, so in the first layer {units} − "
        f"{active} = {inactive} output exactly 0. One of them is unit {first + 1}: its sum is "
        f"{total:.2f}.",
        options=told_apart_by(
            right,
            {
                "none of them": Mistake(
                    "every unit responds to every picture",
                    f"Unit {first + 1} does not: its sum is {total:.2f}, so ReLU makes it 0; {so}.",
                    {"digits_layer": "256 units", "digits_unit_number": first + 1},
                ),
                "fewer than half of them": Mistake(
                    "most units respond to a digit",
                    f"Most sums are negative here: {so}.",
                    {"digits_layer": "256 units", "digits_unit_number": first + 1},
                ),
                "more than half of them": Mistake(
                    "most units are inactive",
                    f"Most units respond: {so}.",
                    {"digits_layer": "256 units"},
                ),
                "all but one": Mistake(
                    "there is one hidden unit for each digit",
                    f"Each of the ten outputs adds up many units: {so}.",
                    {"digits_layer": "10 outputs", "digits_output": activity.reading.winner},
                ),
            },
        ),
    )


_WHY_INACTIVE = Choose(
    prompt="Why do so many units output exactly 0?",
    worked="A unit adds up its weights times the pixels and its bias. If this sum is negative, "
    "ReLU makes it 0.",
    options=(
        Option(
            "they look at places without ink",
            Mistake(
                "a unit belongs to one place of the picture",
                "Each of the 256 units has a weight for every one of the 784 pixels.",
                {"digits_layer": "256 units"},
            ),
        ),
        Option("their sums are negative, and ReLU makes them 0"),
        Option(
            "dropout has switched them off",
            Mistake(
                "dropout is on when a network classifies",
                "Dropout switches units off only during training; now all 256 units are computed.",
                {"digits_weights": "ridge"},
            ),
        ),
    ),
)


def _disagreement() -> Order:
    image = _test_digit(_DISPUTED)
    label = int(digits.load("test").labels[_DISPUTED])
    readings = {METHODS[name].title: read(mnist.load(name), image) for name in _COMPARED}
    said = [
        f"{title} predicts {own.winner} with {notices.percent(own.confidence)}"
        for title, own in readings.items()
    ]
    surest = max(readings, key=lambda title: readings[title].confidence)
    is_wrong = readings[surest].winner != label
    so = f"{surest} is the most confident and predicts {readings[surest].winner}; the label is "
    so += f"{label}."
    return Order(
        prompt=f"Next comes test digit {_DISPUTED}, below. Each model predicts a digit with a "
        "probability. Order the models by this probability, the lowest first.",
        worked=f"{'; '.join(said)}. {so}"
        + (" A high probability is no proof: it only compares the ten digits." if is_wrong else ""),
        shown=(Picture(f"Test digit {_DISPUTED}", image),),
        items=tuple(readings),
        values=tuple(round(100 * own.confidence, 1) for own in readings.values()),
        unit="%",
        mistake=Mistake(
            "the better model is always the more confident one",
            so,
            {"digits_source": "a test digit", "digits_test": _DISPUTED},
        ),
    )


def _sideways() -> Sketch:
    moves = shift_map(mnist.load("dropout"), _test_digit(_ONE))
    middle = len(moves.shifts) // 2
    kept = int((moves.winners[middle] == moves.digit).sum())
    return Sketch(
        prompt=f"The network predicts {moves.digit}. The digit is moved sideways, from "
        f"{abs(moves.shifts[0])} pixels to the left to {moves.shifts[-1]} pixels to the right. "
        f"Draw the probability of {moves.digit}.",
        worked=f"Of the {len(moves.shifts)} places along the middle row, {kept} keep the answer "
        f"{moves.digit}. {notices.about_shifts(moves)}",
        x=moves.shifts.astype(float),
        y=moves.probabilities[middle].astype(float),
        low=0.0,
        high=1.0,
        names=("move to the right", f"the probability of {moves.digit}"),
        near=_NEAR,
    )


PREDICTIONS: Mapping[str, Prediction] = {
    "Three in the corner": Prediction(
        name="digits_corner",
        before=_NORMALISED | _UNMOVED | {"digits_weights": "augmented"},
        after=_BARE,
        task="switch “Normalise like MNIST” off",
        make=_corner,
        practice="digits_scaled",
        why=Choose(
            prompt="Why does the place of the ink matter to this network?",
            worked="Each pixel of the 28 × 28 picture has its own 256 weights. They were learned "
            "from digits in the middle.",
            options=(
                Option("each pixel has weights of its own"),
                Option(
                    "the network stores pictures and finds no similar one",
                    Mistake(
                        "a network compares with stored pictures",
                        "It stores no picture: it has 235,146 numbers, whatever it was trained on.",
                        {"digits_normalise": False},
                    ),
                ),
                Option(
                    "the corner holds fewer pixels, so there is less to go by",
                    Mistake(
                        "a dark pixel counts for nothing",
                        "An answer follows from sums over all 784 pixels, and it can be sure with "
                        "little ink.",
                        {"digits_normalise": False},
                    ),
                ),
            ),
        ),
    ),
    "Follow one unit": Prediction(
        name="digits_inactive",
        before=_UNMOVED,
        after={"digits_layer": "256 units"},
        task="choose “256 units” in “Look into”",
        make=_inactive,
        practice="digits_unit",
        hides=("digits_network",),
        why=_WHY_INACTIVE,
    ),
    "Four models disagree": Prediction(
        name="digits_disagreement",
        before=_UNMOVED | {"digits_test": 0},
        after={"digits_test": _DISPUTED},
        task=f"set “Test digit” to {_DISPUTED}",
        notice="a probability says how sure a model is, not whether it is right.",
        make=_disagreement,
        practice="digits_loss",
    ),
    "Move a one": Prediction(
        name="digits_sideways",
        before=_UNMOVED,
        after={"digits_view": "Move it"},
        task="press “Move it”",
        make=_sideways,
        practice="digits_template",
    ),
}
