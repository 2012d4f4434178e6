"""Data sets of labelled points in the plane, for the network with two inputs."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

REGRESSION, CLASSIFICATION = "regression", "classification"

# The data sets of TensorFlow Playground lie in [-6, 6]^2 and fill a disc of this radius.
_RADIUS = 5.0
_TURNS = 1.75  # turns of each arm of the spiral
# Bumps of the target "gaussians": x, y, sign.
_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


@dataclass(frozen=True, slots=True)
class Split:
    """Points (N, 2) and targets (N,) for training and for testing; float32."""

    train_inputs: Tensor
    train_targets: Tensor
    test_inputs: Tensor
    test_targets: Tensor


@dataclass(frozen=True, slots=True)
class Target:
    """A function or data set to be learned.

    Attributes:
        name: Its key in TARGETS.
        task: REGRESSION, or CLASSIFICATION with labels -1 and 1.
        reach: Half the side of the square around zero in which the points lie.
        draw: Takes the number of points, the noise (0 to 0.5) and a generator; returns points
            (N, 2) and targets (N,).
        function: For regression: from points (N, 2) to the noiseless targets (N,).
    """

    name: str
    task: str
    reach: float
    draw: Callable[[int, float, Generator], tuple[Tensor, Tensor]]
    function: Callable[[Tensor], Tensor] | None = None

    def surface(self, points: Tensor) -> Tensor | None:
        """Return the noiseless target at `points` (N, 2), None for classification."""
        return None if self.function is None else self.function(points)


def draw_points(
    target: str, n_points: int, *, noise: float = 0.0, train_share: float = 0.5, seed: int = 0
) -> Split:
    """Draw `n_points` of `target`; split them into training and test data.

    Args:
        target: A name in TARGETS.
        n_points: 4 to 10,000.
        noise: 0 to 0.5. Regression: standard deviation of the noise on the targets, relative to
            the targets' own. Classification: how far points are displaced, as in TensorFlow
            Playground.
        train_share: Share of training points, more than 0 and less than 1.
        seed: Equal seeds give equal points.

    Raises:
        ValueError: if an argument is out of range.
    """
    if target not in TARGETS:
        raise ValueError(f"unknown target {target!r}: {', '.join(TARGETS)}")
    if not 4 <= n_points <= 10_000:
        raise ValueError(f"{n_points} points; 4 to 10,000 are possible")
    if not 0 <= noise <= 0.5:
        raise ValueError(f"noise {noise} is not within 0 and 0.5")
    if not 0 < train_share < 1:
        raise ValueError(f"a training share of {train_share} is not between 0 and 1")
    generator = torch.Generator().manual_seed(seed)
    points, targets = TARGETS[target].draw(n_points, noise, generator)
    order = torch.randperm(n_points, generator=generator)
    points, targets = points[order], targets[order]
    n_train = min(n_points - 1, max(1, round(n_points * train_share)))
    return Split(points[:n_train], targets[:n_train], points[n_train:], targets[n_train:])


def _product(points: Tensor) -> Tensor:
    return points[:, 0] * points[:, 1]


def _plane(points: Tensor) -> Tensor:
    return (points[:, 0] + points[:, 1]) / 2


def _gaussians(points: Tensor) -> Tensor:
    """Six bumps of alternating sign: 1 at the middle, falling to 0 over a distance of 2."""
    bumps = torch.tensor(_BUMPS, dtype=points.dtype)  # (6, 3)
    distance = torch.cdist(points, bumps[:, :2])  # (N, 6)
    heights = bumps[:, 2] * (1 - distance / 2).clamp_min(0)
    return heights.gather(1, heights.abs().argmax(dim=1, keepdim=True))[:, 0]


def _measured(
    function: Callable[[Tensor], Tensor], reach: float
) -> Callable[[int, float, Generator], tuple[Tensor, Tensor]]:
    """Return a `draw` for `function`: uniform points in the square, normal noise on the targets."""

    def draw(n: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
        points = _uniform((n, 2), reach, generator)
        exact = function(points)
        spread = torch.randn(n, generator=generator) * float(exact.std())
        return points, exact + noise * spread

    return draw


def _draw_xor(n: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    points = _uniform((n, 2), _RADIUS, generator)
    points = points + 0.3 * torch.where(points > 0, 1.0, -1.0)  # a gap along both axes
    strayed = points + noise * _uniform((n, 2), _RADIUS, generator)
    return points, _label(strayed.prod(dim=1) >= 0)


def _draw_circle(n: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    inside = torch.arange(n) % 2 == 0
    share = torch.rand(n, generator=generator)
    distance = _RADIUS * torch.where(inside, 0.5 * share, 0.7 + 0.3 * share)
    angle = 2 * math.pi * torch.rand(n, generator=generator)
    points = torch.stack([distance * angle.sin(), distance * angle.cos()], dim=1)
    strayed = points + noise * _uniform((n, 2), _RADIUS, generator)
    return points, _label(strayed.norm(dim=1) < _RADIUS / 2)


def _draw_two_gaussians(n: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    labels = _label(torch.arange(n) % 2 == 0)
    deviation = math.sqrt(0.5 + 7 * noise)  # variance 0.5 to 4
    spread = deviation * torch.randn((n, 2), generator=generator)
    return 2 * labels[:, None] + spread, labels


def _draw_spiral(n: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    first = torch.arange(n) % 2 == 0
    along = torch.arange(n) / n
    angle = 2 * math.pi * _TURNS * along + torch.where(first, 0.0, math.pi)
    points = _RADIUS * along[:, None] * torch.stack([angle.sin(), angle.cos()], dim=1)
    return points + noise * _uniform((n, 2), 1.0, generator), _label(first)


def _uniform(shape: tuple[int, ...], reach: float, generator: Generator) -> Tensor:
    return (2 * torch.rand(shape, generator=generator) - 1) * reach


def _label(is_positive: Tensor) -> Tensor:
    return torch.where(is_positive, 1.0, -1.0)


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("product", REGRESSION, 2.0, _measured(_product, 2.0), _product),
        Target("plane", REGRESSION, 2.0, _measured(_plane, 2.0), _plane),
        Target("gaussians", REGRESSION, 6.0, _measured(_gaussians, 6.0), _gaussians),
        Target("xor", CLASSIFICATION, 6.0, _draw_xor),
        Target("circle", CLASSIFICATION, 6.0, _draw_circle),
        Target("two gaussians", CLASSIFICATION, 6.0, _draw_two_gaussians),
        Target("spiral", CLASSIFICATION, 6.0, _draw_spiral),
    )
}
