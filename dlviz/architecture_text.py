"""Networks as text for a link: "3x32x32 c32k3p1 relu max2 flatten d100".

The text starts with the input as channels x rows x columns. A convolution is `c` and its number of
filters, `k` and their size, `s` and the stride (default 1), `p` and the padding (default 0). `max2`
and `avg3s2` are pooling windows (default stride: the size). `relu`, `sigmoid` and `tanh` are
activations, `drop50` is dropout of 50 %, `flatten` is a flatten layer, `d100` a dense layer.
"""

import re
from collections.abc import Callable

from dlviz import layers
from dlviz.layers import (
    ACTIVATIONS,
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Pooling,
)
from dlviz.words import split_words

LONGEST = 1_000  # characters
_EXAMPLES = "c32k3p1, relu, max2, drop50, flatten or d100"
_POOLINGS = {"max": "max", "avg": "average"}

# The network of the lecture's slides, with the numbers of the course: 964,516 parameters.
LECTURE = (
    "3x32x32 c32k3p1 relu max2 c64k3p1 relu max2 c128k3p1 relu max2 c256k3p1 relu max2 "
    "flatten drop50 d512 relu d100"
)
# The network of `dlviz.networks.cifar`: 1,274,756 parameters.
SHIPPED = (
    "3x32x32 "
    + " ".join(f"c{filters}k3p1 relu c{filters}k3p1 relu max2" for filters in (32, 64, 128, 256))
    + " flatten d100"
)
# Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998, in its usual
# modern form: 28 x 28 digits padded to 32 x 32, all maps connected, a plain last layer.
LENET = "1x28x28 c6k5p2 tanh avg2 c16k5 tanh avg2 flatten d120 tanh d84 tanh d10"
TINY = "1x28x28 c8k3p1 relu max2 c16k3p1 relu max2 flatten d10"


def write(network: Network) -> str:
    """Return `network` as text that `read` reads back."""
    words = ["x".join(map(str, network.input))]
    return " ".join([*words, *map(_word, network.layers)])


def read(text: str) -> tuple[Network, tuple[str, ...]]:
    """Return the network that `text` describes, and a sentence for each number that was clipped.

    Raises:
        ValueError: with a sentence for the visitor, if the text describes no network.
    """
    words = split_words(text, LONGEST, "network")
    notes: list[str] = []
    size = re.fullmatch(rf"{_NUMBER}x{_NUMBER}x{_NUMBER}", words[0])
    if size is None:
        raise ValueError(
            f"The network's text begins with {_quoted(words[0])} where its input should be as "
            "channels x rows x columns, such as 3x32x32."
        )
    limits = (
        ("channels", layers.MOST_CHANNELS),
        ("rows", layers.MOST_SIDE),
        ("columns", layers.MOST_SIDE),
    )
    channels, height, width = (
        _within(value, name, 1, most, notes)
        for value, (name, most) in zip(size.groups(), limits, strict=True)
    )
    read_layers = [_layer(word, notes) for word in words[1 : layers.MOST_LAYERS + 1]]
    if len(words) - 1 > layers.MOST_LAYERS:
        notes.append(
            f"{len(words) - 1} layers are too many: the first {layers.MOST_LAYERS} are kept."
        )
    return Network((channels, height, width), tuple(read_layers)), tuple(notes)


def network(text: str) -> Network:
    """Return the network of a text that is known to be valid."""
    return read(text)[0]


def _word(layer: Layer) -> str:
    match layer:
        case Convolution(filters, size, stride, padding):
            more = f"s{stride}" if stride != 1 else ""
            more += f"p{padding}" if padding else ""
            return f"c{filters}k{size}{more}"
        case Activation(function):
            return function.lower()
        case Pooling(kind, size, stride):
            name = next(short for short, known in _POOLINGS.items() if known == kind)
            return f"{name}{size}" + (f"s{stride}" if stride != size else "")
        case Dropout(per_cent):
            return f"drop{per_cent}"
        case Flatten():
            return "flatten"
        case Dense(units):
            return f"d{units}"


def _layer(word: str, notes: list[str]) -> Layer:
    for pattern, make in _LAYERS:
        match = re.fullmatch(pattern, word)
        if match:
            return make(match, notes)
    raise ValueError(
        f"The network's text has {_quoted(word)} where a layer should be, such as {_EXAMPLES}."
    )


def _convolution(match: re.Match[str], notes: list[str]) -> Layer:
    filters, size, stride, padding = match.groups()
    return Convolution(
        _within(filters, "filters", 1, layers.MOST_FILTERS, notes),
        _within(size, "rows of a filter", 1, layers.MOST_SIZE, notes),
        _within(stride or "1", "as stride", 1, layers.MOST_STRIDE, notes),
        _within(padding or "0", "as padding", 0, layers.MOST_PADDING, notes),
    )


def _pooling(match: re.Match[str], notes: list[str]) -> Layer:
    kind, size_text, stride = match.groups()
    size = _within(size_text, "rows of a window", 1, layers.MOST_SIZE, notes)
    default = str(min(size, layers.MOST_STRIDE))
    return Pooling(
        _POOLINGS[kind],
        size,
        _within(stride or default, "as stride", 1, layers.MOST_STRIDE, notes),
    )


def _dropout(match: re.Match[str], notes: list[str]) -> Layer:
    return Dropout(_within(match[1], "% dropout", 0, layers.MOST_DROPOUT, notes))


def _dense(match: re.Match[str], notes: list[str]) -> Layer:
    return Dense(_within(match[1], "units", 1, layers.MOST_UNITS, notes))


_NUMBER = r"([0-9]{1,9})"
_LAYERS: tuple[tuple[str, Callable[[re.Match[str], list[str]], Layer]], ...] = (
    (rf"c{_NUMBER}k{_NUMBER}(?:s{_NUMBER})?(?:p{_NUMBER})?", _convolution),
    (rf"(max|avg){_NUMBER}(?:s{_NUMBER})?", _pooling),
    (rf"drop{_NUMBER}", _dropout),
    (rf"d{_NUMBER}", _dense),
    (r"flatten", lambda _match, _notes: Flatten()),
    *((name.lower(), lambda _match, _notes, name=name: Activation(name)) for name in ACTIVATIONS),
)


def _within(text: str, name: str, low: int, high: int, notes: list[str]) -> int:
    wanted = int(text)
    value = max(low, min(high, wanted))
    if value != wanted:
        notes.append(f"{wanted:,} {name}: {low} to {high} is possible, so it is {value}.")
    return value


def _quoted(word: str) -> str:
    return f"“{word[:20]}{'…' if len(word) > 20 else ''}”"
