"""The browser pools as PyTorch does, and writes the numbers as the server does."""

import numpy as np
import pytest
from in_node import in_node

from dlviz.kernels import number_texts
from dlviz.pooling import KINDS, LECTURE, MOST_SIDE, PADDED, Pooled, pool_by_hand
from dlviz.ui.components.pooling_grids.pooling_grids import typed

CLOSE = 1e-5  # of the largest number


def random_case(rng: np.random.Generator) -> Pooled:
    """Return a grid of any size, pooled; whole numbers, so that some are equal, or any."""
    height, width = rng.integers(1, MOST_SIDE + 1, 2).tolist()
    window = int(rng.integers(1, min(height, width) + 1))
    stride = int(rng.integers(1, MOST_SIDE + 1))
    grid = rng.uniform(-255, 255, (height, width))
    grid = np.rint(grid / 100) if rng.random() < 0.5 else grid
    kind, is_counted = str(rng.choice(KINDS)), bool(rng.random() < 0.5)
    padding = int(rng.integers(0, window // 2 + 1)) if kind in PADDED else 0
    return pool_by_hand(grid, kind, window, stride, padding, counts_padding=is_counted)


def in_the_browser(cases: list[Pooled]) -> list[dict[str, list]]:
    sent = [
        {
            "numbers": case.numbers.ravel().tolist(),
            "windows": case.windows.tolist(),
            "kind": case.kind,
            "counts": case.counts_padding,
        }
        for case in cases
    ]
    return in_node("run_pool.js", sent)


def test_the_browser_pools_a_thousand_random_grids_as_pytorch_does() -> None:
    rng = np.random.default_rng(0)
    cases = [pool_by_hand(LECTURE, kind, 2, 2) for kind in KINDS]
    cases += [random_case(rng) for _ in range(1000)]
    for case, found in zip(cases, in_the_browser(cases), strict=True):
        for one, other in ((found["output"], case.output), (found["gradient"], case.gradient)):
            off = np.abs(np.array(one) - other.ravel()).max()
            assert off <= CLOSE * max(1, np.abs(other).max())
        assert found["winners"] == case.winners.tolist()
        assert found["texts"] == number_texts(case.output) + number_texts(case.gradient)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ([{"index": 3, "text": "1/2"}, {"index": 0, "text": "x"}], [(3, "1/2"), (0, "x")]),
        ([{"index": 4, "text": "1"}, {"index": 1}, 7, {"index": 2, "text": "5"}], [(2, "5")]),
        ([{"index": 0, "text": "1"}] * 6, []),  # more than cells
        ("0", []),
    ],
)
def test_edits_of_several_cells_arrive_together(message: object, wanted: list) -> None:
    assert typed({"edits": message}, 4) == wanted
    assert typed(message, 4) == []
