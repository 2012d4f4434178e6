"""What "Convolution" asks before a kernel slides over a photo."""

import numpy as np
from PIL import Image

from dlviz.datasets import sample_photos
from dlviz.kernels import OWN, weights, write_matrix
from dlviz.notices.convolution import fine_share, whole_response
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import placed, reasons
from dlviz.responses import GREY, SUMMED, Answer, centred, respond

_SIDE = 512  # pixels of the longer side, as the page opens
_VERTICAL, _HORIZONTAL = "Sobel, vertical edges", "Sobel, horizontal edges"
_NEAR = 8  # rows above and below a joint in which its edges lie
_ON_PHOTO = {"convolution_view": "On a photo"}
_WALL = _ON_PHOTO | {"convolution_photo": "bricks", "convolution_mode": "grey"}
_DARK = {
    "convolution_photo": "dark joints",
    "convolution_kernel_name": _HORIZONTAL,
    "convolution_contrast": "not clipped",
}
_COFFEE = _ON_PHOTO | {
    "convolution_photo": "coffee",
    "convolution_mode": "sum of colours",
    "convolution_red": "identity",
    "convolution_blue": "silent",
}


def _photo(name: str) -> Image.Image:
    """Return a sample photo in the size in which the page shows it."""
    image = sample_photos.load(name)
    image.thumbnail((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    return image


def _joint() -> Choose:
    answer = respond(_photo("bricks"), GREY, [weights(_HORIZONTAL)])
    values = answer.responses[-1].values
    # The mean over a row is far from 0 only where a joint runs across many columns.
    brightness, mean = answer.pixels[1:-1].mean(1), values.mean(1)
    joint = _NEAR + int(brightness[_NEAR:-_NEAR].argmax())
    above = float(mean[joint - _NEAR : joint].sum())
    below = float(mean[joint + 1 : joint + 1 + _NEAR].sum())
    lines = " above ".join("orange" if side > 0 else "blue" for side in (above, below))
    low, high = (whole_response(float(end)) for end in (values.min(), values.max()))
    came = (
        f"At the upper edge of a joint the wall gets brighter downwards, up to {high}: orange. At "
        f"its lower edge it gets darker, down to {low}: blue."
    )
    texts = {
        "orange above blue": "Two lines, orange above blue",
        "blue above orange": "Two lines, blue above orange",
        "one": "One orange line, because a joint is bright",
        "none": "Nothing, because a joint is a line and no edge",
    }
    state = _WALL | {"convolution_kernel_name": _HORIZONTAL, "convolution_contrast": "4 times"}
    turned = {
        "convolution_kernel_name": OWN,
        "convolution_own": write_matrix(-weights(_HORIZONTAL)),
    }
    mistakes = {
        "blue above orange": Mistake(
            "the kernel is turned first",
            "Libraries do not turn it: its lower row has the positive weights.",
            state | turned,
        ),
        "orange above blue": Mistake(
            "a dark line is a bright one", "These joints are bright.", _DARK
        ),
        "one": Mistake(
            "a kernel responds to what is bright",
            "Areas of one brightness become 0 here; it is the identity that responds to what is "
            "bright.",
            state | {"convolution_kernel_name": "identity"},
        ),
        "none": Mistake("a line has no edges", "A line has two edges, one on each side.", state),
    }
    mistaken = [(text, mistakes[own]) for own, text in texts.items() if own != lines]
    return Choose(
        prompt="The joints of this wall are brighter than its bricks. The kernel for horizontal "
        "edges gives orange where it gets brighter downwards, and blue where it gets darker. What "
        "will a horizontal joint look like?",
        worked=f"{came} In the vertical joints nothing changes downwards. A dark joint is the "
        "other way round: choose the picture “dark joints”.",
        facts={"pixels": answer.pixels},
        options=placed(2, texts[lines], *mistaken),
    )


WALL = Prediction(
    name="convolution_wall",
    before={"convolution_pixels": _SIDE},
    task="choose “Sobel, horizontal edges” as the kernel",
    after={"convolution_kernel_name": _HORIZONTAL},
    make=_joint,
    practice="conv_sign",
    why=reasons(
        "Why are the bricks themselves white, the colour of 0?",
        0,
        "Within a brick the brightness hardly changes, and Sobel's weights sum to 0",
        "Equal numbers times weights that sum to 0 give 0, however bright the brick is.",
        (
            "A brick is too dark for a response",
            Mistake(
                "dark means no response",
                "Brightness alone counts for nothing here: the bright joints are white in their "
                "middle too. With the identity the response is the brightness.",
                _WALL | {"convolution_kernel_name": "identity"},
            ),
        ),
        (
            "The kernel is too small for a brick",
            Mistake(
                "a kernel looks for objects of its size",
                "A kernel looks for a change within its 3 × 3 pixels; a brick has that at its "
                "edges only. A kernel that sums to 1 keeps the bricks.",
                _WALL | {"convolution_kernel_name": "box blur", "convolution_side": 3},
            ),
        ),
    ),
)


def _of_coffee(green: float) -> Answer:
    """Return the sum of red and `green` times green."""
    own = np.zeros((3, 3), np.float32)
    own[1, 1] = green
    silent = centred(np.zeros((1, 1), np.float32), (3, 3))
    return respond(_photo("coffee"), SUMMED, [weights("identity"), own, silent])


def _silenced() -> Choose:
    before, after = _of_coffee(-1), _of_coffee(0)
    parts = sum(_mean_size(before, at) for at in range(3))
    kept = fine_share(_mean_size(before, -1) / parts)
    first, last = fine_share(before.energy), fine_share(after.energy)
    came = (
        f"Squared and added up over the photo, the response was {first} of the pixels' own squares "
        f"with green, and is {last} without it."
    )
    texts = {
        1: "It becomes stronger: nothing is taken from red any more",
        -1: "It becomes weaker: one colour less adds to it",
        0: "It stays: a silent kernel changes nothing",
    }
    names = {
        1: "a weight below 0 makes every sum smaller",
        -1: "every colour makes the sum larger",
        0: "a colour without a response leaves the sum as it was",
    }
    state = _COFFEE | {"convolution_green": "silent"}
    grown = after.energy - before.energy
    way = 0 if abs(grown) < 0.01 * before.energy else 1 if grown > 0 else -1
    mistaken = [
        (
            texts[own],
            Mistake(names[own], "A weight of −1 subtracts: what green takes away is back.", state),
        )
        for own in texts
        if own != way
    ]
    return Choose(
        prompt="A layer adds up the responses of its three colours. Red counts as it is, green "
        "counts −1 times, blue not at all. Green becomes silent. What becomes of the sum?",
        worked=f"Red and green are alike in most places, so red minus green left {kept} of their "
        f"responses, and the rest cancelled. {came}",
        facts={"photo": "coffee"},
        options=placed(1, texts[way], *mistaken),
    )


def _mean_size(answer: Answer, at: int) -> float:
    return float(np.abs(answer.responses[at].values).mean(dtype=np.float64))


SILENT = Prediction(
    name="convolution_silent",
    before={"convolution_pixels": _SIDE},
    task="set the kernel of green to “silent”",
    after={"convolution_green": "silent"},
    make=_silenced,
    practice="conv_colours",
)
