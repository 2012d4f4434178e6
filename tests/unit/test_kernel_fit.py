"""A learned kernel: its gradients by hand, where it arrives, and what keeps it from arriving."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from dlviz.datasets import sample_photos
from dlviz.kernels import weights
from dlviz.responses import centred, to_grey
from dlviz.training.kernel_fit import (
    KernelTask,
    Record,
    fit_kernel,
    learned_csv,
    make_pairs,
    recorded_steps,
)

SOBEL = weights("Sobel, vertical edges")
SMALL = KernelTask(SOBEL, pairs=6, patch=12, steps=30)


@pytest.fixture(scope="module")
def photos() -> list[np.ndarray]:
    return [to_grey(sample_photos.load("cat"))]


def last(photos: list[np.ndarray], task: KernelTask) -> Record:
    return list(fit_kernel(photos, task))[-1]


def test_random_weights_turn_into_sobel(photos: list[np.ndarray]) -> None:
    records = list(fit_kernel(photos, KernelTask(SOBEL)))
    assert records[0].distance > 0.5
    assert records[-1].distance < 0.02
    np.testing.assert_allclose(records[-1].kernel, SOBEL, atol=0.05)
    assert records[-1].test_loss < 1e-4 * records[0].test_loss


def test_a_step_is_gradient_descent_with_momentum(photos: list[np.ndarray]) -> None:
    """The independent route: windows as rows of a matrix, the gradient of least squares."""
    task = replace(SMALL, learning_rate=0.03, momentum=0.5, steps=3)
    train, _ = make_pairs(photos, task)
    rows = train.inputs.unfold(2, 3, 1).unfold(3, 3, 1).reshape(-1, 9).double()
    wanted = train.answers.reshape(-1).double()
    records = list(fit_kernel(photos, task))
    assert [record.step for record in records] == [0, 1, 2, 3]
    kernel = torch.tensor(records[0].kernel).double().reshape(-1)
    velocity = torch.zeros(9).double()
    for record in records[1:]:
        off = rows @ kernel - wanted
        velocity = 0.5 * velocity + 2 * rows.T @ off / len(off)
        kernel = kernel - 0.03 * velocity
        np.testing.assert_allclose(record.kernel.reshape(-1), kernel, rtol=1e-4, atol=1e-5)
        loss = float((rows @ kernel - wanted).square().mean())
        assert record.train_loss == pytest.approx(loss, rel=1e-3)
        assert record.distance == pytest.approx(
            np.linalg.norm(record.kernel - SOBEL) / np.linalg.norm(SOBEL), rel=1e-5
        )


def test_too_little_data_fits_without_finding_the_kernel(photos: list[np.ndarray]) -> None:
    task = KernelTask(SOBEL, pairs=1, patch=4, steps=1500)
    assert task.equations == 4
    record = last(photos, task)
    assert record.train_loss < 0.01
    assert record.distance > 0.3
    assert record.test_loss > 100 * record.train_loss


def test_noise_stays_in_the_loss_and_hardly_in_the_weights(photos: list[np.ndarray]) -> None:
    task = KernelTask(SOBEL, noise=0.5)
    record = last(photos, task)
    _, test = make_pairs(photos, task)
    variance = (0.5 * float(test.answers.std())) ** 2
    assert record.train_loss == pytest.approx(variance, rel=0.1)
    assert record.test_loss < 0.01 * variance


def test_a_kernel_too_small_gets_no_further_than_least_squares(photos: list[np.ndarray]) -> None:
    task = KernelTask(weights("Gaussian blur", 5), side=3, steps=800)
    train, _ = make_pairs(photos, task)
    inner = train.inputs[..., 1:-1, 1:-1]
    rows = inner.unfold(2, 3, 1).unfold(3, 3, 1).reshape(-1, 9).double().numpy()
    wanted = train.answers.reshape(-1).double().numpy()
    _, residual, *_ = np.linalg.lstsq(rows, wanted, rcond=None)
    best = float(residual[0]) / len(wanted)
    record = last(photos, task)
    assert best <= record.train_loss * 1.001
    assert record.train_loss < 1.6 * best
    assert record.distance > 0.2


def test_a_larger_kernel_learns_zeros_around(photos: list[np.ndarray]) -> None:
    record = last(photos, KernelTask(SOBEL, side=5, steps=800))
    assert record.kernel.shape == (5, 5)
    np.testing.assert_allclose(record.kernel, centred(SOBEL, (5, 5)), atol=0.4)


def test_a_rate_that_is_too_large_ends_with_the_last_finite_weights(photos: list) -> None:
    records = list(fit_kernel(photos, replace(SMALL, learning_rate=5.0, steps=400)))
    assert records[-1].step < 400
    assert all(np.isfinite(record.kernel).all() for record in records)


def test_a_patch_must_hold_the_kernels(photos: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="a side of 5 does not fit into a patch of 4"):
        next(fit_kernel(photos, KernelTask(SOBEL, side=5, patch=4)))


def test_the_seed_decides_everything_and_the_global_state_is_left_alone(photos: list) -> None:
    before = torch.get_rng_state()
    first, again, other = (
        list(fit_kernel(photos, replace(SMALL, seed=seed, noise=0.1))) for seed in (3, 3, 4)
    )
    assert torch.equal(before, torch.get_rng_state())
    np.testing.assert_array_equal(first[-1].kernel, again[-1].kernel)
    assert not np.array_equal(first[0].kernel, other[0].kernel)


@pytest.mark.parametrize("steps", [1, 10, 20, 21, 400, 2000])
def test_records_are_few_and_end_at_the_last_step(steps: int) -> None:
    recorded = recorded_steps(steps)
    assert recorded[0] == 0
    assert recorded[-1] == steps
    assert len(recorded) <= 125
    assert len(set(recorded)) == len(recorded)


def test_the_csv_holds_every_record(photos: list[np.ndarray]) -> None:
    records = list(fit_kernel(photos, replace(SMALL, steps=5)))
    lines = learned_csv(records).splitlines()
    assert lines[0].startswith("step,train_loss,test_loss,distance,w11,w12,w13,w21")
    assert len(lines) == 1 + len(records)
    np.testing.assert_allclose(
        [float(part) for part in lines[-1].split(",")[4:]], records[-1].kernel.ravel(), rtol=1e-5
    )
