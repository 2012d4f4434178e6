"""Principal component projection of a picture and its augmented copies onto a plane."""

from dataclasses import dataclass

import numpy as np

OTHERS_PER_DIGIT = 20  # pictures of every other digit that the page shows around a digit's copies


@dataclass(frozen=True, slots=True)
class Plane:
    """Points projected onto their first two principal components.

    Attributes:
        places: (N, 2) coordinates; the point `middle` is at (0, 0).
        shares: (2,) share of the total variance along each axis.
    """

    places: np.ndarray
    shares: np.ndarray


def principal_plane(points: np.ndarray, middle: int = 0) -> Plane:
    """Return the projection of points onto their first two principal components.

    The components are computed from all points about their mean; afterwards everything is shifted
    so that the point `middle` lies at the origin. The sign of each axis is fixed: the coordinate
    with the largest absolute value is positive.

    Args:
        points: (N, D), at least two; D may be far larger than N.
        middle: Index of the point for the origin.

    Raises:
        ValueError: if there are fewer than two points.
    """
    n = len(points)
    if n < 2:
        raise ValueError(f"{n} points spread nowhere: at least two are needed")
    centred = points.reshape(n, -1).astype(np.float64)
    centred -= centred.mean(axis=0)
    # From the N x N inner products, not the D x D covariances: a photo has 150,528 numbers.
    values, vectors = np.linalg.eigh(centred @ centred.T)
    values, vectors = values[::-1].clip(min=0), vectors[:, ::-1]
    places = vectors[:, :2] * np.sqrt(values[:2])
    largest = np.abs(places).argmax(axis=0)
    places = places * np.where(places[largest, range(2)] < 0, -1.0, 1.0)
    total = values.sum()
    shares = values[:2] / total if total > 0 else np.zeros(2)
    return Plane(places - places[middle], shares)


def count_strays(original: np.ndarray, copies: np.ndarray, others: np.ndarray) -> int:
    """Return how many copies are closer to one of the others than to their original.

    Args:
        original: (D,)
        copies: (N, D)
        others: (M, D), pictures of other classes.
    """
    own = ((copies - original) ** 2).sum(axis=1)
    squares = (copies**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * copies @ others.T
    return int((squares.min(axis=1) < own).sum()) if len(others) else 0
