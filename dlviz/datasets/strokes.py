"""Synthetic handwriting: digits in many styles, drawn as pen strokes on a pad.

They supplement MNIST, which was written in American offices and schools with pens of one width.
People who draw on a pad also cross their sevens, give ones a flag and a foot, curl their nines, and
use any pen. Every style below is a function that returns control points in the unit square (x to
the right, y down) with random variations; then the whole digit is slanted, stretched, rotated and
warped.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from dlviz.datasets.mnist import N_CLASSES, SIDE, Digits
from dlviz.digits import normalise

PAD = 280  # side of the drawing pad in pixels
PENS = (10.0, 30.0)  # range of pen widths in pixels, a little wider than the app offers
SIZES = (0.38, 0.95)  # range of the ink's longer side, as a share of the pad

Point = tuple[float, float]
Path = list[Point]  # control points; the same point twice in a row makes a corner


@dataclass(frozen=True, slots=True)
class Hand:
    """The random choices of one drawing.

    Attributes:
        rng: The random generator.
    """

    rng: np.random.Generator

    def __call__(self, low: float, high: float) -> float:
        """Return a uniform random number between `low` and `high`."""
        return low + (high - low) * self.rng.random()

    def near(self, value: float, spread: float) -> float:
        """Return a normal random number with mean `value` and standard deviation `spread`."""
        return value + spread * self.rng.standard_normal()

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return bool(self.rng.random() < probability)


Style = Callable[[Hand], list[Path]]


def _arc(centre: Point, radii: Point, start: float, sweep: float, *, growth: float = 0.0) -> Path:
    """Return points on an ellipse from the angle `start` over `sweep` degrees.

    0 is right and 90 is down, so a positive sweep turns clockwise. The radii grow linearly over the
    sweep by the share `growth`, which makes a spiral.
    """
    n = max(3, math.ceil(abs(sweep) / 35) + 1)
    points = []
    for step in range(n):
        angle = math.radians(start + sweep * step / (n - 1))
        size = 1 + growth * step / (n - 1)
        points.append(
            (
                centre[0] + radii[0] * size * math.cos(angle),
                centre[1] + radii[1] * size * math.sin(angle),
            )
        )
    return points


def _corner(x: float, y: float) -> Path:
    return [(x, y), (x, y)]


def _bowed(start: Point, end: Point, bow: float) -> Path:
    """Return a line from start to end whose middle deviates by `bow` times its length."""
    (x0, y0), (x1, y1) = start, end
    middle = ((x0 + x1) / 2 - bow * (y1 - y0), (y0 + y1) / 2 + bow * (x1 - x0))
    return [start, middle, end]


# --- 0 -------------------------------------------------------------------------------------------


def _zero_oval(hand: Hand) -> list[Path]:
    start = hand.near(-80, 35) if hand.chance(0.85) else hand(0, 360)
    turn = -1 if hand.chance(0.8) else 1
    radii = (hand(0.24, 0.48), 0.5)
    return [_arc((0.5, 0.5), radii, start, turn * hand(325, 420), growth=hand(-0.15, 0.12))]


def _zero_pointed(hand: Hand) -> list[Path]:
    top = (hand(0.4, 0.65), 0.0)
    around = _arc((0.5, hand(0.5, 0.6)), (hand(0.22, 0.42), 0.45), -130, -280)
    return [[top, *around, (top[0] + hand(-0.1, 0.12), hand(-0.06, 0.1))]]


def _zero_curled(hand: Hand) -> list[Path]:
    radii = (hand(0.26, 0.45), 0.5)
    return [_arc((0.5, 0.5), radii, hand(-100, -30), -hand(380, 440), growth=-hand(0.1, 0.3))]


def _zero_tailed(hand: Hand) -> list[Path]:
    radii = (hand(0.25, 0.42), hand(0.42, 0.5))
    around = _arc((0.45, 0.55), radii, hand(-80, -30), -hand(340, 375))
    x, y = around[-1]
    return [[*around, (x + hand(0.1, 0.25), y - hand(0.0, 0.08))]]


def _zero_slashed(hand: Hand) -> list[Path]:
    reach = hand(0.0, 0.2)
    slash = _bowed((0.75 + reach, 0.12 - reach), (0.25 - reach, 0.88 + reach), hand(-0.04, 0.04))
    return [*_zero_oval(hand), slash]


# --- 1 -------------------------------------------------------------------------------------------


def _one_bar(hand: Hand) -> list[Path]:
    return [_bowed((0.5, 0.0), (hand(0.44, 0.56), 1.0), hand.near(0, 0.03))]


def _one_flag(hand: Hand) -> list[Path]:
    top = (0.5, 0.0)
    flag = (top[0] - hand(0.08, 0.38), hand(0.06, 0.3))
    stem = _bowed(top, (hand(0.42, 0.58), 1.0), hand.near(0, 0.025))
    return [[*_bowed(flag, top, hand(-0.15, 0.12)), *stem]]


def _one_long_flag(hand: Hand) -> list[Path]:
    top = (0.55, 0.0)
    flag = (top[0] - hand(0.25, 0.65), hand(0.28, 0.85))
    stem = _bowed(top, (hand(0.46, 0.64), 1.0), hand.near(0, 0.025))
    return [[*_bowed(flag, top, hand(-0.12, 0.1)), *stem]]


def _foot(hand: Hand, x: float) -> Path:
    left, right = hand(0.1, 0.42), hand(0.1, 0.42)
    y = 1.0 + hand(-0.03, 0.02)
    return _bowed((x - left, y + hand.near(0, 0.02)), (x + right, y), hand.near(0, 0.04))


def _one_foot(hand: Hand) -> list[Path]:
    return [*_one_bar(hand), _foot(hand, 0.5)]


def _one_flag_foot(hand: Hand) -> list[Path]:
    flagged = _one_flag(hand) if hand.chance(0.6) else _one_long_flag(hand)
    return [*flagged, _foot(hand, flagged[0][-1][0])]


def _one_flag_foot_joined(hand: Hand) -> list[Path]:
    (path,) = _one_flag(hand)
    x = path[-1][0]
    return [[*path, *_corner(x - hand(0.12, 0.3), hand(0.97, 1.02)), (x + hand(0.12, 0.35), 1.0)]]


def _one_hooked_stem(hand: Hand) -> list[Path]:
    (path,) = _one_flag(hand) if hand.chance(0.5) else _one_bar(hand)
    x, y = path[-1]
    return [
        [*path[:-1], (x, y - 0.12), (x + hand(0.05, 0.12), y), (x + hand(0.14, 0.25), y - 0.06)]
    ]


# --- 2 -------------------------------------------------------------------------------------------


def _two_top(hand: Hand) -> Path:
    """Return the head of a two: from the start at the left over the top to the right side."""
    right = hand(0.74, 0.92)
    return [
        (hand(0.0, 0.22), hand(0.1, 0.34)),
        (hand(0.4, 0.52), 0.0),
        (right, hand(0.18, 0.32)),
        (right - 0.12, hand(0.42, 0.54)),
    ]


def _two_flat(hand: Hand) -> list[Path]:
    corner = (hand(0.0, 0.18), hand(0.9, 1.0))
    base = _bowed(corner, (hand(0.75, 1.05), hand(0.9, 1.03)), hand.near(0, 0.05))
    return [[*_two_top(hand), corner, *base]]


def _two_loop(hand: Hand) -> list[Path]:
    x, y, size = hand(0.1, 0.22), hand(0.84, 0.94), hand(0.05, 0.13)
    loop = [(x, y + size * 0.7), (x - size, y), (x, y - size * 0.8), (x + size * 1.6, y)]
    end = [(hand(0.55, 0.7), hand(0.94, 1.04)), (hand(0.85, 1.05), hand(0.84, 1.0))]
    return [[*_two_top(hand), (x + 0.22, y - 0.16), *loop, *end]]


def _two_bent(hand: Hand) -> list[Path]:
    bend = [(hand(0.1, 0.2), hand(0.86, 0.92)), (hand(0.2, 0.32), hand(0.92, 1.0))]
    return [[*_two_top(hand), *bend, (hand(0.8, 1.0), hand(0.9, 1.02))]]


def _two_angular(hand: Hand) -> list[Path]:
    right, left = hand(0.7, 0.95), hand(0.0, 0.15)
    top = _bowed((hand(0.0, 0.2), hand(0.0, 0.12)), (right, hand(0.0, 0.15)), hand(-0.12, 0.0))
    slope = _bowed((right, top[-1][1]), (left, 1.0), hand(-0.02, 0.08))
    return [[*top, *slope, *_bowed((left, 1.0), (hand(0.75, 1.05), hand(0.92, 1.04)), 0.0)]]


def _two_hooked(hand: Hand) -> list[Path]:
    head = [(hand(0.18, 0.3), hand(0.3, 0.42)), (hand(0.02, 0.14), hand(0.2, 0.3))]
    corner = (hand(0.0, 0.18), hand(0.92, 1.0))
    wave = [(0.4, hand(0.86, 0.95)), (0.65, hand(0.95, 1.03)), (hand(0.85, 1.0), hand(0.86, 0.98))]
    return [[*head, *_two_top(hand)[1:], *_corner(*corner), *wave]]


# --- 3 -------------------------------------------------------------------------------------------


def _three_belly(hand: Hand, start: Point) -> Path:
    """Return the lower bow of a three, from `start` in the middle to the open end at the left."""
    right = hand(0.8, 1.0)
    return [
        start,
        (right - hand(0.04, 0.14), start[1] + hand(0.04, 0.12)),
        (right, hand(0.68, 0.78)),
        (hand(0.45, 0.62), 1.0),
        (hand(0.0, 0.2), hand(0.78, 0.97)),
    ]


def _three_head(hand: Hand, end: Point) -> Path:
    right = hand(0.68, 0.92)
    return [
        (hand(0.02, 0.22), hand(0.06, 0.24)),
        (hand(0.4, 0.55), 0.0),
        (right, hand(0.14, 0.26)),
        (hand(0.55, 0.7), end[1] - hand(0.02, 0.08)),
        end,
    ]


def _three_round(hand: Hand) -> list[Path]:
    middle = (hand(0.28, 0.52), hand(0.4, 0.52))
    return [[*_three_head(hand, middle), *_three_belly(hand, middle)]]


def _three_loop(hand: Hand) -> list[Path]:
    x, y, size = hand(0.3, 0.48), hand(0.42, 0.52), hand(0.04, 0.1)
    loop = [(x, y + size * 0.5), (x - size, y), (x, y - size * 0.5)]
    return [[*_three_head(hand, (x + 0.12, y))[:-1], *loop, *_three_belly(hand, (x + size, y))[1:]]]


def _three_shallow(hand: Hand) -> list[Path]:
    """Return a three without a cusp: its middle is only slightly indented."""
    middle = (hand(0.55, 0.68), hand(0.42, 0.5))
    return [[*_three_head(hand, middle)[:-2], middle, *_three_belly(hand, middle)[1:]]]


def _three_flat(hand: Hand) -> list[Path]:
    right = hand(0.7, 0.95)
    middle = (hand(0.3, 0.5), hand(0.36, 0.48))
    top = _bowed((hand(0.02, 0.2), hand(0.0, 0.08)), (right, hand(0.0, 0.07)), hand.near(0, 0.03))
    if hand.chance(0.2):
        top = [*_serif(hand, top), *top[1:]]
    return [[*top, top[-1], *_corner(*middle), *_three_belly(hand, middle)[1:]]]


def _three_long_neck(hand: Hand) -> list[Path]:
    """Return a three whose middle is one short horizontal line to the left and back."""
    middle = (hand(0.3, 0.5), hand(0.42, 0.52))
    head = _three_head(hand, (hand(0.55, 0.68), middle[1] + hand(-0.03, 0.03)))
    return [[*head, *_corner(*middle), *_three_belly(hand, (hand(0.5, 0.6), middle[1]))]]


def _three_angular(hand: Hand) -> list[Path]:
    middle = (hand(0.3, 0.55), hand(0.42, 0.52))
    upper = [(hand(0.0, 0.15), hand(0.0, 0.1)), *_corner(hand(0.75, 0.95), hand(0.02, 0.2))]
    lower = [*_corner(hand(0.8, 1.0), hand(0.6, 0.8)), (hand(0.0, 0.2), hand(0.92, 1.02))]
    return [[*upper, *_corner(*middle), *lower]]


# --- 4 -------------------------------------------------------------------------------------------


def _four_open(hand: Hand) -> list[Path]:
    knee = (hand(0.0, 0.2), hand(0.5, 0.66))
    bar_end = (hand(0.78, 1.05), knee[1] + hand(-0.08, 0.05))
    first = _bowed((hand(0.08, 0.36), hand(0.0, 0.12)), knee, hand(-0.05, 0.06))
    top, bottom = (hand(0.6, 0.78), hand(0.0, 0.3)), (hand(0.52, 0.74), 1.0)
    return [
        [*first, *_bowed(knee, bar_end, hand.near(0, 0.04))],
        _bowed(top, bottom, hand.near(0, 0.02)),
    ]


def _four_rounded(hand: Hand) -> list[Path]:
    """Return an open four whose left part is one soft bend, like a u."""
    cup = [
        (hand(0.05, 0.25), hand(0.0, 0.1)),
        (hand(0.02, 0.14), hand(0.3, 0.45)),
        (hand(0.2, 0.35), hand(0.5, 0.6)),
        (hand(0.7, 0.85), hand(0.44, 0.56)),
    ]
    stem = _bowed((hand(0.68, 0.85), hand(0.0, 0.2)), (hand(0.55, 0.8), 1.0), hand.near(0, 0.03))
    if hand.chance(0.4):  # in one stroke: the pen goes up again and down along the stem
        return [[*cup, *stem]]
    return [cup, stem]


def _four_closed(hand: Hand) -> list[Path]:
    apex = (hand(0.58, 0.75), 0.0)
    knee = (hand(0.0, 0.12), hand(0.58, 0.72))
    bar_end = (hand(0.8, 1.05), knee[1] + hand(-0.05, 0.05))
    stem_top = (apex[0] + hand(-0.04, 0.06), hand(-0.04, 0.06))
    stem = _bowed(stem_top, (stem_top[0] + hand(-0.12, 0.04), 1.0), hand.near(0, 0.02))
    return [
        [*_bowed(apex, knee, hand(-0.04, 0.04)), *_bowed(knee, bar_end, hand.near(0, 0.03))],
        stem,
    ]


def _four_one_stroke(hand: Hand) -> list[Path]:
    """Return a closed four drawn from the right end of its bar: left, up, down."""
    y = hand(0.56, 0.7)
    apex = (hand(0.58, 0.75), 0.0)
    knee = (hand(0.0, 0.12), y + hand(-0.04, 0.04))
    stem = _bowed(apex, (apex[0] + hand(-0.15, 0.05), 1.0), hand.near(0, 0.02))
    return [[(hand(0.85, 1.05), y), *_corner(*knee), *_corner(*apex), *stem[1:]]]


def _four_lightning(hand: Hand) -> list[Path]:
    """Return a long slope, a bar and a short stem through it, often leaning."""
    knee = (hand(0.0, 0.15), hand(0.55, 0.78))
    first = _bowed((hand(0.35, 0.7), 0.0), knee, hand(-0.04, 0.1))
    bar = _bowed(knee, (hand(0.75, 1.1), knee[1] + hand(-0.2, 0.05)), hand(-0.06, 0.12))
    if hand.chance(0.5):  # a soft bend instead of a corner
        bar = bar[1:]
    top = (hand(0.5, 0.78), hand(0.28, 0.55))
    stem = _bowed(top, (top[0] - hand(0.0, 0.28), hand(0.95, 1.1)), hand.near(0, 0.03))
    return [[*first, *bar], stem]


def _four_knotted(hand: Hand) -> list[Path]:
    """Return an open four with a small loop where the slope turns into the bar."""
    x, y, size = hand(0.02, 0.14), hand(0.52, 0.68), hand(0.04, 0.09)
    loop = [(x, y), (x + size, y + size), (x + 1.6 * size, y), (x + size, y - 0.4 * size)]
    slope = [(hand(0.2, 0.5), 0.0), *loop[:1]]
    stem_top = (hand(0.6, 0.78), hand(0.1, 0.42))
    stem = _bowed(stem_top, (stem_top[0] - hand(-0.04, 0.2), 1.0), hand.near(0, 0.02))
    return [[*slope, *loop[1:], (hand(0.8, 1.0), y + hand(-0.1, 0.05))], stem]


def _four_looped(hand: Hand) -> list[Path]:
    """Return a four in one stroke whose bar curves back through the stem."""
    knee = (hand(0.02, 0.15), hand(0.48, 0.6))
    turn = [(hand(0.75, 0.9), knee[1] + hand(-0.12, 0.0)), (hand(0.78, 0.92), hand(0.15, 0.3))]
    return [
        [
            (hand(0.2, 0.4), 0.0),
            *_corner(*knee),
            *turn,
            (hand(0.7, 0.8), hand(0.1, 0.2)),
            (0.62, 1.0),
        ]
    ]


# --- 5 -------------------------------------------------------------------------------------------


def _five_belly(hand: Hand, start: Point) -> Path:
    right = hand(0.8, 1.0)
    return [
        start,
        (hand(0.45, 0.62), start[1] - hand(0.02, 0.12)),
        (right, hand(0.58, 0.74)),
        (hand(0.45, 0.65), hand(0.96, 1.02)),
        (hand(0.0, 0.2), hand(0.8, 0.98)),
    ]


def _five_one_stroke(hand: Hand) -> list[Path]:
    corner = (hand(0.15, 0.35), hand(0.0, 0.1))
    waist = (hand(0.08, 0.26), hand(0.38, 0.52))
    hat = _bowed((hand(0.7, 1.0), hand(-0.03, 0.1)), corner, hand.near(0, 0.04))
    return [[*hat, *_corner(*corner), *_corner(*waist), *_five_belly(hand, waist)]]


def _five_hat(hand: Hand) -> list[Path]:
    top = (hand(0.15, 0.35), hand(0.0, 0.14))
    waist = (hand(0.08, 0.28), hand(0.38, 0.54))
    body = [top, *_corner(*waist), *_five_belly(hand, waist)]
    hat_start = (top[0] + hand(-0.08, 0.16), top[1] + hand(-0.12, 0.06))
    hat_end = (hat_start[0] + hand(0.3, 0.75), hat_start[1] + hand(-0.14, 0.08))
    return [body, _bowed(hat_start, hat_end, hand.near(0, 0.05))]


def _five_curved(hand: Hand) -> list[Path]:
    """Return a five as one smooth line, nearly an s."""
    head = [(hand(0.72, 1.0), hand(0.0, 0.1)), (hand(0.35, 0.5), hand(0.0, 0.08))]
    waist = [(hand(0.1, 0.22), hand(0.2, 0.34)), (hand(0.3, 0.42), hand(0.4, 0.5))]
    end = [
        (hand(0.8, 0.95), hand(0.62, 0.76)),
        (hand(0.45, 0.6), 1.0),
        (hand(0.0, 0.15), hand(0.82, 0.95)),
    ]
    return [[*head, *waist, *end]]


def _five_detached(hand: Hand) -> list[Path]:
    top = (hand(0.15, 0.32), hand(0.08, 0.2))
    waist = (hand(0.1, 0.26), hand(0.4, 0.52))
    hat_start = (top[0] + hand(0.1, 0.3), top[1] - hand(0.08, 0.2))
    hat_end = (hat_start[0] + hand(0.3, 0.6), hat_start[1] + hand(-0.2, 0.05))
    return [[top, *_corner(*waist), *_five_belly(hand, waist)], [hat_start, hat_end]]


def _five_angular(hand: Hand) -> list[Path]:
    corner = (hand(0.1, 0.3), hand(0.0, 0.08))
    waist = (hand(0.05, 0.22), hand(0.36, 0.5))
    bend = _corner(hand(0.8, 1.0), hand(0.45, 0.62))
    return [
        [(hand(0.7, 1.0), hand(0.0, 0.1)), *_corner(*corner), *_corner(*waist), *bend,
         (hand(0.6, 0.85), hand(0.85, 0.95)), (hand(0.0, 0.2), hand(0.92, 1.02))]
    ]  # fmt: skip


# --- 6 -------------------------------------------------------------------------------------------


def _six(hand: Hand, *, start: Path, loop_top: float, sweep: float, growth: float) -> list[Path]:
    """Return a six: `start` at the top, then a loop from its left side down and around."""
    height = (1 - loop_top) / 2
    radii = (hand(0.28, 0.42), height)
    around = _arc((0.5, 1 - height), radii, hand(180, 195), -sweep, growth=growth)
    return [[*start, *around]]


def _six_plain(hand: Hand) -> list[Path]:
    start = [(hand(0.5, 0.88), 0.0), (hand(0.26, 0.42), hand(0.2, 0.36))]
    return _six(
        hand, start=start, loop_top=hand(0.38, 0.64), sweep=hand(310, 390), growth=hand(-0.2, 0.0)
    )


def _six_straight(hand: Hand) -> list[Path]:
    start = _bowed((hand(0.2, 0.75), 0.0), (hand(0.12, 0.22), hand(0.45, 0.55)), hand(-0.02, 0.05))
    return _six(
        hand, start=start, loop_top=hand(0.45, 0.66), sweep=hand(320, 400), growth=hand(-0.15, 0.05)
    )


def _six_curled(hand: Hand) -> list[Path]:
    head = [
        (hand(0.8, 0.98), hand(0.1, 0.25)),
        (hand(0.6, 0.72), 0.0),
        (hand(0.25, 0.36), hand(0.2, 0.3)),
    ]
    return _six(
        hand, start=head, loop_top=hand(0.38, 0.56), sweep=hand(310, 400), growth=hand(-0.25, 0.0)
    )


def _six_spiral(hand: Hand) -> list[Path]:
    start = [(hand(0.5, 0.95), 0.0), (hand(0.22, 0.38), hand(0.18, 0.32))]
    return _six(
        hand, start=start, loop_top=hand(0.3, 0.5), sweep=hand(360, 470), growth=-hand(0.3, 0.55)
    )


def _six_open(hand: Hand) -> list[Path]:
    start = [(hand(0.5, 0.9), 0.0), (hand(0.24, 0.4), hand(0.18, 0.34))]
    return _six(
        hand, start=start, loop_top=hand(0.4, 0.6), sweep=hand(255, 310), growth=hand(-0.25, 0.0)
    )


# --- 7 -------------------------------------------------------------------------------------------


def _seven_parts(hand: Hand) -> tuple[Path, Path]:
    """Return the top bar and the stem, which starts where the bar ends."""
    right = (hand(0.72, 1.0), hand(-0.04, 0.1))
    bar = _bowed((hand(0.0, 0.15), hand(0.0, 0.12)), right, hand.near(0, 0.05))
    foot = (hand(0.15, 0.62), 1.0)
    return bar, _bowed(right, foot, hand(-0.02, 0.12) if hand.chance(0.7) else hand(-0.08, 0.0))


def _cross(hand: Hand, stem: Path) -> Path:
    x, y = stem[1][0], hand(0.4, 0.62)
    x += (y - stem[1][1]) * (stem[2][0] - stem[0][0])
    left, right = hand(0.12, 0.36), hand(0.12, 0.36)
    rise = hand.near(0.0, 0.04)
    return _bowed((x - left, y + rise), (x + right, y - rise), hand.near(0, 0.05))


def _serif(hand: Hand, bar: Path) -> Path:
    x, y = bar[0]
    return [(x + hand(-0.08, 0.06), y + hand(0.08, 0.24)), *_corner(x, y)]


def _seven_plain(hand: Hand) -> list[Path]:
    bar, stem = _seven_parts(hand)
    return [[*bar, *stem]]


def _seven_crossed(hand: Hand) -> list[Path]:
    bar, stem = _seven_parts(hand)
    return [[*bar, *stem], _cross(hand, stem)]


def _seven_serif(hand: Hand) -> list[Path]:
    bar, stem = _seven_parts(hand)
    return [[*_serif(hand, bar), *bar[1:], *stem]]


def _seven_serif_crossed(hand: Hand) -> list[Path]:
    bar, stem = _seven_parts(hand)
    return [[*_serif(hand, bar), *bar[1:], *stem], _cross(hand, stem)]


def _seven_wavy(hand: Hand) -> list[Path]:
    """Return a seven with a wavy bar, a soft corner and sometimes a cross."""
    _, stem = _seven_parts(hand)
    head = [(hand(0.0, 0.1), hand(0.12, 0.25)), (hand(0.15, 0.3), hand(0.0, 0.08)),
            (hand(0.5, 0.6), hand(0.06, 0.14))]  # fmt: skip
    strokes = [[*head, *stem]]
    return [*strokes, _cross(hand, stem)] if hand.chance(0.5) else strokes


def _seven_bent(hand: Hand) -> list[Path]:
    """Return a seven whose stem starts flat and then falls steeply, sometimes crossed."""
    bar, _ = _seven_parts(hand)
    knee = (hand(0.42, 0.58), hand(0.38, 0.5))
    stem = [*_corner(*bar[-1]), knee, (knee[0] - hand(0.02, 0.15), 1.0)]
    strokes = [[*bar[:-1], *stem]]
    if hand.chance(0.4):
        y = knee[1] + hand(0.0, 0.1)
        strokes.append(
            [(knee[0] - hand(0.15, 0.3), y), (knee[0] + hand(0.15, 0.3), y + hand(-0.05, 0.03))]
        )
    return strokes


# --- 8 -------------------------------------------------------------------------------------------


def _eight_points(hand: Hand) -> tuple[Path, Path]:
    """Return the stroke down (an s) and the stroke up again of a figure of eight."""
    waist = hand(0.4, 0.52)
    upper, lower = hand(0.24, 0.38), hand(0.3, 0.46)
    x = hand(0.44, 0.56)
    down = [
        (x, 0.0),
        (x - upper, waist * 0.5),
        (x, waist),
        (x + lower, (1 + waist) / 2),
        (x, 1.0),
    ]
    up = [(x - lower, (1 + waist) / 2), (x + hand(-0.05, 0.05), waist), (x + upper, waist * 0.5)]
    return down, up


def _eight_figure(hand: Hand) -> list[Path]:
    down, up = _eight_points(hand)
    start = (hand(0.6, 0.85), hand(0.04, 0.16))
    end = (start[0] + hand(-0.12, 0.04), start[1] + hand(-0.1, 0.08))
    return [[start, *down, *up, end]]


def _eight_open(hand: Hand) -> list[Path]:
    """Return an eight whose upward stroke does not meet its start at the top."""
    down, up = _eight_points(hand)
    start = (hand(0.7, 0.9), hand(0.06, 0.2))
    end = (start[0] + hand(0.02, 0.16), start[1] - hand(0.04, 0.16))
    return [[start, *down, *up[:-1], (up[-1][0] + hand(0.0, 0.08), up[-1][1]), end]]


def _eight_circles(hand: Hand) -> list[Path]:
    waist = hand(0.4, 0.54)
    overlap = hand(-0.03, 0.05)
    upper = _arc((0.5, waist / 2), (hand(0.22, 0.36), waist / 2), hand(-180, 90), -hand(345, 400))
    half = (1 - waist + overlap) / 2
    start = hand.near(-90, 25)
    turn = 1 if hand.chance(0.5) else -1
    lower = _arc(
        (hand(0.46, 0.54), 1 - half), (hand(0.28, 0.44), half), start, turn * hand(345, 400)
    )
    return [upper, lower]


def _eight_from_waist(hand: Hand) -> list[Path]:
    down, up = _eight_points(hand)
    return [[down[2], *down[3:], *up, *down[:2], (down[2][0] + hand(-0.05, 0.1), down[2][1])]]


def _eight_narrow_top(hand: Hand) -> list[Path]:
    """Return an eight of one straight and one curved diagonal, pointed at the top."""
    down, up = _eight_points(hand)
    tip = (hand(0.6, 0.85), hand(0.0, 0.06))
    return [[tip, (0.36, 0.04), *down[1:], *up[:2], *_corner(tip[0] + hand(-0.08, 0.08), tip[1])]]


# --- 9 -------------------------------------------------------------------------------------------


def _nine_loop(hand: Hand, *, sweep: float) -> Path:
    """Return the head of a nine, drawn from its right side over the top and round."""
    height = hand(0.2, 0.3)
    start = hand(-50, -5)
    return _arc((0.45, height), (hand(0.28, 0.42), height), start, -sweep, growth=hand(-0.1, 0.05))


def _nine_straight(hand: Hand) -> list[Path]:
    head = _nine_loop(hand, sweep=hand(320, 370))
    x, y = head[-1]
    return [[*head, *_bowed((x, y), (x - hand(-0.08, 0.3), 1.0), hand(-0.04, 0.05))]]


def _nine_stem(hand: Hand) -> list[Path]:
    """Return a nine whose stem is a second stroke, beside the head or into it."""
    head = _nine_loop(hand, sweep=hand(330, 390))
    x = max(point[0] for point in head) + hand(-0.04, 0.04)
    stem = _bowed((x, hand(-0.08, 0.2)), (x - hand(-0.05, 0.25), 1.0), hand(-0.03, 0.05))
    return [head, stem]


def _nine_tail(hand: Hand, right: float) -> Path:
    """Return a tail that falls from the right side of the head and hooks to the left."""
    return [
        (right, hand(0.45, 0.72)),
        (hand(0.46, 0.66), hand(0.92, 1.0)),
        (hand(0.0, 0.34), hand(0.84, 1.0)),
    ]


def _nine_hook(hand: Hand) -> list[Path]:
    head = _nine_loop(hand, sweep=hand(310, 370))
    return [[*head, *_nine_tail(hand, head[-1][0] + hand(-0.02, 0.06))]]


def _nine_small_head(hand: Hand) -> list[Path]:
    """Return a nine with a small, often incomplete head on a wide hook."""
    radii = (hand(0.14, 0.27), hand(0.13, 0.2))
    start = hand(-60, 10)
    sweep = hand(270, 370)
    head = _arc((hand(0.32, 0.5), radii[1]), radii, start, -sweep, growth=hand(-0.1, 0.1))
    right = hand(0.68, 0.9)
    top = (max(point[0] for point in head) + hand(-0.03, 0.06), hand(0.06, 0.25))
    joint = _corner(*top) if sweep < 330 or hand.chance(0.5) else []
    return [[*head, *joint, *_nine_tail(hand, right)]]


def _nine_curl(hand: Hand) -> list[Path]:
    """Return a nine whose tail rises again at the left, nearly a g."""
    head = _nine_loop(hand, sweep=hand(320, 375))
    right = head[-1][0] + hand(-0.02, 0.06)
    tail = [(right, hand(0.52, 0.68)), (right - hand(0.05, 0.14), hand(0.84, 0.93)),
            (hand(0.4, 0.52), 1.0), (hand(0.08, 0.24), hand(0.84, 0.95)),
            (hand(0.0, 0.16), hand(0.7, 0.84))]  # fmt: skip
    return [[*head, *tail]]


def _nine_open(hand: Hand) -> list[Path]:
    head = _nine_loop(hand, sweep=hand(270, 320))
    right = hand(0.74, 0.9)
    top = (right + hand(-0.02, 0.06), hand(0.02, 0.2))
    end = [(right - hand(0.0, 0.1), 0.6), (right - hand(0.05, 0.4), 1.0)]
    return [[*head, *_corner(*top), *(end if hand.chance(0.6) else _nine_tail(hand, right))]]


def _nine_spiral(hand: Hand) -> list[Path]:
    """Return a nine drawn as an upside-down six, starting inside its head."""
    height = hand(0.22, 0.32)
    start = hand(50, 115)
    head = _arc(
        (0.5, height), (hand(0.24, 0.32), height * 0.8), start, hand(350, 380) - start, growth=0.2
    )
    return [[*head, (hand(0.72, 0.85), hand(0.55, 0.7)), (hand(0.3, 0.65), 1.0)]]


# Styles of each digit with their relative frequencies. Styles common in MNIST are rare here,
# because the network learns those from MNIST.
STYLES: tuple[dict[Style, float], ...] = (
    {_zero_oval: 5, _zero_curled: 1.5, _zero_tailed: 1, _zero_slashed: 0.5},
    {
        _one_bar: 2,
        _one_flag: 3,
        _one_long_flag: 3,
        _one_foot: 1,
        _one_flag_foot: 4,
        _one_hooked_stem: 0.5,
    },
    {_two_flat: 3, _two_loop: 2, _two_bent: 2, _two_angular: 2},
    {_three_round: 3, _three_loop: 2, _three_shallow: 1.5, _three_flat: 2, _three_long_neck: 0.7},
    {
        _four_open: 3,
        _four_rounded: 2,
        _four_closed: 2,
        _four_one_stroke: 1,
        _four_lightning: 3,
        _four_knotted: 0.7,
    },
    {_five_one_stroke: 2, _five_hat: 3, _five_curved: 1.5, _five_detached: 1.5},
    {_six_plain: 3, _six_straight: 2, _six_curled: 1.5, _six_spiral: 1.5},
    {
        _seven_plain: 1.5,
        _seven_crossed: 3,
        _seven_serif: 1.5,
        _seven_serif_crossed: 2.5,
        _seven_wavy: 1.5,
    },
    {_eight_figure: 3, _eight_open: 2, _eight_circles: 2, _eight_narrow_top: 1},
    {
        _nine_straight: 2,
        _nine_stem: 2,
        _nine_hook: 3,
        _nine_small_head: 2,
        _nine_curl: 2,
        _nine_open: 2,
    },
)

# One style of each digit that is kept out of training: the accuracy on these styles estimates the
# accuracy on handwriting that a network has never seen.
HELD_OUT_STYLES: tuple[dict[Style, float], ...] = (
    {_zero_pointed: 1},
    {_one_flag_foot_joined: 1},
    {_two_hooked: 1},
    {_three_angular: 1},
    {_four_looped: 1},
    {_five_angular: 1},
    {_six_open: 1},
    {_seven_bent: 1},
    {_eight_from_waist: 1},
    {_nine_spiral: 1},
)


def draw(style: Style, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of one digit in one style, with random variations.

    Args:
        style: One of the styles in STYLES.
        rng: Source of all random choices.

    Returns:
        An (n, 2) array of points (x, y) for each stroke, roughly in the unit square, y down.
    """
    hand = Hand(rng)
    tension = hand(0.3, 0.6)
    trembling = hand(0.0, 0.024)
    aim = hand(0.0, 0.035)  # standard deviation of the start of a new stroke
    strokes = []
    for path in style(hand):
        points = np.array(path)
        repeats = np.r_[False, (points[1:] == points[:-1]).all(axis=1)]
        shifts = rng.normal(0, trembling, points.shape)
        for index in np.flatnonzero(repeats):  # both points of a corner move together
            shifts[index] = shifts[index - 1]
        miss = rng.normal(0, aim, 2)
        strokes.append(_spline(points + shifts + miss, tension))
    return _bend(strokes, hand)


def place(strokes: Sequence[np.ndarray], pen: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Return `strokes` in pixels of the pad, at a random size (SIZES) and position inside it.

    Args:
        strokes: (n, 2) points (x, y) of each stroke, in any unit.
        pen: Width of the pen in pixels; the ink stays inside the pad.
        rng: Source of all random choices.
    """
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = max(PAD * rng.uniform(*SIZES) - pen, pen) / max(extent.max(), 1e-6)
    room = PAD - pen - extent * scale
    corner = pen / 2 + room * rng.random(2)
    return [(stroke - low) * scale + corner for stroke in strokes]


def render(strokes: Sequence[np.ndarray], pen: float, *, size: int = PAD) -> np.ndarray:
    """Return the (size, size) uint8 picture, 255 = ink, that a round pen draws along `strokes`.

    Args:
        strokes: (n, 2) points (x, y) in pixels of each stroke, joined by straight lines; one point
            makes a dot.
        pen: Width in pixels.
        size: Side of the pad in pixels.
    """
    # Drawn at twice the size, then averaged: this anti-aliases the pen's edge.
    fine = Image.new("L", (2 * size, 2 * size))
    canvas = ImageDraw.Draw(fine)
    for stroke in strokes:
        points = [tuple(point) for point in (2 * np.asarray(stroke, dtype=float)).tolist()]
        if len(points) > 1:
            canvas.line(points, fill=255, width=round(2 * pen), joint="curve")
        for x, y in points:
            canvas.ellipse((x - pen, y - pen, x + pen, y + pen), fill=255)
    return np.asarray(fine.reduce(2))


def draw_digits(n: int, seed: int, *, styles: Sequence[dict[Style, float]] = STYLES) -> Digits:
    """Return n synthetic digits, drawn on a pad and normalised like MNIST; the labels cycle.

    Args:
        n: Number of digits.
        seed: Equal seeds give equal digits.
        styles: For each digit, its styles with their relative frequencies.
    """
    rng = np.random.default_rng(seed)
    images = np.empty((n, SIDE, SIDE), np.uint8)
    labels = (np.arange(n) % N_CLASSES).astype(np.uint8)
    shares = [np.array(list(of_digit.values())) / sum(of_digit.values()) for of_digit in styles]
    choices = [list(of_digit) for of_digit in styles]
    for index, label in enumerate(labels):
        style = choices[label][rng.choice(len(choices[label]), p=shares[label])]
        pen = rng.uniform(*PENS)
        picture = render(place(draw(style, rng), pen, rng), pen)
        images[index] = np.rint(255 * normalise(picture))
    return Digits(images, labels)


def _spline(points: np.ndarray, tension: float, *, steps: int = 8) -> np.ndarray:
    """Return (m, 2) points of the cardinal spline through `points` (n, 2), broken at corners.

    Args:
        points: The same point twice in a row makes a corner.
        tension: 0.5 gives the Catmull-Rom spline; a lower value is more angular.
        steps: Number of straight pieces between two points.
    """
    ends = np.flatnonzero((points[1:] == points[:-1]).all(axis=1)) + 1
    return np.concatenate([_smooth(part, tension, steps) for part in np.split(points, ends)])


def _smooth(points: np.ndarray, tension: float, steps: int) -> np.ndarray:
    if len(points) < 3:
        return points
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    leave, arrive = tension * (end - before), tension * (after - start)
    pieces = (  # the Hermite form of a cubic, (steps, n - 1, 2)
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * leave
        + (3 * t**2 - 2 * t**3) * end
        + (t**3 - t**2) * arrive
    )
    return np.concatenate([pieces.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def _bend(strokes: list[np.ndarray], hand: Hand) -> list[np.ndarray]:
    """Return `strokes` smoothly warped, then stretched, slanted and rotated as a whole."""
    strength = min(abs(hand.near(0, 0.055)), 0.1)
    order = np.arange(1, 4)
    heights = hand.rng.normal(0, strength, (2, 3, 3)) / (order[:, None] * order)
    phase = hand(0, math.pi)
    width = min(max(math.exp(hand.near(-0.28, 0.25)), 0.5), 1.25)  # digits are higher than wide
    slant = hand.near(0.12, 0.24)
    angle = hand.near(0.0, 0.1)
    stretch = np.array([[width, 0.0], [-slant, 1.0]])
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    bent = []
    for points in strokes:
        waves = np.cos(points[:, :, None] * math.pi * order / 1.2 + phase)  # (n, 2, 3)
        shifts = np.einsum("axy,nx,ny->na", heights, waves[:, 0], waves[:, 1])
        bent.append((points + shifts) @ stretch @ turn)
    return bent
