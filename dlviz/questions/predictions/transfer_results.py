"""What "Transfer learning" asks about the result of a trained last layer."""

import numpy as np

from dlviz.intervals import error_rate
from dlviz.notices.words import whole_share
from dlviz.questions.kinds import Choose, Misread, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, one_right, placed, reasons, unlike
from dlviz.questions.predictions.transfer_photos import (
    EPOCHS,
    GUESSED,
    SEED,
    USUAL,
    embed,
    interval_text,
)
from dlviz.questions.shapes import Shape
from dlviz.training.transfer import HeadSettings, learning_curve

_VIEW, _PART = "transfer_view", "transfer_part"
_RESULT = "Result"
_MISTAKES, _CLASSES, _CURVE = "Mistakes", "Each class", "More photos"
_MAP = "Map of photos"
_TIMES = 10  # as many photos as in an answer that would be right for more of them
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
        worked=f"On the page {so}, {whole_share(right / n)} ({interval_text(right, n)}). This "
        "holds only for further pieces of these three photos.",
        facts={"right": right, "held": n},
        options=one_right(
            2 if right == n else 1 if right / n >= GUESSED else 0,
            (
                f"about {guessed}, as by guessing",
                Mistake(
                    "a thousand photos are needed",
                    f"{n_train} pieces are enough for these three photos.",
                    seen,
                ),
            ),
            (
                f"about {part}",
                Mistake(
                    "what is held out is always new",
                    "Each held-out piece overlaps with training pieces of the same photo, so it is "
                    "hardly new.",
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


def _possible() -> Choose:
    counts = embed(_THREE).train(2)[1].confusion()
    n, right = int(counts.sum()), int(np.trace(counts))
    share = right / n
    so = f"{right} of {n} held-out photos are classified correctly"
    here, more = _ends(right, n), _ends(_TIMES * right, _TIMES * n)
    part = {_PART: _MISTAKES}
    return Choose(
        prompt=f"A last layer distinguishes 3, 5 and 8: {so}, {whole_share(share)}. Where may "
        "the accuracy for other pictures of these digits lie, at the usual 95 %?",
        worked=f"On the page {so}, {whole_share(share)} ({interval_text(right, n)}). One photo "
        f"more or less changes the share by {100 / n:.2g} points.",
        facts={"right": right, "held": n},
        options=placed(
            2,
            f"from {here[0]} to {here[1]} %",
            (
                f"at {whole_share(share)}, as measured",
                Mistake(
                    "the share of a few held-out photos is the accuracy",
                    "Which photos are held out is chance: look at the share with another seed.",
                    {_PART: _MISTAKES, SEED: 3},
                ),
            ),
            (
                f"from {more[0]} to {more[1]} %",
                Mistake(
                    "a few photos tell as much as many",
                    f"So narrow is the interval with {_TIMES * n} held-out photos, and not with "
                    f"{n}.",
                    part,
                ),
            ),
            (
                "anywhere: so few photos tell nothing",
                Mistake(
                    "a few photos tell nothing",
                    f"With an accuracy outside of {here[0]} to {here[1]} % a share such as "
                    f"{whole_share(share)} would be rare.",
                    part,
                ),
            ),
        ),
    )


def _ends(right: int, count: int) -> tuple[int, int]:
    rate = error_rate(count - right, count)
    return round(100 - rate.high), round(100 - rate.low)


_WHY_POSSIBLE = reasons(
    "Why is the interval so wide?",
    1,
    "Only a few photos were held out, and which ones is chance",
    "With more held-out photos the share varies less from one choice to the next: four times as "
    "many make the interval about half as wide.",
    (
        "The network is not sure of its answers",
        Mistake(
            "a probability is the certainty of the accuracy",
            "An answer is right or wrong, however high its probability; only these answers are "
            "counted.",
            {_PART: _MISTAKES},
        ),
    ),
    (
        "It was trained for too few epochs",
        Mistake(
            "training makes a measurement exact",
            "A better last layer would be right more often, but its share would still be measured "
            "on the same few photos.",
            {_VIEW: "Train"},
        ),
    ),
)


def _curve() -> Sketch:
    own = embed(_THREE)
    *_, points = learning_curve(own.embeddings, own.labels, HeadSettings(seed=0))
    means = [float(np.mean(point.accuracies)) for point in points]
    first, last = points[0], points[-1]
    x, y = np.array([point.n_each for point in points], float), 100 * np.array(means)
    return Sketch(
        prompt=f"A new last layer for {len(own.names)} digits is trained with 1, 2, 5 or more "
        f"pictures of each, up to {last.n_each}; guessing would classify {1 / len(own.names):.0%} "
        "correctly. Sketch the accuracy on held-out pictures.",
        worked=f"With {first.n_each} picture of each class {means[0]:.0%} are classified correctly "
        f"on average over {len(last.accuracies)} splits, and with {last.n_each} of each "
        f"{means[-1]:.0%}. The blocks before the last layer are trained already, so only its "
        "weights have to be learned from these pictures.",
        facts={"n_each": [point.n_each for point in points]},
        x=x,
        y=y,
        low=0,
        high=100,
        names=("pictures of each class", "the accuracy in %"),
        near=12,
        misread=unlike(_misread_curve([point.n_each for point in points], means), x, y, 100),
    )


def _misread_curve(sizes: list[int], means: list[float]) -> tuple[Misread, ...]:
    seen = {_PART: _CURVE}
    fewest, most = sizes[0], sizes[-1]
    first, last = (
        f"from {sizes[at]} to {sizes[at + 1]} of each class {100 * (means[at + 1] - means[at]):.0f}"
        for at in (0, len(sizes) - 2)
    )
    return (
        *misread(
            Mistake(
                "more photos change nothing",
                f"They help: {means[-1]:.0%} with {most} of each class instead of {means[0]:.0%}.",
                seen,
            ),
            Shape.FLAT,
        ),
        *misread(
            Mistake(
                "each photo more helps as much as the one before",
                f"The first ones help most: {first} points more, {last}.",
                seen,
            ),
            Shape.RISING_EVENLY,
        ),
        *misread(
            Mistake(
                "a thousand photos are needed",
                f"The blocks are trained already: {fewest} of each class gives {means[0]:.0%}.",
                seen,
            ),
            Shape.RISING_LATE,
        ),
    )


PIECES = Prediction(
    name="transfer_pieces",
    before=EPOCHS | {_PART: _MISTAKES} | USUAL,
    after={_VIEW: _RESULT},
    task="choose the view “Result”",
    hides=("transfer_note",),
    notice="with other seeds, too, all held-out pieces are classified correctly.",
    make=_pieces,
    practice="transfer_pieces_new",
    why=_WHY_PIECES,
)

POSSIBLE = Prediction(
    name="transfer_possible",
    before={_PART: _MAP} | USUAL,
    after={_PART: _MISTAKES},
    task="choose “Mistakes”",
    make=_possible,
    practice="transfer_interval",
    why=_WHY_POSSIBLE,
)

CURVE = Prediction(
    name="transfer_few_photos",
    before=EPOCHS | USUAL | {_PART: _CLASSES, SEED: 0},
    after={_PART: _CURVE},
    task="choose “More photos”",
    make=_curve,
    practice="transfer_more_photos",
)
