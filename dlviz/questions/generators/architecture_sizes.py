"""Questions about the size of maps: the shape after a layer, what fits between two sizes."""

from collections.abc import Callable, Iterable
from random import Random

from dlviz.architecture import Step, new_size
from dlviz.layers import Convolution, Layer, Network, Pooling, shape_text
from dlviz.notation import format_measure
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.architecture_told import (
    drawn,
    last_step,
    looked_at,
    told,
)
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import among

_SIZES = [
    Convolution(1, size, stride, padding)
    for size in (2, 3, 5, 7)
    for stride in (1, 2, 3)
    for padding in (0, 1, 2, 3)
    if padding < size and stride <= size
]


def _shape(draw: Random, level: int) -> Choose:
    channels = draw.choice((2, 3, 4, 8))
    height = draw.randint(4, 10) if level == 1 else draw.randint(8, 32)
    width = height if level < 3 else draw.randint(8, 32)
    is_pooling = draw.random() < 0.3
    layer: Layer
    if is_pooling:
        size = 2 if level == 1 else draw.choice((2, 3))
        height -= height % 2 if level == 1 else 0
        width = height if level == 1 else width
        layer = Pooling(draw.choice(("max", "average")), size, size)
    else:
        size, stride = draw.choice((3, 5) if level > 1 else (2, 3)), 1 if level == 1 else 2
        stride = draw.choice((1, stride))
        layer = Convolution(draw.choice((4, 6, 8, 16)), size, stride, draw.randint(0, level))
    network = Network((channels, height, width), (layer,))
    step = last_step(network)
    state, mistaken = looked_at(network), list(_wrong_shapes(step, layer))
    return Choose(
        prompt=f"Maps of {shape_text(step.before)} (rows × columns × maps) go through "
        f"{_of(layer)}. What is the shape of the result?",
        worked=f"{_rows_and_columns(layer, height, width)} {_maps(step)} The shape is "
        f"{shape_text(step.shape)}.",
        facts={"input": network.input, "layer": drawn(layer)},
        options=among(
            draw,
            shape_text(step.shape),
            *(
                (shape_text(shape), Mistake(name, sentence, state))
                for shape, name, sentence in draw.sample(mistaken, len(mistaken))
            ),
        ),
    )


def _of(layer: Layer) -> str:
    return f"a convolution of {told(layer)}" if isinstance(layer, Convolution) else told(layer)


def _rows_and_columns(layer: Convolution | Pooling, height: int, width: int) -> str:
    rows = f"Rows: {_size_sum(layer, height)}."
    return rows if height == width else f"{rows} Columns: {_size_sum(layer, width)}."


def _size_sum(layer: Convolution | Pooling, length: int) -> str:
    """Return how an output size is computed: "(28 + 2 × 1 − 5) / 2 = 12.5, so 12; 12 + 1 = 13"."""
    padding = layer.padding if isinstance(layer, Convolution) else 0
    room = length + 2 * padding - layer.size
    padded = f"{length} + 2 × {padding}" if padding else f"{length}"
    steps, rest = divmod(room, layer.stride)
    exact = f"{steps}" if not rest else f"{format_measure(room / layer.stride)}, so {steps}"
    size = new_size(length, layer.size, layer.stride, padding)
    return f"({padded} − {layer.size}) / {layer.stride} = {exact}; {steps} + 1 = {size}"


def _maps(step: Step) -> str:
    maps = count_of(step.shape[0], "map")
    if isinstance(step.layer, Convolution):
        return f"Each filter makes one map, so there are {maps}."
    return f"Pooling treats each map alone, so there are still {maps}."


def _wrong_shapes(
    step: Step, layer: Convolution | Pooling
) -> Iterable[tuple[tuple[int, ...], str, str]]:
    channels, height, width = step.before
    maps, *sides = step.shape
    lengths = (height, width)
    size = f"{sides[0]} × {sides[1]}"
    arithmetic = _rows_and_columns(layer, height, width)
    if isinstance(layer, Pooling):
        yield (
            (1, *sides),
            "pooling puts all maps together",
            f"Each of the {channels} maps is pooled alone: {channels} maps come out.",
        )
        yield (
            (max(channels // layer.size, 1), *sides),
            "pooling makes the maps fewer, too",
            f"Pooling changes rows and columns; the {channels} maps stay.",
        )
        up = tuple(-(-length // layer.stride) for length in lengths)
        yield (
            (channels, *up),
            "a part of a window counts",
            f"Only whole windows count. {arithmetic}",
        )
        yield (step.before, "pooling keeps the size", f"One window gives one number. {arithmetic}")
        return
    yield (
        (maps * channels, *sides),
        "each filter makes one map for each input map",
        f"A filter adds up its responses to all {channels} input maps: {maps} filters make "
        f"{maps} maps.",
    )
    yield ((maps, height, width), "the output has the input's size", arithmetic)
    once = tuple((length + layer.padding - layer.size) // layer.stride + 1 for length in lengths)
    yield (
        (maps, *once),
        "padding counts once",
        f"Padding adds {count_of(layer.padding, 'row')} above and as many below: "
        f"{2 * layer.padding}.",
    )
    yield (
        (channels, *sides),
        "a convolution keeps the number of maps",
        f"Each of the {maps} filters makes one map of {size}.",
    )
    fewer = tuple(side - 1 for side in sides)
    yield (
        (maps, *fewer),
        "the first place does not count",
        f"The filter also has a first place. {arithmetic}",
    )


def _what_fits(draw: Random, level: int) -> Choose:
    length = draw.randint(6, 12) if level == 1 else draw.randint(12, 64)
    known = [
        layer
        for layer in _SIZES
        if (level > 1 or (layer.stride == 1 and layer.size < 7)) and layer.size <= length
    ]
    right = draw.choice([layer for layer in known if level < 2 or layer.stride > 1])
    target = _new(right, length)
    is_rounded = (length + 2 * right.padding - right.size) % right.stride > 0
    if target < 2 or is_rounded != (level > 2):
        raise AmbiguousError
    others = [layer for layer in known if _new(layer, length) != target]
    draw.shuffle(others)
    return Choose(
        prompt=f"Maps of {length} × {length} should become maps of {target} × {target}. Which "
        "filter does that?",
        worked=f"Filter {_filter(right)}: {_size_sum(right, length)}.",
        facts={"length": length, "target": target,
               "filters": {_filter(layer): drawn(layer) for layer in known}},
        options=among(
            draw,
            _filter(right),
            *(
                (
                    _filter(layer),
                    Mistake(
                        name,
                        f"It makes {_new(layer, length)} × {_new(layer, length)}: "
                        f"{_size_sum(layer, length)}.",
                        looked_at(_alone(layer, length)),
                    ),
                )
                for name, layer in _believed_to_fit(others, length, target)
            ),
        ),
    )  # fmt: skip


def _alone(layer: Layer, length: int) -> Network:
    return Network((1, length, length), (layer,))


def _new(layer: Convolution, length: int) -> int:
    return new_size(length, layer.size, layer.stride, layer.padding)


def _filter(layer: Convolution) -> str:
    return f"{layer.size} × {layer.size}, stride {layer.stride}, padding {layer.padding}"


def _believed_to_fit(
    others: list[Convolution], length: int, target: int
) -> Iterable[tuple[str, Convolution]]:
    """Return for each misconception a filter that would fit by it, the first of `others`."""
    for name, rule in _SIZE_RULES:
        found = next((layer for layer in others if rule(layer, length) == target), None)
        if found:
            yield name, found


_SIZE_RULES: tuple[tuple[str, Callable[[Convolution, int], int]], ...] = (
    (
        "padding counts once",
        lambda own, length: (
            (length + own.padding - own.size) // own.stride + 1 if own.padding else 0
        ),
    ),
    (
        "the first place does not count",
        lambda own, length: (length + 2 * own.padding - own.size) // own.stride,
    ),
    (
        "only the stride changes the size",
        lambda own, length: length // own.stride if own.stride > 1 else 0,
    ),
    ("any padding keeps the size", lambda own, length: length if own.padding else 0),
    (
        "only the size of the filter counts",
        lambda own, length: length - own.size + 1 if own.padding or own.stride > 1 else 0,
    ),
    (
        "the padding is not divided by the stride",
        lambda own, length: (
            (length - own.size) // own.stride + 1 + 2 * own.padding if own.padding else 0
        ),
    ),
)


SIZES = (
    Generator("arch_shape", "the shape after a layer", _shape),
    Generator("arch_fits", "which layer fits between two sizes", _what_fits),
)
