"""Drawing of a network as blocks to scale: as pieces for the page, or one picture to save.

A block's height and depth are the rows and columns of the maps, its length is the number of maps; a
bar's height is the number of units. All blocks of a network have the same scale. Activations and
dropout are thin slabs, whose length has no meaning.

The page's script draws the same blocks from the same numbers, also while a number of a layer is
being changed (`components/network_drawing/blocks.js`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from dlviz import layers
from dlviz.architecture import ShapePath
from dlviz.figures.colours import LAYERS
from dlviz.layers import Activation, Dropout, Shape

MEASURES = {  # pixels
    "tall": 76.0,  # height of the largest number of rows
    "long": 44.0,  # length of the largest number of maps
    "depth": 0.32,  # depth drawn per pixel of the maps' width
    "thin": 5.0,  # length of a slab
    "bar": 11.0,  # width of a bar
    "smallest": 2.0,  # of any length
    "empty": 30.0,  # side of the square in place of a layer that is not possible
}
_TALL, _LONG, _DEPTH, _THIN, _BAR, _SMALLEST, _EMPTY = MEASURES.values()
_HEIGHT = _TALL * (1 + _DEPTH) + 4
# What stands below the drawing; a script fills the same sentences.
WORDS = {
    "total": "{parameters} parameters, {work} multiply-adds for one picture",
    "before": " in the layers before {name}",
    "scale": "To scale: height and depth are rows and columns, length is the number of maps",
    "bars": "; the height of a bar is its number of values",
    "thin": ". {thin} changes no size and is drawn as a thin plate; its length is not to scale",
    "softmax": " Softmax turns the last {count} into probabilities.",
}
_WIDE, _NARROW = 100, 54  # widths of pieces in the saved picture
_TEXT, _LINE = 11, 14
_PER_ROW = 10
_CAPTION = 5  # lines under a block
_MARGIN = 12


Point = tuple[float, float]
Face = tuple[tuple[Point, ...], float]  # corners, opacity


@dataclass(frozen=True, slots=True)
class Piece:
    """One block with its texts.

    Attributes:
        kind: A key of LAYERS.
        name: "conv1", "input".
        caption: Description of the layer.
        size: Output shape; () from a layer that fails on.
        arithmetic: How its size is computed.
        parameters: Number of weights and biases.
        is_narrow: Whether it needs less room, because it changes no size.
        state: "" for a possible layer, "fails" for the one that does not fit, "unreached" for those
            after it.
    """

    kind: str
    name: str
    caption: str
    size: Shape
    arithmetic: tuple[str, ...]
    parameters: int
    is_narrow: bool
    state: str

    @property
    def shape(self) -> str:
        """The output shape as text; "" from a layer that fails on."""
        return layers.shape_text(self.size) if self.size else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block as flat faces, each with its opacity, in a drawing of height `_HEIGHT`.

    Attributes:
        width: Pixels from its left end to its right end.
        faces: From the front to the back.
    """

    width: float
    faces: tuple[Face, ...]


def pieces(path: ShapePath) -> list[Piece]:
    """Return the input and every layer of `path`; from a failing layer on as empty outlines."""
    network = path.network
    channels = network.input[0]
    drawn = [
        Piece(
            "input",
            "input",
            f"{channels} channel{'s' if channels > 1 else ''}",
            network.input,
            (),
            0,
            False,
            "",
        )
    ]
    for place, (name, layer) in enumerate(zip(network.names, network.layers, strict=True)):
        step = path.steps[place] if place < len(path.steps) else None
        drawn.append(
            Piece(
                type(layer).__name__,
                name,
                _unbroken(layers.title(layer)),
                step.shape if step else (),
                step.arithmetic if step else (),
                step.parameters if step else 0,
                isinstance(layer, Activation | Dropout),
                "" if step else "fails" if place == len(path.steps) else "unreached",
            )
        )
    return drawn


def blocks(drawn: Sequence[Piece]) -> list[Block]:
    """Return the blocks of `pieces`, to one scale."""
    scale = _Scale.of([piece.size for piece in drawn if piece.size])
    return [scale.block(piece.size, is_slab=piece.is_narrow) for piece in drawn]


def picture(path: ShapePath) -> str:
    """Return the whole drawing as one SVG file, on white, ten layers per row."""
    drawn = pieces(path)
    drawn_blocks = blocks(drawn)
    rows = [drawn[start : start + _PER_ROW] for start in range(0, len(drawn), _PER_ROW)]
    widths = [sum(_NARROW if one.is_narrow else _WIDE for one in row) for row in rows]
    row_height = _HEIGHT + _CAPTION * _LINE + 16
    width = max(widths) + 2 * _MARGIN
    height = row_height * len(rows) + 3 * _LINE + 2 * _MARGIN
    content = []
    for number, row in enumerate(rows):
        left, top = float(_MARGIN), _MARGIN + number * row_height
        for place, piece in enumerate(row, start=number * _PER_ROW):
            room = _NARROW if piece.is_narrow else _WIDE
            block = drawn_blocks[place]
            middle = left + room / 2
            content.append(
                f'<g transform="translate({middle - block.width / 2:.1f},{top:.1f})">'
                f"{_svg(piece, block)}</g>"
            )
            content += _lines(middle, top + _HEIGHT + _LINE, _words(piece))
            left += room
    content += _lines(_MARGIN, height - 2 * _LINE, [total(path)], anchor="start")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" '
        f'viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" font-size="{_TEXT}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(content)}</svg>\n'
    )


def total(path: ShapePath) -> str:
    """Return the counts of the whole network, or of the layers before one that does not fit."""
    text = WORDS["total"].format(parameters=f"{path.parameters:,}", work=f"{path.multiply_adds:,}")
    if path.problem:
        text += WORDS["before"].format(name=path.network.names[path.problem.place])
    return text


def legend(path: ShapePath) -> str:
    """Return the explanation of the blocks' sizes and of the last layer's output."""
    text = WORDS["scale"]
    if any(len(step.shape) == 1 for step in path.steps):
        text += WORDS["bars"]
    if thin := _thin_ones(path):
        text += WORDS["thin"].format(thin=thin)
    text += "."
    if not path.problem and len(path.shape) == 1:
        text += WORDS["softmax"].format(count=f"{path.shape[0]:,}")
    return text


def _thin_ones(path: ShapePath) -> str:
    """Return the layer types drawn as slabs, as the start of a sentence; "" if there are none."""
    kinds = {type(step.layer) for step in path.steps}
    named = {Activation: "activation", Dropout: "dropout"}
    return " or ".join(word for kind, word in named.items() if kind in kinds).capitalize()


@dataclass(frozen=True, slots=True)
class _Scale:
    """Pixels per row, per map and per unit."""

    row: float
    map: float
    unit: float

    @classmethod
    def of(cls, sizes: Sequence[Shape]) -> "_Scale":
        maps = [size for size in sizes if len(size) == 3]
        units = [size[0] for size in sizes if len(size) == 1]
        side = max(max(size[1:]) for size in maps)
        return cls(
            _TALL / side, _LONG / max(size[0] for size in maps), _TALL / max(units, default=1)
        )

    def block(self, size: Shape, *, is_slab: bool) -> Block:
        if not size:
            return Block(_EMPTY, (_upright(_EMPTY, _EMPTY),))
        if len(size) == 1:
            width = _THIN if is_slab else _BAR
            return Block(width, (_upright(width, max(_SMALLEST, size[0] * self.unit)),))
        maps, rows, columns = size
        length = _THIN if is_slab else max(_SMALLEST, maps * self.map)
        return _cuboid(
            length, max(_SMALLEST, rows * self.row), max(1.0, columns * self.row * _DEPTH)
        )


def _upright(width: float, height: float) -> Face:
    """Return a rectangle in the middle of the drawing's height."""
    top = (_HEIGHT - height) / 2
    return ((0, top), (width, top), (width, top + height), (0, top + height)), 0.85


def _cuboid(length: float, height: float, depth: float) -> Block:
    """Return front, top, and the side, which shows one whole map."""
    top = (_HEIGHT - height - depth) / 2 + depth
    near, far = (length, top), (length + depth, top - depth)
    front = ((0, top), near, (length, top + height), (0, top + height))
    above = ((0, top), (depth, top - depth), far, near)
    side = (near, far, (length + depth, top - depth + height), (length, top + height))
    return Block(length + depth, ((front, 0.85), (above, 0.55), (side, 0.35)))


def _unbroken(caption: str) -> str:
    """Return a caption with no-break spaces in "3 × 3"."""
    return caption.replace(" × ", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}")


def _words(piece: Piece) -> list[str]:
    """Return the lines under a block of the saved picture; long ones are broken at a comma."""
    words = [piece.name]
    if not piece.is_narrow:
        words += piece.caption.split(", ")
    words.append("does not fit" if piece.state == "fails" else piece.shape)
    words += [part for sum_ in piece.arithmetic for part in broken(sum_)]
    return words


def broken(arithmetic: str) -> list[str]:
    """Return the arithmetic of a size split into two lines that fit under a block."""
    left, plus, right = arithmetic.partition(" + 1 = ")
    return [left, f"+ 1 = {right}"] if plus else [arithmetic]


def _lines(x: float, y: float, lines: list[str], *, anchor: str = "middle") -> Iterator[str]:
    for number, line in enumerate(lines):
        weight = ' font-weight="bold"' if number == 0 and anchor == "middle" else ""
        yield (
            f'<text x="{x:.1f}" y="{y + number * _LINE:.1f}" text-anchor="{anchor}"{weight}>'
            f"{escape(line)}</text>"
        )


def _svg(piece: Piece, block: Block) -> str:
    """Return a block's faces as SVG; a layer that is not possible is a dashed outline."""
    if piece.state:
        corners = _corners(block.faces[0])
        return (
            f'<polygon points="{corners}" fill="none" stroke="#000000" stroke-width="1.5" '
            'stroke-dasharray="4 3"/>'
        )
    colour = LAYERS[piece.kind]
    return "".join(
        f'<polygon points="{_corners(face)}" fill="{colour}" fill-opacity="{face[1]}" '
        f'stroke="{colour}" stroke-width="1" stroke-linejoin="round"/>'
        for face in block.faces
    )


def _corners(face: Face) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in face[0])
