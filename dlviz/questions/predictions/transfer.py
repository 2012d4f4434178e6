"""What "Transfer learning" asks before a preset shows it: a new last layer, and a few photos."""

from collections.abc import Mapping
from fractions import Fraction

from dlviz.datasets.ready_sets import SETS
from dlviz.networks.backbone import HEAD
from dlviz.notices.words import whole_share
from dlviz.questions.kinds import Choose, Mistake, Number
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions import transfer_results
from dlviz.questions.predictions.answers import one_right, reasons
from dlviz.questions.predictions.transfer_photos import (
    EPOCHS,
    GUESSED,
    HOW,
    SEED,
    USUAL,
    embed,
    interval_text,
    network,
)
from dlviz.questions.wrong import told_apart, wrong
from dlviz.training.fine_tuning import Depth, n_trainable

_VIEW, _PART, _DEPTH = "transfer_view", "transfer_part", "transfer_depth"
_RESULT, _TRAIN = "Result", "Train"
_MISTAKES, _CURVE = "Mistakes", "More photos"
_DIGITS, _THREE = "4 or 9", "3, 5 or 8"
_SOME = 0.9  # share of correct answers from which on nearly all are


def _digits() -> Choose:
    own = embed(_DIGITS)
    trained, read = own.train(0)
    n, n_train = len(read.places), len(trained.split.train)
    right = int((read.answers == read.labels).sum())
    share, guessed = right / n, n // len(own.names)
    so = f"{right} of the {n} held-out photos are classified correctly"
    return Choose(
        prompt=f"A network was trained on photos of 1,000 kinds of things, never on digits. Only a "
        f"new last layer is trained, with {n_train} pictures of a 4 or a 9. How many of {n} other "
        "pictures does it classify correctly?",
        worked=f"After {HOW.epochs} epochs it classifies {right} of the {n} held-out photos "
        f"correctly: {whole_share(share)} ({interval_text(right, n)}).",
        facts={"right": right, "held": n},
        options=one_right(
            0 if share < GUESSED else 1 if share < _SOME else 2,
            (
                f"about {guessed}, as by guessing",
                Mistake(
                    "filters can be used only for what they were trained on",
                    f"What they were trained on need not be what they are used for: {so}.",
                    {SEED: 1},
                ),
            ),
            (
                f"clearly more than {guessed}, but at most {_most(n)}",
                Mistake(
                    "a few photos are always too few",
                    f"Only the last layer has to be learned from {n_train} pictures: {so}.",
                    {_VIEW: _RESULT, _PART: _CURVE},
                ),
            ),
            (
                f"at least {_most(n) + 1}",
                Mistake(
                    "frozen filters are as good as filters trained on the digits",
                    f"Here {so}.",
                    {_VIEW: _RESULT, _PART: _MISTAKES},
                ),
            ),
        ),
    )


def _most(n: int) -> int:
    """Return the largest number of `n` that is still below the share _SOME."""
    return max(count for count in range(n + 1) if count < _SOME * n)


_WHY_DIGITS = reasons(
    "Why can a network that was never trained on digits distinguish a 4 from a 9?",
    1,
    "Its filters respond to edges and curves, which digits have too",
    "The frozen blocks turn every picture into numbers that describe its edges, curves and "
    "textures. The new last layer learns which of these numbers differ between a 4 and a 9.",
    (
        "Its filters adapt a little to the digits",
        Mistake(
            "frozen layers adapt a little",
            "Not one bit of the frozen blocks changes: their checksums are the same before and "
            "after.",
            {_VIEW: "How much to freeze", _DEPTH: "fc only"},
        ),
    ),
    (
        "It has stored the training pictures and compares with them",
        Mistake(
            "a network stores the examples",
            "Only the weights of the last layer change, and it classifies pictures that it was "
            "not trained on.",
            {_VIEW: _RESULT, _PART: _MISTAKES},
        ),
    ),
)


def _freezing() -> Number:
    own, n_classes, before = network(), len(SETS[_THREE].classes), len(SETS[_DIGITS].classes)
    truth = n_trainable(own, Depth(0), n_classes)
    every = n_trainable(own, Depth(len(own.blocks)), n_classes)
    width, frozen = own.width, own.n_frozen
    return Number(
        prompt=f"With “everything”, {every:,} parameters are trained: {frozen:,} in the blocks, "
        f"and the new last layer, {HEAD}, which gets {width:,} numbers for {n_classes} classes. "
        "With “fc only” the blocks are frozen. How many parameters does the training change?",
        worked=f"Only {HEAD} is trained. Each class has {width:,} weights and a bias: "
        f"{n_classes} × ({width:,} + 1) = {truth:,}. The {frozen:,} frozen ones do not change.",
        facts={"width": width, "classes": n_classes, "frozen": frozen},
        truth=Fraction(truth),
        unit="parameters",
        wrong=told_apart(
            truth,
            wrong(
                every,
                "frozen layers adapt a little",
                f"Not one of the {frozen:,} frozen parameters changes by a single bit.",
                {_VIEW: _TRAIN},
            ),
            wrong(
                width * n_classes,
                "a last layer has no biases",
                f"Each of the {n_classes} classes has a bias: {n_classes} more.",
                {_VIEW: _TRAIN},
            ),
            wrong(
                width + 1,
                "one set of weights serves all classes",
                f"Each of the {n_classes} classes has {width:,} weights of its own.",
                {_VIEW: _TRAIN},
            ),
            wrong(
                (width + 1) * before,
                "the last layer has the same size for every task",
                f"It has an output for each class: {before} classes need {(width + 1) * before:,} "
                f"parameters, and here there are {n_classes} classes.",
                {_VIEW: _TRAIN, "transfer_set": _DIGITS},
            ),
            wrong(
                0,
                "a network with frozen layers learns nothing",
                f"The new last layer, {HEAD}, is not frozen: {truth:,} parameters change.",
                {_VIEW: _TRAIN},
            ),
        ),
    )


PREDICTIONS: Mapping[str, Prediction] = {
    "Two new classes in a second": Prediction(
        name="transfer_digits",
        before={"transfer_epochs": 1, SEED: 0} | USUAL,
        after=EPOCHS,
        task=f"set the epochs to {HOW.epochs}",
        make=_digits,
        practice="transfer_nearest",
        hides=("transfer_curves",),
        why=_WHY_DIGITS,
    ),
    "What freezing changes": Prediction(
        name="transfer_freezing",
        before={_DEPTH: "everything", "transfer_set": _THREE},
        after={_DEPTH: "fc only"},
        task="move the slider from “everything” to “fc only”",
        notice="with “fc only” the new last layer alone is trained; all other weights stay as "
        "they were.",
        make=_freezing,
        practice="transfer_head",
        hides=("transfer_wide",),
    ),
    "Too good to be true": transfer_results.PIECES,
    "What 15 photos tell": transfer_results.POSSIBLE,
    "How many photos?": transfer_results.CURVE,
}
