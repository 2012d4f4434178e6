"""What "Digit training" asks before a preset shows it."""

from collections.abc import Mapping

import numpy as np

from dlviz import device
from dlviz.datasets import mnist as digits
from dlviz.datasets.mnist import Digits
from dlviz.intervals import Rate, chance_of_gap, error_rate
from dlviz.networks import mnist
from dlviz.notation import format_measure, plain
from dlviz.notices.digit_training import against_lecture
from dlviz.paired import LEVEL, sign_test
from dlviz.questions.kinds import Choose, Mistake, Option, Order, Sketch
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.misreading import Belief, told_by_shape
from dlviz.questions.shapes import Shape
from dlviz.training.loop import measure, new_model, train_steps
from dlviz.training.methods import (
    DROPOUT,
    LDA,
    LOGISTIC,
    METHODS,
    N_TEST,
    PLAIN,
    Choices,
    lecture_rate,
)
from dlviz.training.ridge_sweep import N_HELD_OUT, STRENGTHS

_RACED = {"digit_training_raced": True}
_SWEEP = {"digit_training_view": "Ridge sweep"}
_ANOTHER = {"digit_training_seed": 2}  # of a training, which then ends with another error
_FEW = Choices(methods=(PLAIN,), n_digits=1_000, epochs=60)  # as the preset has them
_LOOKS = (1, 2, 3, 5, 8, 12, 20, 30)  # epochs at which the sketch has its points
_PAIRED = sign_test(60, 20)  # of networks that differ on 80 digits
_HIGHEST = 2.5  # nats; a network that guesses among ten digits has 2.3
_NEAR = 0.15


def _rate(method: str) -> Rate:
    """Return the test error of the network or model that ships."""
    return error_rate(mnist.record(method).test_errors, N_TEST)


def _percent(rate: Rate) -> str:
    """Return a rate as the page's table has it."""
    return f"{rate.value:.2f} %"


def _interval(rate: Rate) -> str:
    return f"{rate.low:.2f} – {rate.high:.2f}"


def _race() -> Order:
    rates = {METHODS[method].title: _rate(method) for method in (LOGISTIC, DROPOUT, LDA)}
    said = {title: f"{title} {_percent(rate)}" for title, rate in rates.items()}
    net, *linear = (METHODS[method].title for method in (DROPOUT, LOGISTIC, LDA))
    templates = f"{rates[linear[0]].value:.2f} % and {rates[linear[1]].value:.2f} %"
    return Order(
        prompt="Five methods race on 60,000 digits. Order three of them by their errors on new "
        "digits, the fewest first: a network with dropout, logistic regression and LDA.",
        worked=f"The models that come with dlviz have {', '.join(said.values())}. LDA is computed "
        "by a formula, so every race gives the same number; the others change a little with each "
        "training.",
        items=tuple(rates),
        values=tuple(round(rate.value, 2) for rate in rates.values()),
        unit="%",
        mistake=Mistake(
            "a simple model is enough for pictures of digits",
            f"Logistic regression and LDA have one template for each digit, and {templates} "
            f"errors; the network combines 256 hidden units and has {_percent(rates[net])}.",
            {"digit_training_view": "Weights"},
        ),
    )


def _overfitting() -> Sketch:
    settings = _FEW.settings(PLAIN)
    if settings is None:
        raise ValueError("the plain network is trained step by step")
    train, test = digits.load("train"), digits.load("test")
    own = Digits(train.images[: _FEW.n_digits], train.labels[: _FEW.n_digits])
    one = Digits(test.images[:1], test.labels[:1])  # measured by `train_steps` after each epoch
    losses = []
    with device.one_core():
        model = new_model(settings)
        for step in train_steps(model, settings, own, one):
            if step.epoch and round(step.epoch.epoch) in _LOOKS:
                losses.append(measure(model, test).loss)
            if len(losses) == len(_LOOKS):
                break
        known = measure(model, own)
    lowest = int(np.argmin(losses))
    so = (
        f"The test loss is lowest after {_LOOKS[lowest]} epochs, {format_measure(losses[lowest])}, "
        f"and {format_measure(losses[-1])} after {_LOOKS[-1]}"
    )
    stopped = {"digit_training_epochs": _LOOKS[lowest]}
    beliefs: dict[Shape, Belief] = {
        Shape.FALLING: (
            "the longer a network is trained, the better it is",
            f"{so}: a training of {_LOOKS[lowest]} epochs would have been better.",
            stopped,
        ),
        Shape.RISING: (
            "a network overfits from the first step on",
            f"{so}: at first it learns what all digits have in common.",
            stopped,
        ),
        Shape.FLAT: (
            "training helps on the training digits alone",
            f"{so}: what is learned helps on new digits too.",
            stopped,
        ),
        Shape.PEAK: (
            "new digits become hard first and easy later",
            f"{so}: it is the other way round.",
            stopped,
        ),
    }
    return Sketch(
        prompt=f"A plain network is trained on {_FEW.n_digits:,} digits for {_FEW.epochs} epochs. "
        "Draw its loss, the cross-entropy, on test digits over the first "
        f"{_LOOKS[-1]} of them.",
        worked=f"The test loss falls to {format_measure(losses[lowest])} after {_LOOKS[lowest]} "
        f"epochs and is {format_measure(losses[-1])} after {_LOOKS[-1]}. On its {_FEW.n_digits:,} "
        f"training digits the loss is then {format_measure(known.loss)}, with {known.errors} "
        "errors: the network overfits.",
        x=np.array(_LOOKS, float),
        y=np.array(losses),
        low=0.0,
        high=_HIGHEST,
        names=("epoch", "the test loss"),
        near=_NEAR,
        misread=told_by_shape(np.array(_LOOKS, float), np.array(losses), (0.0, _HIGHEST), beliefs),
    )


_WHY_IT_RISES = Choose(
    prompt="Why does the test loss rise while the training goes on?",
    worked="The training lowers only the loss on the training digits. When nearly all of them are "
    "classified correctly, it makes the network ever more confident, also where it is wrong on new "
    "digits.",
    options=(
        Option(
            "a lower training loss always means a lower test loss, so this is chance",
            Mistake(
                "a lower training error is a better network",
                "The test loss rises with every seed; only the training loss falls further.",
                {"digit_training_seed": 2},
            ),
        ),
        Option("the network becomes more confident, also on digits that it misclassifies"),
        Option(
            "the network forgets the first digits when it is trained on the last ones",
            Mistake(
                "a network keeps only what it has seen last",
                "In every epoch it is trained on all of its digits again, in another order.",
                {"digit_training_epochs": 30},
            ),
        ),
    ),
)


def _deciding_digits() -> Choose:
    own, count = _FEW.n_digits, len(STRENGTHS)
    right = f"{N_HELD_OUT:,} digits that were held out"
    so = (
        f"The {count} networks are compared on {N_HELD_OUT:,} held-out digits, and only the chosen "
        f"one and the one without ridge classify the {N_TEST:,} test digits, once"
    )
    return Choose(
        prompt=f"{count} networks are trained on the same {own:,} digits, each with another ridge "
        f"strength λ from 0 to {plain(max(STRENGTHS))}. On which digits will their errors decide "
        "which λ is the best?",
        worked=f"{so}. As λ grows, the errors on the held-out digits fall and then rise again.",
        options=told_apart_by(
            right,
            {
                f"the {own:,} training digits": Mistake(
                    "a lower training error is a better network",
                    "Ridge is a penalty on large weights, so the network fits its training digits "
                    "best without it: λ = 0 would always be chosen.",
                    _SWEEP,
                ),
                right: Mistake("held-out digits decide", f"{so}.", _SWEEP),
                f"the {N_TEST:,} test digits": Mistake(
                    "what is best on the test digits may be chosen",
                    "Errors on digits that were used for choosing are too optimistic: then no "
                    "digits would be left to judge the choice.",
                    _SWEEP,
                ),
            },
        ),
    )


def _against_the_lecture() -> Choose:
    rate, lecture = _rate(DROPOUT), lecture_rate(DROPOUT)
    if lecture is None:
        raise ValueError("the lecture's table lists dropout")
    texts = {
        "better": "it is better",
        "undecided": "it may be better, but these numbers do not decide it",
        "worse": "it is worse",
    }
    errors = mnist.record(DROPOUT).test_errors
    chance = chance_of_gap(errors, lecture.value / 100 * N_TEST, N_TEST)
    verdict = against_lecture(DROPOUT, rate)
    if (verdict == "undecided") != (chance >= LEVEL):
        raise ValueError("the intervals and the test of the gap disagree: ask something else")
    right = texts[verdict]
    so = (
        f"The 95 % intervals are {_interval(rate)} and {_interval(lecture)}. If both networks were "
        f"equally good, a gap at least as wide would have the probability {chance:.2f}"
    )
    return Choose(
        prompt=f"The network with dropout that comes with dlviz misclassifies {errors} of "
        f"{N_TEST:,} test digits, {_percent(rate)}; the lecture's has {lecture.value:g} %, and it "
        "is unknown on which digits. What may you say about the first one?",
        worked=f"{so}.",
        options=told_apart_by(
            right,
            {
                texts["better"]: Mistake(
                    "a difference is a difference",
                    "With other test digits the order could be the other way round.",
                    _ANOTHER,
                ),
                texts["undecided"]: Mistake(
                    "a difference may always be chance",
                    "This gap is so wide that chance seldom makes it.",
                    _ANOTHER,
                ),
                "both are equally good": Mistake(
                    "not proved different is proved equal",
                    "Both intervals hold rates that differ: one of the networks may well be "
                    "better.",
                    _ANOTHER,
                ),
            },
        ),
    )


_WHY_UNDECIDED = Choose(
    prompt=f"Why do these two numbers, of {N_TEST:,} test digits each, not settle it?",
    worked="The test digits are a sample: an interval holds the error rates that fit what was "
    "counted. Two networks on the same digits can be compared better, by the digits that only one "
    "of them gets right. Then a smaller difference can be significant, although the intervals "
    "overlap.",
    options=(
        Option("other test digits would have given other rates"),
        Option(
            "the lecture's rate is rounded",
            Mistake(
                "a measured rate is exact",
                "Rounding changes it by at most 0.05 points; the interval is ten times as wide.",
                _ANOTHER,
            ),
        ),
        Option(
            "overlapping intervals always mean that there is no difference",
            Mistake(
                "whatever overlaps is equal",
                "Take two networks on the same digits, with 150 and 190 errors: only the first one "
                "gets 60 of the digits right, only the second one 20. The intervals overlap, and "
                f"yet the first is better (p = {_PAIRED:.5f}).",
                _ANOTHER,
            ),
        ),
    ),
)


PREDICTIONS: Mapping[str, Prediction] = {
    "A race of one minute": Prediction(
        name="digit_training_order",
        after=_RACED,
        task="press Race and wait until it is done",
        make=_race,
        practice="training_sizes",
        hides=("digit_training_intervals", "digit_training_table"),
    ),
    "Overfit on 1,000 digits": Prediction(
        name="digit_training_overfitting",
        after=_RACED,
        task="press Race and follow the solid curve of the plain network",
        make=_overfitting,
        practice="training_strength",
        why=_WHY_IT_RISES,
    ),
    "Find ridge's strength": Prediction(
        name="digit_training_held_out",
        after={"digit_training_swept": True},
        task="press “Sweep λ”",
        make=_deciding_digits,
        practice="training_strength",
    ),
    "The lecture's table": Prediction(
        name="digit_training_interval",
        task="compare the two intervals",
        make=_against_the_lecture,
        practice="training_interval",
        hides=("digit_training_intervals", "digit_training_table"),
        why=_WHY_UNDECIDED,
    ),
}
