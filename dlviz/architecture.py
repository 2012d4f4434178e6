"""Output shapes, parameter counts and computing work of a convolutional network, layer by layer.

All of this is computed without torch and without memory for the weights; `dlviz.networks.built`
makes the module that computes. A layer that PyTorch would refuse is reported with a sentence that
says what would fit there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dlviz.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Pooling,
    Shape,
    count,
)

# What is said of a layer that does not fit, with gaps for names and numbers. A browser fills the
# same gaps while a number is being changed (`components/base/shapes.js`).
SENTENCES = {
    "impossible": "{name}, layer {place}, is impossible: {why}",
    "filter": "a {size} × {size} filter does not fit into maps of {height} × {width} with padding "
    "{padding}. A filter of at most {most} × {most} would, or padding of at least {least}.",
    "window": "a window of {size} × {size} does not fit into maps of {height} × {width}. One of "
    "at most {most} × {most} would.",
    "nothing": "a window of {size} × {size} does not fit into maps of {height} × {width}. Nothing "
    "is left to pool: remove this pooling, or an earlier one.",
    "Convolution": "a convolution slides over maps, and after {flat} there are only {count} "
    "single numbers. Before {flat} it would fit.",
    "Pooling": "pooling takes windows of maps, and after {flat} there are only {count} single "
    "numbers. Before {flat} it would fit.",
    "Dense": "a dense layer needs single numbers and gets {channels} maps of {height} × {width}. A "
    "flatten layer before it would fit: {height}·{width}·{channels} = {count} numbers.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One layer with its input and output shape and its counts.

    Attributes:
        name: From `Network.names`.
        layer: The layer.
        before: Input shape.
        shape: Output shape.
        arithmetic: How the new size is computed: once if rows and columns agree, else for rows and
            for columns; empty if no size changes.
        parameters: Number of weights and biases.
        parameter_sum: How that number is computed, or "".
        multiply_adds: Multiplications (each with an addition) for one picture.
        multiply_add_product: How that number is computed, or "".
    """

    name: str
    layer: Layer
    before: Shape
    shape: Shape
    arithmetic: tuple[str, ...] = ()
    parameters: int = 0
    parameter_sum: str = ""
    multiply_adds: int = 0
    multiply_add_product: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the layers of a network do not fit together.

    Attributes:
        place: Index of the first layer that fails.
        sentence: What is wrong, and what would fit.
        repaired: The network with this layer repaired; another one may then fail.
        repair: What the repair does, in a few words.
    """

    place: int
    sentence: str
    repaired: Network
    repair: str


@dataclass(frozen=True, slots=True)
class ShapePath:
    """The steps of a network up to the first layer that fails.

    Attributes:
        network: The network.
        steps: One for each layer before the first that fails.
        problem: Why that layer fails; None if the whole network is possible.
    """

    network: Network
    steps: tuple[Step, ...]
    problem: Problem | None

    @property
    def shape(self) -> Shape:
        """Output shape of the last possible layer."""
        return self.steps[-1].shape if self.steps else self.network.input

    @property
    def parameters(self) -> int:
        """Number of weights and biases of all possible layers."""
        return sum(step.parameters for step in self.steps)

    @property
    def multiply_adds(self) -> int:
        """Multiplications of all possible layers for one picture."""
        return sum(step.multiply_adds for step in self.steps)

    @property
    def numbers(self) -> int:
        """Count of all outputs of the possible layers and of the input, for one picture."""
        return sum(count(step.shape) for step in self.steps) + count(self.network.input)


class _DoesNotFitError(Exception):
    """A layer does not fit its input; carries the sentence, the repair and the repair's name."""

    def __init__(
        self, why: str, gaps: Mapping[str, int | str], repaired: Network, repair: str
    ) -> None:
        super().__init__(SENTENCES[why].format(**gaps))
        self.repaired, self.repair = repaired, repair


def compute_shapes(network: Network) -> ShapePath:
    """Compute every shape and count of `network`, up to the first layer that fails."""
    shape: Shape = network.input
    steps: list[Step] = []
    for place, (name, layer) in enumerate(zip(network.names, network.layers, strict=True)):
        try:
            step = _step(network, place, name, layer, shape)
        except _DoesNotFitError as error:
            sentence = SENTENCES["impossible"].format(name=name, place=place + 1, why=error)
            problem = Problem(place, sentence, error.repaired, error.repair)
            return ShapePath(network, tuple(steps), problem)
        steps.append(step)
        shape = step.shape
    return ShapePath(network, tuple(steps), None)


def new_size(length: int, size: int, stride: int, padding: int = 0) -> int:
    """Return how many positions a window has along `length` pixels; 0 if it does not fit."""
    return max(0, (length + 2 * padding - size) // stride + 1)


def size_arithmetic(length: int, size: int, stride: int, padding: int | None = None) -> str:
    """Return `new_size` written out: "(32 + 2·1 − 3)/1 + 1 = 32"; None omits the padding."""
    padded = f"{length}" if padding is None else f"{length} + 2·{padding}"
    span = length + 2 * (padding or 0) - size
    # If the division has a remainder, it is rounded down.
    open_, close = ("", "") if span % stride == 0 else ("⌊", "⌋")
    result = new_size(length, size, stride, padding or 0)
    return f"{open_}({padded} − {size})/{stride}{close} + 1 = {result}"


def _step(network: Network, place: int, name: str, layer: Layer, shape: Shape) -> Step:
    match layer:
        case Convolution():
            return _convolve(network, place, name, layer, shape)
        case Pooling():
            return _pool(network, place, name, layer, shape)
        case Flatten():
            product = "·".join(map(str, shape[::-1] if len(shape) == 1 else (*shape[1:], shape[0])))
            arithmetic = (f"{product} = {count(shape):,}",) if len(shape) == 3 else ()
            return Step(name, layer, shape, (count(shape),), arithmetic)
        case Dense():
            return _weigh(network, place, name, layer, shape)
        case Activation() | Dropout():
            return Step(name, layer, shape, shape)


def _convolve(network: Network, place: int, name: str, layer: Convolution, shape: Shape) -> Step:
    channels, height, width = _maps(network, place, shape)
    side = min(height, width)
    if layer.size > side + 2 * layer.padding:
        padding = -(-(layer.size - side) // 2)
        raise _DoesNotFitError(
            "filter",
            {
                "size": layer.size,
                "height": height,
                "width": width,
                "padding": layer.padding,
                "most": side + 2 * layer.padding,
                "least": padding,
            },
            network.changed(place, replace(layer, padding=padding)),
            f"padding {padding}",
        )
    lengths = [
        new_size(length, layer.size, layer.stride, layer.padding) for length in (height, width)
    ]
    inputs = layer.size**2 * channels
    new: Shape = (layer.filters, *lengths)
    return Step(
        name,
        layer,
        shape,
        new,
        _both(
            *(
                size_arithmetic(length, layer.size, layer.stride, layer.padding)
                for length in (height, width)
            )
        ),
        (inputs + 1) * layer.filters,
        f"({layer.size}·{layer.size}·{channels} + 1)·{layer.filters}",
        count(new) * inputs,
        f"{lengths[0]}·{lengths[1]}·{layer.filters}·{layer.size}·{layer.size}·{channels}",
    )


def _pool(network: Network, place: int, name: str, layer: Pooling, shape: Shape) -> Step:
    channels, height, width = _maps(network, place, shape)
    side = min(height, width)
    if layer.size > side:
        gaps = {"size": layer.size, "height": height, "width": width, "most": side}
        if side == 1:
            raise _DoesNotFitError("nothing", gaps, network.removed(place), f"without {name}")
        raise _DoesNotFitError(
            "window",
            gaps,
            network.changed(place, replace(layer, size=side)),
            f"window {side} × {side}",
        )
    lengths = [new_size(length, layer.size, layer.stride) for length in (height, width)]
    sums = [size_arithmetic(length, layer.size, layer.stride) for length in (height, width)]
    return Step(name, layer, shape, (channels, *lengths), _both(*sums))


def _weigh(network: Network, place: int, name: str, layer: Dense, shape: Shape) -> Step:
    if len(shape) == 3:
        channels, height, width = shape
        raise _DoesNotFitError(
            "Dense",
            {
                "channels": channels,
                "height": height,
                "width": width,
                "count": f"{count(shape):,}",
            },
            network.added(place, Flatten()),
            "flatten before it",
        )
    inputs = shape[0]
    return Step(
        name,
        layer,
        shape,
        (layer.units,),
        (),
        (inputs + 1) * layer.units,
        f"({inputs:,} + 1)·{layer.units:,}",
        inputs * layer.units,
        f"{inputs:,}·{layer.units:,}",
    )


def _maps(network: Network, place: int, shape: Shape) -> tuple[int, int, int]:
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    flat = next(i for i, layer in enumerate(network.layers) if isinstance(layer, Flatten))
    raise _DoesNotFitError(
        type(network.layers[place]).__name__,
        {"flat": network.names[flat], "count": f"{shape[0]:,}"},
        network.moved(place, flat),
        f"move it before {network.names[flat]}",
    )


def _both(rows: str, columns: str) -> tuple[str, ...]:
    return (rows,) if rows == columns else (rows, columns)
