"""What "Architecture" asks before an impossible network is made possible."""

from dataclasses import replace

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import network, write
from dlviz.layers import Convolution, Network
from dlviz.questions.generators.architecture_told import looked_at
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed, reasons

_IMPOSSIBLE = "1x28x28 c8k3 relu max2 c16k3 relu max2 max2 max3 flatten d10"
_CONV1, _CONV2 = 0, 3  # indices of layers


def _with(place: int, **numbers: int) -> Network:
    own = network(_IMPOSSIBLE)
    layer = own.layers[place]
    assert isinstance(layer, Convolution)
    return own.changed(place, replace(layer, **numbers))


_PADDED = _with(_CONV1, padding=1)


def rows_of(own: Network) -> str:
    """Return how many rows the maps have after each layer that changes them: "28 → 26 → 13"."""
    rows = [own.input[1]]
    rows += [step.shape[1] for step in compute_shapes(own).steps if len(step.shape) == 3]
    kept = [one for at, one in enumerate(rows) if at == 0 or one != rows[at - 1]]
    return " → ".join(map(str, kept))


def _repair() -> Choose:
    changes = {
        "Padding of 1 in conv1": _PADDED,
        "Half as many filters in conv2": _with(_CONV2, filters=8),
        "Stride 2 in conv1": _with(_CONV1, stride=2),
        "Filters of 5 × 5 in conv2": _with(_CONV2, size=5),
    }
    names = {
        "Padding of 1 in conv1": "padding comes too early to help",
        "Half as many filters in conv2": "fewer maps leave more room for a window",
        "Stride 2 in conv1": "a larger stride gives larger maps",
        "Filters of 5 × 5 in conv2": "larger filters make larger maps",
    }
    fits = [text for text, own in changes.items() if compute_shapes(own).problem is None]
    (right,) = fits
    mistaken = [
        (
            text,
            Mistake(
                names[text],
                f"With this change the rows are {rows_of(own)}: the window of 3 × 3 does not fit.",
                looked_at(own, _CONV2 if "conv2" in text else _CONV1),
            ),
        )
        for text, own in changes.items()
        if text != right
    ]
    return Choose(
        prompt="The last pooling has a window of 3 × 3, and the maps that reach it have 2 rows. "
        "Which change of a layer before it makes the network possible?",
        worked=f"The rows were {rows_of(network(_IMPOSSIBLE))}, then a window of 3 had no place. "
        f"With padding they are {rows_of(changes[right])}.",
        facts={"text": _IMPOSSIBLE},
        options=placed(3, right, *mistaken),
    )


FITTING = Prediction(
    name="architecture_fitting",
    before={"architecture_layer": _CONV1 + 1},
    task="set the padding of conv1 to 1",
    after={"architecture_network": write(_PADDED)},
    make=_repair,
    practice="arch_misfit",
    why=reasons(
        "Two rows were added at the start. Why is only one more row left at the end?",
        2,
        "Each pooling halves the rows and rounds down, and with them what was added",
        f"The rows are {rows_of(network(_IMPOSSIBLE))} without padding and {rows_of(_PADDED)} "
        "with it.",
        (
            "The second convolution removes the padding again",
            Mistake(
                "a layer removes the padding of an earlier one",
                "Filters of 3 × 3 without padding take away 2 rows, whatever these contain.",
                looked_at(_PADDED, _CONV2),
            ),
        ),
        (
            "Zeros do not pass an activation",
            Mistake(
                "padding is lost in the activation",
                "An activation changes numbers and never the number of rows; after conv1 the "
                "padding has become responses.",
                looked_at(_PADDED, _CONV1 + 1),
            ),
        ),
    ),
)
