"""Networks with dropped units, and confusion counts."""

import numpy as np
import pytest
import torch

from dlviz.datasets.mnist import Digits, load
from dlviz.mistakes import answer_all, loss_terms
from dlviz.networks.mnist import MLP
from dlviz.networks.mnist import load as load_model
from dlviz.thinning import SHARES, Spread, ask_thinned, draw_masks, error_when_thinned, read_thinned
from dlviz.training.loop import as_tensors, count_errors


@pytest.fixture(scope="module")
def test() -> Digits:
    digits = load("test")
    return Digits(digits.images[:300], digits.labels[:300])


@pytest.fixture(scope="module")
def model() -> MLP:
    network = load_model("dropout")
    assert isinstance(network, MLP)
    return network


def test_thinning_is_dropout_with_the_masks_in_hand(model: MLP, test: Digits) -> None:
    learner = MLP(dropout=(0.4, 0.3))
    learner.load_state_dict(model.state_dict())
    learner.train()
    rng = torch.Generator().manual_seed(2)
    learner.dropout1.rng = learner.dropout2.rng = rng
    pixels = as_tensors(test.images, test.labels)[0].flatten(1)
    with torch.inference_mode():
        expected = learner(pixels)
    masks = (learner.dropout1.kept, learner.dropout2.kept)
    assert masks[0] is not None
    assert masks[1] is not None
    assert masks[0].float().mean() == pytest.approx(0.6, abs=0.02)
    _, _, logits = read_thinned(model, pixels, (masks[0], masks[1]), (0.4, 0.3))
    torch.testing.assert_close(logits, expected)


def test_all_units_on_is_the_network_itself(model: MLP, test: Digits) -> None:
    errors = error_when_thinned(model, test, seed=0, draws=2)
    assert errors[0] == pytest.approx(100 * count_errors(model, test) / 300)
    assert errors[-1] > 3 * errors[0] + 1
    again = error_when_thinned(model, test, seed=0, draws=2)
    np.testing.assert_array_equal(errors, again)
    assert len(errors) == len(SHARES)


def test_switching_off_means_zero_weights(model: MLP, test: Digits) -> None:
    masks = draw_masks(model, (0.5, 0.5), 1, torch.Generator().manual_seed(5))
    other = MLP().requires_grad_(False)
    other.load_state_dict(model.state_dict())
    other.hidden2.weight[:, ~masks[0][0]] = 0  # nobody listens to the silenced units
    other.hidden2.weight *= 2
    other.output.weight[:, ~masks[1][0]] = 0
    other.output.weight *= 2
    pixels = as_tensors(test.images, test.labels)[0].flatten(1)
    _, _, logits = read_thinned(model, pixels, masks, (0.5, 0.5))
    torch.testing.assert_close(logits, other(pixels), rtol=1e-4, atol=1e-3)


def test_fifty_networks_vote(model: MLP, test: Digits) -> None:
    image = test.images[0] / np.float32(255)
    spread = ask_thinned(model, image, (0.4, 0.3), seed=1)
    assert spread.probabilities.shape == (50, 10)
    np.testing.assert_allclose(spread.probabilities.sum(axis=1), 1)
    assert spread.votes.sum() == 50
    assert spread.votes.argmax() == test.labels[0]
    assert spread.probabilities.std(axis=0).max() > 0
    other = ask_thinned(model, image, (0.4, 0.3), seed=2)
    assert not np.array_equal(other.probabilities, spread.probabilities)


def test_confusion_counts_every_digit_once(model: MLP, test: Digits) -> None:
    answers = answer_all(model, test)
    counts = answers.confusion()
    by_hand = np.zeros((10, 10), dtype=int)
    for label, answer in zip(test.labels, answers.answers, strict=True):
        by_hand[label, answer] += 1
    np.testing.assert_array_equal(counts, by_hand)
    assert counts.sum() - np.trace(counts) == count_errors(model, test)
    members = answers.members(7, 7)
    assert len(members) == counts[7, 7]
    assert np.all(np.diff(answers.confidence[members]) <= 0)
    assert set(test.labels[members]) == {7}
    rates = answers.rates()
    assert rates[4].value == pytest.approx(100 * (1 - counts[4, 4] / counts[4].sum()))


def test_the_loss_of_one_digit_is_minus_the_log_of_its_probability(model: MLP) -> None:
    digits = load("test")
    terms = loss_terms(model, digits.images[8] / np.float32(255))
    pixels, labels = as_tensors(digits.images[8:9], digits.labels[8:9])
    logits = model(pixels.flatten(1))
    loss = torch.nn.functional.cross_entropy(logits, labels)
    assert terms[digits.labels[8]] == pytest.approx(float(loss), rel=1e-4)
    assert np.exp(-terms).sum() == pytest.approx(1)


def test_every_digit_has_its_votes_those_that_nobody_read_too() -> None:
    probabilities = np.zeros((4, 10))
    probabilities[[0, 1, 2, 3], [2, 2, 0, 3]] = 1
    spread = Spread(probabilities, probabilities.mean(axis=0))
    assert spread.votes.tolist() == [1, 0, 2, 1, 0, 0, 0, 0, 0, 0]
