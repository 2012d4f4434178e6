"""The drawn questions about feature maps, with truths by another route: sums in plain Python."""

from fractions import Fraction

import numpy as np
import pytest
from asked import check, mistakes_of
from torch import nn

from dlviz.kernels import KERNELS, weights
from dlviz.questions.generators.feature_maps import GENERATORS
from dlviz.ui.feature_maps.network import VIEWS


def one_number(question) -> Fraction:
    facts = question.facts
    total = facts["bias"]
    for value, weight in zip(facts["inputs"], facts["weights"], strict=True):
        total += value * weight
    return max(total, Fraction(0)) if facts["is_rectified"] else total


def filter_weights(question) -> Fraction:
    """Count the weights of the whole layer, which its filters share equally."""
    size, maps, made, groups = question.facts.values()
    layer = nn.Conv2d(maps, made, size, groups=groups, device="meta")
    return Fraction(layer.weight.numel(), made)


def windowed(image: np.ndarray, own: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, own.shape)
    return (windows * own).sum(axis=(2, 3))


def which_filter(question) -> str:
    facts = question.facts
    texts = [option.text for option in question.options]
    (right,) = (
        text
        for text in texts
        if np.array_equal(windowed(facts["image"], facts["filters"][text]), facts["map"])
    )
    return right


def largest(values: dict) -> tuple[int, int]:
    return max(values, key=values.__getitem__)


def strongest_place(question) -> tuple[int, int]:
    image, own = question.facts["image"].tolist(), question.facts["filter"].tolist()
    places = range(len(image) - 2)
    return largest({
        (row, column): sum(
            image[row + down][column + right] * own[down][right]
            for down in range(3)
            for right in range(3)
        )
        for row in places
        for column in places
    })  # fmt: skip


def zeros(question) -> Fraction:
    numbers, bias = question.facts["numbers"].ravel().tolist(), question.facts["bias"]
    return Fraction(sum(number + bias <= 0 for number in numbers), len(numbers))


def dead(question) -> str:
    for at, own in enumerate(question.facts["maps"].tolist(), 1):
        if len({max(value, 0) for row in own for value in row}) == 1:
            return f"map {at}"
    return "none of them"


def class_place(question) -> tuple[int, int]:
    maps, weights = question.facts["maps"].tolist(), question.facts["weights"]
    places = range(len(maps[0]))
    return largest({
        (row, column): sum(
            weight * own[row][column] for weight, own in zip(weights, maps, strict=True)
        )
        for row in places
        for column in places
    })  # fmt: skip


def lengths(facts) -> list[int]:
    """Return the rows of the photo and of each layer's maps, by counting places."""
    found = [facts["side"]]
    for layer in facts["layers"]:
        size, stride, padding = window(layer)
        rows = found[-1]
        found.append(len(range(-padding, rows + padding - size + 1, stride)))
    return found


def window(layer: tuple) -> tuple[int, int, int]:
    return layer[2:] if layer[0] == "conv" else (*layer[1:], 0)


def rows_of_photo(question) -> str:
    """Go back through the layers with a set of rows."""
    facts = question.facts
    rows, before = {facts["row"]}, lengths(facts)
    for layer, n_rows in zip(reversed(facts["layers"]), reversed(before[:-1]), strict=True):
        size, stride, padding = window(layer)
        rows = {row * stride - padding + at for row in rows for at in range(size)}
        rows &= set(range(n_rows))
    return f"rows {min(rows) + 1} to {max(rows) + 1}"


def numbers(question) -> list[str]:
    sides, found, n_maps = lengths(question.facts), {}, 3
    for side, layer in zip(sides[1:], question.facts["layers"], strict=True):
        if layer[0] == "conv":
            n_maps = layer[1]
            found[f"conv{len(found) + 1}"] = n_maps * side * side
    return sorted(question.facts["names"], key=found.__getitem__)


def became_like(question) -> Fraction:
    """Compare each filter with every kernel, one cosine after the other."""

    def is_like(own: np.ndarray) -> bool:
        cosines = [0.0]
        for name in KERNELS:
            kernel = np.zeros((3, 3))
            given = weights(name)
            top, left = (3 - given.shape[0]) // 2, (3 - given.shape[1]) // 2
            kernel[top : top + given.shape[0], left : left + given.shape[1]] = given
            length = np.sqrt((own**2).sum() * (kernel**2).sum())
            cosines.append(abs(float((own * kernel).sum())) / length if length else 0)
        return max(cosines) >= 0.8

    pairs = zip(question.facts["start"], question.facts["end"], strict=True)
    return Fraction(sum(is_like(end) and not is_like(start) for start, end in pairs))


TRUTHS = {
    "maps_one_number": one_number,
    "maps_filter_weights": filter_weights,
    "maps_which_filter": which_filter,
    "maps_strongest_place": strongest_place,
    "maps_zeros": zeros,
    "maps_dead": dead,
    "maps_class_place": class_place,
    "maps_rows_of_photo": rows_of_photo,
    "maps_numbers": numbers,
    "maps_became_like": became_like,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_the_states_of_mistakes_name_views_of_the_page(generator) -> None:
    for seed in range(30):
        for mistake in mistakes_of(generator.question(seed, 1 + seed % 3)):
            assert mistake.state["feature_maps_view"] in VIEWS
