"""The predictions of Convolution, with truths by another route than the page's own functions."""

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made
from torch.nn import functional

from dlviz.datasets import sample_photos
from dlviz.filter_stack import dark_joints
from dlviz.kernels import weights
from dlviz.questions.judging import judge_sketch
from dlviz.responses import to_grey
from dlviz.training.kernel_fit import KernelTask, make_pairs

pytestmark = pytest.mark.usefixtures("one_core")


def test_every_preset_of_convolution_asks_first() -> None:
    check_all("convolution")


def outputs(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return every output by sums of products."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum((2, 3))


def test_a_pixel_in_the_middle_reaches_four_outputs() -> None:
    question = made("convolution", "The lecture's letters")
    image, kernel, place = (question.facts[name] for name in ("image", "kernel", "place"))
    other = image.copy()
    other[place] += 1
    changed = outputs(image, kernel) != outputs(other, kernel)
    assert question.truth == changed.sum() == 4
    assert {own.value for own in question.wrong} == {1, 2, changed.size}


def test_nine_weights_stand_in_324_entries() -> None:
    question = made("convolution", "Many places")
    impulses = np.eye(64).reshape(64, 8, 8)
    columns = np.array([outputs(own, np.ones((3, 3))).ravel() for own in impulses])
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    filled = np.array([outputs(own, sobel).ravel() for own in impulses])
    assert question.truth == np.count_nonzero(columns)
    guesses = [own.value for own in question.wrong]
    assert guesses == [9, columns.size, 64 * 9, np.count_nonzero(filled)]


def test_a_bright_joint_is_orange_above_blue() -> None:
    question = made("convolution", "Edges of a wall")
    grey = question.facts["pixels"].astype(int)
    below, above = grey[2:], grey[:-2]
    change = below - above
    values = change[:, :-2] + 2 * change[:, 1:-1] + change[:, 2:]
    joint = grey[1:-1].mean(1)[20:-20].argmax() + 20
    assert values[joint - 4].mean() > 5
    assert values[joint + 4].mean() < -5
    assert answer_of(question) == "Two lines, orange above blue"
    assert f"up to {values.max()}: orange" in question.worked
    assert f"down to −{-values.min()}: blue" in question.worked


def test_a_dark_joint_is_blue_above_orange_as_the_explanation_says() -> None:
    grey = np.asarray(dark_joints()).astype(int)[..., 0]
    change = (grey[2:] - grey[:-2])[:, 10:20].mean(1)  # beside the vertical joints
    joint = range(40, 60)  # rows of a whole horizontal joint
    signs = [int(np.sign(change[row])) for row in joint if change[row]]
    assert signs == sorted(signs)
    assert {-1, 1} == set(signs)
    assert "A dark joint is the other way round" in made("convolution", "Edges of a wall").worked


def test_without_green_the_sum_is_stronger() -> None:
    question = made("convolution", "Red against green")
    photo = sample_photos.load("coffee")
    photo.thumbnail((512, 512))
    red, green, blue = np.asarray(photo).astype(float)[1:-1, 1:-1].transpose(2, 0, 1)
    pixels = (red**2 + green**2 + blue**2).sum()
    difference, alone = ((red - green) ** 2).sum() / pixels, (red**2).sum() / pixels
    assert alone > difference
    assert answer_of(question).startswith("It becomes stronger")
    assert f"was {difference:.1%} of the pixels' own squares with green" in question.worked
    assert f"is {alone:.1%} without it" in question.worked


def test_four_targets_do_not_find_nine_weights() -> None:
    question = made("convolution", "Sobel, learned")
    hidden = torch.from_numpy(weights("Sobel, vertical edges"))
    grey = to_grey(sample_photos.load(question.facts["photo"]))
    pairs, _ = make_pairs([grey], KernelTask(hidden.numpy(), pairs=1, patch=4))
    rows = functional.unfold(pairs.inputs, 3)[0].T  # an equation each
    assert rows.shape == (4, 9)
    off = torch.randn(1, 1, 3, 3, generator=torch.Generator().manual_seed(1)) / 3 - hidden
    # Descent only ever removes what the equations see of the difference.
    seen = torch.linalg.pinv(rows) @ (rows @ off.flatten())
    first, last = (100 * float(own.norm() / hidden.norm()) for own in (off, off.flatten() - seen))
    assert question.y[0] == pytest.approx(first, abs=0.06)
    assert last > 2 * question.near  # so far away it stays, however long the training is
    assert (np.diff(question.y) < 0).all()
    assert question.y[-1] > last
    assert question.x[[0, -1]].tolist() == [0, 400]


def test_the_filter_along_the_diagonal_responds_most() -> None:
    rows, columns = np.indices((9, 9))
    grey = np.where(columns > rows, 220.0, 40.0)
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    falls = np.array([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]])
    reach = [
        3 * np.abs(outputs(grey, own)).max()
        for own in (vertical, vertical.T, falls, falls[:, ::-1])
    ]
    question = made("convolution", "A diagonal edge")
    assert question.right == int(np.argmax(reach)) == 2
    for value in reach:
        assert f"{value:,.0f} in map" in question.worked


def test_who_draws_a_fall_to_0_believes_the_training_loss() -> None:
    question = made("convolution", "Sobel, learned")
    steps = np.linspace(0, 1, len(question.x))
    verdict = judge_sketch(question, 100 * (1 - steps) ** 4)
    assert verdict.mistake is not None
    assert "training loss" in verdict.mistake.name
