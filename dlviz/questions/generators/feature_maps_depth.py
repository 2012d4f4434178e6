"""Questions about depth: what part of the photo a map's row depends on, and how maps shrink."""

from collections.abc import Iterable
from functools import lru_cache
from random import Random

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import network as network_of
from dlviz.architecture_text import write
from dlviz.layers import MOST_FILTERS, Convolution, Layer, Network, Pooling, count, shape_text
from dlviz.networks.built import without_numbers
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.architecture_told import chain, drawn
from dlviz.questions.kinds import Choose, Mistake, Order
from dlviz.questions.options import among
from dlviz.receptive_field import Reach, Span, reach
from dlviz.traced import Traced

_DEPTH = {"feature_maps_view": "Layer by layer", "feature_maps_network": "CIFAR-100 network"}
_ALL = {"feature_maps_view": "All maps", "feature_maps_network": "CIFAR-100 network"}
_SIDE = 24  # pixels of the photo


def _rows_of_photo(draw: Random, level: int) -> Choose:
    size = draw.choice((3, 5))
    first = Convolution(4, size, 1, size // 2)
    layers: list[Layer] = [first]
    if level == 1 and draw.random() < 0.5:
        layers.append(Convolution(4, 3, 1, 1))
    if level > 1:
        layers += [Pooling(), Convolution(8, draw.choice((3, 5)), 1, 1)]
    if level == 3 and draw.random() < 0.5:
        layers += [Pooling()]
    network = Network((3, _SIDE, _SIDE), tuple(layers))
    spans = _reach(write(network)).rows
    is_at_edge = level == 3 and draw.random() < 0.6
    row = draw.randrange(2) if is_at_edge else draw.randrange(3, len(spans) - 3)
    first_row, last_row = spans[row]
    last = network.names[-1]
    return Choose(
        prompt=f"A photo of {_SIDE} × {_SIDE} pixels goes through {chain(network)}. On which rows "
        f"of the photo does row {row + 1} of the maps of {last} depend, if rows are counted "
        "from 1?",
        worked=" ".join(_way_back(network, row)),
        facts={"layers": [drawn(layer) for layer in layers], "row": row, "side": _SIDE},
        options=among(
            draw,
            _text((first_row, last_row)),
            *(
                (_text(span), Mistake(name, sentence, _ALL))
                for span, name, sentence in _wrong_rows(network, row, (first_row, last_row))
            ),
        ),
    )


def _text(span: Span) -> str:
    """Return rows, counted from 1: "rows 2 to 5"."""
    first, last = (str(row + 1).replace("-", "−") for row in span)
    return f"row {first}" if span[0] == span[1] else f"rows {first} to {last}"


@lru_cache(maxsize=128)
def _reach(text: str) -> Reach:
    network = network_of(text)
    return reach(Traced(without_numbers(network)), network.names[-1], shape=(_SIDE, _SIDE))


def _window(layer: Layer, span: Span) -> Span:
    """Return the rows of a layer's input, padding included, on which rows of its output depend."""
    if not isinstance(layer, Convolution | Pooling):
        return span
    padding = layer.padding if isinstance(layer, Convolution) else 0
    first, last = (row * layer.stride - padding for row in span)
    return first, last + layer.size - 1


def _way_back(network: Network, row: int) -> Iterable[str]:
    steps = compute_shapes(network).steps
    span, before = (row, row), network.names[-1]
    for at in reversed(range(len(steps))):
        step = steps[at]
        wide = _window(step.layer, span)
        rows = step.before[1]
        span = max(wide[0], 0), min(wide[1], rows - 1)
        where = f"of {network.names[at - 1]}" if at else "of the photo"
        cut = f", and without the padding {_text(span)}" if span != wide else ""
        yield f"Back through {before}: {_text(wide)} {where}{cut}."
        before = network.names[at - 1]


def _wrong_rows(network: Network, row: int, truth: Span) -> Iterable[tuple[Span, str, str]]:
    right = f"It depends on {_text(truth)}."
    last = network.layers[-1]
    wide = (row, row)
    for layer in reversed(network.layers):
        wide = _window(layer, wide)
    yield (
        wide,
        "padding is a part of the photo",
        f"The photo has rows 1 to {_SIDE}; what lies outside is padding. {right}",
    )
    own = _window(last, (row, row))
    yield (
        (max(own[0], 0), own[1]),
        "a layer sees only its own window",
        "Its window lies on the maps before, and these depend on more rows of the photo. " + right,
    )
    half = (truth[1] - truth[0]) // 2
    yield (
        (max(row - half, 0), row + half),
        "a row of a map lies at the same row of the photo",
        f"The maps have fewer rows than the photo, so row {row + 1} lies farther down. {right}",
    )
    yield (
        (row, row),
        "a number depends only on the pixel at its place",
        f"Each layer looks at a window of rows. {right}",
    )
    yield (
        (0, _SIDE - 1),
        "every number depends on the whole photo",
        f"Only the rows inside the windows count. {right}",
    )


def _numbers(draw: Random, level: int) -> Order:
    side = draw.choice((8, 12, 16)) if level == 1 else draw.choice((16, 24, 32))
    maps = draw.choice((2, 4) if level == 1 else (4, 8, 16))
    layers: list[Layer] = []
    for at in range(3 if level < 3 else 4):
        size = draw.choice((1, 3)) if level == 1 else draw.choice((3, 5))
        if at:
            layers.append(Pooling())
            maps *= draw.choice((1, 2) if level == 1 else (1, 2, 3, 8))
        layers.append(Convolution(maps, size, 1, size // 2 if level < 3 else draw.choice((0, 1))))
    path = compute_shapes(Network((3, side, side), tuple(layers)))
    steps = [step for step in path.steps if isinstance(step.layer, Convolution)]
    values = [count(step.shape) for step in steps]
    maps_in_order = [step.shape[0] for step in steps]
    by_maps = sorted(range(len(steps)), key=maps_in_order.__getitem__)
    if path.problem or len(set(values)) < len(values) or maps > MOST_FILTERS:
        raise AmbiguousError
    if maps_in_order[0] == maps or [values[at] for at in by_maps] == sorted(values):
        raise AmbiguousError
    if level > 1 and values == sorted(values, reverse=True):
        raise AmbiguousError
    draw.shuffle(steps)
    names = [step.name for step in steps]
    return Order(
        prompt=f"A photo of {side} × {side} × 3 goes through {chain(path.network)}. Put the "
        f"outputs of {listed(sorted(names))} in order of how many numbers they have, the fewest "
        "first.",
        worked=" ".join(
            f"The maps of {step.name} have {shape_text(step.shape)} = {count(step.shape):,} "
            "numbers."
            for step in steps
        ),
        facts={
            "side": side,
            "layers": [drawn(layer) for layer in layers],
            "names": names,
        },
        items=tuple(names),
        values=tuple(float(count(step.shape)) for step in steps),
        unit="numbers",
        mistake=Mistake(
            "more maps have more numbers",
            f"The number of maps goes from {maps_in_order[0]} to {maps_in_order[-1]}, but pooling "
            "leaves a quarter of the places or fewer: "
            + "; ".join(f"{step.name} has {shape_text(step.shape)}" for step in steps)
            + ".",
            _DEPTH,
        ),
    )


DEPTH = (
    Generator("maps_rows_of_photo", "which part of the photo a number sees", _rows_of_photo),
    Generator("maps_numbers", "how many numbers the maps of a layer have", _numbers),
)
