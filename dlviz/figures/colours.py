"""The colour scales and colours of all pages, in one place.

Signed numbers (weights, pre-activations, logits, contributions) use SIGNED: blue is negative,
orange is positive and zero is exactly white; the two hues can be told apart with the common kinds
of colour blindness. Unsigned numbers (activations, probabilities) use UNSIGNED, which is
perceptually uniform: equal differences look equal. Ink is grey, white on black, as MNIST stores it.
Angles use CYCLIC, whose two ends are the same colour.
"""

import numpy as np

Scale = list[tuple[float, str]]

SIGNED: Scale = [
    (0.0, "#0d3b82"),
    (0.25, "#5b93d3"),
    (0.5, "#ffffff"),
    (0.75, "#f2a154"),
    (1.0, "#a8470a"),
]

# Nine samples of viridis (Smith and van der Walt, CC0).
UNSIGNED: Scale = [
    (0.0, "#440154"),
    (0.125, "#472c7a"),
    (0.25, "#3b518b"),
    (0.375, "#2c718e"),
    (0.5, "#21908d"),
    (0.625, "#27ad81"),
    (0.75, "#5cc863"),
    (0.875, "#aadc32"),
    (1.0, "#fde725"),
]

# For counts: zero has no colour; more is a stronger orange.
AMOUNT: Scale = [(0.0, "#fbe9d9"), (0.5, "#f2a154"), (1.0, "#a8470a")]

# For angles: both ends have the same colour, and opposite directions differ in lightness. Nine
# samples of twilight (Bastian Bechtold, CC0).
CYCLIC: Scale = [
    (0.0, "#e2d9e2"),
    (0.125, "#9ebbc9"),
    (0.25, "#6785be"),
    (0.375, "#5e43a5"),
    (0.5, "#2f1436"),
    (0.625, "#7b2150"),
    (0.75, "#b15652"),
    (0.875, "#c9a18c"),
    (1.0, "#e2d9e2"),
]

INK: Scale = [(0.0, "#000000"), (1.0, "#ffffff")]

BLACK, WHITE = "#000000", "#ffffff"  # text on a coloured cell

POSITIVE = "#c8600f"
NEGATIVE = "#2f6fbd"
# The hue of a quantity without sign and without a second one beside it; readable on both themes.
NEUTRAL = "#7a8699"

# For curves and dots of different methods: distinguishable with the common kinds of colour
# blindness, readable on both themes; figures give each a marker shape as well.
SERIES = ("#7a8699", "#2f6fbd", "#c8600f", "#8a5fc0", "#178f7a", "#b08900")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")

# One for each layer type in the drawing of a network, which also shows the type's name.
LAYERS = {
    "input": "#7a8699",
    "Convolution": "#2f6fbd",
    "Activation": "#8894a6",
    "Pooling": "#178f7a",
    "Dropout": "#b08900",
    "Flatten": "#8a5fc0",
    "Dense": "#c8600f",
}


_LUMINANCE = (0.2126, 0.7152, 0.0722)  # weights of red, green and blue
_MIDDLE = 0.1791  # luminance with equal contrast to black and to white


def table(scale: Scale, size: int = 255) -> np.ndarray:
    """Return `scale` sampled at equal distances as (size, 3) uint8 RGB.

    Both ends are included; an odd `size` also includes the middle: zero is then exactly white on
    SIGNED.
    """
    return np.rint(sampled(scale, np.linspace(0.0, 1.0, size))).astype(np.uint8)


def ink_on(colour: str) -> str:
    """Return BLACK or WHITE, whichever has more contrast to "#rrggbb": at least 4.58:1."""
    return str(inks(np.array([rgb(colour)]))[0])


def inks(colours: np.ndarray) -> np.ndarray:
    """Return BLACK or WHITE for each of (..., 3) colours with channels in 0..255, as text (...)."""
    share = np.asarray(colours, dtype=float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.where(linear @ _LUMINANCE > _MIDDLE, BLACK, WHITE)


def sampled(scale: Scale, positions: np.ndarray) -> np.ndarray:
    """Return the colours of `scale` at positions (...) in [0, 1], as (..., 3) in 0..255."""
    stops = [position for position, _ in scale]
    colours = np.array([rgb(colour) for _, colour in scale])  # (stops, 3)
    channels = [np.interp(positions, stops, colours[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1)


def signed_limit(values: np.ndarray) -> float:
    """Return the limit of a range around zero that clips no value."""
    return float(np.abs(values).max(initial=0.0)) or 1.0  # a map of zeros still needs a range


def rgb(colour: str) -> tuple[int, int, int]:
    """Return "#rrggbb" as three integers in 0..255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
