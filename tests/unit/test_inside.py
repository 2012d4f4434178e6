"""The numbers inside the network, each by a route that does not go through dlviz.inside."""

import csv
import io

import numpy as np
import pytest
import torch

from dlviz import inside
from dlviz.datasets import mnist as data
from dlviz.networks import mnist


@pytest.fixture(scope="module")
def model() -> mnist.MLP:
    return mnist.random_mlp(3)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return data.load("test").images[8] / np.float32(255)  # a five, asymmetric


@pytest.fixture(scope="module")
def activity(model: mnist.MLP, image: np.ndarray) -> inside.Activity:
    return inside.observe(model, image)


def by_hand(model: mnist.MLP, image: np.ndarray) -> list[np.ndarray]:
    """Return z1, a1, z2, a2 and logits in double precision, with numpy alone."""
    values = image.astype(np.float64).ravel()
    numbers = []
    for linear in (model.hidden1, model.hidden2):
        total = linear.weight.numpy().astype(np.float64) @ values + linear.bias.numpy()
        values = np.where(total > 0, total, 0)
        numbers += [total, values]
    return [*numbers, model.output.weight.numpy() @ values + model.output.bias.numpy()]


def test_observe_equals_matrix_products_by_hand(
    model: mnist.MLP, image: np.ndarray, activity: inside.Activity
) -> None:
    z1, a1, z2, a2, logits = by_hand(model, image)
    np.testing.assert_allclose(activity.pre_activations[0], z1, atol=1e-5)
    np.testing.assert_allclose(activity.activations[0], a1, atol=1e-5)
    np.testing.assert_allclose(activity.pre_activations[1], z2, atol=1e-5)
    np.testing.assert_allclose(activity.activations[1], a2, atol=1e-5)
    np.testing.assert_allclose(activity.reading.logits, logits, atol=1e-5)


def test_probabilities_are_the_softmax_and_the_places_follow_them(
    activity: inside.Activity,
) -> None:
    reading = activity.reading
    exponentials = [np.exp(value) for value in reading.logits]
    np.testing.assert_allclose(reading.probabilities, np.array(exponentials) / sum(exponentials))
    ranked = sorted(range(10), key=lambda digit: reading.logits[digit])
    assert [reading.winner, reading.runner_up] == ranked[:-3:-1]
    odds = reading.confidence / reading.probabilities[reading.runner_up]
    assert np.exp(reading.lead) == pytest.approx(odds)


@pytest.mark.parametrize(("layer", "index"), [(0, 0), (0, 255), (1, 77), (2, 9)])
def test_a_unit_adds_up_to_what_the_network_computed(
    model: mnist.MLP, activity: inside.Activity, layer: int, index: int
) -> None:
    unit = inside.inspect_unit(model, activity, layer, index)
    terms = [weight * value for weight, value in zip(unit.weights, unit.inputs, strict=True)]
    np.testing.assert_allclose(unit.products, terms, rtol=1e-6)
    totals = (*activity.pre_activations, activity.reading.logits)
    assert sum(terms) + unit.bias == pytest.approx(totals[layer][index], abs=1e-5)
    answers = (*activity.activations, activity.reading.logits)
    assert unit.activation == pytest.approx(answers[layer][index], abs=1e-5)


@pytest.mark.parametrize(("layer", "index"), [(0, 256), (1, 128), (2, 10), (3, 0), (0, -1)])
def test_a_unit_that_does_not_exist_is_refused(
    model: mnist.MLP, activity: inside.Activity, layer: int, index: int
) -> None:
    with pytest.raises(ValueError, match=f"no unit {index} in layer {layer}"):
        inside.inspect_unit(model, activity, layer, index)


def test_strongest_links_are_the_largest_terms_of_the_sums(
    model: mnist.MLP, activity: inside.Activity
) -> None:
    links = inside.strongest_links(model, activity, digit=4, per_layer=(2, 3))
    terms = {
        unit: float(model.output.weight[4, unit]) * activity.activations[1][unit]
        for unit in range(128)
    }
    expected = sorted(terms, key=lambda unit: -abs(terms[unit]))[:3]
    top = [link for link in links if link.layer == 2]
    assert [link.source for link in top] == expected
    assert {link.target for link in top} == {4}
    for link in links:
        if link.layer == 1:
            weight = float(model.hidden2.weight[link.target, link.source])
            assert link.push == pytest.approx(weight * activity.activations[0][link.source])
    assert len([link for link in links if link.layer == 1]) == 6


def test_a_silent_unit_pushes_nothing(model: mnist.MLP) -> None:
    nothing = inside.observe(model, np.zeros((28, 28), np.float32))
    links = inside.strongest_links(model, nothing, digit=0)
    assert all(link.push != 0 for link in links)


def test_picture_through_is_what_the_unit_computes_when_every_relu_is_open(
    model: mnist.MLP, image: np.ndarray
) -> None:
    x = torch.from_numpy(image).reshape(784)
    no_bias = model.hidden2.weight @ (model.hidden1.weight @ x)
    picture = inside.picture_through(model, 1, 5)
    assert float((picture * image).sum()) == pytest.approx(float(no_bias[5]), abs=1e-4)
    first = inside.picture_through(model, 0, 9)
    np.testing.assert_array_equal(first.ravel(), model.hidden1.weight[9].numpy())


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (3, -2), (-8, 8), (28, 0), (0, -30)])
def test_move_puts_every_pixel_where_it_belongs(dx: int, dy: int) -> None:
    picture = np.arange(1.0, 28 * 28 + 1).reshape(28, 28)
    before = picture.copy()
    moved = inside.move(picture, dx, dy)
    for row, column in [(0, 0), (5, 20), (27, 27), (13, 1)]:
        y, x = row - dy, column - dx
        inside_field = 0 <= y < 28 and 0 <= x < 28
        assert moved[row, column] == (picture[y, x] if inside_field else 0)
    np.testing.assert_array_equal(picture, before)


def test_shift_map_equals_moving_and_reading_one_by_one(
    model: mnist.MLP, image: np.ndarray
) -> None:
    shifts = inside.shift_map(model, image, reach=3)
    digit = inside.read(model, image).winner
    assert shifts.digit == digit
    for row, dy in enumerate(range(-3, 4)):
        for column, dx in enumerate(range(-3, 4)):
            alone = inside.read(model, inside.move(image, dx, dy))
            assert shifts.probabilities[row, column] == pytest.approx(
                alone.probabilities[digit], abs=1e-6
            )
            assert shifts.winners[row, column] == alone.winner


def test_safe_radius_and_share_kept_by_hand() -> None:
    winners = np.full((5, 5), 7)
    winners[0, 4] = 1  # dx = 2, dy = -2: at distance 2
    shifts = inside.ShiftMap(7, np.arange(-2, 3), np.zeros((5, 5)), winners)
    assert shifts.safe_radius == 1
    assert shifts.kept == pytest.approx(24 / 25)
    everywhere = inside.ShiftMap(7, np.arange(-2, 3), np.zeros((5, 5)), np.full((5, 5), 7))
    assert everywhere.safe_radius == 2


def test_read_all_equals_reading_one_by_one(model: mnist.MLP) -> None:
    images = data.load("test").images[:5] / np.float32(255)
    together = inside.read_all(model, images)
    for row, picture in zip(together, images, strict=True):
        np.testing.assert_allclose(row, inside.read(model, picture).probabilities, atol=1e-6)


def test_csv_holds_every_number(activity: inside.Activity) -> None:
    rows = list(csv.DictReader(io.StringIO(inside.activity_csv(activity))))
    assert len(rows) == 784 + 256 + 128 + 10
    row = next(row for row in rows if row["layer"] == "hidden2" and row["unit"] == "18")  # from 1
    assert float(row["pre_activation"]) == pytest.approx(activity.pre_activations[1][17], rel=1e-5)
    assert sum(float(row["probability"] or 0) for row in rows) == pytest.approx(1, abs=1e-5)
