"""Measured curves of location invariance: one distance per stage and shift, and their summaries."""

from dataclasses import dataclass

import numpy as np

from dlviz.pooling import AVERAGE, BLURRED, MAX, NONE
from dlviz.tables import table_csv

COMPARED = (MAX, AVERAGE, NONE, BLURRED)
MOST_DEPTH = 4  # poolings in sequence
RIGHT, DOWN, DIAGONAL = "right", "down", "diagonally"
DIRECTIONS = {RIGHT: (1, 0), DOWN: (0, 1), DIAGONAL: (1, 1)}
N_OTHERS = 5  # other pictures: their mean distance from a picture is 1
HALF = 0.5  # half as different as another picture: from here a stage counts as changed

PIXELS, CONVOLUTION, ANSWER = "pixels", "convolution", "probabilities"


@dataclass(frozen=True, slots=True)
class MoveCurves:
    """Distances of every stage for shifts in one direction; arrays are (WINDOW_REACH + 1,).

    Attributes:
        direction: A key of DIRECTIONS.
        pixels: Distances of the pixels.
        convolution: Distances of the first convolution's maps; None without a convolution.
        pooled: Distances of these maps after `depth` poolings of a kind, by (kind, depth).
        own: Distances of the network's own stages, by name, in order.
        answer: Distances of the probabilities: total variation, divided like the others.
        variation: The total variation distance itself, in [0, 1].
        winners: The most probable class after each shift.
        probability: Probability of the class that is the most probable without a shift.
    """

    direction: str
    pixels: np.ndarray
    convolution: np.ndarray | None
    pooled: dict[tuple[str, int], np.ndarray]
    own: dict[str, np.ndarray]
    answer: np.ndarray
    variation: np.ndarray
    winners: np.ndarray
    probability: np.ndarray

    @property
    def held(self) -> int:
        """Largest shift in pixels up to which the most probable class never changes."""
        changed = np.flatnonzero(self.winners != self.winners[0])
        return int(changed[0]) - 1 if changed.size else len(self.winners) - 1


def direction_words(direction: str) -> str:
    """Return a key of DIRECTIONS as part of a sentence."""
    return f"to the {direction}" if direction == RIGHT else direction


def half_at(values: np.ndarray) -> float | None:
    """Return after how many pixels `values` (n,) first reach HALF (interpolated), None if never."""
    above = np.flatnonzero(values >= HALF)
    if not above.size:
        return None
    place = int(above[0])
    if place == 0:
        return 0.0
    before, after = float(values[place - 1]), float(values[place])
    return place - 1 + (HALF - before) / (after - before)


def stage_curves(made: MoveCurves, kind: str) -> dict[str, np.ndarray]:
    """Return the distances of pixels, convolution maps, 1 to 4 poolings and prediction, by name."""
    curves = {PIXELS: made.pixels}
    if made.convolution is not None:
        curves[CONVOLUTION] = made.convolution
        curves |= {depth_name(d): made.pooled[kind, d] for d in range(1, MOST_DEPTH + 1)}
    return curves | {ANSWER: made.answer}


def kind_curves(made: MoveCurves, depth: int) -> dict[str, np.ndarray]:
    """Return the distances after `depth` poolings of each kind, and without any, by name."""
    if made.convolution is None:
        return {PIXELS: made.pixels}
    curves = {CONVOLUTION: made.convolution}
    return curves | {kind: made.pooled[kind, depth] for kind in COMPARED}


def network_curves(made: MoveCurves) -> dict[str, np.ndarray]:
    """Return the distances of pixels, the network's own stages and the prediction, by name."""
    return {PIXELS: made.pixels} | made.own | {ANSWER: made.answer}


def depth_name(depth: int) -> str:
    """Return the name of the stage after `depth` poolings."""
    return f"{depth} pooling{'s' if depth > 1 else ''}"


def moves_csv(made: MoveCurves) -> str:
    """Return all curves as CSV, one row per pixel of the shift."""
    curves = {PIXELS: made.pixels}
    if made.convolution is not None:
        curves[CONVOLUTION] = made.convolution
    curves |= {f"{kind} x{depth}": values for (kind, depth), values in made.pooled.items()}
    curves |= {f"network: {name}": values for name, values in made.own.items()}
    curves |= {
        "probabilities": made.answer,
        "total variation": made.variation,
        "first class's probability": made.probability,
    }
    rows = enumerate(zip(*curves.values(), strict=True))
    return table_csv(
        ("pixels moved", *curves),
        ([place, *(f"{value:.6g}" for value in row)] for place, row in rows),
    )
