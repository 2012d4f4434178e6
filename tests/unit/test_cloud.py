"""Copies as a cloud: principal components, and who lies nearer to a stranger."""

import numpy as np
import pytest

from dlviz.cloud import count_strays, principal_plane

RNG = np.random.default_rng(3)


@pytest.mark.parametrize(("n", "d"), [(40, 7), (9, 300)])
def test_the_plane_is_that_of_the_singular_value_decomposition(n: int, d: int) -> None:
    points = RNG.normal(size=(n, d)) * np.linspace(3, 0.5, d)
    plane = principal_plane(points, middle=4)
    centred = points - points.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    expected = centred @ axes[:2].T
    signs = np.sign((expected * (plane.places - plane.places.mean(axis=0))).sum(axis=0))
    np.testing.assert_allclose(plane.places, (expected - expected[4]) * signs, atol=1e-9)
    np.testing.assert_allclose(plane.shares, sizes[:2] ** 2 / (sizes**2).sum(), atol=1e-12)
    assert (plane.places[4] == 0).all()


def test_the_signs_do_not_depend_on_luck() -> None:
    points = RNG.normal(size=(30, 5))
    one, other = principal_plane(points), principal_plane(np.concatenate([points, points])[:30])
    np.testing.assert_allclose(one.places, other.places)
    from_the_mean = one.places - one.places.mean(axis=0)
    largest = np.abs(from_the_mean).argmax(axis=0)
    assert (from_the_mean[largest, [0, 1]] > 0).all()


def test_pictures_may_have_any_shape_and_equal_ones_lie_together() -> None:
    points = RNG.normal(size=(6, 3, 4, 5))
    points[5] = points[0]
    plane = principal_plane(points)
    np.testing.assert_allclose(plane.places[5], 0, atol=1e-9)
    assert principal_plane(np.ones((4, 3))).shares.tolist() == [0, 0]
    with pytest.raises(ValueError, match="at least two"):
        principal_plane(points[:1])


@pytest.mark.parametrize(("n", "d", "copies_at", "others_at"), [(20, 5, 0, 0), (30, 4, 1, 2)])
def test_strays_are_counted_pair_by_pair(n: int, d: int, copies_at: int, others_at: int) -> None:
    original = RNG.normal(size=d)
    copies, others = RNG.normal(copies_at, 1, (n, d)), RNG.normal(others_at, 1, (9, d))
    expected = sum(
        min(np.linalg.norm(copy - other) for other in others) < np.linalg.norm(copy - original)
        for copy in copies
    )
    assert 0 < expected < n
    assert count_strays(original, copies, others) == expected
    assert count_strays(original, copies, others[:0]) == 0
