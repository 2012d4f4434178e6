"""Sentences for "Convolution" on K filters that make K maps of a picture in colour."""

import numpy as np

from dlviz.feature_maps import Parts
from dlviz.filter_stack import FILTERS, SIDE, weight_sum
from dlviz.notation import format_number
from dlviz.notices.words import count_of, listed
from dlviz.responses import COLOURS


def about_stack(maps: np.ndarray) -> str:
    """Say how many numbers the filters have, how many maps they make, and which is strongest.

    Args:
        maps: (K, H, W) of the first K filters.
    """
    count, height, width = maps.shape
    return (
        f"{count_of(count, 'filter')} of {SIDE} × {SIDE} × {len(COLOURS)} weights and a bias each: "
        f"{weight_sum(count)} numbers to learn. "
        f"{'It makes' if count == 1 else 'They make'} {count_of(count, 'map')} of {height} × "
        f"{width}, not {len(COLOURS) * count}: the three colours of a filter are added up. "
        f"{_about_strongest(maps)}"
    )


def _about_strongest(maps: np.ndarray) -> str:
    """Say which filters reach the largest response without their bias; "" for one filter."""
    if len(maps) == 1:
        return ""
    reach = largest_responses(maps)
    if not reach.max():
        return "No filter responds to this picture: without the bias every sum is 0."
    most = (np.flatnonzero(np.isclose(reach, reach.max(), rtol=1e-5)) + 1).tolist()
    none = (np.flatnonzero(reach <= 1e-3) + 1).tolist()
    text = (
        f"Without the bias the largest response is {reach.max():,.0f}, of {_numbered(most)}"
        f" ({FILTERS[most[0] - 1].name})."
        if len(most) == 1
        else f"Without the bias the largest response is {reach.max():,.0f}, of {_numbered(most)}."
    )
    if none:
        text += f" {_numbered(none).capitalize()} {'does' if len(none) == 1 else 'do'} not respond."
    return text


def largest_responses(maps: np.ndarray) -> np.ndarray:
    """Return the largest absolute response of each map (K, H, W) without its filter's bias."""
    biases = np.array([own.bias for own in FILTERS[: len(maps)]])
    reach: np.ndarray = np.abs(maps - biases[:, None, None]).max(axis=(1, 2))
    return reach


def about_place(parts: Parts, index: int, row: int, column: int) -> str:
    """Write out the sum at one place of map `index`, with its three colours and its bias."""
    values = parts.partial[:, row, column].double().tolist()
    terms = [f"{value:.1f} ({colour})" for value, colour in zip(values, COLOURS, strict=True)]
    total = float(parts.total[row, column])
    text = (
        f"Map {index + 1}, row {row + 1}, column {column + 1}: {' + '.join(terms)} + "
        f"{format_number(parts.bias)} (bias) = {total:.1f}."
    )
    return text.replace("-", "−").replace("+ −", "− ")


def _numbered(numbers: list[int]) -> str:
    return f"filter{'' if len(numbers) == 1 else 's'} {listed([str(one) for one in numbers])}"
