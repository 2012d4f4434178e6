"""Embeddings of photos: near-duplicates, a PCA map, and detection of unknown photos."""

from dataclasses import dataclass

import numpy as np

NEAR = 0.97  # cosine similarity from which two photos count as near-duplicates
KNOWN = 0.95  # share of the training photos that lie within the threshold
_CHUNK = 256  # rows of a similarity matrix per batch


@dataclass(frozen=True, slots=True)
class EmbeddingPlane:
    """The plane of the first two principal components of some embeddings.

    Attributes:
        mean: (width,) mean of the embeddings.
        axes: (2, width) orthonormal; the first is the direction of the largest variance.
        shares: (2,) share of the variance along each axis, in [0, 1].
    """

    mean: np.ndarray
    axes: np.ndarray
    shares: np.ndarray

    def place(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the projections (N, 2) of embeddings (N, width)."""
        return (embeddings - self.mean) @ self.axes.T


@dataclass(frozen=True, slots=True)
class Familiar:
    """Class means and a distance threshold, to tell whether a photo belongs to any class.

    Attributes:
        means: (classes, width) mean embedding of each class's training photos.
        threshold: Cosine distance to the nearest mean beyond which a photo belongs to no class;
            infinity if no class has two photos.
    """

    means: np.ndarray
    threshold: float

    def distances(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the cosine distances (N, classes) of embeddings (N, width) to the class means."""
        return 1 - unit_vectors(embeddings) @ unit_vectors(self.means).T

    def is_unknown(self, embeddings: np.ndarray) -> np.ndarray:
        """Return for each of the embeddings (N, width) whether it belongs to no class."""
        return self.distances(embeddings).min(axis=1) > self.threshold


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return (N, width) vectors divided by their lengths; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def embedding_plane(embeddings: np.ndarray) -> EmbeddingPlane:
    """Return the plane of the first two principal components of embeddings (N, width).

    The sign of each axis is fixed so that its largest component is positive. With fewer than three
    photos an axis may be zero.
    """
    mean = embeddings.mean(axis=0)
    centred = (embeddings - mean).astype(np.float64)
    # The matrix of inner products of 1,000 photos gives the same variances faster than an SVD.
    products = centred @ centred.T
    variances, combinations = np.linalg.eigh(products)
    axes = np.zeros((2, embeddings.shape[1]))
    shares = np.zeros(2)
    total = float(np.trace(products))
    for place in range(min(2, len(variances))):
        variance = float(variances[-1 - place])
        if variance > 1e-12 * max(1.0, total):
            axis = combinations[:, -1 - place] @ centred / np.sqrt(variance)
            axes[place] = axis * np.sign(axis[np.abs(axis).argmax()])
            shares[place] = variance / total
    return EmbeddingPlane(mean, axes, shares)


def near_duplicates(embeddings: np.ndarray, *, least: float = NEAR) -> list[tuple[int, int, float]]:
    """Return pairs of photos whose embeddings have nearly the same direction.

    Args:
        embeddings: (N, width).
        least: Cosine similarity from which a pair counts.

    Returns:
        (first, second, cosine) with first < second, the most similar pair first.
    """
    directions = unit_vectors(embeddings)
    pairs = []
    for start in range(0, len(directions), _CHUNK):
        cosines = directions[start : start + _CHUNK] @ directions.T
        rows, columns = np.nonzero(cosines >= least)
        pairs += [
            (int(row) + start, int(column), float(cosines[row, column]))
            for row, column in zip(rows, columns, strict=True)
            if row + start < column
        ]
    return sorted(pairs, key=lambda pair: -pair[2])


def fit_familiar(
    embeddings: np.ndarray, labels: np.ndarray, n_classes: int, *, known: float = KNOWN
) -> Familiar:
    """Return the class means and the distance threshold for known photos.

    The distance of a training photo is measured to the mean of the other photos of its class, as
    for a new photo; the share `known` of them lies within the threshold.

    Args:
        embeddings: (N, width) of the training photos.
        labels: (N,) their classes, 0 to n_classes - 1, each at least once.
        n_classes: Number of classes.
        known: Share in (0, 1].
    """
    means = np.stack([embeddings[labels == label].mean(axis=0) for label in range(n_classes)])
    distances = []
    for label in range(n_classes):
        own = embeddings[labels == label].astype(np.float64)
        if len(own) < 2:
            continue
        others = (own.sum(axis=0) - own) / (len(own) - 1)
        distances.append(1 - (unit_vectors(own) * unit_vectors(others)).sum(axis=1))
    if not distances:
        return Familiar(means, float("inf"))
    return Familiar(means, float(np.quantile(np.concatenate(distances), known)))
