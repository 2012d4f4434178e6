"""What "Pooling" asks before a photo moves."""

from collections.abc import Mapping

import numpy as np

from dlviz.datasets import sample_photos
from dlviz.location_invariance import measure_along
from dlviz.moves import (
    CONVOLUTION,
    MOST_DEPTH,
    N_OTHERS,
    RIGHT,
    MoveCurves,
    depth_name,
    half_at,
    kind_curves,
    stage_curves,
)
from dlviz.networks import imagenet
from dlviz.networks.windowed import (
    WINDOW_REACH,
    Scene,
    WindowedNetwork,
    of_cifar,
    of_lite,
)
from dlviz.pooling import MAX, NONE
from dlviz.questions.kinds import Choose, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed, reasons
from dlviz.questions.predictions.misreading import Belief, told_by_shape
from dlviz.questions.shapes import Shape

_LITE, _CIFAR = "EfficientNet-Lite0", "CIFAR-100 network"
_NEAR = 0.1  # of the distance to another picture
_FEW, _MANY = 1, 3  # poolings in a row
VIEW = {"pooling_view": "Location invariance"}


def _lite_or_cifar() -> tuple[str, WindowedNetwork]:
    """Return the network that the page takes for EfficientNet-Lite0, with its name."""
    if imagenet.is_available("efficientnet_lite0"):
        return _LITE, of_lite(imagenet.load("efficientnet_lite0"))
    return _CIFAR, of_cifar()


def _of_cat(network: WindowedNetwork) -> MoveCurves:
    """Move the cat to the right."""

    def scene(name: str) -> Scene:
        return network.scene(network.surroundings(sample_photos.load(name)))

    others = [name for name in sample_photos.SAMPLES if name != "cat"][:N_OTHERS]
    return measure_along(network, scene("cat"), [scene(name) for name in others], RIGHT)


def _after_all() -> Sketch:
    name, network = _lite_or_cifar()
    curves = stage_curves(_of_cat(network), MAX)
    stage = depth_name(MOST_DEPTH)
    values, unpooled = np.round(curves[stage], 2), curves[CONVOLUTION]
    middle = WINDOW_REACH // 2
    x, axis = np.arange(WINDOW_REACH + 1), (0.0, 1.1)
    so = (
        f"After {MOST_DEPTH} poolings the distance is {values[1]:.2f} after 1 px and "
        f"{values[-1]:.2f} after {WINDOW_REACH} px"
    )
    beliefs: dict[Shape, Belief] = {
        Shape.FLAT: (
            "pooling makes the maps invariant",
            f"{so}: at the borders of the windows other numbers come in.",
            VIEW | {"pooling_shift": WINDOW_REACH},
        ),
        Shape.RISING_EARLY: (
            "after a pixel or two it is another picture for the network",
            f"{so}: a maximum stays while the largest number stays in its window.",
            VIEW | {"pooling_shift": 1},
        ),
        Shape.RISING_LATE: (
            "pooled maps stay the same until a window is left",
            f"{so}: every pixel of a move brings other numbers into some windows.",
            VIEW | {"pooling_shift": 1},
        ),
        Shape.WAVY: (
            "the maps are the same again after every window",
            f"{so}: after a whole window the same numbers come, but in the next place.",
            VIEW | {"pooling_shift": 2},
        ),
    }
    return Sketch(
        prompt="The photo moves to the right, pixel by pixel. The first convolution of "
        f"{name} is followed by {MOST_DEPTH} max poolings in a row. Draw how much the maps after "
        "them change: 0 is not at all, 1 is as much as for another photo.",
        worked=f"After 1 px the distance is {values[1]:.2f}, after {middle} px "
        f"{values[middle]:.2f}, after {WINDOW_REACH} px {values[-1]:.2f}; without pooling, after "
        f"1 px it is {unpooled[1]:.2f} already. Pooling makes the maps less sensitive to a move, "
        "but not invariant: at the borders of every window, other numbers come in.",
        facts={"network": name},
        x=x,
        y=values,
        low=axis[0],
        high=axis[1],
        names=("pixels moved", "the distance"),
        near=_NEAR,
        misread=told_by_shape(x, values, axis, beliefs),
    )


INVARIANT = Prediction(
    name="pooling_invariant",
    before={"pooling_shift": 0},
    task=f"drag the photo {WINDOW_REACH} pixels to the right",
    after={"pooling_shift": WINDOW_REACH},
    make=_after_all,
    practice="pool_move",
    hides=("pooling_curves",),
    why=reasons(
        "Why do the maps after pooling change at all?",
        2,
        "The windows stay where they are, so the move brings other numbers into them",
        "A maximum stays the same only while the largest number stays within its window.",
        (
            "A moved photo has other colours",
            Mistake(
                "a move changes the colours of a photo",
                "The same pixels are there, one place further; only at the border others come in.",
                VIEW | {"pooling_shift": 1},
            ),
        ),
        (
            "These poolings were not trained well enough",
            Mistake(
                "pooling has parameters",
                "A pooling has no parameters: it takes the largest of four numbers, before "
                "training and after it.",
                {"pooling_view": "By hand", "pooling_kind": MAX},
            ),
        ),
    ),
)


def _half(made: MoveCurves, kind: str, depth: int) -> float:
    """Return after how many pixels the maps have changed by half; the largest move if never."""
    end = half_at(kind_curves(made, depth)[kind])
    return float(WINDOW_REACH) if end is None else end


def _by_stride() -> Choose:
    made = _of_cat(of_cifar())
    first, last = (_half(made, NONE, depth) for depth in (_FEW, _MANY))
    with_max = [_half(made, MAX, depth) for depth in (_FEW, _MANY)]
    came = (
        f"Stride alone reaches half after {first:.1f} px with {_FEW} in a row and after "
        f"{last:.1f} px with {_MANY}; max after {with_max[0]:.1f} px and {with_max[1]:.1f} px."
    )
    state = VIEW | {
        "pooling_network": _CIFAR,
        "pooling_comparison": "kinds of pooling",
        "pooling_depth": _MANY,
    }
    times = 2**_MANY
    guesses: Mapping[float, tuple[str, str, str]] = {
        first: (
            "hardly further than now",
            "more poolings never change a map's sensitivity",
            came,
        ),
        first * _MANY: (
            f"{_MANY} times as far, about {first * _MANY:.1f} px",
            "a smaller map is less sensitive to a move",
            f"The maps are {times} times smaller each way, and yet half comes after {last:.1f} px: "
            "each number that is left is still a single number of the map.",
        ),
        with_max[1]: (
            "as far as after max pooling",
            "it is the stride that makes max pooling less sensitive",
            f"Both take a stride of 2. Max reaches half after {with_max[1]:.1f} px because it "
            f"looks at all four numbers; stride alone looks at one: {last:.1f} px.",
        ),
    }
    right = min(guesses, key=lambda guess: abs(guess - last))
    mistaken = [
        (text, Mistake(name, sentence, state))
        for guess, (text, name, sentence) in guesses.items()
        if guess != right
    ]
    return Choose(
        prompt="“Stride alone” takes every second number and ignores the others. If it is applied "
        f"once, the cat may move {first:.1f} px until its maps differ half as much as those of "
        f"another photo. How far may it move if stride alone is applied {_MANY} "
        "times in a row?",
        worked=f"{came} Taking every second number makes a map smaller, not less sensitive.",
        facts={"few": _FEW, "many": _MANY},
        options=placed(1, guesses[right][0], *mistaken),
    )


STRIDE_ALONE = Prediction(
    name="pooling_stride_alone",
    before={"pooling_depth": _FEW},
    task=f"set the poolings in a row to {_MANY}",
    after={"pooling_depth": _MANY},
    make=_by_stride,
    notice="for the cat, stride alone leaves the maps about as sensitive to a move as before; max "
    "pooling makes them less sensitive.",
    practice="pool_move",
)
