"""What "Pooling" asks before a digit moves through networks without pooling."""

from typing import Any

from dlviz.datasets import mnist
from dlviz.location_invariance import measure_along
from dlviz.moves import N_OTHERS, RIGHT, MoveCurves, half_at, network_curves
from dlviz.networks.windowed import WINDOW_REACH, digit_surroundings, of_digits
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed
from dlviz.questions.predictions.pooling_moves import VIEW

_DISTORTED = "digit network, augmented"


def _of_first_digit(weights: str) -> MoveCurves:
    """Move test digit 0 to the right."""
    network, images = of_digits(weights), mnist.load("test").images
    first, *others = (network.scene(digit_surroundings(images[at])) for at in range(N_OTHERS + 1))
    return measure_along(network, first, others, RIGHT)


def _by_training() -> Choose:
    plain, distorted = (_of_first_digit(weights) for weights in ("dropout", "augmented"))
    halves = [_unit_halves(made) for made in (plain, distorted)]
    units = "; ".join(
        f"the {name} reach half after {now:.1f} px instead of {was:.1f} px"
        for (name, was), now in zip(halves[0].items(), halves[1].values(), strict=True)
    )
    answer = f"the first answer stays up to {distorted.held} px instead of {plain.held} px"
    is_calmer = all(now > was for was, now in zip(*(own.values() for own in halves), strict=True))
    holds = distorted.held > plain.held
    state: dict[str, Any] = VIEW | {"pooling_network": _DISTORTED, "pooling_digit": 0}
    texts = {
        (True, True): "Both",
        (True, False): "Only the units",
        (False, True): "Only the answer",
        (False, False): "Neither of them",
    }
    by_units, by_answer = (f"{own[:1].upper()}{own[1:]}." for own in (units, answer))
    mistakes = {
        (True, True): ("training on distorted digits makes every layer invariant", by_units),
        (True, False): ("a network learns to respond alike before it answers alike", by_units),
        (False, True): ("training changes the answer alone", by_units),
        (False, False): ("a network without pooling cannot gain anything", by_answer),
    }
    right = (is_calmer, holds)
    mistaken = [(texts[own], Mistake(*mistakes[own], state)) for own in texts if own != right]
    return Choose(
        prompt="Another network with the same layers was trained on distorted digits. This 7 moves "
        "to the right again: what holds out longer there, the units or the answer?",
        worked=f"With the network trained on distorted digits, {units}, and {answer}. It has "
        "learned to give distorted digits the same answer; its layers are not less sensitive.",
        facts={"weights": ("dropout", "augmented")},
        options=placed(2, texts[right], *mistaken),
    )


def _unit_halves(made: MoveCurves) -> dict[str, float]:
    """Return after how many pixels each layer of units has changed by half."""
    ends = {name: half_at(own) for name, own in network_curves(made).items() if "units" in name}
    return {name: float(WINDOW_REACH) if end is None else end for name, end in ends.items()}


DISTORTED = Prediction(
    name="pooling_distorted",
    task=f"choose “{_DISTORTED}” as the network",
    after={"pooling_network": _DISTORTED},
    make=_by_training,
    hides=("pooling_consistent",),
)
