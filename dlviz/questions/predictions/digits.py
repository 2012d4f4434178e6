"""What "Draw a digit" asks before a preset shows it."""

from collections.abc import Mapping
from typing import cast

import numpy as np

from dlviz import ink
from dlviz.certainty import bins_of
from dlviz.datasets import mnist as digits
from dlviz.datasets.drawings import DRAWINGS
from dlviz.digits import normalise, squeeze
from dlviz.inside import Reading, observe, read, read_all, shift_map
from dlviz.networks import mnist
from dlviz.notices import digits as notices
from dlviz.questions.kinds import Choose, Mistake, Option, Order, Picture, Sketch
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.misreading import Belief, told_by_shape
from dlviz.questions.shapes import Shape
from dlviz.training.methods import METHODS

_PAD = 280  # pixels of the drawing pad's side
_SURE = 0.9
_DISPUTED, _ONE = 8, 2  # test digits: a five that looks like a six, and a one
_COMPARED = ("dropout", "ridge", "logistic", "lda")
_UNMOVED = {"digits_dx": 0, "digits_dy": 0}
_NORMALISED, _BARE = ({"digits_normalise": is_on} for is_on in (True, False))
_PROMISE = 0.98  # lower end of the probabilities that are counted
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
                    f"{so}.",
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
    so = f"{inactive} of the {units} units output exactly 0, {active} are active"
    right = "fewer than half of them" if inactive < units / 2 else "more than half of them"
    return Choose(
        prompt=f"The first hidden layer has {units} units with ReLU. How many of them will output "
        f"exactly 0 for this {digits.load('test').labels[0]}?",
        worked=f"{active} of {units} and {second} of {activity.activations[1].size} units are "
        f"active, so in the first layer {units} − {active} = {inactive} output exactly 0. One of "
        f"them is unit {first + 1}.",
        options=told_apart_by(
            right,
            {
                "none of them": Mistake(
                    "every unit responds to every picture",
                    f"Unit {first + 1} does not respond to this one; {so}.",
                    {"digits_layer": "256 units", "digits_unit_number": first + 1},
                ),
                "fewer than half of them": Mistake(
                    "most units respond to a digit",
                    f"It is the smaller part here: {so}.",
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
        prompt=f"Next comes test digit {_DISPUTED}, shown here. Each model predicts a digit with a "
        "probability. Order the models by this probability, the lowest first.",
        worked=f"{'; '.join(said)}. {so}"
        + (" A high probability is no proof: it only compares the ten digits." if is_wrong else ""),
        shown=(Picture(f"Test digit {_DISPUTED}", image),),
        items=tuple(readings),
        values=tuple(round(100 * own.confidence, 1) for own in readings.values()),
        unit="%",
        mistake=Mistake(
            "how good a model is says how confident it is",
            so,
            {"digits_source": "a test digit", "digits_test": _DISPUTED},
        ),
    )


def _sideways() -> Sketch:
    moves = shift_map(mnist.load("dropout"), _test_digit(_ONE))
    middle = len(moves.shifts) // 2
    kept = int((moves.winners[middle] == moves.digit).sum())
    x, y = moves.shifts.astype(float), moves.probabilities[middle].astype(float)
    so = f"Only {kept} of the {len(x)} places keep the answer {moves.digit}"
    far = {"digits_view": "Move it", "digits_dx": int(moves.shifts[-1])}
    beliefs: dict[Shape, Belief] = {
        Shape.FLAT: (
            "a network recognises a shape wherever it lies",
            f"{so}: each pixel has weights of its own.",
            far,
        ),
        Shape.VALLEY: (
            "a digit is easiest to recognise at the edge",
            f"{so}: the network was trained on digits in the middle.",
            far,
        ),
        Shape.FALLING: (
            "only the right side of the picture is hard",
            f"{so}: a move to the left changes the answer too.",
            {"digits_view": "Move it", "digits_dx": int(moves.shifts[0])},
        ),
        Shape.RISING: (
            "only the left side of the picture is hard",
            f"{so}: a move to the right changes the answer too.",
            far,
        ),
    }
    return Sketch(
        prompt=f"The network predicts {moves.digit}. The digit is moved sideways, from "
        f"{abs(moves.shifts[0])} pixels to the left to {moves.shifts[-1]} pixels to the right. "
        f"Draw the probability of {moves.digit}.",
        worked=f"Of the {len(moves.shifts)} places along the middle row, {kept} keep the answer "
        f"{moves.digit}. {notices.about_shifts(moves)}",
        x=x,
        y=y,
        low=0.0,
        high=1.0,
        names=("pixels to the right", f"the probability of {moves.digit}"),
        near=_NEAR,
        misread=told_by_shape(x, y, (0.0, 1.0), beliefs),
    )


def _promised() -> Choose:
    test = digits.load("test")
    images = test.images / np.float32(255)
    bins = {name: bins_of(read_all(mnist.load(name), images), test.labels) for name in _COMPARED}
    own, network = (next(b for b in bins[name] if b.low == _PROMISE) for name in ("lda", "dropout"))
    title, other = (METHODS[name].title for name in ("lda", "dropout"))
    share = 100 * own.right / own.count
    so = f"{title} is right for {own.right} of the {own.count} digits, {share:.1f} of 100"
    state = {"digits_view": "Certainty"}
    texts = {
        "promised": "98 or 99",
        "all": "all 100",
        "fewer": "fewer than 90",
    }
    right = "fewer" if share < 90 else "all" if share == 100 else "promised"
    return Choose(
        prompt=f"{title} gives {own.count} of the {len(test.labels):,} test digits a probability "
        f"of {notices.span(own)}. Of 100 such digits, how many does it classify correctly?",
        worked=f"{so}. {other} gives such a probability to {network.count} digits and is right for "
        f"{network.right}, {100 * network.right / network.count:.1f} of 100. A probability is what "
        "a model computes; how often it is right then has to be counted.",
        options=told_apart_by(
            texts[right],
            {
                texts["promised"]: Mistake(
                    "99% means right 99 times in 100",
                    "Its probabilities are too high: it is right less often than they say.",
                    state,
                ),
                texts["fewer"]: Mistake(
                    "a probability says nothing", "It says how sure the model is.", state
                ),
                texts["all"]: Mistake(
                    "a model that is sure is right",
                    f"It is as sure of {own.count - own.right} wrong answers.",
                    state,
                ),
            },
        ),
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
            worked="Each pixel of the 28 × 28 picture has its own 256 weights, which were learned "
            "from digits in the middle. The network does not know which pixels are neighbours: if "
            "all 784 were shuffled in one and the same way for every digit, it would learn just as "
            "well.",
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
    "Is 99% a promise?": Prediction(
        name="digits_promise",
        before=_UNMOVED | {"digits_view": "Softmax"},
        after={"digits_view": "Certainty"},
        task="press “Certainty”",
        make=_promised,
        practice="digits_certainty",
    ),
}
