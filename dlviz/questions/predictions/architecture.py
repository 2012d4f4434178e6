"""What "Architecture" asks before its presets show it."""

from dataclasses import replace
from fractions import Fraction

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LENET, SHIPPED, TINY, network, write
from dlviz.flattening import locate
from dlviz.layers import Convolution, Dense, Flatten, Network, Shape
from dlviz.notices.architecture import about_work
from dlviz.questions.generators.architecture_told import FLATTENING, looked_at
from dlviz.questions.kinds import Choose, Mistake, Number
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed
from dlviz.questions.predictions.architecture_larger import LARGER
from dlviz.questions.predictions.architecture_misfit import FITTING, rows_of
from dlviz.questions.predictions.architecture_work import WORK
from dlviz.questions.wrong import told_apart, wrong
from dlviz.training.plan import Plan

_NUMBER = 661  # the cat's largest flattened number, counted from 1
_FEW = Plan(network(TINY))  # as the page begins
_MORE = 60_000  # digits


def _flattened_maps() -> Shape:
    steps = compute_shapes(network(SHIPPED)).steps
    return next(step.before for step in steps if isinstance(step.layer, Flatten))


def _next_number() -> Choose:
    maps, height, width = shape = _flattened_maps()
    first, second = locate(_NUMBER - 1, shape), locate(_NUMBER, shape)
    assert (first.map, first.row) == (second.map, second.row), "the next one is beside it"
    here = f"map {first.map + 1}, row {first.row + 1}, column {first.column + 1}"
    there = f"map {second.map + 1}, row {second.row + 1}, column {second.column + 1}"
    state = looked_at(network(SHIPPED), 2, FLATTENING)
    of_one = height * width

    def showing(number: int) -> dict[str, object]:
        return {**state, "architecture_flat_number": number}

    return Choose(
        prompt=f"Flattening puts {maps} maps of {height} × {width} into one row of numbers. Number "
        f"{_NUMBER} comes from {here}. Where does number {_NUMBER + 1} come from?",
        worked=f"Number {_NUMBER + 1} comes from {there}. Flattening goes row by row through one "
        f"map, then through the next: each map gives {of_one} numbers in order.",
        facts={"shape": shape, "number": _NUMBER},
        options=placed(
            1,
            "From the same map, one column further",
            (
                "From the next map, the same place",
                Mistake(
                    "flattening takes a place of all maps before the next place",
                    f"It takes a whole map first. The same place of the next map is {of_one} "
                    f"numbers further, number {_NUMBER + of_one}.",
                    showing(_NUMBER + of_one),
                ),
            ),
            (
                "From the same map, one row below",
                Mistake(
                    "flattening goes column by column",
                    f"It goes row by row: the place below is {width} numbers further, number "
                    f"{_NUMBER + width}.",
                    showing(_NUMBER + width),
                ),
            ),
            (
                "From anywhere: flattening mixes the numbers",
                Mistake(
                    "flattening mixes",
                    f"The order is fixed, so a dense layer knows where each number comes from: "
                    f"number {_NUMBER + 1} is always {there}.",
                    showing(_NUMBER + 1),
                ),
            ),
        ),
    )


def _unpadded() -> Network:
    """Return LeNet-5 whose first filters have no padding."""
    own = network(LENET)
    first = own.layers[0]
    assert isinstance(first, Convolution)
    return own.changed(0, replace(first, padding=0))


def _fewer_numbers() -> Number:
    before, after = (compute_shapes(own) for own in (network(LENET), _unpadded()))
    flat, flat_after = (
        next(step for step in own.steps if isinstance(step.layer, Flatten))
        for own in (before, after)
    )
    maps, side, _ = (int(length) for length in flat.before)
    last = int(flat_after.before[1])
    truth, was = flat_after.shape[0], flat.shape[0]
    dense, dense_after = (
        next(step for step in own.steps if isinstance(step.layer, Dense)) for own in (before, after)
    )
    large, small = (int(own.steps[0].shape[1]) for own in (before, after))
    state = looked_at(_unpadded(), 0, FLATTENING)
    return Number(
        prompt=f"{maps} maps of {side} × {side} are flattened to {was} numbers. The first filters, "
        "5 × 5, lose their padding of 2, so their maps have 4 rows fewer. How many numbers are "
        "flattened then?",
        worked=f"The rows become {rows_of(_unpadded())}, so {last} × {last} × {maps} = {truth} "
        f"numbers are left. The first dense layer needs {dense_after.parameter_sum} = "
        f"{dense_after.parameters:,} parameters instead of {dense.parameters:,}.",
        facts={"input": 28},
        truth=Fraction(truth),
        unit="numbers",
        wrong=told_apart(
            truth,
            wrong(
                was,
                "padding is only a frame of zeros, so nothing changes",
                f"Without the frame a filter of 5 × 5 has {small} places in a row instead of "
                f"{large}.",
                state,
            ),
            wrong(
                maps * (side - 4) ** 2,
                "a layer passes the loss on as it is",
                "Each pooling halves what is missing: 4 rows, then 2, then 1.",
                state,
            ),
            wrong(
                maps * (side - 2) ** 2,
                "padding of 2 gives 2 rows",
                "Padding of 2 adds 2 rows above and 2 below, and two poolings halve these 4.",
                state,
            ),
        ),
    )


def _cost() -> Choose:
    parameters = compute_shapes(_FEW.network).parameters
    work, more_work = about_work(_FEW), about_work(replace(_FEW, n_pictures=_MORE))
    times = _MORE // _FEW.n_pictures
    came = (
        f"The network has {parameters:,} parameters either way; the training takes about "
        f"{more_work} multiplications instead of {work}."
    )
    state = {
        "architecture_network": TINY,
        "architecture_view": "Train it",
        "architecture_data": "MNIST",
        "architecture_pictures": _MORE,
    }
    return Choose(
        prompt=f"The tiny network is about to be trained on {_FEW.n_pictures:,} digits. It gets "
        f"{_MORE:,} of them. What becomes {times} times as much?",
        worked=f"{came} What it learns is kept in the same weights, however many digits it sees.",
        facts={"times": times},
        options=placed(
            0,
            "The work of the training, and not the network",
            (
                "Both: the network must remember more digits",
                Mistake(
                    "a network stores the examples",
                    f"No digit is stored: every digit changes the same {parameters:,} numbers a "
                    "little.",
                    state,
                ),
            ),
            (
                "Neither: an epoch is an epoch",
                Mistake(
                    "an epoch always takes the same time",
                    f"An epoch is one pass over all digits, so with {times} times as many it has "
                    f"{times} times as many steps.",
                    state,
                ),
            ),
        ),
    )


PREDICTIONS = {
    "The lecture's": LARGER,
    "A trained network": Prediction(
        name="architecture_next_number",
        before={"architecture_flat_number": _NUMBER},
        task=f"choose {_NUMBER + 1} in “Number (1 to 1,024)”, below the drawing",
        notice="flattening only puts the numbers into one line: each keeps its map, row and "
        "column.",
        after={"architecture_flat_number": _NUMBER + 1},
        make=_next_number,
        practice="arch_flat_index",
    ),
    "LeNet-5": Prediction(
        name="architecture_unpadded",
        before={"architecture_layer": 1},
        task="set the padding of the first filters to 0",
        after={"architecture_network": write(_unpadded())},
        make=_fewer_numbers,
        practice="arch_shape",
    ),
    "Where the work is": WORK,
    "Train a tiny network": Prediction(
        name="architecture_cost",
        before={
            "architecture_pictures": _FEW.n_pictures,
            "architecture_epochs": _FEW.epochs,
        },
        task=f"set Pictures to {_MORE:,}",
        notice="how many parameters a network has does not depend on how many pictures it is "
        "trained on.",
        after={"architecture_pictures": _MORE},
        make=_cost,
        practice="arch_changed",
    ),
    "An impossible network": FITTING,
}
