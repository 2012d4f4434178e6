"""What the page on convolution says follows from its numbers."""

import numpy as np
from PIL import Image

from dlviz.convolution import Geometry, sliding_csv
from dlviz.kernels import weights
from dlviz.notices import convolution as notices
from dlviz.responses import GRADIENT, GREY, SUMMED, respond
from dlviz.training.kernel_fit import KernelTask, Record

LECTURE = Geometry((4, 3), (2, 2))
IMAGE = np.arange(12.0).reshape(4, 3) ** 2
SOBEL = weights("Sobel, vertical edges")


def test_uses_are_counted() -> None:
    text = notices.about_sliding(IMAGE, np.array([[1.0, 2], [3, 4]]), LECTURE, flipped=False)
    assert "4 weights make 6 outputs: each weight is used 6 times" in text
    assert "a say in 1 to 4 outputs" in text
    assert "need 72 weights" in text
    assert "the other way 6 of 6 outputs would change" in text


def test_a_symmetric_kernel_does_not_mind_being_turned() -> None:
    text = notices.about_sliding(IMAGE, np.ones((2, 2)), LECTURE, flipped=True)
    assert "True convolution turns the kernel" in text
    assert "comes out turned by itself" in text
    assert "makes no difference" in text


def test_pixels_that_are_passed_over_are_named() -> None:
    sparse = Geometry((4, 4), (1, 1), stride=3)
    text = notices.about_sliding(np.ones((4, 4)), np.ones((1, 1)), sparse, flipped=False)
    assert "1 weight makes 4 outputs" in text
    assert "12 of 16 pixels have no say at all" in text


def photo(values: np.ndarray) -> Image.Image:
    return Image.fromarray(values.astype(np.uint8)).convert("RGB")


def test_a_response_is_described_by_its_own_numbers() -> None:
    step = np.zeros((40, 40))
    step[:, 20:] = 100
    text = notices.about_response(respond(photo(step), GREY, [SOBEL]), GREY, ["Sobel"])
    assert "answers from 0 to 400" in text
    assert "sum to 0, so even areas vanish" in text
    bright = notices.about_response(
        respond(photo(step), GREY, [weights("box blur", 3) * 2]), GREY, ["box"]
    )
    assert "come out 2 times as bright" in bright
    blurred = respond(photo(step), GREY, [weights("box blur", 3)])
    assert "stay as bright" in notices.about_response(blurred, GREY, ["box"])
    turned = respond(photo(step), GREY, [-SOBEL])
    assert "answers from \N{MINUS SIGN}400 to 0" in notices.about_response(turned, GREY, ["own"])
    steep = respond(photo(step), GRADIENT, [SOBEL, SOBEL.T])
    assert "magnitude of 400" in notices.about_response(steep, GRADIENT, ["a", "b"])


def test_colours_that_cancel_are_noticed() -> None:
    grey = photo(np.random.default_rng(0).integers(0, 256, (40, 50)))
    kernels = [SOBEL, -SOBEL, np.zeros((3, 3), np.float32)]
    text = notices.about_response(respond(grey, SUMMED, kernels), SUMMED, ["", "", ""])
    assert "0% is left in their sum" in text


def record(step: int, loss: float, distance: float) -> Record:
    return Record(step, SOBEL, loss, loss, distance)


def test_learning_names_what_stood_in_the_way() -> None:
    start, arrived = record(0, 4.0, 1.2), record(400, 1e-6, 0.004)
    half = record(50, 0.1, 0.45)
    text = notices.about_learning([start, half, arrived], KernelTask(SOBEL))
    assert "0.4% of its length" in text
    assert "half way at step 50" in text
    assert "Diverged" in notices.about_learning([start, record(3, 9e3, 40.0)], KernelTask(SOBEL))
    slow = notices.about_learning([start, record(400, 0.02, 0.4)], KernelTask(SOBEL, momentum=0.0))
    assert "hardly be told apart" in slow
    few = notices.about_learning(
        [start, record(400, 0.0, 0.9)], KernelTask(SOBEL, pairs=1, patch=4)
    )
    assert "4 answers leave 9 weights free" in few


def test_the_csv_counts_from_one() -> None:
    lines = sliding_csv(IMAGE, np.array([[1.0, 0], [0, 0]]), LECTURE).splitlines()
    assert lines[0] == "row,column,value,expression"
    assert lines[1] == "1,1,0,aα + bβ + dγ + eδ"
    assert lines[6] == "3,2,49,hα + iβ + kγ + lδ"
