"""Questions about one number's way: what it depends on, and where flattening puts it."""

from fractions import Fraction
from functools import lru_cache
from random import Random

from dlviz.architecture_text import network as network_of
from dlviz.architecture_text import write
from dlviz.flattening import Place, index_of, locate
from dlviz.layers import Convolution, Dense, Flatten, Layer, Network, Pooling
from dlviz.networks.built import without_numbers
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.architecture_told import (
    FLATTENING,
    drawn,
    last_step,
    looked_at,
    told,
)
from dlviz.questions.kinds import Number
from dlviz.questions.wrong import told_apart, wrong
from dlviz.receptive_field import reach
from dlviz.traced import Traced

_SIDE = 48  # pixels of the picture in questions about receptive fields


def _receptive_field(draw: Random, level: int) -> Number:
    layers: list[Layer] = []
    for _ in range(2 if level == 2 else draw.choice((2, 3))):
        stride = draw.choice((1, 2)) if level > 2 else 1
        layers.append(Convolution(4, draw.choice((3, 5, 7)[: 4 - level // 2 - 1]), stride))
        if level > 1 and stride == 1:
            layers.append(Pooling("max", draw.choice((2, 3)), 2))
    if isinstance(layers[-1], Pooling):
        layers.pop()
    network = Network((1, _SIDE, _SIDE), tuple(layers))
    last = network.names[-1]
    truth = _rows_seen(write(network))
    sizes = [layer.size for layer in layers if isinstance(layer, Convolution | Pooling)]
    worked, step, seen = ["Start with 1 row; neighbours are 1 row apart."], 1, 1
    for name, layer in zip(network.names, layers, strict=True):
        if isinstance(layer, Convolution | Pooling):
            more = (layer.size - 1) * step
            worked.append(
                f"Layer {name}: ({layer.size} − 1) × {step} = {count_of(more, 'row')} more, "
                f"{seen + more} in all."
            )
            seen += more
            step *= layer.stride
            if layer.stride > 1 and name != last:
                worked.append(f"After {name}, neighbours are {step} rows of the picture apart.")
    flat = network.added(len(layers), Flatten())
    state = _in_the_middle(flat)
    chain = "; ".join(
        f"{name}: {_window(layer)}" for name, layer in zip(network.names, layers, strict=True)
    )
    product = 1
    for size in sizes:
        product *= size
    return Number(
        prompt=f"A picture goes through {chain}. On how many rows of the picture does one number "
        f"of {last} depend, far from the edges?",
        worked=" ".join(worked),
        facts={"layers": [drawn(layer) for layer in layers]},
        truth=Fraction(truth),
        unit="rows",
        wrong=told_apart(
            truth,
            wrong(
                sizes[-1],
                "a layer sees only its own window",
                f"Its {sizes[-1]} rows are rows of the maps before, and each of these numbers "
                f"depends on more rows of the picture: {truth} in all.",
                state,
            ),
            wrong(
                sum(sizes),
                "the windows are added",
                f"Neighbouring windows overlap: each layer adds less than its window, {truth} "
                "rows in all.",
                state,
            ),
            wrong(
                sum(sizes) - len(sizes) + 1,
                "a stride changes nothing",
                "After a stride of 2, neighbours are 2 rows of the picture apart, so a window "
                "reaches farther.",
                state,
            ),
            wrong(
                product,
                "the windows are multiplied",
                f"Neighbouring windows overlap, so the rows are fewer than {product}: {truth}.",
                state,
            ),
        ),
    )


def _window(layer: Layer) -> str:
    if isinstance(layer, Convolution):
        return f"filters {layer.size} × {layer.size}, stride {layer.stride}"
    return told(layer)


@lru_cache(maxsize=256)
def _rows_seen(text: str) -> int:
    network = network_of(text)
    found = reach(Traced(without_numbers(network)), network.names[-1], shape=(_SIDE, _SIDE)).rows
    first, last = found[len(found) // 2]
    return last - first + 1


def _in_the_middle(flat: Network) -> dict[str, object]:
    shape = last_step(flat).before
    index = index_of(Place(0, shape[1] // 2, shape[2] // 2), shape)
    place = len(flat.layers) - 1
    return looked_at(flat, place, FLATTENING) | {"architecture_flat_number": index + 1}


def _flat_index(draw: Random, level: int) -> Number:
    height = draw.randint(2, 2 + level)
    width = height if level == 1 else draw.randint(2, 3 + level)
    shape = (draw.randint(2, 1 + 3 * level), height, width)
    place = Place(*(draw.randrange(length) for length in shape))
    if level > 1 and not place.map:
        raise AmbiguousError  # there its map would not matter
    number = index_of(place, shape) + 1
    network = Network(shape, (Flatten(), Dense(10)))
    state = looked_at(network, 0, FLATTENING) | {"architecture_flat_number": number}
    maps = f"{shape[0]} maps of {height} rows and {width} columns"
    facts = {"shape": shape, "place": (place.map, place.row, place.column), "number": number}
    if level == 3 and draw.random() < 0.5:
        return _way_back(maps, shape, number, facts, state)
    size = height * width
    before = place.map * size + place.row * width + place.column
    return Number(
        prompt=f"Flattening puts {maps} into one vector: map after map, row after row. Which "
        f"number of the vector is map {place.map + 1}, row {place.row + 1}, column "
        f"{place.column + 1}, if all are counted from 1?",
        worked=f"Before it come {place.map} × {size} = {place.map * size} numbers of earlier maps, "
        f"{place.row} × {width} = {place.row * width} of earlier rows and {place.column} of its "
        f"row: {before}. It is number {before} + 1 = {number}.",
        facts=facts | {"asked": "number"},
        truth=Fraction(number),
        wrong=told_apart(
            number,
            wrong(
                number - 1,
                "the number itself is not counted",
                f"There are {before} numbers before it, so it is number {number}.",
                state,
            ),
            wrong(
                (place.row * width + place.column) * shape[0] + place.map + 1,
                "the maps take turns",
                f"A map is written whole, {size} numbers, before the next map begins.",
                state,
            ),
            wrong(
                place.map * size + place.column * height + place.row + 1,
                "a map is written column after column",
                f"A map is written row after row, {width} numbers each.",
                state,
            ),
            wrong(
                number + size,
                "its own map comes before it, too",
                f"It is in map {place.map + 1}, so "
                + (
                    "no map lies"
                    if not place.map
                    else f"only {count_of(place.map, 'map')} {'lies' if place.map == 1 else 'lie'}"
                )
                + " before it.",
                state,
            ),
            wrong(
                place.row * width + place.column + 1,
                "each map starts again at 1",
                f"Map {place.map + 1} goes on after the {place.map * size} numbers before it.",
                state,
            ),
        )[:4],
    )


def _way_back(
    maps: str,
    shape: tuple[int, int, int],
    number: int,
    facts: dict[str, object],
    state: dict[str, object],
) -> Number:
    """Ask for the row from which a flattened number comes."""
    _, height, width = shape
    size = height * width
    place = locate(number - 1, shape)
    truth, rest = place.row + 1, number - 1 - place.map * size
    return Number(
        prompt=f"Flattening puts {maps} into one vector: map after map, row after row. In which "
        f"row of its map is number {number} of the vector, if all are counted from 1?",
        worked=f"There are {number - 1} numbers before it. {number - 1} / {size} is {place.map}, "
        f"with {rest} left: {rest} numbers of its map come before it. {rest} / {width} is "
        f"{place.row}, with {place.column} left, so it is in row {place.row} + 1 = {truth}.",
        facts=facts | {"asked": "row"},
        truth=Fraction(truth),
        wrong=told_apart(
            truth,
            wrong(
                place.row,
                "rows are counted from 0",
                f"Rows are counted from 1: after {count_of(place.row, 'whole row')} it is in row "
                f"{truth}.",
                state,
            ),
            wrong(
                place.map + 1,
                "the first step gives the row",
                f"Dividing by {size} gives the map, {place.map + 1}; its row is {truth}.",
                state,
            ),
            wrong(
                rest // height + 1,
                "a row has as many numbers as there are rows",
                f"A row has {width} numbers, one for each column.",
                state,
            ),
            wrong(
                (number - 1) // width + 1,
                "the maps are one tall map",
                f"Each map has rows of its own, 1 to {height}.",
                state,
            ),
        ),
    )


WAYS = (
    Generator("arch_receptive_field", "how far a number sees", _receptive_field),
    Generator("arch_flat_index", "where a flattened number comes from", _flat_index),
)
