"""Questions about augmentation: which change of a clock's digit keeps its label."""

from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import torch

from dlviz import augmentation, augmentation_text
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Mistake, Option, Picture
from dlviz.transforms import Step, Value

# By bar of a clock's digit: its rows and columns in a picture of 7 x 4.
_BARS = {
    "top": (slice(0, 1), slice(0, 4)),
    "upper left": (slice(0, 4), slice(0, 1)),
    "upper right": (slice(0, 4), slice(3, 4)),
    "middle": (slice(3, 4), slice(0, 4)),
    "lower left": (slice(3, 7), slice(0, 1)),
    "lower right": (slice(3, 7), slice(3, 4)),
    "bottom": (slice(6, 7), slice(0, 4)),
}
_LIT = (
    "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010",
    "1111111", "1111011",
)  # fmt: skip
_CHANGES: dict[str, tuple[Step, Value]] = {
    "flipped left-right": (Step("hflip", 100, 100), (1.0,)),
    "flipped up-down": (Step("vflip", 100, 100), (1.0,)),
    "turned by 180°": (Step("rotate", 180, 180), (180.0,)),
}


def _clock_digit(digit: int) -> np.ndarray:
    picture = np.zeros((7, 4), np.float32)
    for (rows, columns), is_lit in zip(_BARS.values(), _LIT[digit], strict=True):
        if is_lit == "1":
            picture[rows, columns] = 1
    return picture


@cache
def _changed(digit: int, words: tuple[str, ...]) -> np.ndarray:
    chain, values = zip(*(_CHANGES[word] for word in words), strict=True)
    image = torch.from_numpy(_clock_digit(digit))[None]
    copy: np.ndarray = augmentation.apply(chain, values, image)[0].numpy()
    return copy > 0.5


def _shape(picture: np.ndarray) -> bytes:
    """Return what does not depend on the place in the picture: a 1 may stand on the left."""
    rows, columns = np.nonzero(picture)
    box = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] > 0
    return bytes(box.shape) + box.tobytes()


def _digit_of(picture: np.ndarray) -> int | None:
    shapes = [_shape(_clock_digit(digit)) for digit in range(10)]
    own = _shape(picture)
    return shapes.index(own) if own in shapes else None


@cache
def _read(digit: int, words: tuple[str, ...]) -> int | None:
    return _digit_of(_changed(digit, words))


def _lit_bars(picture: np.ndarray) -> str:
    """Name the bars, each lit if all its pixels are."""
    lit = [name for name, (rows, columns) in _BARS.items() if picture[rows, columns].all()]
    return listed(lit)


def _label(draw: Random, level: int) -> Choose:
    digit = draw.randrange(10)
    words = tuple(draw.choice(list(_CHANGES)) for _ in range(level))
    if any(own == after for own, after in pairwise(words)):
        raise AmbiguousError  # the same change twice in a row changes nothing
    found = _read(digit, words)
    others = [own for own in range(10) if own != digit]
    other = found if found not in (None, digit) else draw.choice(others)
    state = _state(digit, words)
    options = [
        Option(f"still {_a(digit)}", None if found == digit else _wrong_same(found, digit, state)),
        Option(_a(other), None if found == other else _wrong_other(found, digit, state)),
        Option("no digit", None if found is None else _wrong_none(found, digit, state)),
    ]
    draw.shuffle(options)
    return Choose(
        prompt=f"A clock shows the digit {digit} with straight bars, and the label is {digit}. The "
        f"picture is {', then '.join(words)}. What does it show now?",
        worked=_worked(digit, words, found),
        facts={"digit": digit, "changes": words, "other": other},
        shown=(Picture("The digit", _clock_digit(digit)),),
        options=tuple(options),
    )


def _wrong_same(found: int | None, digit: int, state: dict[str, Any]) -> Mistake:
    now = "is no digit any more" if found is None else f"has the shape of {_a(found)}"
    return Mistake(
        "every transform keeps the label",
        f"After this change the {digit} {now}; with the label {digit} it would be a wrong example.",
        state,
    )


def _wrong_other(found: int | None, digit: int, state: dict[str, Any]) -> Mistake:
    if found is None:
        sentence = "No digit of the clock has these bars."
        return Mistake("a changed digit is always some digit", sentence, state)
    sentence = f"The {digit} has the same shape before and after, so its label stays right."
    return Mistake("a changed digit is another digit", sentence, state)


def _wrong_none(found: int | None, digit: int, state: dict[str, Any]) -> Mistake:
    if found == digit:
        sentence = f"The {digit} has the same shape before and after, so its label stays right."
        return Mistake("a flip or half a turn always breaks the label", sentence, state)
    return Mistake(
        "a wrong label can be seen in the picture",
        f"It is a perfect {found}: nothing in the picture tells that the label {digit} is wrong.",
        state,
    )


def _state(digit: int, words: tuple[str, ...]) -> dict[str, Any]:
    return {
        "augmentation_view": "Copies",
        "augmentation_source": "Digit",
        "augmentation_digit": digit,
        "augmentation_chain": augmentation_text.write(tuple(_CHANGES[word][0] for word in words)),
    }


def _worked(digit: int, words: tuple[str, ...], found: int | None) -> str:
    steps = [
        f"{word.capitalize()}: {_lit_bars(_changed(digit, words[: at + 1]))}."
        for at, word in enumerate(words)
    ]
    end = "No digit has this shape" if found is None else f"This is the shape of {_a(found)}"
    return f"The bars of the {digit}: {_lit_bars(_clock_digit(digit))}. {' '.join(steps)} {end}."


def _a(digit: int) -> str:
    return f"{'an' if digit == 8 else 'a'} {digit}"


GENERATORS = (Generator("augmentation_label", "which changes make a label wrong", _label),)
