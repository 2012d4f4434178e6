"""SVG drawing of a network as blocks to scale: as pieces for the page, or one picture to save.

A block's height and depth are the rows and columns of the maps, its length is the number of maps; a
bar's height is the number of units. All blocks of a network have the same scale. Activations and
dropout are thin slabs, whose length has no meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from dlviz import layers
from dlviz.architecture import ShapePath, Step
from dlviz.figures.colours import LAYERS
from dlviz.layers import Activation, Dropout, Shape

TALL = 76.0  # height, in pixels, of the largest number of rows
_LONG = 44.0  # length, in pixels, of the largest number of maps
_DEPTH = 0.32  # depth drawn per pixel of the maps' width
_THIN = 5.0  # length of a slab
_BAR = 11.0
_SMALLEST = 2.0
_HEIGHT = TALL * (1 + _DEPTH) + 4
_WIDE, _NARROW = 100, 54  # widths of pieces in the saved picture
_TEXT, _LINE = 11, 14
_PER_ROW = 10
_CAPTION = 5  # lines under a block
_MARGIN = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One block with its texts.

    Attributes:
        kind: A key of LAYERS.
        name: "conv1", "input".
        caption: Description of the layer.
        shape: Output shape; "" from a layer that fails on.
        arithmetic: How its size is computed.
        svg: The block, an <svg> element.
        is_narrow: Whether it needs less room, because it changes no size.
        state: "" for a possible layer, "fails" for the one that does not fit, "unreached" for those
            after it.
    """

    kind: str
    name: str
    caption: str
    shape: str
    arithmetic: tuple[str, ...]
    svg: str
    is_narrow: bool
    state: str


def pieces(path: ShapePath) -> list[Piece]:
    """Return the input and every layer of `path`; from a failing layer on as empty outlines."""
    scale = _Scale.of(path)
    network = path.network
    drawn = [
        Piece(
            "input",
            "input",
            f"{network.input[0]} channel{'s' if network.input[0] > 1 else ''}",
            layers.shape_text(network.input),
            (),
            _svg(*scale.block(network.input, LAYERS["input"])),
            False,
            "",
        )
    ]
    drawn += [_piece(step, scale) for step in path.steps]
    for place in range(len(path.steps), len(network.layers)):
        layer = network.layers[place]
        drawn.append(
            Piece(
                type(layer).__name__,
                network.names[place],
                _unbroken(layers.title(layer)),
                "",
                (),
                _svg(*_outline()),
                isinstance(layer, Activation | Dropout),
                "fails" if place == len(path.steps) else "unreached",
            )
        )
    return drawn


def picture(path: ShapePath) -> str:
    """Return the whole drawing as one SVG file, on white, ten layers per row."""
    drawn = pieces(path)
    scale = _Scale.of(path)
    rows = [drawn[start : start + _PER_ROW] for start in range(0, len(drawn), _PER_ROW)]
    widths = [sum(_NARROW if one.is_narrow else _WIDE for one in row) for row in rows]
    row_height = _HEIGHT + _CAPTION * _LINE + 16
    width = max(widths) + 2 * _MARGIN
    height = row_height * len(rows) + 3 * _LINE + 2 * _MARGIN
    shapes = [path.network.input, *(step.shape for step in path.steps)]
    content = []
    for number, row in enumerate(rows):
        left, top = float(_MARGIN), _MARGIN + number * row_height
        for place, piece in enumerate(row, start=number * _PER_ROW):
            room = _NARROW if piece.is_narrow else _WIDE
            if piece.state:
                shape, block = _outline()
            else:
                layer = None if place == 0 else path.steps[place - 1].layer
                colour = LAYERS[piece.kind]
                shape, block = (
                    scale.slab(shapes[place], colour)
                    if isinstance(layer, Activation | Dropout)
                    else scale.block(shapes[place], colour)
                )
            middle = left + room / 2
            content.append(
                f'<g transform="translate({middle - shape / 2:.1f},{top:.1f})">{block}</g>'
            )
            content += _lines(middle, top + _HEIGHT + _LINE, _words(piece))
            left += room
    total = f"{path.parameters:,} parameters, {path.multiply_adds:,} multiply-adds for one picture"
    content += _lines(_MARGIN, height - 2 * _LINE, [total], anchor="start")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" '
        f'viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" font-size="{_TEXT}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(content)}</svg>\n'
    )


def legend(path: ShapePath) -> str:
    """Return the explanation of the blocks' sizes and of the last layer's output."""
    scale = "To scale: height and depth are rows and columns, length is the number of maps"
    if any(len(step.shape) == 1 for step in path.steps):
        scale += "; the height of a bar is its number of values"
    thin = _thin_ones(path)
    if thin:
        scale += (
            f". {thin} changes no size and is drawn as a thin plate; its length is not to scale"
        )
    if path.problem or len(path.shape) == 3:
        return f"{scale}."
    return f"{scale}. Softmax turns the last {path.shape[0]:,} into probabilities."


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
    def of(cls, path: ShapePath) -> "_Scale":
        shapes = [path.network.input, *(step.shape for step in path.steps)]
        maps = [shape for shape in shapes if len(shape) == 3]
        units = [shape[0] for shape in shapes if len(shape) == 1]
        side = max(max(shape[1:]) for shape in maps)
        return cls(
            TALL / side, _LONG / max(shape[0] for shape in maps), TALL / max(units, default=1)
        )

    def block(self, shape: Shape, colour: str) -> tuple[float, str]:
        if len(shape) == 1:
            return _BAR, _bar(_BAR, max(_SMALLEST, shape[0] * self.unit), colour)
        return self._cuboid(shape, max(_SMALLEST, shape[0] * self.map), colour)

    def slab(self, shape: Shape, colour: str) -> tuple[float, str]:
        if len(shape) == 1:
            return _THIN, _bar(_THIN, max(_SMALLEST, shape[0] * self.unit), colour)
        return self._cuboid(shape, _THIN, colour)

    def _cuboid(self, shape: Shape, length: float, colour: str) -> tuple[float, str]:
        _, rows, columns = shape
        height = max(_SMALLEST, rows * self.row)
        depth = max(1.0, columns * self.row * _DEPTH)
        top = (_HEIGHT - height - depth) / 2 + depth
        faces = (  # front, top, and the side, which shows one whole map
            (((0, top), (length, top), (length, top + height), (0, top + height)), 0.85),
            (((0, top), (depth, top - depth), (length + depth, top - depth), (length, top)), 0.55),
            (
                (
                    (length, top),
                    (length + depth, top - depth),
                    (length + depth, top - depth + height),
                    (length, top + height),
                ),
                0.35,
            ),
        )
        return length + depth, "".join(_polygon(points, colour, ink) for points, ink in faces)


def _piece(step: Step, scale: _Scale) -> Piece:
    kind = type(step.layer).__name__
    is_thin = isinstance(step.layer, Activation | Dropout)
    draw = scale.slab if is_thin else scale.block
    return Piece(
        kind,
        step.name,
        _unbroken(layers.title(step.layer)),
        layers.shape_text(step.shape),
        step.arithmetic,
        _svg(*draw(step.shape, LAYERS[kind])),
        is_thin,
        "",
    )


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


def _svg(width: float, content: str) -> str:
    room = width + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 {room:.1f} {_HEIGHT:.1f}" '
        f'width="{room:.1f}" height="{_HEIGHT:.1f}" aria-hidden="true">{content}</svg>'
    )


def _bar(width: float, height: float, colour: str) -> str:
    top = (_HEIGHT - height) / 2
    corners = ((0, top), (width, top), (width, top + height), (0, top + height))
    return _polygon(corners, colour, 0.85)


def _outline() -> tuple[float, str]:
    side = 30.0
    top = (_HEIGHT - side) / 2
    return side, (
        f'<rect x="0" y="{top:.1f}" width="{side}" height="{side}" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3"/>'
    )


def _polygon(points: tuple[tuple[float, float], ...], colour: str, ink: float) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polygon points="{corners}" fill="{colour}" fill-opacity="{ink}" stroke="{colour}" '
        'stroke-width="1" stroke-linejoin="round"/>'
    )
