"""The predictions of Pooling, with truths by another route than the page's own functions."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from asked import answer_of
from asked_first import check_all, made, presets
from torch.nn import functional

from dlviz.datasets import mnist, sample_photos
from dlviz.kept_answers import kept_answers
from dlviz.networks.windowed import Scene, WindowedNetwork, digit_surroundings, of_cifar, of_digits
from dlviz.questions.judging import judge_sketch
from dlviz.questions.predictions import pooling_moves

pytestmark = pytest.mark.usefixtures("one_core")


def test_every_preset_of_pooling_asks_first() -> None:
    check_all("pooling")


def test_the_output_is_the_largest_of_the_other_three() -> None:
    question = made("pooling", "The lecture's example")
    assert question.truth == max(1, 3, 2)
    guesses = {1, 5, Fraction(1 + 3 + 1 + 2, 4), 4}
    assert {own.value for own in question.wrong} == guesses


def test_the_squares_that_fit_least_are_those_of_the_first_numbers() -> None:
    question = made("pooling", "What remains of a cat")
    blocks = question.facts["photo"].reshape(3, 7, 32, 7, 32).swapaxes(2, 3)  # of 32 x 32 pixels
    squares = {"max": blocks.max((3, 4)), "average": blocks.mean((3, 4)), "none": blocks[..., 0, 0]}
    fits = {}
    for kind, own in squares.items():
        wide = np.broadcast_to(own[..., None, None], blocks.shape)
        fits[kind] = np.corrcoef(blocks.ravel(), wide.ravel())[0, 1] ** 2
    assert answer_of(question) == sorted(fits, key=fits.get)
    np.testing.assert_allclose(question.values, [100 * fits[kind] for kind in question.items], 0.02)


def scenes(network: WindowedNetwork) -> list[Scene]:
    """Return the cat and five other photos."""
    names = ["cat", *(name for name in sample_photos.SAMPLES if name != "cat")][:6]
    return [network.scene(network.surroundings(sample_photos.load(name))) for name in names]


def window(scene: Scene, right: int) -> torch.Tensor:
    """Return what a network sees after a move to the right, (1, C, S, S)."""
    return scene.pixels[None, :, 16:-16, 16 - right : scene.pixels.shape[-1] - 16 - right]


def distance(network: WindowedNetwork, side: int, right: int, *, is_max: bool = True) -> float:
    """Return how far the maps are from those without a move: one window of `side` at once."""

    def maps(pixels: torch.Tensor) -> torch.Tensor:
        first = network.first(pixels)[..., :: network.step, :: network.step]
        if is_max:
            return functional.max_pool2d(first, side)
        whole = first.shape[-1] // side * side
        return first[..., :whole:side, :whole:side]

    cat, *others = scenes(network)
    with torch.inference_mode():
        still = maps(window(cat, 0))
        unit = np.mean([float((maps(window(own, 0)) - still).norm()) for own in others])
        return float((maps(window(cat, right)) - still).norm()) / unit


def test_four_poolings_are_one_of_sixteen_and_not_invariant(monkeypatch) -> None:
    monkeypatch.setattr(pooling_moves.imagenet, "is_available", lambda _name: False)
    question = made("pooling", "How invariant is it?")
    for right in (1, 2, 4, 16):
        expected = round(distance(of_cifar(), 16, right), 2)
        assert question.y[right] == pytest.approx(expected, abs=0.011)
    assert question.y[-1] > question.near  # who draws no change at all is wrong


def test_stride_alone_reaches_half_after_one_pixel_however_often() -> None:
    question = made("pooling", "Max against blur")
    for depth, near in ((1, "0.8 px with 1 in a row"), (3, "1.0 px with 3")):
        (before, after) = (distance(of_cifar(), 2**depth, at, is_max=False) for at in (0, 1))
        assert before < 0.5 <= after
        assert f"{0.5 / after:.1f} px" == near[:6]
        assert near in question.worked
    assert answer_of(question) == "hardly further than now"


def test_the_distorted_digits_help_the_answer_alone() -> None:
    question = made("pooling", "Without pooling")
    images = mnist.load("test").images
    held, halves = {}, {}
    for weights in question.facts["weights"]:
        network = of_digits(weights)
        seven, *others = (network.scene(digit_surroundings(images[at])) for at in range(6))
        with torch.inference_mode():
            steps = [network.observe(window(seven, right)) for right in range(9)]
            other = [network.observe(window(own, 0)) for own in others]
        answers = [int(own["logits"].argmax()) for own in steps]
        held[weights] = next(at for at in range(9) if answers[at] != answers[0]) - 1
        for units in ("256 units", "128 units"):
            unit = np.mean([float((own[units] - steps[0][units]).norm()) for own in other])
            far = [float((own[units] - steps[0][units]).norm()) / unit for own in steps]
            halves[weights, units] = next(at for at in range(9) if far[at] >= 0.5)
    assert held["augmented"] > held["dropout"]
    for units in ("256 units", "128 units"):
        assert halves["augmented", units] <= halves["dropout", units]
    assert answer_of(question) == "Only the answer"
    assert f"stays up to {held['augmented']} px instead of {held['dropout']} px" in question.worked


def test_the_share_of_kept_answers_is_counted_digit_by_digit() -> None:
    question = made("pooling", "How consistent?")
    images = mnist.load("test").images[:1_000] / np.float32(255)
    network = of_digits(question.facts["weights"][0])
    for pixels in (1, 4, 8):
        moved = np.zeros_like(images)
        moved[:, :, pixels:] = images[:, :, :-pixels]
        with torch.inference_mode():
            now, then = (
                network.observe(torch.tensor(own)[:, None])["logits"].argmax(dim=1)
                for own in (images, moved)
            )
        expected = 100 * float((now == then).float().mean())
        assert question.y[pixels] == pytest.approx(expected, abs=0.11)
        assert f"{question.y[pixels]:.1f}%" in question.worked
    assert question.y[0] == 100


@pytest.mark.parametrize("preset", ["How invariant is it?", "How consistent?"])
def test_a_flat_sketch_shows_that_pooling_or_training_is_thought_invariant(preset: str) -> None:
    question = made("pooling", preset)
    flat = np.full(len(question.x), question.y[0])
    verdict = judge_sketch(question, flat)
    assert not verdict.is_right
    assert verdict.mistake is not None
    assert verdict.mistake.state["pooling_shift"] > 4


def test_distorted_digits_move_the_fall_by_one_pixel_as_the_preset_says() -> None:
    notice = presets("pooling")["How consistent?"].notice
    plain, distorted = (kept_answers(name) for name in ("dropout", "augmented"))
    assert plain[1] > 0.95 > 0.15 > plain[-1]
    half = [float(np.interp(-0.5, -own, np.arange(len(own)))) for own in (plain, distorted)]
    assert round(half[1] - half[0]) == 1
    assert "about one pixel" in notice
