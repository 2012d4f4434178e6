"""Layer types of a convolutional network, their limits and names, and a network as their list."""

from dataclasses import dataclass, replace

Shape = tuple[int, ...]  # (C, H, W) of maps, (D,) of a vector

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
    """A convolution: filters that slide over all input maps; each filter makes one output map.

    Attributes:
        filters: Number of filters.
        size: Rows and columns of a filter.
        stride: Pixels from one position to the next.
        padding: Rings of zeros around every map.
    """

    filters: int
    size: int = 3
    stride: int = 1
    padding: int = 0


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function, applied to every number; one of ACTIVATIONS."""

    function: str = "ReLU"


@dataclass(frozen=True, slots=True)
class Pooling:
    """A pooling layer: one number for each window of a map.

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
    """Dropout: sets `per_cent` of the numbers to 0 at random while the network is trained."""

    per_cent: int = 50


@dataclass(frozen=True, slots=True)
class Flatten:
    """Flatten layer: puts the numbers of all maps into one vector."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Dense layer: each unit computes a weighted sum of all numbers of a vector."""

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
    """A network: its input shape and its layers.

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
        """Return the network with the layer at index `place` replaced."""
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place + 1 :]))

    def added(self, place: int, layer: Layer) -> "Network":
        """Return the network with `layer` inserted before index `place`."""
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place:]))

    def removed(self, place: int) -> "Network":
        """Return the network without the layer at index `place`."""
        return replace(self, layers=self.layers[:place] + self.layers[place + 1 :])

    def moved(self, place: int, to: int) -> "Network":
        """Return the network with the layer at index `place` moved to index `to`."""
        return self.removed(place).added(to, self.layers[place])


def count(shape: Shape) -> int:
    """Return how many numbers a tensor of that shape has."""
    product = 1
    for length in shape:
        product *= length
    return product


def shape_text(shape: Shape) -> str:
    """Return a shape as the lecture writes it: rows x columns x maps, or the vector's length."""
    if len(shape) == 1:
        return f"{shape[0]:,}"
    channels, height, width = shape
    return f"{height} × {width} × {channels}"


def title(layer: Layer) -> str:
    """Return a layer's name for visitors, with its numbers."""
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
