"""Questions about a whole network: where its weights and its work are, and what changes them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from dlviz.architecture import Step, compute_shapes
from dlviz.layers import Convolution, Dense, Flatten, Layer, Network, Pooling, shape_text
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.architecture_told import chain, drawn, looked_at
from dlviz.questions.kinds import Choose, Mistake, Order
from dlviz.questions.options import among

_FACTORS = {
    Fraction(1, 4): "a quarter as many",
    Fraction(1, 2): "half as many",
    Fraction(1): "as many as before",
    Fraction(2): "twice as many",
    Fraction(3): "three times as many",
    Fraction(4): "four times as many",
    Fraction(9): "nine times as many",
}


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a network, and the layer whose weights are asked for.

    Attributes:
        told: The change as a clause.
        asked: Name of the layer.
        apply: Changes the network.
        why: Why its weights change or do not.
        mistaken: Factors that misconceptions lead to, with their names.
    """

    told: str
    asked: str
    apply: Callable[[Network], Network]
    why: str
    mistaken: tuple[tuple[Fraction, str], ...]


def _sides(network: Network, factor: Fraction) -> Network:
    channels, height, width = network.input
    return replace(network, input=(channels, int(height * factor), int(width * factor)))


def _more_filters(network: Network, *names: str) -> Network:
    for place, (name, layer) in enumerate(zip(network.names, network.layers, strict=True)):
        if name in names and isinstance(layer, Convolution):
            network = network.changed(place, replace(layer, filters=2 * layer.filters))
    return network


def _without_last_pooling(network: Network) -> Network:
    return network.removed(network.names.index("pool2"))


_SAME, _TWICE, _HALF = Fraction(1), Fraction(2), Fraction(1, 2)
_QUARTER, _FOUR = Fraction(1, 4), Fraction(4)
_ONLY_OWN = (_SAME, "a layer's weights depend only on its own filters")
_SIZES = tuple(
    _Change(f"the input has {word} as many rows and columns", asked, apply, why, mistaken)
    for word, side, area, pixels, apply in (
        ("half", _HALF, _QUARTER, "a quarter of", lambda net: _sides(net, _HALF)),
        ("twice", _TWICE, _FOUR, "four times", lambda net: _sides(net, _TWICE)),
    )
    for asked, why, mistaken in (
        *(
            (
                name,
                "A filter is moved over the maps, however large they are.",
                (
                    (area, f"{pixels} the pixels need {pixels} the weights"),
                    (side, f"{word} the rows need {word} the weights"),
                ),
            )
            for name in ("conv1", "conv2")
        ),
        (
            "dense1",
            "A unit has a weight for each flattened number, and their number follows the area.",
            (
                (_SAME, "no layer's weights depend on the size of the picture"),
                (side, f"{word} the rows give {word} the numbers"),
            ),
        ),
    )
)
_FILTERS = (
    _Change(
        "conv1 has twice as many filters",
        "conv2",
        lambda net: _more_filters(net, "conv1"),
        "Each filter of conv2 needs weights for every map of conv1.",
        (_ONLY_OWN, (_FOUR, "twice the maps need twice the filters in the next layer")),
    ),
    _Change(
        "conv1 has twice as many filters",
        "dense1",
        lambda net: _more_filters(net, "conv1"),
        "The number of maps of conv2 stays the same, so flattening gives as many numbers.",
        ((_TWICE, "more maps in front make more numbers at the end"),
         (_FOUR, "more maps count in every layer behind them")),
    ),
    _Change(
        "conv2 has twice as many filters",
        "dense1",
        lambda net: _more_filters(net, "conv2"),
        "The last maps are twice as many, so flattening gives twice as many numbers.",
        (_ONLY_OWN, (_FOUR, "twice the maps have four times the numbers")),
    ),
    _Change(
        "the input is in colour (3 maps) and no longer grey (1 map)",
        "conv1",
        lambda net: replace(net, input=(3, *net.input[1:])),
        "Each filter of conv1 needs weights for each of the three colours.",
        ((_SAME, "one square of weights is enough for all colours"),
         (Fraction(9), "three colours need three times as many filters, too")),
    ),
    _Change(
        "the input is in colour (3 maps) and no longer grey (1 map)",
        "conv2",
        lambda net: replace(net, input=(3, *net.input[1:])),
        "Each filter of conv1 adds up the three colours to one map, so conv2 gets as many maps.",
        ((Fraction(3), "the three colours stay apart in all layers"),
         (Fraction(9), "each layer multiplies the colours again")),
    ),
)  # fmt: skip
_BOTH = (
    _Change(
        "conv1 and conv2 both have twice as many filters",
        "conv2",
        lambda net: _more_filters(net, "conv1", "conv2"),
        "There are twice as many filters, and each needs weights for twice as many maps.",
        (
            (_TWICE, "twice as many filters have twice as many weights"),
            (_SAME, "a filter is a filter"),
        ),
    ),
    _Change(
        "pool2 is left out",
        "dense1",
        _without_last_pooling,
        "Without pool2 the maps have twice as many rows and twice as many columns.",
        (
            (_SAME, "pooling has no weights, so nothing changes"),
            (_TWICE, "pooling 2 × 2 halves the numbers"),
        ),
    ),
    _Change(
        "pool2 is left out",
        "conv2",
        _without_last_pooling,
        "The weights of a filter never depend on the size of its maps, and pool2 comes later.",
        (
            (_FOUR, "larger maps need larger filters"),
            (_TWICE, "pooling removes half of the weights"),
        ),
    ),
)
_CHANGES = (_SIZES, (*_SIZES, *_FILTERS), (*_FILTERS, *_BOTH))


def _changed(draw: Random, level: int) -> Choose:
    change = draw.choice(_CHANGES[level - 1])
    filters = draw.choice((4, 8, 16)), draw.choice((8, 16, 32))
    side, size, units = draw.choice((16, 32)), draw.choice((3, 5)), draw.choice((10, 20, 100))
    channels = 1 if "colour" in change.told else draw.choice((1, 3))
    before = Network(
        (channels, side, side),
        (
            Convolution(filters[0], size, 1, size // 2),
            Pooling(),
            Convolution(filters[1], size, 1, size // 2),
            Pooling(),
            Flatten(),
            Dense(units),
        ),
    )
    after = change.apply(before)
    counts = [_weights(network, change.asked) for network in (before, after)]
    truth = Fraction(counts[1], counts[0])
    sums = [_weight_sum(network, change.asked) for network in (before, after)]
    counted = f"It had {sums[0]} weights, and now it has {sums[1]}."
    place = after.names.index(change.asked)
    return Choose(
        prompt=f"Input {shape_text(before.input)}, then {chain(before)}. Now {change.told}. How "
        f"many weights (without biases) has {change.asked} then, compared with before?",
        worked=f"{change.why} {counted} These are {_FACTORS[truth]}.",
        facts={
            "input": before.input,
            "layers": [drawn(layer) for layer in before.layers],
            "change": change.told,
            "asked": change.asked,
        },
        options=among(
            draw,
            _FACTORS[truth],
            *(
                (
                    _FACTORS[factor],
                    Mistake(name, f"{change.why} {counted}", looked_at(after, place)),
                )
                for factor, name in change.mistaken
                if factor != truth
            ),
        ),
    )


def _step(network: Network, name: str) -> Step:
    return next(step for step in compute_shapes(network).steps if step.name == name)


def _weights(network: Network, name: str) -> int:
    step = _step(network, name)
    return step.parameters - step.shape[0]  # one bias for each map or unit


def _weight_sum(network: Network, name: str) -> str:
    step = _step(network, name)
    factors = (
        (step.layer.size, step.layer.size, step.before[0], step.layer.filters)
        if isinstance(step.layer, Convolution)
        else (step.before[0], step.shape[0])
    )
    return f"{' × '.join(map(str, factors))} = {_weights(network, name):,}"


def _order(draw: Random, level: int) -> Order:
    n_convolutions = (2, 2, 3)[level - 1]
    side = draw.choice((8, 12, 16) if level == 1 else (16, 24, 32))
    layers: list[Layer] = []
    filters = draw.choice((1, 2, 4) if level == 1 else (4, 8, 16))
    for _ in range(n_convolutions):
        size = 3 if level == 1 else draw.choice((1, 3, 5))
        layers += [Convolution(filters, size, 1, size // 2), Pooling()]
        filters *= draw.choice((1, 2))
    layers += [Flatten(), Dense(draw.choice((2, 5, 10, 20) if level == 1 else (10, 50, 100)))]
    network = Network((draw.choice((1, 3)), side, side), tuple(layers))
    path = compute_shapes(network)
    counted = [step for step in path.steps if step.parameters]
    parameters, work = ([step.parameters for step in counted],
                        [step.multiply_adds for step in counted])  # fmt: skip
    if _ranks(parameters) == _ranks(work) or len(set(work)) < len(work):
        raise AmbiguousError
    is_work = draw.random() < 0.5
    draw.shuffle(counted)
    asked = "multiplications for one picture" if is_work else "parameters (weights and biases)"
    names = [step.name for step in counted]
    return Order(
        prompt=f"Input {shape_text(network.input)}, then {chain(network)}. Put {listed(names)} in "
        f"order of their {asked}, the fewest first.",
        worked=" ".join(_counts(step, is_work=is_work) for step in counted),
        facts={
            "input": network.input,
            "layers": [drawn(layer) for layer in layers],
            "is_work": is_work,
            "names": names,
        },
        items=tuple(names),
        values=tuple(float(step.multiply_adds if is_work else step.parameters) for step in counted),
        mistake=Mistake(
            "the layer with most parameters does most of the work"
            if is_work
            else "the layer that does most of the work has most parameters",
            "A filter's weights are used at every place of the maps, a weight of a dense layer "
            "once: "
            + "; ".join(
                f"{step.name} has {count_of(step.parameters, 'parameter')} and "
                f"{count_of(step.multiply_adds, 'multiplication')}"
                for step in counted
            )
            + ".",
            looked_at(network),
        ),
    )


def _counts(step: Step, *, is_work: bool) -> str:
    sum_, number = (
        (step.multiply_add_product, step.multiply_adds)
        if is_work
        else (step.parameter_sum, step.parameters)
    )
    return f"In {step.name} there are {sum_.replace('·', ' × ')} = {number:,}."


def _ranks(values: list[int]) -> list[int]:
    return sorted(range(len(values)), key=values.__getitem__)


CHANGES = (
    Generator("arch_order", "where the parameters are, and where the work is", _order),
    Generator("arch_changed", "which weights follow the picture, and which do not", _changed),
)
