"""Location invariance: how much a network's numbers change, stage by stage, as a picture shifts.

Every distance is Euclidean and divided by the mean distance to other pictures at the same stage: 0
means "no change", 1 "as different as another picture". Pixels that move in come from the photo
around the window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from dlviz.moves import ANSWER, COMPARED, DIRECTIONS, MOST_DEPTH, PIXELS, MoveCurves
from dlviz.networks.windowed import LOGITS, WINDOW_REACH, Scene, WindowedNetwork, windows
from dlviz.pooling import MAX, pool
from dlviz.scheduling.turn import Progress, no_progress

_BATCH = 16  # shifts per batch; the progress bar moves after each
_STILL = np.zeros((1, 2), dtype=int)


@dataclass(frozen=True, slots=True)
class MovesPlane:
    """Distances of one stage from its unshifted state, for shifts in both directions.

    Attributes:
        shifts: (n,) shifts in pixels, the same for both axes; positive is right and down.
        values: (n, n) distances, row = dy, column = dx.
        same: Share of the shifts that keep the most probable class; None if not computed.
    """

    shifts: np.ndarray
    values: np.ndarray
    same: float | None


def shifts_along(direction: str) -> np.ndarray:
    """Return the shifts (WINDOW_REACH + 1, 2) of 0, 1, ... pixels in a direction.

    Raises:
        ValueError: for another direction.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"{direction!r} is no direction; choose one of {', '.join(DIRECTIONS)}.")
    return np.arange(WINDOW_REACH + 1)[:, None] * np.array(DIRECTIONS[direction])


def measure_along(
    network: WindowedNetwork, scene: Scene, others: Sequence[Scene], direction: str
) -> MoveCurves:
    """Return how all stages change while the picture shifts in one direction.

    Args:
        network: The network.
        scene: The picture with its margin.
        others: Other pictures; at least one.
        direction: A key of DIRECTIONS.
    """
    shifts = shifts_along(direction)
    with torch.inference_mode():
        pixels = _relative(scene.windows(shifts), [own.windows(_STILL)[0] for own in others])
        convolution, pooled = _pooled_distances(network, scene, others, shifts)
        own, answers = _own_distances(network, scene, others, shifts)
    probabilities, other_probabilities = answers
    variation = _variation(probabilities, probabilities[0])
    first = int(probabilities[0].argmax())
    return MoveCurves(
        direction,
        pixels,
        convolution,
        pooled,
        own,
        variation / _unit(_variation(other_probabilities, probabilities[0])),
        variation,
        probabilities.argmax(dim=1).numpy(),
        probabilities[:, first].numpy(),
    )


def measure_plane(
    network: WindowedNetwork,
    scene: Scene,
    others: Sequence[Scene],
    stage: str | tuple[str, int],
    step: int,
    progress: Progress = no_progress,
) -> MovesPlane:
    """Return how one stage changes for all shifts of up to WINDOW_REACH pixels each way.

    Args:
        network: The network.
        scene: The picture with its margin.
        others: Other pictures; at least one.
        stage: PIXELS, CONVOLUTION, ANSWER, or (kind, depth) of poolings.
        step: Pixels from one shift to the next; divides WINDOW_REACH.
        progress: Called between batches with the share done, 0 to 1.

    Raises:
        ValueError: if the network has no such stage.
    """
    along = np.arange(-WINDOW_REACH, WINDOW_REACH + 1, step)
    shifts = np.array([(dx, dy) for dy in along for dx in along])
    features = _features(network, stage)
    with torch.inference_mode():
        still = features(scene, _STILL)[0]
        other = torch.stack([features(own, _STILL)[0] for own in others])
        measure = _variation if stage == ANSWER else _distance
        unit = _unit(measure(other, still))
        values, winners = [], []
        for start in range(0, len(shifts), _BATCH):
            part = features(scene, shifts[start : start + _BATCH])
            values.append(measure(part, still) / unit)
            if stage == ANSWER:
                winners.append(part.argmax(dim=1) == still.argmax())
            progress(min(1.0, (start + _BATCH) / len(shifts)))
    same = float(torch.cat(winners).float().mean()) if winners else None
    side = len(along)
    return MovesPlane(along, np.concatenate(values).reshape(side, side), same)


def _pooled_distances(
    network: WindowedNetwork, scene: Scene, others: Sequence[Scene], shifts: np.ndarray
) -> tuple[np.ndarray | None, dict[tuple[str, int], np.ndarray]]:
    if network.first is None:
        return None, {}
    maps = first_maps(network, scene, shifts)
    other = torch.cat([first_maps(network, own, _STILL) for own in others])
    pooled = {}
    for kind in COMPARED:
        left, right = maps, other
        for depth in range(1, MOST_DEPTH + 1):
            left, right = pool(left, kind), pool(right, kind)
            pooled[kind, depth] = _relative(left, right)
    return _relative(maps, other), pooled


def first_maps(network: WindowedNetwork, scene: Scene, shifts: np.ndarray) -> Tensor:
    """Return the first convolution's maps (N, K, H, W) after each of the shifts.

    Without padding, convolving a window equals taking a window of the convolved larger picture: so
    one convolution of the whole serves all shifts.

    Raises:
        ValueError: for a network without convolutions.
    """
    if network.first is None:
        raise ValueError(f"The {network.title} has no convolutions.")
    dense = network.first(scene.pixels[None])[0]
    rim = scene.pixels.shape[-1] - dense.shape[-1]
    seen = windows(dense, scene.side - rim, shifts)
    return seen[..., :: network.step, :: network.step]


def _own_distances(
    network: WindowedNetwork, scene: Scene, others: Sequence[Scene], shifts: np.ndarray
) -> tuple[dict[str, np.ndarray], tuple[Tensor, Tensor]]:
    """Return the distances of the network's own stages, and the probabilities (own, others')."""
    looked = network.observe(scene.windows(shifts))
    other = network.observe(torch.cat([own.windows(_STILL) for own in others]))
    own = {name: _relative(looked[name], other[name]) for name in looked if name != LOGITS}
    return own, (looked[LOGITS].softmax(dim=1), other[LOGITS].softmax(dim=1))


def _features(
    network: WindowedNetwork, stage: str | tuple[str, int]
) -> Callable[[Scene, np.ndarray], Tensor]:
    if stage == PIXELS:
        return lambda scene, shifts: scene.windows(shifts)
    if stage == ANSWER:
        return lambda scene, shifts: network.observe(scene.windows(shifts))[LOGITS].softmax(dim=1)
    if network.first is None:
        raise ValueError(f"The {network.title} has no convolutions and no pooling.")
    kind, depth = (MAX, 0) if isinstance(stage, str) else stage

    def pooled(scene: Scene, shifts: np.ndarray) -> Tensor:
        maps = first_maps(network, scene, shifts)
        for _ in range(depth):
            maps = pool(maps, kind)
        return maps

    return pooled


def _relative(moved: Tensor, others: Tensor | Sequence[Tensor]) -> np.ndarray:
    """Return distances (N,) of `moved` (N, ...) from its first entry; 1 = another picture's."""
    stacked = others if isinstance(others, Tensor) else torch.stack(list(others))
    return _distance(moved, moved[0]) / _unit(_distance(stacked, moved[0]))


def _distance(many: Tensor, one: Tensor) -> np.ndarray:
    return (many - one).flatten(1).norm(dim=1).double().cpu().numpy()


def _variation(many: Tensor, one: Tensor) -> np.ndarray:
    return ((many - one).abs().sum(dim=1) / 2).double().cpu().numpy()


def _unit(distances: np.ndarray) -> float:
    """Return the mean distance to other pictures; 1 if it is 0."""
    return float(distances.mean()) or 1.0
