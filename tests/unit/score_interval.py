"""The 95 % score interval of a share, as the roots of its equation: another route than Wilson's."""

from statistics import NormalDist

import numpy as np


def score_interval(errors: int, count: int) -> tuple[float, float]:
    """Return the two shares p, in per cent, for which |share - p| is z standard deviations of p."""
    z, share = NormalDist().inv_cdf(0.975), errors / count
    roots = np.roots([1 + z**2 / count, -2 * share - z**2 / count, share**2])
    low, high = sorted(roots.real)
    return 100 * low, 100 * high
