"""What the numbers before the last layer say about photos: likeness, a map, and "none of these"."""

from dataclasses import dataclass

import numpy as np

NEAR = 0.97  # cosine from which two photos are called near-duplicates
KNOWN = 0.95  # share of the training photos that count as known
_CHUNK = 256  # rows of a similarity matrix at a time


@dataclass(frozen=True, slots=True)
class EmbeddingPlane:
    """The plane on which a set of embeddings is spread most (principal components).

    Attributes:
        mean: (width,) of the embeddings.
        axes: (2, width) orthonormal; the first is the direction of the largest variance.
        shares: (2,) of the variance along each axis, in [0, 1].
    """

    mean: np.ndarray
    axes: np.ndarray
    shares: np.ndarray

    def place(self, embeddings: np.ndarray) -> np.ndarray:
        """Return where (N, width) embeddings fall, (N, 2)."""
        return (embeddings - self.mean) @ self.axes.T


@dataclass(frozen=True, slots=True)
class Familiar:
    """What a new photo is compared with before any class is believed.

    Attributes:
        means: (classes, width) of the training photos of each class.
        threshold: Cosine distance to the nearest mean beyond which a photo is none of the classes;
            infinity where no class has two photos.
    """

    means: np.ndarray
    threshold: float

    def distances(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the cosine distance of (N, width) embeddings to each mean, (N, classes)."""
        return 1 - unit_vectors(embeddings) @ unit_vectors(self.means).T

    def is_unknown(self, embeddings: np.ndarray) -> np.ndarray:
        """Return for each of (N, width) embeddings whether it is none of the classes."""
        return self.distances(embeddings).min(axis=1) > self.threshold


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return (N, width) vectors divided by their lengths; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def embedding_plane(embeddings: np.ndarray) -> EmbeddingPlane:
    """Return the plane of the two largest principal components of (N, width) embeddings.

    The sign of each axis is fixed so that its largest component is positive. With fewer than three
    photos an axis may be zero.
    """
    mean = embeddings.mean(axis=0)
    centred = (embeddings - mean).astype(np.float64)
    # The inner products of 1,000 photos have the same variances, sooner than an SVD.
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
    """Return pairs of photos whose embeddings point nearly the same way.

    Args:
        embeddings: (N, width).
        least: Cosine from which on a pair counts.

    Returns:
        (first, second, cosine) with first < second, the most alike pair first.
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
    """Return the classes' means and the distance up to which a photo counts as known.

    Each training photo is measured against the mean of the others of its class, as a new photo
    would be; `known` of them lie within the threshold.

    Args:
        embeddings: (N, width) of the training photos.
        labels: (N,) their classes, 0 to n_classes - 1, each at least once.
        n_classes: How many classes there are.
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
