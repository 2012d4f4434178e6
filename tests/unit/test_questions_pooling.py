"""The drawn questions about pooling, with truths by another route."""

from fractions import Fraction
from math import isclose, sqrt

import numpy as np
import pytest
import torch
from asked import check
from torch import nn
from torch.nn import functional

from dlviz.questions.generators.pooling import GENERATORS

KINDS = {
    "max": max,
    "average": lambda values: sum(values) / len(values),
    "none": lambda values: values[0],
    "L2": lambda values: sqrt(sum(value * value for value in values)),
}


def windows(facts) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return the cells of each output's window, by the output's row and column."""
    side, stride, size = facts["window"], facts["stride"], len(facts["numbers"])
    starts = [start for start in range(0, size, stride) if start + side <= size]
    return {
        (row, column): [(top + at, left + by) for at in range(side) for by in range(side)]
        for row, top in enumerate(starts)
        for column, left in enumerate(starts)
    }


def outputs(facts, numbers=None) -> dict[tuple[int, int], Fraction]:
    grid = facts["numbers"] if numbers is None else numbers
    found = {}
    for place, cells in windows(facts).items():
        values = [Fraction(int(grid[cell])) for cell in cells]
        found[place] = KINDS[facts["kind"]](values)
    return found


def one_output(question) -> Fraction:
    own = question.facts
    return outputs(own)[own["row"] - 1, own["column"] - 1]


def kind(question) -> str:
    own = question.facts
    grid, after = own["numbers"], own["output"]
    cells = windows({"numbers": grid, "window": 2, "stride": 2})
    right = [
        option.text
        for option in question.options
        if all(
            isclose(
                KINDS[named(option.text)]([grid[cell] for cell in of]), after[at], abs_tol=0.006
            )
            for at, of in cells.items()
        )
    ]
    assert len(right) == 1
    return right[0]


def named(text: str) -> str:
    """Return a key of KINDS: "L2: the root of ..." is L2."""
    return text.partition(":")[0]


def order(question) -> list[str]:
    values = question.facts["numbers"].ravel().tolist()
    return sorted(question.items, key=lambda item: KINDS[named(item)](values))


def move(question) -> Fraction:
    own = question.facts
    grid, (down, right) = own["numbers"], (own["down"], own["right"])
    wide = np.pad(grid, 2)
    after = np.roll(wide, (down, right), (0, 1))[2:-2, 2:-2]
    before = outputs(own)
    return Fraction(sum(before[at] != value for at, value in outputs(own, after).items()))


def size(question) -> Fraction:
    own = question.facts
    padded = range(-own["padding"], own["size"] + own["padding"])
    starts = padded[:: own["stride"]]
    return Fraction(sum(start + own["window"] - 1 in padded for start in starts))


def discarded(question) -> Fraction:
    own = question.facts
    maps = torch.zeros(1, 1, own["rows"], own["columns"])
    for _ in range(own["times"]):
        maps = functional.max_pool2d(maps, own["window"])
    return 1 - Fraction(maps.numel(), own["rows"] * own["columns"])


def parameters(question) -> Fraction:
    own = question.facts
    before = own["channels"]
    total = 0
    for filters in own["filters"]:
        layer = nn.Conv2d(before, filters, own["size"], device="meta")
        total += sum(weight.numel() for weight in layer.parameters())
        before = filters
    return Fraction(total)


def field(question) -> Fraction:
    """Go back from one number: which rows does each layer use?"""
    rows = {0}
    for name, side in reversed(question.facts["steps"]):
        step = side if name == "pool" else 1
        rows = {row * step + at for row in rows for at in range(side)}
    return Fraction(max(rows) - min(rows) + 1)


def gradients(facts) -> np.ndarray:
    """Autograd's gradient of the sum of all outputs."""
    maps = torch.tensor(facts["numbers"])[None, None].requires_grad_()
    pool = {"max": functional.max_pool2d, "average": functional.avg_pool2d}[facts["kind"]]
    pool(maps, facts["window"], facts["stride"]).sum().backward()
    return maps.grad[0, 0].numpy()


def gradient(question) -> Fraction:
    own = question.facts
    value = gradients(own)[own["row"] - 1, own["column"] - 1]
    return Fraction(float(value)).limit_denominator(100)


def silent(question) -> Fraction:
    """Change each number a little, up and down, and compare the outputs of its windows."""
    own = question.facts
    pool, grid = KINDS[own["kind"]], own["numbers"].astype(int) * 1000  # a change of 1 is little
    scaled = {cell: int(value) for cell, value in np.ndenumerate(grid)}
    own_windows = windows(own).values()
    silent_cells = {
        cell: all(
            pool([scaled[at] + step * (at == cell) for at in cells])
            == pool([scaled[at] for at in cells])
            for cells in own_windows
            if cell in cells
            for step in (1, -1)
        )
        for cell in scaled
    }
    return Fraction(sum(silent_cells.values()))


def place(question) -> tuple[int, int]:
    own = gradients(question.facts)
    places = np.argwhere(own == own.max()).tolist()
    assert len(places) == 1
    return tuple(places[0])


def along(question) -> Fraction:
    """Pool the moved numbers, which are written out again."""
    own = question.facts
    after = np.zeros_like(own["numbers"])
    after[:, own["pixels"] :] = own["numbers"][:, : -own["pixels"]]
    return outputs(own, after)[own["row"], own["column"]]


def holding(question) -> str:
    """Walk along both tables, move by move."""
    first, second = (
        (
            next((at for at, value in enumerate(units) if value >= 5), 99),
            next((at for at, lead in enumerate(leads) if lead < 0), 99),
        )
        for units, leads in zip(question.facts["units"], question.facts["leads"], strict=True)
    )
    assert not any(one == other for one, other in zip(first, second, strict=True))
    texts = {(1, 1): "both", (1, 0): "only the units", (0, 1): "only the answer"}
    return texts.get((second[0] > first[0], second[1] > first[1]), "neither of them")


TRUTHS = {
    "pool_one_output": one_output,
    "pool_kind": kind,
    "pool_order": order,
    "pool_move": move,
    "pool_size": size,
    "pool_discarded": discarded,
    "pool_parameters": parameters,
    "pool_field": field,
    "pool_gradient": gradient,
    "pool_silent": silent,
    "pool_place": place,
    "pool_along": along,
    "pool_holding": holding,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
