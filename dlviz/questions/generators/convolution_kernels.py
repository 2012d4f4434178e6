"""Questions about what a kernel does: where it responds, how it moves a picture, which sign."""

from random import Random

import numpy as np

from dlviz.convolution import Geometry, convolve
from dlviz.kernels import weights
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.convolution_sums import drawn, window, with_numbers
from dlviz.questions.kinds import Choose, Grid, Mistake, Option, Place
from dlviz.questions.sums import products, written

_STEPS = (np.array([[-1.0, 1], [-1, 1]]), np.array([[-1.0, -1], [1, 1]]))
_NOWHERE = -1
_EDGES = tuple(
    f"{family}, {edges} edges"
    for family in ("Sobel", "Prewitt", "Scharr")
    for edges in ("vertical", "horizontal")
)


def _place(draw: Random, level: int) -> Place:
    if level == 1:
        image = drawn(draw, (3, 3), 0, 3)
        kernel = drawn(draw, (2, 2), 0, 1)
        if not 1 < kernel.sum() < 4:
            raise AmbiguousError
    elif level == 2:
        image, kernel = _bright_area(draw, (4, 4)), draw.choice(_STEPS) * draw.choice((-1, 1))
    else:
        image, kernel = _bright_area(draw, (5, 5)), weights(draw.choice(_EDGES[:4])).astype(float)
    shape = Geometry((len(image), len(image)), (len(kernel), len(kernel)))
    outputs = convolve(image, kernel, shape)
    if _only_largest(outputs) == _NOWHERE:
        raise AmbiguousError
    row, column = map(int, np.unravel_index(int(outputs.argmax()), outputs.shape))
    under = window(image, shape, row, column)
    rows = "; ".join(" ".join(map(written, own)) for own in outputs.tolist())
    return Place(
        prompt="The kernel slides over the image without padding, one cell at a time, and is not "
        "turned. Point at the largest number of the output.",
        worked=f"Row by row, the outputs are {rows}. The largest, in row {row + 1}, column "
        f"{column + 1}, is {products(under, kernel)} = "
        f"{written(outputs[row, column])}.",
        facts={"image": image, "kernel": kernel},
        shown=(Grid("The image", image), Grid("The kernel", kernel)),
        title="The output",
        values=outputs,
        mistakes=_wrong_places(image, kernel, shape, outputs),
    )


def _bright_area(draw: Random, shape: tuple[int, int]) -> np.ndarray:
    """Return a dark image with a bright rectangle in it, both a little uneven."""
    image = drawn(draw, shape, 0, 1)
    rows, columns = (sorted(draw.sample(range(side + 1), 2)) for side in shape)
    bright = drawn(draw, (rows[1] - rows[0], columns[1] - columns[0]), 7, 9)
    image[rows[0] : rows[1], columns[0] : columns[1]] = bright
    return image


def _only_largest(values: np.ndarray) -> int:
    """Return the index of the largest number; _NOWHERE if several are equal."""
    is_only = np.count_nonzero(values == values.max()) == 1
    return int(values.argmax()) if is_only else _NOWHERE


def _wrong_places(
    image: np.ndarray, kernel: np.ndarray, shape: Geometry, outputs: np.ndarray
) -> dict[tuple[int, int], Mistake]:
    state, right = with_numbers(image, kernel, shape), _only_largest(outputs)
    mistakes: dict[tuple[int, int], Mistake] = {}

    def add(place: int, name: str, sentence: str) -> None:
        if place not in (right, _NOWHERE):
            cell = divmod(place, outputs.shape[1])
            mistakes.setdefault(cell, Mistake(name, sentence, state))

    here = outputs.ravel()
    strongest = _only_largest(np.abs(outputs))
    add(
        strongest,
        "the sign of a response does not count",
        f"Here the sum is {written(here[strongest])}: the products with negative weights outweigh "
        "the others.",
    )
    turned = convolve(image, kernel, shape, flipped=True)
    place = _only_largest(turned)
    if turned.max() == here[place]:
        place = _NOWHERE
    add(
        place,
        "the kernel is turned first",
        f"Here a turned kernel would give {written(turned.max())}; this one gives "
        f"{written(here[place])}.",
    )
    light = convolve(image, np.ones_like(kernel), shape)
    place = _only_largest(light)
    add(
        place,
        "the brightest place gives the largest output",
        f"The numbers here have the largest sum, {written(light.max())}, but with these weights "
        f"they give {written(here[place])}.",
    )
    if not mistakes:
        raise AmbiguousError
    return mistakes


_WAYS = {(-1, 0): "up", (1, 0): "down", (0, -1): "to the left", (0, 1): "to the right"}


def _shift(draw: Random, level: int) -> Choose:
    side = draw.choice((3, 5)) if level < 3 else 5
    is_flipped = level > 2 and draw.random() < 0.5
    reach = side // 2
    at = (draw.randint(-reach, reach), draw.randint(-reach, reach))
    if at == (0, 0) or (level == 1 and all(at)) or (level == 2 and not all(at)):
        raise AmbiguousError
    kernel = np.zeros((side, side))
    kernel[reach + at[0], reach + at[1]] = 1
    shape = Geometry((7, 7), (side, side), padding=reach)
    spot = np.zeros((7, 7))
    spot[3, 3] = 1
    moved = convolve(spot, kernel, shape, flipped=is_flipped)
    right = tuple(int(place) - 3 for place in np.unravel_index(int(moved.argmax()), (7, 7)))
    state = with_numbers(spot, kernel, shape) | {"convolution_flipped": is_flipped}
    turned = ", and is turned by 180° first (true convolution)" if is_flipped else (
        ", and is not turned")  # fmt: skip
    source = (-right[0], -right[1])
    taken = f"Each output takes the number from {_way(source)}"
    goes = f"so the picture moves {_way(right)}"
    options = [Option(_moves(right)), Option(_moves((0, 0)), Mistake(
        "a kernel with a single weight changes nothing",
        f"Only a 1 in the middle leaves the picture where it is: e{taken[1:]}, {goes}.", state,
    ))]  # fmt: skip
    options += [
        Option(_moves(way), Mistake(name, f"{taken}, {goes}.", state))
        for way, name in _other_ways(right, is_flipped=is_flipped)
    ]
    draw.shuffle(options)
    return Choose(
        prompt=f"The kernel slides over a picture with enough padding{turned}. Which way does the "
        "picture move?",
        worked=f"{'After the turn, seen' if is_flipped else 'Seen'} from the middle, the 1 lies "
        f"{_way(source, 'cell')}. {taken}, {goes}.",
        facts={"kernel": kernel, "is_flipped": is_flipped},
        shown=(Grid("The kernel", kernel),),
        options=tuple(options),
    )


def _other_ways(right: tuple[int, ...], *, is_flipped: bool) -> list[tuple[tuple[int, int], str]]:
    down, across = right
    towards = "the kernel is not turned" if is_flipped else "the picture moves towards the 1"
    swapped = (across, down) if abs(across) != abs(down) else (down, -across)
    return [((-down, -across), towards), (swapped, "rows and columns are exchanged")]


def _way(way: tuple[int, ...], noun: str = "pixel") -> str:
    """Return a move in words: "1 pixel down and 2 pixels to the left"."""
    down, across = way
    parts = []
    for size, step in ((down, (np.sign(down), 0)), (across, (0, np.sign(across)))):
        if size:
            parts.append(f"{count_of(abs(size), noun)} {_WAYS[int(step[0]), int(step[1])]}")
    return " and ".join(parts)


def _moves(way: tuple[int, ...]) -> str:
    return _way(way) if any(way) else "not at all"


_LEVEL_1 = tuple(name for name in _EDGES if not name.startswith("Scharr"))
_LEVEL_2 = (*_LEVEL_1, "Laplacian", "outline")
_LEVEL_3 = (*_EDGES, "Laplacian", "outline", "sharpen", "emboss")
_SHAPES = (  # of a patch, by level
    ("step",),
    ("step", "step", "one brightness", "spot"),
    ("step", "one brightness", "spot", "diagonal", "line"),
)
_POSITIVE, _ZERO, _NEGATIVE = "a positive number", "0", "a negative number"


def _sign(draw: Random, level: int) -> Choose:
    name = draw.choice((_LEVEL_1, _LEVEL_2, _LEVEL_3)[level - 1])
    kernel = weights(name).astype(float)
    patch = _patch(draw, level)
    shape = Geometry((3, 3), (3, 3))
    value = float(convolve(patch, kernel, shape)[0, 0])
    parts = (patch * kernel).ravel()
    gained, lost = float(parts[parts > 0].sum()), float(parts[parts < 0].sum())
    sums = (
        f"The positive weights give {written(gained)}, the negative ones {written(lost)}: "
        f"together {written(value)}."
    )
    right = _POSITIVE if value > 0 else _NEGATIVE if value < 0 else _ZERO
    options = [
        Option(text, None if text == right else Mistake(
            _why(right, text, is_even=np.ptp(patch) == 0), sums,
            with_numbers(patch, kernel, shape)))
        for text in (_POSITIVE, _ZERO, _NEGATIVE)
    ]  # fmt: skip
    return Choose(
        prompt=f"The kernel “{name}” lies on a part of an image. What is its response here?",
        worked=f"{products(patch, kernel)} = {written(value)}. {sums}",
        facts={"patch": patch, "kernel": kernel},
        shown=(Grid("The part of the image", patch), Grid("The kernel", kernel)),
        options=tuple(options),
    )


def _patch(draw: Random, level: int) -> np.ndarray:
    """Return (3, 3) numbers of a step; at higher levels of one brightness, a spot, a line too."""
    dark, bright = draw.randint(0, 3), draw.randint(5, 9)
    kind = draw.choice(_SHAPES[level - 1])
    patch = np.full((3, 3), float(dark))
    if kind == "one brightness":
        patch[:] = bright
    elif kind == "spot":
        patch[1, 1] = bright
    elif kind == "diagonal":
        patch[np.triu_indices(3, draw.choice((0, 1)))] = bright
    elif kind == "line":
        patch[1] = bright
    else:
        patch[:, draw.choice((1, 2)) :] = bright
    return np.rot90(patch, draw.randint(0, 3)).copy()


def _why(right: str, chosen: str, *, is_even: bool) -> str:
    """Return the misconception of who expects another sign."""
    if right == _ZERO:
        if is_even:
            return "a bright area gives a large response"
        return "a kernel responds to every change of brightness"
    if chosen == _ZERO:
        return "positive and negative weights always cancel"
    return "the sign of a response does not count"


GENERATORS = (
    Generator("conv_place", "where a kernel responds", _place),
    Generator("conv_shift", "which way a kernel moves a picture", _shift),
    Generator("conv_sign", "the sign of a response", _sign),
)
