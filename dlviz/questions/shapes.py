"""The shape of a drawn curve, by which a wrong sketch shows a misconception."""

from enum import StrEnum

import numpy as np

LEAST = 0.1  # share of the axis: a hand that draws a flat line moves less up and down
UNEVEN = 8  # of the widest to the narrowest step: beyond, the axis has equal distances
_EVEN = (0.4, 0.6)  # mean progress of an even change: a straight line has 1/2, a square 1/3


class Shape(StrEnum):
    """What a curve does from left to right; a smaller change than `LEAST` of the axis is none.

    Every curve has exactly one of the first six. One that rises or falls is besides early, even or
    late: the greatest part of the change comes first, at no place in particular, or last.
    """

    FLAT = "stays the same"
    RISING = "rises"
    FALLING = "falls"
    PEAK = "rises, then falls"
    VALLEY = "falls, then rises"
    WAVY = "turns more than once"
    RISING_EARLY = "rises, then levels off"
    RISING_EVENLY = "rises evenly"
    RISING_LATE = "stays low, then rises"
    FALLING_EARLY = "falls, then levels off"
    FALLING_EVENLY = "falls evenly"
    FALLING_LATE = "stays high, then falls"


_OF_SWINGS = {
    (): Shape.FLAT,
    (1,): Shape.RISING,
    (-1,): Shape.FALLING,
    (1, -1): Shape.PEAK,
    (-1, 1): Shape.VALLEY,
}
_BY_PROGRESS = {
    Shape.RISING: (Shape.RISING_LATE, Shape.RISING_EVENLY, Shape.RISING_EARLY),
    Shape.FALLING: (Shape.FALLING_LATE, Shape.FALLING_EVENLY, Shape.FALLING_EARLY),
}


def shapes_of(x: np.ndarray, y: np.ndarray, height: float) -> frozenset[Shape]:
    """Return the shapes of a curve: one of the first six, and for a rise or fall when it comes.

    Args:
        x: (N,) rising, the places of the curve.
        y: (N,) finite, N > 0.
        height: From the lower end of the vertical axis to the upper one, in units of `y`; > 0.

    Raises:
        ValueError: if the curve is empty or not finite, or the two have different lengths.
    """
    places, values = np.asarray(x, float), np.asarray(y, float)
    if values.ndim != 1 or not values.size or places.shape != values.shape:
        raise ValueError(f"not a curve: {places.shape} places, {values.shape} values")
    if not (np.isfinite(values).all() and height > 0):
        raise ValueError("a curve has finite numbers on an axis of some height")
    main = _OF_SWINGS.get(tuple(_swings(values, LEAST * height)), Shape.WAVY)
    if main not in _BY_PROGRESS:
        return frozenset({main})
    early = np.searchsorted(_EVEN, _progress(axis_places(places), values))
    return frozenset({main, _BY_PROGRESS[main][int(early)]})


def axis_places(x: np.ndarray) -> np.ndarray:
    """Return where the places of a curve are drawn, from 0 (left) to 1 (right), as in axes.js.

    They are to scale, or at equal distances if some would fall together.

    Args:
        x: (N,) rising, N > 1.
    """
    steps = np.diff(x)
    if steps.max() > UNEVEN * steps.min():
        return np.linspace(0, 1, len(x))
    return (x - x[0]) / (x[-1] - x[0])


def _swings(values: np.ndarray, least: float) -> list[int]:
    """Return the ways of a curve's changes of at least `least`: 1 up, -1 down, alternating."""
    swings: list[int] = []
    low = high = values[0]
    for value in values:
        way = swings[-1] if swings else 0
        if way != 1 and value - low >= least:
            swings.append(1)
            high = value
        elif way != -1 and high - value >= least:
            swings.append(-1)
            low = value
        low, high = min(low, value), max(high, value)
    return swings


def _progress(places: np.ndarray, values: np.ndarray) -> float:
    """Return the mean share of the change that is done: near 1 if all of it comes first."""
    low, high = values.min(), values.max()
    mean = float(np.trapezoid(values, places))
    share = (mean - low) / (high - low)
    return float(share if values[-1] > values[0] else 1 - share)
