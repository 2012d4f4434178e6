"""What "Architecture" asks before the lecture's network gets a larger picture."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from dlviz.architecture import ShapePath, Step, compute_shapes
from dlviz.architecture_text import LECTURE, network, write
from dlviz.layers import Network
from dlviz.questions.generators.architecture_told import looked_at
from dlviz.questions.kinds import Misread, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, reasons
from dlviz.questions.shapes import Shape

_SIDE = 64  # rows and columns that the lecture's picture gets
_NEAR = 200  # thousand parameters


def _counted(path: ShapePath) -> list[Step]:
    return [step for step in path.steps if step.parameters]


def _enlarged() -> Network:
    """Return the lecture's network for a picture of more rows and columns."""
    own = network(LECTURE)
    return replace(own, input=(own.input[0], _SIDE, _SIDE))


def _parameters() -> Sketch:
    before, after = (_counted(compute_shapes(own)) for own in (network(LECTURE), _enlarged()))
    changed = [
        f"{one.name} from {one.parameter_sum} = {one.parameters:,} to {other.parameter_sum} = "
        f"{other.parameters:,}"
        for one, other in zip(before, after, strict=True)
        if one.parameters != other.parameters
    ]
    same = [
        one.name
        for one, other in zip(before, after, strict=True)
        if one.parameters == other.parameters
    ]
    names = ", ".join(f"{place + 1} {step.name}" for place, step in enumerate(before))
    values = np.array([round(step.parameters / 1_000) for step in after], float)
    old = network(LECTURE).input[1]
    return Sketch(
        prompt=f"The picture gets {_SIDE} rows and columns instead of {old}. Draw the parameters "
        f"of all layers in thousands, as they will be: {names}.",
        worked=f"The change raises {', '.join(changed)}: each unit there has a weight for each "
        f"flattened number. Nothing changes in {', '.join(same)}.",
        facts={"side": _SIDE},
        x=np.arange(1, len(after) + 1),
        y=values,
        low=0,
        high=2_500,
        names=("layer", "thousand parameters"),
        near=_NEAR,
        misread=_misread({step.name: step.parameters for step in after}),
    )


def _misread(counts: Mapping[str, int]) -> tuple[Misread, ...]:
    (first, fewest), *_, (last, after) = counts.items()
    name, most = max(counts.items(), key=lambda one: one[1])
    of_most = f"{name} has {most:,} of the {sum(counts.values()):,}"
    place = list(network(LECTURE).names)
    return (
        *misread(
            Mistake(
                "all layers have about as many parameters",
                f"They differ by far: {first} has {fewest:,}, and {of_most}.",
                looked_at(_enlarged(), place.index(name)),
            ),
            Shape.FLAT,
        ),
        *misread(
            Mistake(
                "the largest maps need the most parameters",
                f"The maps of {first} have the most places, but one filter with its few weights "
                f"serves all of them: {fewest:,} parameters.",
                looked_at(_enlarged(), place.index(first)),
            ),
            Shape.FALLING,
        ),
        *misread(
            Mistake(
                "the later a layer, the more parameters it has",
                f"It depends on how many numbers a layer gets: {last} gets only the outputs of "
                f"the layer before and has {after:,}, while {of_most}.",
                looked_at(_enlarged(), place.index(last)),
            ),
            Shape.RISING,
        ),
    )


_PARAMETERS_WHY = reasons(
    "Why do the filters need no more weights for a larger picture?",
    1,
    "The same weights are used at every place, and only the number of places grows",
    "The work grows with the places, the number of weights does not.",
    (
        "The poolings make every picture the same size first",
        Mistake(
            "pooling brings every picture to one size",
            f"Each pooling halves whatever comes: from {_SIDE} rows, 4 are left after four of "
            "them, and not 2.",
            looked_at(_enlarged(), 2),
        ),
    ),
    (
        "The network only looks at the middle of the picture",
        Mistake(
            "a network cuts out the pixels that it was built for",
            "The filters are moved over the whole picture; the dense layer gets four times as "
            "many numbers because of that.",
            looked_at(_enlarged(), 12),
        ),
    ),
)

LARGER = Prediction(
    name="architecture_parameters",
    before={"architecture_layer": 0},
    task=f"set the rows and the columns of the input to {_SIDE}",
    after={"architecture_network": write(_enlarged())},
    make=_parameters,
    practice="arch_changed",
    why=_PARAMETERS_WHY,
)
