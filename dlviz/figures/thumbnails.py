"""Thumbnail pictures of the home page's cards, with transparent gaps to suit both themes."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from dlviz.figures.colours import LAYERS, NEGATIVE, NEUTRAL, POSITIVE, rgb
from dlviz.figures.pictures import (
    enlarged,
    ink_picture,
    signed_picture,
    tiled,
    unsigned_picture,
)
from dlviz.figures.sprites import filter_pictures, signed_pictures

HEIGHT = 112  # pixels: a common multiple of 28 and 16 rows
_GAP = 20


def digit_network(
    image: np.ndarray, layers: Sequence[np.ndarray], probabilities: np.ndarray
) -> np.ndarray:
    """Return a network that classifies a digit: picture, two hidden layers, ten bars.

    Args:
        image: (28, 28) in [0, 1].
        layers: Activations of the two hidden layers, 16 rows each.
        probabilities: (10,) in [0, 1].

    Returns:
        (HEIGHT, width, 4) uint8 RGBA.
    """
    high = max(float(layer.max()) for layer in layers)
    parts = [ink_picture(image)]
    parts += [unsigned_picture(layer, high=high) for layer in layers]
    tall = [enlarged(part, HEIGHT // part.shape[0]) for part in parts]
    return _side_by_side([*map(_opaque, tall), _bars(probabilities)])


def signed_row(maps: Sequence[np.ndarray]) -> np.ndarray:
    """Return (HEIGHT, HEIGHT) signed maps side by side, each with its own range."""
    return _side_by_side([_opaque(signed_picture(values)) for values in maps])


def photo_and_response(photo: np.ndarray, response: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return a photo, a kernel and its response side by side.

    Args:
        photo: (HEIGHT, W) uint8 grey.
        response: (HEIGHT, W) signed.
        kernel: (k, k) weights.
    """
    grey = np.repeat(photo[:, :, None], 3, axis=2)
    grid = enlarged(signed_picture(kernel), HEIGHT // 3 // len(kernel))
    rim = HEIGHT - len(grid)
    parts = [_opaque(part) for part in (grey, grid, signed_picture(response))]
    parts[1] = np.pad(parts[1], ((rim // 2, rim - rim // 2), (0, 0), (0, 0)))
    return _side_by_side(parts)


def photos_in_a_row(photos: Sequence[np.ndarray]) -> np.ndarray:
    """Return square photos (S, S, 3) in 0..255 side by side, each HEIGHT tall, unsmoothed."""
    parts = []
    for photo in photos:
        pixels = np.rint(photo).astype(np.uint8)
        parts.append(_opaque(enlarged(pixels, HEIGHT // len(pixels))))
    return _side_by_side(parts)


def blocks(shapes: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return a network as blocks: height = rows, length = number of maps, or one bar of units.

    Args:
        shapes: (C, H, W) of maps and (D,) of units; equal neighbours are drawn once.
    """
    scale, gap = 4, 9
    drawn = [shape for shape, before in zip(shapes, [(), *shapes], strict=False) if shape != before]
    side = max(shape[1] for shape in drawn if len(shape) == 3)
    most = max(shape[0] for shape in drawn if len(shape) == 1)
    sizes = [
        (4 + shape[0] // 6, HEIGHT * 0.75 * shape[1] / side)
        if len(shape) == 3
        else (8, max(6, HEIGHT * shape[0] / most))
        for shape in drawn
    ]
    depth = [
        0.3 * height if len(shape) == 3 else 0
        for shape, (_, height) in zip(drawn, sizes, strict=True)
    ]
    width = (
        sum(round(length + back) + gap for (length, _), back in zip(sizes, depth, strict=True))
        - gap
    )
    canvas = Image.new("RGBA", (width * scale, HEIGHT * scale))
    pen = ImageDraw.Draw(canvas)
    left = 0.0
    for shape, (length, height), back in zip(drawn, sizes, depth, strict=True):
        top = (HEIGHT - height + back) / 2
        colour = rgb(LAYERS["Convolution" if len(shape) == 3 else "Dense"])
        _cuboid(pen, scale, (left, top, length, height, back), colour)
        left += round(length + back) + gap
    return np.asarray(canvas.resize((width, HEIGHT), Image.Resampling.LANCZOS))


def filters_and_maps(filters: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """Return six filters (6, 3, k, k) and their maps (6, H, W), each in two rows."""
    side = HEIGHT // 2 - 2
    sheets = []
    for pictures in (filter_pictures(filters), signed_pictures(maps, is_shared=False)):
        how = Image.Resampling.BOX if pictures.shape[1] > side else Image.Resampling.NEAREST
        tiles = [np.asarray(Image.fromarray(x).resize((side, side), how)) for x in pictures]
        sheets.append(_opaque(tiled(tiles, columns=3)))
    return _side_by_side([np.pad(sheet, ((1, 1), (0, 0), (0, 0))) for sheet in sheets])


def classes_and_map(classes: Sequence[np.ndarray], places: np.ndarray) -> np.ndarray:
    """Return the photos of two classes, and a scatter plot of all of them.

    Args:
        classes: Two arrays (9, H, W, 3) uint8 of photos.
        places: (18, 2) coordinates of the same photos, class by class.
    """
    side, scale = HEIGHT // 3 - 2, 4
    how = Image.Resampling.BOX
    sheets = [
        tiled([np.asarray(Image.fromarray(x).resize((side, side), how)) for x in own], columns=3)
        for own in classes
    ]
    canvas = Image.new("RGBA", (HEIGHT * scale, HEIGHT * scale))
    pen = ImageDraw.Draw(canvas)
    low, high = places.min(axis=0), places.max(axis=0)
    middles = (0.1 + 0.8 * (places - low) / (high - low)) * HEIGHT * scale
    for number, (x, y) in enumerate(middles):
        colour = rgb(NEGATIVE if number < len(places) // 2 else POSITIVE)
        pen.ellipse([x - 18, y - 18, x + 18, y + 18], fill=(*colour, 235))
    scatter = np.asarray(canvas.resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS))
    rims = [HEIGHT - len(sheet) for sheet in sheets]
    padded = [
        np.pad(_opaque(sheet), ((rim // 2, rim - rim // 2), (0, 0), (0, 0)))
        for sheet, rim in zip(sheets, rims, strict=True)
    ]
    return _side_by_side([padded[0], scatter, padded[1]])


def film(
    frames: Sequence[np.ndarray], shares: Sequence[float], winners: Sequence[int]
) -> np.ndarray:
    """Return pictures side by side, with a bar for the most probable class under each.

    Args:
        frames: (S, S, 3) uint8 each.
        shares: Probability of that class, in [0, 1].
        winners: Number of that class; the first frame's class has the first colour.
    """
    bar, space = 10, 6
    side = HEIGHT - bar - space
    parts = []
    for frame, share, winner in zip(frames, shares, winners, strict=True):
        part = np.zeros((HEIGHT, side, 4), np.uint8)
        small = Image.fromarray(frame).resize((side, side), Image.Resampling.LANCZOS)
        part[:side] = _opaque(np.asarray(small))
        colour = POSITIVE if winner == winners[0] else NEGATIVE
        part[-bar:, : max(2, round(share * side))] = (*rgb(colour), 255)
        parts.append(part)
    return _side_by_side(parts)


def surrounded(original: np.ndarray, copies: np.ndarray) -> np.ndarray:
    """Return a digit (28, 28) in [0, 1], doubled in size, with its 28 copies around it."""
    side, columns = HEIGHT // 4, 8
    canvas = np.zeros((HEIGHT, side * columns, 4), dtype=np.uint8)
    left = columns // 2 - 1
    places = [
        (row, column)
        for row in range(4)
        for column in range(columns)
        if not (row in (1, 2) and column in (left, left + 1))
    ]
    for (row, column), digit in zip(places, copies, strict=True):
        tile = _opaque(ink_picture(digit[1:-1, 1:-1]))  # the outer pixels make the gap
        top, start = row * side + 1, column * side + 1
        canvas[top : top + side - 2, start : start + side - 2] = tile
    large = _opaque(enlarged(ink_picture(original), 2)[1:-1, 1:-1])
    canvas[side + 1 : 3 * side - 1, left * side + 1 : (left + 2) * side - 1] = large
    return canvas


def icon(size: int = 64) -> np.ndarray:
    """Return the app's icon (size, size, 4) RGBA: a positive and a negative unit feed a third."""
    scale = 4  # drawn larger, then shrunk, for smooth edges
    canvas = Image.new("RGBA", (size * scale, size * scale))
    pen = ImageDraw.Draw(canvas)
    unit = size * scale / 64
    target = (49, 32)
    for colour, source in ((POSITIVE, (15, 15)), (NEGATIVE, (15, 49))):
        line = [unit * value for point in (source, target) for value in point]
        pen.line(line, fill=colour, width=round(6 * unit))
    for colour, (x, y) in ((POSITIVE, (15, 15)), (NEGATIVE, (15, 49)), (NEUTRAL, target)):
        box = [unit * (x - 13), unit * (y - 13), unit * (x + 13), unit * (y + 13)]
        pen.ellipse(box, fill=colour)
    return np.asarray(canvas.resize((size, size), Image.Resampling.LANCZOS))


def _cuboid(
    pen: ImageDraw.ImageDraw,
    scale: int,
    box: tuple[float, float, float, float, float],
    colour: tuple[int, int, int],
) -> None:
    """Draw a block; box is (left, top, length, height, depth), in units of `scale` pixels."""
    left, top, length, height, back = (scale * value for value in box)
    right, bottom = left + length, top + height
    pen.polygon(
        [(left, top), (left + back, top - back), (right + back, top - back), (right, top)],
        fill=(*colour, 150),
    )
    pen.polygon(
        [(right, top), (right + back, top - back), (right + back, bottom - back), (right, bottom)],
        fill=(*colour, 100),
    )
    pen.rectangle([left, top, right, bottom], fill=(*colour, 235))


def _bars(values: np.ndarray) -> np.ndarray:
    width, step = 96, HEIGHT // len(values)
    bars = np.zeros((HEIGHT, width, 4), dtype=np.uint8)
    for place, value in enumerate(values):
        colour = POSITIVE if place == values.argmax() else NEUTRAL
        length = max(2, round(float(value) * width))
        bars[place * step + 2 : (place + 1) * step - 1, :length] = (*rgb(colour), 255)
    return bars


def _opaque(picture: np.ndarray) -> np.ndarray:
    alpha = np.full((*picture.shape[:2], 1), 255, dtype=np.uint8)
    return np.concatenate([picture, alpha], axis=2)


def _side_by_side(parts: Sequence[np.ndarray]) -> np.ndarray:
    gap = np.zeros((HEIGHT, _GAP, 4), dtype=np.uint8)
    row = [piece for part in parts for piece in (part, gap)]
    return np.concatenate(row[:-1], axis=1)
