"""Questions about what is in maps: the strongest place, zeros, dead maps, Grad-CAM."""

from fractions import Fraction
from random import Random

import numpy as np
import torch

from dlviz.convolution import Geometry, convolve
from dlviz.feature_maps import is_dead, share_of_zeros, weighted_maps
from dlviz.kernels import weights
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake, Number, Option, Place
from dlviz.questions.sums import multiplied, products, written
from dlviz.questions.wrong import told_apart, wrong

_ALL = {"feature_maps_view": "All maps", "feature_maps_network": "CIFAR-100 network"}
_LOOKED = {"feature_maps_view": "Where it looked", "feature_maps_network": "CIFAR-100 network"}
_EDGES = ("Prewitt, vertical edges", "Prewitt, horizontal edges", "Laplacian")


def _strongest_place(draw: Random, level: int) -> Place:
    side = 4 if level == 1 else 5
    own = np.array(
        [[draw.randint(-1, 1) for _ in range(3)] for _ in range(3)]
        if level == 3
        else weights(draw.choice(_EDGES[: level + 1])),
        dtype=float,
    )
    image = np.array(
        [[draw.choice((0, 0, 1, 2, 3)) for _ in range(side)] for _ in range(side)], dtype=float
    )
    shape = Geometry((side, side), (3, 3))
    values = convolve(image, own, shape)
    brightness = convolve(image, np.ones((3, 3)), shape)
    if not own.any() or values.max() <= 0:
        raise AmbiguousError
    row, column = _peak(values)
    window = image[row : row + 3, column : column + 3]
    used = own != 0
    sum_ = products(window[used], own[used])
    largest = written(values.max())
    mistakes: dict[tuple[int, int], Mistake] = {}
    lowest = _peak(-values)
    if values[lowest] < 0:
        mistakes[lowest] = Mistake(
            "the sign of a response does not matter",
            f"Here the response is {written(values[lowest])}, the lowest of all; the largest is "
            f"{largest}.",
            _ALL,
        )
    brightest = _peak(brightness)
    if brightest not in (*mistakes, (row, column)):
        mistakes[brightest] = Mistake(
            "a map is bright where the picture is bright",
            f"The nine pixels here add up to {written(brightness[brightest])}, but the filter "
            f"gives {written(values[brightest])}; the largest response is {largest}.",
            _ALL,
        )
    return Place(
        prompt="The filter is moved over the picture, without padding and bias. Point at the "
        "place where its map has the largest number.",
        worked=f"At row {row + 1}, column {column + 1} of the map: {sum_} = {largest}. No "
        "other place has as much.",
        facts={"image": image, "filter": own},
        shown=(Grid("The picture", image), Grid("The filter", own)),
        title="The map",
        values=values,
        mistakes=mistakes,
    )


def _peak(values: np.ndarray) -> tuple[int, int]:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


def _zeros(draw: Random, level: int) -> Number:
    rows, columns = draw.choice((((2, 2), (2, 3)), ((2, 4), (3, 3)), ((3, 4), (4, 4)))[level - 1])
    numbers = np.array(
        [[draw.randint(-3, 3) for _ in range(columns)] for _ in range(rows)], dtype=float
    )
    bias = draw.choice((-2, -1, 1, 2)) if level == 3 else 0
    after = torch.relu(torch.from_numpy(numbers + bias)).numpy()
    size = numbers.size
    truth = Fraction(share_of_zeros(after)).limit_denominator(size)
    n_zeros = int(truth * size)
    negative, zero = int((numbers + bias < 0).sum()), int((numbers + bias == 0).sum())
    if not 0 < n_zeros < size or 2 * n_zeros == size or (level > 1 and not zero):
        raise AmbiguousError
    limit = written(-bias)
    added_bias = f" The bias {written(bias)} is added to each. Then" if bias else ""
    return Number(
        prompt=f"Here are the {size} numbers of a map.{added_bias} ReLU is applied to "
        "all. Which share of the numbers is 0 after that? Answer with a fraction.",
        worked=(f"With the bias, only numbers above {limit} stay above 0. " if bias else "")
        + f"Below 0: {count_of(negative, 'number')}; ReLU makes them 0. Exactly 0: "
        f"{count_of(zero, 'number')}. Together they are {n_zeros} of {size}"
        + (f" = {truth}." if truth.denominator != size else "."),
        facts={"numbers": numbers, "bias": bias},
        shown=(Grid("The map before ReLU", numbers),),
        truth=truth,
        wrong=told_apart(
            truth,
            wrong(
                1 - truth,
                "positive numbers become 0",
                f"ReLU keeps numbers above 0 and makes the others 0: {n_zeros} of {size}.",
                _ALL,
            ),
            wrong(
                Fraction(zero, size),
                "negative numbers pass through ReLU unchanged",
                f"ReLU makes each number below 0 a 0: {negative} of {size}.",
                _ALL,
            ),
            wrong(
                Fraction(negative, size),
                "only negative numbers become 0",
                f"A number that is 0 stays 0: {zero} of {size}.",
                _ALL,
            ),
            wrong(
                Fraction(int((numbers <= 0).sum()), size),
                "the bias does not change which numbers become 0",
                f"The bias {written(bias)} is added before ReLU: {n_zeros} of {size} become 0.",
                _ALL,
            ),
        ),
    )


def _dead(draw: Random, level: int) -> Choose:
    side = 2 if level == 1 else 3
    last = (_negative, _negative, _mixed) if level < 3 else (_equal, _negative, _one_above)
    kinds = [draw.choice((_mixed, _one_above)) if level > 1 else _mixed, _mixed, draw.choice(last)]
    draw.shuffle(kinds)
    maps = np.stack([kind(draw, side) for kind in kinds])
    after = torch.relu(torch.from_numpy(maps))
    dead = is_dead(after).tolist()
    if sum(dead) > 1:
        raise AmbiguousError
    right = dead.index(True) if any(dead) else None
    ends = [(float(own.min()), float(own.max())) for own in after]
    options = [
        Option(
            f"map {at + 1}",
            None
            if at == right
            else Mistake(
                "a map that is mostly 0 is dead"
                if share_of_zeros(after[at].numpy()) > 0.5
                else "a map in which ReLU changes numbers is dead",
                f"After ReLU map {at + 1} has numbers from {written(low)} to {written(high)}, so "
                "they are not all the same.",
                _ALL,
            ),
        )
        for at, (low, high) in enumerate(ends)
    ]
    told = "After ReLU no map has the same number everywhere."
    if right is not None:
        told = f"After ReLU every number of map {right + 1} is {written(ends[right][0])}."
    belief = (
        "a map is alive as long as it is not 0"
        if right is not None and ends[right][0]
        else "a map with different negative numbers is alive"
    )
    options.append(Option("none of them", None if right is None else Mistake(belief, told, _ALL)))
    return Choose(
        prompt="ReLU is applied to these three maps. A map is dead if it then has the same number "
        "everywhere. Which map is dead?",
        worked=" ".join(
            f"Map {at + 1} has {written(low)} everywhere."
            if low == high
            else f"Map {at + 1} has numbers from {written(low)} to {written(high)}."
            for at, (low, high) in enumerate(ends)
        )
        + f" {told}",
        facts={"maps": maps},
        shown=tuple(Grid(f"Map {at + 1}", own) for at, own in enumerate(maps)),
        options=tuple(options),
    )


def _mixed(draw: Random, side: int) -> np.ndarray:
    return _filled([draw.randint(-4, 4) for _ in range(side * side)], side)


def _negative(draw: Random, side: int) -> np.ndarray:
    return _filled([draw.randint(-5, 0) for _ in range(side * side)], side)


def _one_above(draw: Random, side: int) -> np.ndarray:
    numbers = [draw.randint(-5, 0) for _ in range(side * side)]
    numbers[draw.randrange(len(numbers))] = draw.randint(1, 3)
    return _filled(numbers, side)


def _equal(draw: Random, side: int) -> np.ndarray:
    return _filled([draw.randint(1, 4)] * (side * side), side)


def _filled(numbers: list[int], side: int) -> np.ndarray:
    return np.array(numbers, dtype=float).reshape(side, side)


def _class_place(draw: Random, level: int) -> Place:
    count, side = (2, 2, 3)[level - 1], (2, 3, 3)[level - 1]
    maps = np.stack(
        [_filled([draw.randint(0, 5) for _ in range(side * side)], side) for _ in range(count)]
    )
    slopes = [draw.randint(1, 3), *(draw.choice((-3, -2, -1, 1, 2)) for _ in range(count - 1))]
    if level > 1 and min(slopes) > 0:
        raise AmbiguousError
    draw.shuffle(slopes)
    own_weights = torch.tensor(slopes)[None, :, None, None]
    values = weighted_maps(torch.from_numpy(maps)[None], own_weights).numpy()
    if values.max() <= 0:
        raise AmbiguousError
    place = _peak(values)
    right = written(values.max())
    mistakes: dict[tuple[int, int], Mistake] = {}
    for name, other in (
        ("every bright place supports the class", maps.sum(axis=0)),
        ("the map with the largest weight decides alone", maps[int(np.argmax(slopes))]),
        ("a negative weight supports the class, too",
         np.abs(np.array(slopes)[:, None, None] * maps).sum(axis=0)),
    ):  # fmt: skip
        wrong_place = _peak(other)
        if np.count_nonzero(other == other.max()) > 1 or values[wrong_place] == values.max():
            continue
        mistakes.setdefault(
            wrong_place,
            Mistake(
                name,
                f"Here the sum is {_weighed(maps, slopes, wrong_place)} = "
                f"{written(values[wrong_place])}; the largest is {right}.",
                _LOOKED,
            ),
        )
    if not mistakes:
        raise AmbiguousError
    named = listed([f"{written(slope)} for map {own}" for own, slope in enumerate(slopes, 1)])
    return Place(
        prompt=f"Grad-CAM multiplies each map by its weight for a class, and adds the maps. The "
        f"weights are {named}. Point at the place that supports the class most.",
        worked=f"At row {place[0] + 1}, column {place[1] + 1}: {_weighed(maps, slopes, place)} = "
        f"{right}. The sums of all places are {_all(values)}.",
        facts={"maps": maps, "weights": slopes},
        shown=tuple(Grid(f"Map {own}", one) for own, one in enumerate(maps, 1)),
        title="The sums",
        values=values,
        mistakes=mistakes,
    )


def _weighed(maps: np.ndarray, slopes: list[int], place: tuple[int, int]) -> str:
    return multiplied(zip(map(float, slopes), (float(own[place]) for own in maps), strict=True))


def _all(values: np.ndarray) -> str:
    return "; ".join(" ".join(written(value) for value in row) for row in values.tolist())


ACTIVITY = (
    Generator("maps_strongest_place", "where a filter responds most", _strongest_place),
    Generator("maps_zeros", "how many numbers are 0 after ReLU", _zeros),
    Generator("maps_dead", "which map is dead", _dead),
    Generator("maps_class_place", "which place supports a class", _class_place),
)
