"""The layers that a convolutional network is put together from, and what they are called."""

from dataclasses import dataclass, replace

Shape = tuple[int, ...]  # (C, H, W) of maps, (D,) of single numbers

MOST_LAYERS = 40
MOST_CHANNELS = 16  # of the input
MOST_SIDE = 224
MOST_FILTERS = 512
MOST_SIZE = 11  # of a filter or a window
MOST_STRIDE = 8
MOST_PADDING = 8
MOST_UNITS = 4096
MOST_DROPOUT = 95  # per cent
ACTIVATIONS = ("ReLU", "sigmoid", "tanh")
POOLINGS = ("max", "average")


@dataclass(frozen=True, slots=True)
class Convolution:
    """Filters that slide over all maps at once; each makes one new map.

    Attributes:
        filters: How many.
        size: Rows and columns of a filter.
        stride: Pixels from one place to the next.
        padding: Rings of zeros around every map.
    """

    filters: int
    size: int = 3
    stride: int = 1
    padding: int = 0


@dataclass(frozen=True, slots=True)
class Activation:
    """A function for every number by itself, one of ACTIVATIONS."""

    function: str = "ReLU"


@dataclass(frozen=True, slots=True)
class Pooling:
    """One number for each window of a map.

    Attributes:
        kind: One of POOLINGS.
        size: Rows and columns of the window.
        stride: Pixels from one window to the next.
    """

    kind: str = "max"
    size: int = 2
    stride: int = 2


@dataclass(frozen=True, slots=True)
class Dropout:
    """While the network learns, silences `per_cent` of the numbers at random."""

    per_cent: int = 50


@dataclass(frozen=True, slots=True)
class Flatten:
    """Puts the numbers of all maps in one row."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Units that each weigh all numbers of a row."""

    units: int


Layer = Convolution | Activation | Pooling | Dropout | Flatten | Dense
_PREFIX = {
    Convolution: "conv",
    Pooling: "pool",
    Dropout: "drop",
    Flatten: "flatten",
    Dense: "dense",
}


@dataclass(frozen=True, slots=True)
class Network:
    """What goes in, and the layers in their order.

    Attributes:
        input: (C, H, W).
        layers: From the first to the last.
    """

    input: tuple[int, int, int]
    layers: tuple[Layer, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each layer: conv1, relu1, pool1, conv2, ..."""
        counts: dict[str, int] = {}
        names = []
        for layer in self.layers:
            prefix = (
                layer.function.lower() if isinstance(layer, Activation) else _PREFIX[type(layer)]
            )
            counts[prefix] = counts.get(prefix, 0) + 1
            names.append(f"{prefix}{counts[prefix]}")
        return tuple(names)

    def changed(self, place: int, layer: Layer) -> "Network":
        """Return the network with another layer at `place`."""
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place + 1 :]))

    def added(self, place: int, layer: Layer) -> "Network":
        """Return the network with `layer` before what is at `place`."""
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place:]))

    def removed(self, place: int) -> "Network":
        """Return the network without the layer at `place`."""
        return replace(self, layers=self.layers[:place] + self.layers[place + 1 :])

    def moved(self, place: int, to: int) -> "Network":
        """Return the network with the layer at `place` moved to the place `to`."""
        return self.removed(place).added(to, self.layers[place])


def count(shape: Shape) -> int:
    """Return how many numbers have that shape."""
    product = 1
    for length in shape:
        product *= length
    return product


def shape_text(shape: Shape) -> str:
    """Return a shape as the lecture writes it: rows x columns x maps, or how many numbers."""
    if len(shape) == 1:
        return f"{shape[0]:,}"
    channels, height, width = shape
    return f"{height} × {width} × {channels}"


def title(layer: Layer) -> str:
    """Return what a layer is called, with its numbers."""
    match layer:
        case Convolution(filters, size, stride, padding):
            more = f", stride {stride}" if stride > 1 else ""
            more += f", padding {padding}" if padding else ""
            return f"{filters} filters {size} × {size}{more}"
        case Activation(function):
            return function
        case Pooling(kind, size, stride):
            more = f", stride {stride}" if stride != size else ""
            return f"{kind} pooling {size} × {size}{more}"
        case Dropout(per_cent):
            return f"dropout {per_cent} %"
        case Flatten():
            return "flatten"
        case Dense(units):
            return f"dense, {units} unit{'s' if units > 1 else ''}"
