"""Questions about filters: one number as a sum, weights of a filter, which filter made a map."""

from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import torch
from torch import nn

from dlviz.convolution import Geometry, convolve
from dlviz.feature_maps import Parts, take_apart
from dlviz.kernels import weights
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake, Number
from dlviz.questions.options import among
from dlviz.questions.sums import added, written
from dlviz.questions.wrong import told_apart, wrong

_SUM = {"feature_maps_view": "One map as a sum", "feature_maps_network": "CIFAR-100 network"}
_FILTERS = {"feature_maps_view": "Filters", "feature_maps_network": "CIFAR-100 network"}
_VERTICAL, _HORIZONTAL = weights("Prewitt, vertical edges"), weights("Prewitt, horizontal edges")
_KNOWN = {
    "vertical": _VERTICAL,
    "horizontal": _HORIZONTAL,
    "vertical, other sign": -_VERTICAL,
    "horizontal, other sign": -_HORIZONTAL,
    "Laplacian": weights("Laplacian"),
    "identity": weights("identity"),
}
_COLOURS = ("red", "green", "blue")


def _one_number(draw: Random, level: int) -> Number:
    count, scale = (draw.randint(2, 3), 3, 4)[level - 1], (1, 2, 4)[level - 1]
    inputs = [draw.choice((-3, -2, -1, 1, 2, 3, 4)) for _ in range(count)]
    own = [Fraction(draw.choice((-2, -1, 1, 2, 3)), scale) for _ in range(count)]
    bias = Fraction(draw.choice((-3, -2, -1, 1, 2, 3)), scale)
    parts = _sum_of(inputs, own, bias)
    partial = [Fraction(value) for value in parts.partial[:, 0, 0].tolist()]
    total = Fraction(float(parts.total[0, 0]))
    is_rectified = level == 3
    truth = Fraction(float(torch.relu(parts.total)[0, 0])) if is_rectified else total
    names = (
        listed(_COLOURS)
        if count == 3
        else f"input maps {listed([str(at) for at in range(1, count + 1)])}"
    )
    values = listed([written(float(value)) for value in partial])
    after = " Then ReLU is applied." if is_rectified else ""
    sum_ = added(map(float, (*partial, bias)))

    def after_relu(value: Fraction) -> Fraction:
        return max(value, Fraction(0)) if is_rectified else value

    turned = ""
    if is_rectified:
        turned = (
            " It is below 0, so ReLU makes it 0." if total < 0 else " ReLU leaves it unchanged."
        )
    return Number(
        prompt=f"At one place the partial maps of {names} have the numbers {values}. The "
        f"bias is {written(float(bias))}.{after} Which number has the map at this place?",
        worked=f"The partial numbers and the bias are added: {sum_} = {written(float(total))}."
        f"{turned}",
        facts={"inputs": inputs, "weights": own, "bias": bias, "is_rectified": is_rectified},
        truth=truth,
        wrong=told_apart(
            truth,
            wrong(
                total,
                "negative numbers pass through ReLU unchanged",
                f"The sum {written(float(total))} is below 0, and ReLU makes every such number 0.",
                _SUM,
            ),
            wrong(
                after_relu(total - bias),
                "the bias counts only once in the whole map",
                f"The bias {written(float(bias))} is added at every place.",
                _SUM,
            ),
            wrong(
                after_relu(sum((max(value, Fraction(0)) for value in partial), bias)),
                "negative parts do not count",
                f"Parts below 0 lower the sum: {sum_} = {written(float(total))}.",
                _SUM,
            ),
            wrong(
                after_relu(sum(partial, Fraction(0)) / count + bias),
                "the map is the mean of its parts",
                f"The {count} parts are added, not divided by {count}.",
                _SUM,
            ),
            wrong(
                after_relu(max(partial)),
                "the strongest part decides",
                f"All parts and the bias are added: {sum_} = {written(float(total))}.",
                _SUM,
            ),
        )[:4],
    )


def _sum_of(inputs: list[int], own: list[Fraction], bias: Fraction) -> Parts:
    layer = _convolution(len(own), 1, 1)
    layer.weight = _numbers([[[[float(value)]] for value in own]])
    layer.bias = _numbers([float(bias)])
    return take_apart(layer, torch.tensor(inputs).float()[:, None, None], 0)


def _convolution(maps: int, made: int, size: int, groups: int = 1) -> nn.Conv2d:
    """Return a convolution without numbers; the global random state does not change."""
    with torch.device("meta"):
        layer = nn.Conv2d(maps, made, size, groups=groups)
    return layer.to_empty(device="cpu")


def _numbers(values: Any) -> nn.Parameter:
    return nn.Parameter(torch.tensor(values), requires_grad=False)


def _filter_weights(draw: Random, level: int) -> Number:
    size = draw.choice((2, 3) if level == 1 else (3, 5))
    maps = draw.choice(((1, 2, 3), (3, 8, 16, 32), (8, 16, 24, 32))[level - 1])
    made = draw.choice((4, 6, 8) if level == 1 else (16, 24, 32, 48))
    groups = draw.choice([1, 2, 4, 8, maps]) if level == 3 else 1
    if made % groups:
        raise AmbiguousError
    layer = _convolution(maps, made, size, groups)
    parts = take_apart(layer, torch.zeros(maps, size, size), made - 1)
    seen = len(parts.inputs)
    square = size * size
    truth = seen * square
    split = (
        f" The input maps are split into {groups} groups of {count_of(seen, 'map')}, and each "
        "filter covers one group."
        if groups > 1
        else ""
    )
    return Number(
        prompt=f"A convolution gets {count_of(maps, 'map')} and makes {made} maps with filters of "
        f"{size} × {size}.{split} How many weights has one of its filters?",
        worked=f"A filter has {size} × {size} = {square} weights for each map that it covers. It "
        f"covers {count_of(seen, 'map')}: {seen} × {square} = {truth}.",
        facts={"size": size, "maps": maps, "made": made, "groups": groups},
        truth=Fraction(truth),
        unit="weights",
        wrong=told_apart(
            truth,
            wrong(
                square,
                "a filter has one square for all maps",
                f"A filter has a separate square for each of its {count_of(seen, 'map')}.",
                _SUM,
            ),
            wrong(
                maps * square,
                "a filter always covers all maps",
                f"With {groups} groups a filter covers {count_of(seen, 'map')}, not {maps}.",
                _SUM,
            ),
            wrong(
                made * square,
                "a filter has a square for each map that is made",
                f"Each filter makes one map; its squares are for {count_of(seen, 'input map')}.",
                _SUM,
            ),
            wrong(
                truth * made,
                "one filter has the weights of the whole layer",
                f"{truth * made:,} is the number for all {made} filters; one has {truth}.",
                _SUM,
            ),
        ),
    )


def _which_filter(draw: Random, level: int) -> Choose:
    side = 4 + level // 2
    image = _drawn_image(draw, side, level)
    names = list(_KNOWN) if level > 1 else [name for name in _KNOWN if "sign" not in name]
    right = draw.choice(names)
    shape = Geometry((side, side), (3, 3))
    maps = {name: convolve(image, _KNOWN[name], shape) for name in names}
    same = [name for name in names if np.array_equal(maps[name], maps[right])]
    if len(same) > 1 or not maps[right].any():
        raise AmbiguousError
    row, column = np.unravel_index(int(np.abs(maps[right]).argmax()), maps[right].shape)
    window = image[row : row + 3, column : column + 3]
    return Choose(
        prompt="A filter was moved over the picture, without padding and bias. The filters are "
        "written row by row. Which filter made this map?",
        worked=f"At row {row + 1}, column {column + 1} the filter lies on the pixels "
        f"{_rows(window)}. The products with {_rows(_KNOWN[right])} add up to "
        f"{written(maps[right][row, column])}, as in the map. The other places agree, too.",
        facts={"image": image, "map": maps[right], "filters": {
            _rows(_KNOWN[name]): _KNOWN[name] for name in names}},
        shown=(Grid("The picture", image), Grid("The map", maps[right])),
        options=among(draw, _rows(_KNOWN[right]), *_other_filters(draw, right, maps)),
    )  # fmt: skip


def _drawn_image(draw: Random, side: int, level: int) -> np.ndarray:
    image = np.zeros((side, side))
    if level == 3:
        for row in range(side):
            for column in range(side):
                image[row, column] = draw.choice((0, 0, 1, 2))
        return image
    top, left = draw.randrange(side), draw.randrange(side)
    image[top : top + draw.randint(1, side), left : left + draw.randint(1, side)] = draw.randint(
        1, 3
    )
    return image


def _other_filters(
    draw: Random, right: str, maps: dict[str, np.ndarray]
) -> Iterable[tuple[str, Mistake]]:
    for name in draw.sample(list(maps), len(maps)):
        differences = np.argwhere(maps[name] != maps[right])
        if not len(differences):
            continue
        row, column = differences[0]
        sentence = (
            f"At row {row + 1}, column {column + 1} this filter gives "
            f"{written(maps[name][row, column])}, the map has {written(maps[right][row, column])}."
        )
        yield _rows(_KNOWN[name]), Mistake(_belief(name, right), sentence, _FILTERS)


def _belief(name: str, right: str) -> str:
    if right == "identity":
        return "every filter responds to edges"
    if name == "identity":
        return "a map is a copy of the picture"
    if right == "Laplacian" or name == "Laplacian":
        return "all filters that respond to edges make the same map"
    if name.split(",")[0] == right.split(",")[0]:
        return "the sign of a filter does not matter"
    return "a filter responds to edges of each direction"


def _rows(matrix: np.ndarray) -> str:
    """Return a matrix row by row: "−1 0 1; −1 0 1; −1 0 1"."""
    return "; ".join(" ".join(written(value) for value in row) for row in matrix.tolist())


FILTERS = (
    Generator("maps_one_number", "one number as a sum of parts", _one_number),
    Generator("maps_filter_weights", "the weights of one filter", _filter_weights),
    Generator("maps_which_filter", "which filter made this map", _which_filter),
)
