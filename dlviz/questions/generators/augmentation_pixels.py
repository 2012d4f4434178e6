"""Questions about augmentation: where a pixel goes, and the order of two changes."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

import numpy as np
import torch

from dlviz import augmentation
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Mistake, Number, Picture, Place
from dlviz.questions.wrong import told_apart, wrong
from dlviz.transforms import Step, Value

_TURNS = {90: "by 90° anticlockwise", -90: "by 90° clockwise", 180: "by 180°"}
_WIDTH = 81  # of the row of pixels that is zoomed and moved; odd, so that one is in the middle


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of a picture: a word of `dlviz.transforms` and its value."""

    word: str
    value: Value = (1.0,)

    @property
    def text(self) -> str:
        if self.word == "shift":
            return f"moved {_moves(self.value)}"
        if self.word == "rotate":
            return f"turned {_TURNS[round(self.value[0])]}"
        return "flipped left-right" if self.word == "hflip" else "flipped up-down"

    @property
    def misread(self) -> tuple["_Change", str, str]:
        """What a known mistake makes of it, the mistake's name, and what is so instead."""
        if self.word == "shift":
            back = _Change("shift", (-self.value[0], -self.value[1]))
            truth = "The picture itself moves: right and down make the numbers larger"
            return back, "the frame moves, and the picture the other way", truth
        if self.word == "rotate" and abs(self.value[0]) < 180:
            turned = _Change("rotate", (-self.value[0],))
            if self.value[0] > 0:
                truth = (
                    "The hands of a clock turn clockwise; anticlockwise, the right side comes up"
                )
                return turned, "anticlockwise is the way of a clock's hands", truth
            truth = "Clockwise, the top comes to the right side"
            return turned, "clockwise is against a clock's hands", truth
        if self.word == "rotate":
            truth = "Half a turn reverses the rows and the columns"
            return _Change("hflip"), "half a turn is a flip left-right", truth
        if self.word == "hflip":
            truth = "It reverses the columns, and the row stays"
            return _Change("vflip"), "a flip left-right turns the picture upside down", truth
        truth = "It reverses the rows, and the column stays"
        return _Change("hflip"), "a flip up-down swaps left and right", truth


def _moves(value: Value) -> str:
    across, down = round(value[0]), round(value[1])
    parts = [
        f"{count_of(abs(steps), 'pixel')} {positive if steps > 0 else negative}"
        for steps, positive, negative in ((across, "right", "left"), (down, "down", "up"))
        if steps
    ]
    return " and ".join(parts)


def _apply(changes: tuple[_Change, ...], picture: np.ndarray) -> np.ndarray:
    """Return `picture` (H, W) after the changes, as the page makes a copy."""
    chain = tuple(Step(own.word, 0, 0) for own in changes)  # applying needs no ranges
    values = tuple(own.value for own in changes)
    image = torch.from_numpy(picture.astype(np.float32))[None]
    changed: np.ndarray = augmentation.apply(chain, values, image)[0].numpy()
    return changed.round(3)


def _where(changes: tuple[_Change, ...], start: tuple[int, int], side: int) -> tuple[int, int]:
    picture = np.zeros((side, side))
    picture[start] = 1
    changed = _apply(changes, picture)
    if changed.max() < 1:
        raise AmbiguousError  # the pixel has left the picture
    row, column = divmod(int(changed.argmax()), side)
    return row, column


def _draw_change(draw: Random, level: int) -> _Change:
    word = draw.choice(("shift", "hflip", "vflip") if level == 1 else ("shift", "shift", "rotate"))
    if word == "rotate":
        return _Change(word, (float(draw.choice(list(_TURNS))),))
    if word != "shift":
        return _Change(word)
    across, down = (float(draw.choice((-2, -1, 1, 2))) for _ in range(2))
    return _Change(
        word, draw.choice(((across, 0.0), (0.0, down))) if level == 1 else (across, down)
    )


def _pixel(draw: Random, level: int) -> Place:
    side = 5 if level == 1 else 7
    start = draw.randrange(side), draw.randrange(side)
    changes: tuple[_Change, ...] = (_draw_change(draw, level),)
    if level == 3:
        other = _Change(draw.choice(("hflip", "vflip")))
        changes = draw.choice(((*changes, other), (other, *changes)))
    right = _where(changes, start, side)
    if right == start:
        raise AmbiguousError
    places = [start]
    for at in range(len(changes)):
        places.append(_where(changes[: at + 1], start, side))
    picture, values = np.zeros((2, side, side))
    picture[start] = values[right] = 1
    mistakes = _wrong_places(changes, places, side)
    if not mistakes:
        raise AmbiguousError
    return Place(
        prompt=f"A picture of {side} × {side} has one bright pixel. It is "
        f"{', then '.join(own.text for own in changes)}. Where is the bright pixel then?",
        worked=f"It starts in {_cell(start)}. " + " ".join(
            f"{own.text.capitalize()}, it comes to {_cell(place)}{_because(own, before, side)}."
            for own, before, place in zip(changes, places, places[1:], strict=False)
        ),
        facts={"side": side, "start": start,
               "changes": [(own.word, tuple(map(round, own.value))) for own in changes]},
        shown=(Picture("The picture", picture),),
        title="The copy",
        values=values,
        mistakes=mistakes,
    )  # fmt: skip


def _because(change: _Change, before: tuple[int, int], side: int) -> str:
    row, column = before[0] + 1, before[1] + 1
    far_row, far_column = f"{side + 1} − {row}", f"{side + 1} − {column}"
    match change.word, round(change.value[0]):
        case "shift", _:
            across, down = map(round, change.value)
            return f": row {row}{_plus(down)}, column {column}{_plus(across)}"
        case "hflip", _:
            return f": column {far_column}"
        case "vflip", _:
            return f": row {far_row}"
        case _, 180:
            return f": row {far_row}, column {far_column}"
        case _, 90:
            return f": its row is {far_column}, from the old column, and its column is the old row"
        case _:
            return f": its row is the old column, and its column is {far_row}, from the old row"


def _plus(steps: int) -> str:
    return f" {'+' if steps > 0 else '−'} {abs(steps)}" if steps else ""


def _cell(place: tuple[int, int]) -> str:
    return f"row {place[0] + 1}, column {place[1] + 1}"


def _wrong_places(
    changes: tuple[_Change, ...], places: list[tuple[int, int]], side: int
) -> dict[tuple[int, int], Mistake]:
    tries = []
    if len(changes) > 1:
        sentence = (
            f"{changes[0].text.capitalize()}, the pixel is in {_cell(places[1])}; only then it is "
            f"{changes[1].text}."
        )
        tries.append((changes[::-1], Mistake("the order does not matter", sentence)))
    for at, own in enumerate(changes):
        other, name, truth = own.misread
        sentence = f"{truth}: {_cell(places[at])} becomes {_cell(places[at + 1])}."
        tries.append(((*changes[:at], other, *changes[at + 1 :]), Mistake(name, sentence)))
    found: dict[tuple[int, int], Mistake] = {}
    for mistaken, mistake in tries:
        try:
            place = _where(mistaken, places[0], side)
        except AmbiguousError:
            continue
        if place != places[-1]:
            found.setdefault(place, mistake)
    return found


def _order(draw: Random, level: int) -> Number:
    """Ask for the distance from the middle after a zoom and a move to the right."""
    before = draw.randint(2, 12)
    zoom = Fraction(draw.choice((50, 150) if level == 1 else (50, 75, 80, 120, 125, 150)), 100)
    move = 0 if level == 1 else draw.randint(1, 8)
    is_zoom_first = level < 3 or draw.random() < 0.2
    zooming, moving = _Change("zoom", (float(zoom),)), _Change("shift", (float(move), 0.0))
    changes = (zooming, moving) if is_zoom_first else (moving, zooming)
    truth = _distance(changes if move else (zooming,), before)
    times, pixels = f"× {float(zoom):g}", count_of(move, "pixel")
    both = (f"zoomed by {times}", f"moved {pixels} right")
    first, then = both if is_zoom_first else both[::-1]
    middle = before * zoom if is_zoom_first else Fraction(before + move)
    step = f"{before} {times}" if is_zoom_first else f"{before} + {move}"
    rest = f" + {move}" if is_zoom_first else f" {times}"
    shown = f"{step} = {float(middle):g}"
    other = (before + move) * zoom if is_zoom_first else before * zoom + move
    return Number(
        prompt=f"A bright pixel is {count_of(before, 'pixel')} right of the middle of a picture. "
        f"The picture is {f'first {first}, and then {then}' if move else first}. How many pixels "
        "right of the middle is it then?",
        worked="A zoom multiplies every distance from the middle, a move adds to it. "
        f"{shown}{f', and {float(middle):g}{rest} = {truth}' if move else ''}.",
        facts={"before": before, "zoom": zoom, "move": move, "is_zoom_first": is_zoom_first},
        truth=Fraction(truth),
        unit="pixels",
        wrong=told_apart(
            truth,
            wrong(
                other,
                "the order does not matter",
                f"What comes first counts: {shown}, and only then{rest}.",
            ),
            wrong(
                before + move,
                "a zoom changes sizes, not places",
                f"A zoom changes every distance from the middle by the same factor, {times}.",
            ),
            wrong(
                before * zoom * zoom + move,
                "a zoom counts twice, for width and height",
                f"The distance is a length: {times} counts once.",
            ),
        ),
    )


def _distance(changes: tuple[_Change, ...], before: int) -> int:
    picture = np.zeros((1, _WIDTH))
    picture[0, _WIDTH // 2 + before] = 1
    changed = _apply(changes, picture)
    after = int(changed.argmax()) - _WIDTH // 2
    if changed.max() < 1 or after < 1:
        raise AmbiguousError  # between two pixels, or outside
    return after


GENERATORS = (
    Generator("augmentation_pixel", "where a pixel of a copy comes from", _pixel),
    Generator("augmentation_order", "the order of a zoom and a move", _order),
)
