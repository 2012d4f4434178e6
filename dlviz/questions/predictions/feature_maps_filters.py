"""What "Feature maps" asks before it shows filters as they were before training."""

from fractions import Fraction

import numpy as np

from dlviz.filters import nearest_kernels
from dlviz.networks import cifar
from dlviz.networks.image_network import ImageNetwork, of_cifar
from dlviz.notices.feature_maps import CLOSE
from dlviz.questions.kinds import Mistake, Number
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons
from dlviz.questions.wrong import told_apart, wrong

_START, _END = "start", "end"
_FILTERS = {"feature_maps_view": "Filters", "feature_maps_network": "CIFAR-100 network"}


def _weights(network: ImageNetwork) -> np.ndarray:
    first = next(iter(network.traced.convolutions().values()))
    weights: np.ndarray = first.weight.detach().numpy()
    return weights


def _like_kernels() -> Number:
    moments = cifar.moments()
    cosines = [
        np.abs([own.cosine for own in nearest_kernels(_weights(of_cifar(moment)))])
        for moment in (moments[0], moments[-1])
    ]
    start, end = (int((own >= CLOSE).sum()) for own in cosines)
    n_filters = cosines[0].size
    state = _FILTERS | {"feature_maps_moment": _START}
    return Number(
        prompt=f"The trained network has {n_filters} filters, and {end} of them are like a "
        f"hand-made kernel (a cosine of at least {CLOSE}). How many were at the start, as random "
        "numbers? One more or less counts as right.",
        worked=f"At the start it is {start} of {n_filters}, after the training {end} of "
        f"{n_filters}; the mean absolute cosine goes from {cosines[0].mean():.2f} to "
        f"{cosines[1].mean():.2f}.",
        facts={"close": CLOSE},
        truth=Fraction(start),
        tolerance=Fraction(1),
        unit="filters",
        wrong=told_apart(
            start,
            wrong(
                end,
                "the network was programmed to look for edges",
                f"Its filters began as random numbers; {start} of them was or were like one by "
                "chance.".replace("was or were", "was" if start == 1 else "were"),
                state,
            ),
            wrong(
                n_filters,
                "training spoils the kernels that it starts from",
                "There were no such kernels to start from, only random numbers.",
                state,
            ),
            wrong(
                end // 2,
                "half of the filters are right by chance",
                f"Nine random numbers are seldom like a kernel: here {start} of {n_filters}.",
                state,
            ),
        ),
    )


_LIKE_WHY = reasons(
    "Why did training make such filters?",
    0,
    "Edges help to tell the classes apart, so every step made the filters a little more like that",
    "Only the error was given, for 100 classes; that edges lower it was found by gradient descent.",
    (
        "The training pictures contained the kernels",
        Mistake(
            "a network stores its examples",
            "The pictures have 32 × 32 pixels, a filter has 3 × 3 weights: it keeps no picture, "
            "but what helps for all of them.",
            _FILTERS | {"feature_maps_moment": _END},
        ),
    ),
    (
        "Random filters that were no edges were removed",
        Mistake(
            "training chooses among the filters that are there",
            "All filters stay, and each changes step by step.",
            _FILTERS | {"feature_maps_moment": "after 1 epoch"},
        ),
    ),
)

LIKE_KERNELS = Prediction(
    name="feature_maps_learned",
    before={"feature_maps_moment": _END},
    task="set its training to “start”",
    after={"feature_maps_moment": _START},
    make=_like_kernels,
    practice="maps_became_like",
    why=_LIKE_WHY,
)
