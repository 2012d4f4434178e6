"""What the page on convolution says follows from its numbers."""

import itertools
import re

import numpy as np
import pytest
from PIL import Image

from dlviz.convolution import Geometry, as_matrix, sliding_csv
from dlviz.kernels import weights
from dlviz.notices import convolution as notices
from dlviz.responses import GRADIENT, GREY, MODES, SUMMED, respond
from dlviz.training.kernel_fit import KernelTask, Record, fit_kernel

LECTURE = Geometry((4, 3), (2, 2))
IMAGE = np.arange(12.0).reshape(4, 3) ** 2
PHOTO = Image.fromarray(np.arange(36, dtype=np.uint8).reshape(6, 6) * 7).convert("RGB")
SOBEL = weights("Sobel, vertical edges")


@pytest.mark.parametrize(
    ("factor", "words"),
    [(0.5, "25.0% of the sum"), (1, "as large as the sum"),
     (1.001, "slightly larger than the sum"), (3.5, "12.2 times the sum"),
     (50, "2,500.0 times the sum")],
)  # fmt: skip
def test_energies_beyond_that_of_the_photo_are_multiples(factor: float, words: str) -> None:
    answer = respond(PHOTO, GREY, [factor * weights("identity")])
    text = notices.about_response(answer, GREY, ["identity"])
    assert f"The sum of all squared responses is {words} of all squared pixels" in text


def test_what_helps_a_kernel_that_does_not_fit_is_true() -> None:
    text = notices.about_misfit((5, 5), (4, 40))
    assert "5 × 5 weights and this photo only 4 × 40" in text
    assert "A photo of at least 5 × 5 pixels would have one, and so would a smaller kernel." in text
    assert "smaller kernel" not in notices.about_misfit((3, 3), (2, 40))


def test_uses_are_counted() -> None:
    text = notices.about_sliding(IMAGE, np.array([[1.0, 2], [3, 4]]), LECTURE, flipped=False)
    assert "4 weights make 6 outputs: each weight is used 6 times" in text
    assert "used for 1 to 4 outputs, fewest at the corners, most where rows 2 and 3 and" in text
    assert "need 72 weights" in text
    assert "otherwise 6 of 6 outputs would change" in text


def test_a_symmetric_kernel_does_not_mind_being_turned() -> None:
    text = notices.about_sliding(IMAGE, np.ones((2, 2)), LECTURE, flipped=True)
    assert "True convolution turns the kernel" in text
    assert "training would simply give the turned kernel" in text
    assert "makes no difference" in text


def test_pixels_that_are_passed_over_are_named() -> None:
    sparse = Geometry((4, 4), (1, 1), stride=3)
    text = notices.about_sliding(np.ones((4, 4)), np.ones((1, 1)), sparse, flipped=False)
    assert "1 weight makes 4 outputs" in text
    assert "12 of 16 pixels are not used at all; the others are used for 1 output" in text


def _drawn(rng: np.random.Generator) -> Geometry:
    """Return a geometry that the page can show."""
    while True:
        image, kernel = rng.integers(1, 9, 2), rng.integers(1, 6, 2)
        stride, padding, dilation = rng.integers(1, 5), rng.integers(0, 3), rng.integers(1, 4)
        try:
            return Geometry(
                tuple(map(int, image)), tuple(map(int, kernel)), int(stride), int(padding),
                int(dilation),
            )  # fmt: skip
        except ValueError:
            continue


def _uses(geometry: Geometry) -> np.ndarray:
    """Return in how many outputs each pixel has a say, window by window."""
    (height, width), (rows, columns) = geometry.image, geometry.kernel
    uses = np.zeros((height, width), int)
    for down, across in itertools.product(*map(range, geometry.output)):
        for row, column in itertools.product(range(rows), range(columns)):
            y = down * geometry.stride + row * geometry.dilation - geometry.padding
            x = across * geometry.stride + column * geometry.dilation - geometry.padding
            if 0 <= y < height and 0 <= x < width:
                uses[y, x] += 1
    return uses


def _read_places(words: str, noun: str, length: int) -> list[int]:
    """Return the rows or columns, counted from 0, of a sentence; all where it names none."""
    if "corners" in words:
        return [0, length - 1]
    found = re.search(rf"{noun}s? (\d+(?: to \d+|(?:, \d+)* and \d+)?)", words)
    if not found:
        return list(range(length))
    numbers = [int(number) for number in re.findall(r"\d+", found[1])]
    if " to " in found[1]:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return [number - 1 for number in numbers]


def test_fewest_and_most_are_where_the_sentence_says_on_random_geometries() -> None:
    rng = np.random.default_rng(18)
    kinds = set()
    for _ in range(1500):
        geometry = _drawn(rng)
        uses = _uses(geometry)
        said = notices.about_uses(geometry)
        if uses.min() == uses.max():
            assert f"used for {uses.max()} output" in said
            continue
        if uses.min() == 0:
            assert f"{(uses == 0).sum()} of {uses.size} pixels are not used" in said
            continue
        assert f"used for {uses.min()} to {uses.max()} outputs" in said
        fewest, most = said.split("fewest")[1].split(", most ")
        for words, wanted in ((fewest, uses.min()), (most, uses.max())):
            mask = np.zeros(uses.shape, bool)
            rows = _read_places(words, "row", uses.shape[0])
            mask[np.ix_(rows, _read_places(words, "column", uses.shape[1]))] = True
            np.testing.assert_array_equal(mask, uses == wanted, err_msg=said)
            kinds.add(re.sub(r"\d+.*?(?= and c| meet|$)", "n", words.strip()))
    assert len(kinds) >= 6


def test_corners_can_be_used_most() -> None:
    said = notices.about_uses(Geometry((3, 3), (3, 3), stride=2, padding=2))
    assert "most at the corners" in said
    assert "fewest where row 2 and column 2 meet" in said


def test_a_weight_that_is_0_fills_no_entry() -> None:
    eight = Geometry((8, 8), (3, 3))
    said = notices.about_matrix(SOBEL, eight, is_letters=False)
    assert "324 of 2,304 entries hold a weight, and 216 of 2,304 are not 0" in said
    assert "324 of 2,304 entries hold a weight, the others are 0" in notices.about_matrix(
        SOBEL, eight, is_letters=True
    )
    rng = np.random.default_rng(3)
    for _ in range(200):
        geometry = _drawn(rng)
        kernel = rng.integers(-1, 2, geometry.kernel).astype(float)
        filled = np.count_nonzero(as_matrix(kernel, geometry))
        said = notices.about_matrix(kernel, geometry, is_letters=False)
        assert f"{filled:,} of {geometry.dense_weights:,} are not 0" in said


def photo(values: np.ndarray) -> Image.Image:
    return Image.fromarray(values.astype(np.uint8)).convert("RGB")


def test_a_response_is_described_by_its_own_numbers() -> None:
    step = np.zeros((40, 40))
    step[:, 20:] = 100
    text = notices.about_response(respond(photo(step), GREY, [SOBEL]), GREY, ["Sobel"])
    assert "responds with values from 0 to 400" in text
    assert "energy of the response" in text
    assert "sum to 0, so areas of one brightness become 0" in text
    bright = notices.about_response(
        respond(photo(step), GREY, [weights("box blur", 3) * 2]), GREY, ["box"]
    )
    assert "become 2 times as bright" in bright
    blurred = respond(photo(step), GREY, [weights("box blur", 3)])
    assert "stay unchanged" in notices.about_response(blurred, GREY, ["box"])
    turned = respond(photo(step), GREY, [-SOBEL])
    assert "with values from \N{MINUS SIGN}400 to 0" in notices.about_response(
        turned, GREY, ["own"]
    )
    steep = respond(photo(step), GRADIENT, [SOBEL, SOBEL.T])
    assert "magnitude of 400" in notices.about_response(steep, GRADIENT, ["a", "b"])


def test_colours_that_cancel_are_noticed() -> None:
    grey = photo(np.random.default_rng(0).integers(0, 256, (40, 50)))
    kernels = [SOBEL, -SOBEL, np.zeros((3, 3), np.float32)]
    text = notices.about_response(respond(grey, SUMMED, kernels), SUMMED, ["", "", ""])
    assert "Red and green have equally strong responses" in text
    assert "0.0% remains in their sum" in text
    silent = [np.zeros((3, 3), np.float32)] * 3
    text = notices.about_response(respond(grey, SUMMED, silent), SUMMED, ["", "", ""])
    assert text.startswith("Every weight is 0")
    text = notices.about_response(respond(grey, SUMMED, [SOBEL] * 3), SUMMED, ["", "", ""])
    assert "All three colours have equally strong responses" in text
    assert "nothing cancels" in text


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("grey", [0, 90])
def test_an_even_photo_has_no_steep_place_and_no_loudest_colour(mode: str, grey: int) -> None:
    kernels = [SOBEL] * {GRADIENT: 2, SUMMED: 3}.get(mode, 1)
    even = photo(np.full((20, 30), grey))
    said = notices.about_response(respond(even, mode, kernels), mode, ["Sobel"] * 3)
    assert "steepest" not in said
    assert "answers most" not in said
    assert "nan" not in said
    assert "-0" not in said
    assert ("all black" in said) == (grey == 0)


def test_a_negative_sum_is_no_brightness() -> None:
    text = notices.about_response(
        respond(photo(np.full((20, 20), 9)), GREY, [-weights("identity")]), GREY, ["your own"]
    )
    assert text.startswith("Your own kernel responds")
    assert "become negative" in text


def record(step: int, loss: float, distance: float) -> Record:
    return Record(step, SOBEL, loss, loss, distance)


def test_learning_names_what_stood_in_the_way() -> None:
    start, arrived = record(0, 4.0, 1.2), record(400, 1e-6, 0.004)
    half = record(50, 0.1, 0.45)
    text = notices.about_learning([start, half, arrived], KernelTask(SOBEL))
    assert "0.4% of its length" in text
    assert "halved at step 50" in text
    assert "Diverged" in notices.about_learning([start, record(3, 9e3, 40.0)], KernelTask(SOBEL))
    slow = notices.about_learning([start, record(400, 0.02, 0.4)], KernelTask(SOBEL, momentum=0.0))
    assert "of their weights is larger: more steps, or momentum, help" in slow
    rushed = notices.about_learning([start, record(400, 0.02, 0.4)], KernelTask(SOBEL))
    assert rushed.endswith("is larger: more steps help.")
    worse = notices.about_learning([start, record(400, 9.0, 1.4)], KernelTask(SOBEL))
    assert "the loss has risen from 4 to 9" in worse
    few = notices.about_learning(
        [start, record(400, 0.0, 0.9)], KernelTask(SOBEL, pairs=1, patch=4)
    )
    assert "4 equations leave 9 weights undetermined" in few


def test_noise_is_blamed_only_where_the_clean_loss_is_lower() -> None:
    noisy = KernelTask(SOBEL, noise=1.0)
    start = record(0, 4.0, 1.2)
    averaged = Record(400, SOBEL, 16.0, 0.1, 0.1)
    assert "are averaged over" in notices.about_learning(
        [Record(0, SOBEL, 30, 14, 1), averaged], noisy
    )
    fitted = Record(400, SOBEL, 0.1, 20.0, 1.1)
    said = notices.about_learning([start, fitted], noisy)
    assert "are averaged over" not in said
    assert "too few" in said


def test_one_weight_can_be_enough() -> None:
    identity = KernelTask(weights("identity"), side=1)
    records = list(fit_kernel([np.random.default_rng(0).integers(0, 256, (64, 64))], identity))
    said = notices.about_learning(records, identity)
    assert "cannot do" not in said
    assert "it was not given the weights" in said
    assert "1 weight cannot do what 9 do" in notices.about_learning(
        records, KernelTask(SOBEL, side=1)
    )


def test_the_csv_counts_from_one() -> None:
    lines = sliding_csv(IMAGE, np.array([[1.0, 0], [0, 0]]), LECTURE).splitlines()
    assert lines[0] == "row,column,value,expression"
    assert lines[1] == "1,1,0,aα + bβ + dγ + eδ"
    assert lines[6] == "3,2,49,hα + iβ + kγ + lδ"


def test_a_kernel_of_small_weights_does_not_sum_to_0() -> None:
    tiny = np.full((3, 3), 1e-5, np.float32)
    text = notices.about_response(respond(photo(np.full((9, 9), 9)), GREY, [tiny]), GREY, ["tiny"])
    assert "responds with values from 0.00081 to 0.00081" in text
    assert "sum to 9e−05, so areas of one brightness become 9e−05 times as bright" in text
