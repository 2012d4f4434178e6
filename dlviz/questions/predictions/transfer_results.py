"""What "Transfer learning" asks about the result of a trained last layer."""

from itertools import combinations

import numpy as np

from dlviz.notices.words import count_of, listed, whole_share
from dlviz.questions.kinds import Choose, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import one_right, reasons
from dlviz.questions.predictions.transfer_photos import EPOCHS, GUESSED, SEED, USUAL, embed
from dlviz.training.transfer import HeadSettings, learning_curve

_VIEW, _PART = "transfer_view", "transfer_part"
_RESULT = "Result"
_MISTAKES, _CLASSES, _CURVE = "Mistakes", "Each class", "More photos"
_PIECES, _THREE = "Cat, coffee or rocket", "3, 5 or 8"


def _pieces() -> Choose:
    own = embed(_PIECES)
    trained, read = own.train(0)
    n, n_train = len(read.places), len(trained.split.train)
    right = int((read.answers == read.labels).sum())
    guessed, part = n // len(own.names), 4 * n // 5
    so = f"{right} of {n} held-out photos are classified correctly"
    seen = {_VIEW: "Photos"}
    return Choose(
        prompt=f"Each class is one photo, of which random pieces were cut out. The last layer is "
        f"trained with {n_train} pieces, and {n} others are held out. How many of these are "
        "classified correctly?",
        worked=f"On the page {so}, {whole_share(right / n)}. The training pieces show the same "
        "photos, so this does not show how good the network is for other photos.",
        facts={"right": right, "held": n},
        options=one_right(
            2 if right == n else 1 if right / n >= GUESSED else 0,
            (
                f"about {guessed}, as by guessing",
                Mistake("a thousand photos are needed", f"With {n_train} pieces {so}.", seen),
            ),
            (
                f"about {part}",
                Mistake(
                    "what is held out is always new",
                    f"The held-out pieces show the same photos as those for training: {so}.",
                    seen,
                ),
            ),
            (
                f"all {n}",
                Mistake(
                    "pieces of the same photo are always classified alike", f"Here {so}.", seen
                ),
            ),
        ),
    )


_WHY_PIECES = reasons(
    "What does this accuracy say about a new photo of another cat?",
    2,
    "Nothing: the training has seen the same photos",
    "Nothing was tested with another photo: each held-out piece shows a photo that also has "
    "pieces among the training photos.",
    (
        "It will be classified as a cat",
        Mistake(
            "a high accuracy on held-out photos always holds for new ones",
            "It holds only for photos of the same kind as the held-out ones, and these are "
            "pieces of three photos.",
            {_VIEW: "Try it"},
        ),
    ),
    (
        "The network has learned what a cat looks like",
        Mistake(
            "the network learned the object",
            "It may as well have learned the background or the light of that one photo.",
            {_VIEW: "Try it"},
        ),
    ),
)


def _confused() -> Choose:
    own = embed(_THREE)
    counts = own.train(2)[1].confusion()
    pairs = list(combinations(range(len(own.names)), 2))
    confused = [int(counts[one, other] + counts[other, one]) for one, other in pairs]
    is_single = confused.count(max(confused)) == 1
    names = [f"{_bare(own.names[one])} and {_bare(own.names[two])}" for one, two in pairs]
    told = listed(
        [
            f"{count_of(count, 'mistake')} between {name}"
            for name, count in zip(names, confused, strict=True)
        ]
    )
    rights = int(np.trace(counts))
    same = {_PART: "Map of photos"}
    return Choose(
        prompt="A last layer was trained to distinguish 3, 5 and 8 by the numbers that the "
        f"frozen blocks give, and {int(counts.sum())} pictures are held out. Which two digits are "
        "confused most often?",
        worked=f"Off its diagonal the matrix has {told}. {rights} of {int(counts.sum())} held-out "
        "photos are classified correctly.",
        facts={"counts": counts.tolist()},
        options=one_right(
            confused.index(max(confused)) if is_single else len(pairs),
            *(
                (
                    name,
                    Mistake(
                        "digits that look alike to people are alike for the network",
                        f"The matrix has {told}.",
                        same,
                    ),
                )
                for name in names
            ),
            (
                "no pair more often than the others",
                Mistake(
                    "mistakes are spread evenly",
                    f"Here they are not: {told}.",
                    same,
                ),
            ),
        ),
    )


def _bare(name: str) -> str:
    return name.removeprefix("a ")


def _curve() -> Sketch:
    own = embed(_THREE)
    *_, points = learning_curve(own.embeddings, own.labels, HeadSettings(seed=0))
    means = [float(np.mean(point.accuracies)) for point in points]
    first, last = points[0], points[-1]
    return Sketch(
        prompt=f"A new last layer for {len(own.names)} digits is trained with 1, 2, 5 or more "
        f"pictures of each, up to {last.n_each}; guessing would classify {1 / len(own.names):.0%} "
        "correctly. Sketch the accuracy on held-out pictures.",
        worked=f"With {first.n_each} picture of each class {means[0]:.0%} are classified correctly "
        f"on average over {len(last.accuracies)} splits, and with {last.n_each} of each "
        f"{means[-1]:.0%}. The blocks before the last layer are trained already, so only its "
        "weights have to be learned from these pictures.",
        facts={"n_each": [point.n_each for point in points]},
        x=np.array([point.n_each for point in points], float),
        y=100 * np.array(means),
        low=0,
        high=100,
        names=("pictures of each class", "the accuracy in %"),
        near=12,
    )


PIECES = Prediction(
    name="transfer_pieces",
    before=EPOCHS | {_PART: _MISTAKES} | USUAL,
    after={_VIEW: _RESULT},
    task="choose the view “Result”",
    make=_pieces,
    practice="transfer_pieces_new",
    why=_WHY_PIECES,
)

CONFUSED = Prediction(
    name="transfer_confused",
    before={_PART: _CLASSES} | USUAL,
    after={_PART: _MISTAKES},
    task="choose “Mistakes”",
    make=_confused,
    practice="transfer_confusion",
)

CURVE = Prediction(
    name="transfer_few_photos",
    before=EPOCHS | USUAL | {_PART: _CLASSES, SEED: 0},
    after={_PART: _CURVE},
    task="choose “More photos”",
    make=_curve,
    practice="transfer_more_photos",
)
