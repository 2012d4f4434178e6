"""Chains of transforms as text for a link: "zoom80..120 shift10 hflip50".

A word of `dlviz.transforms.TRANSFORMS` is followed by its range in whole numbers of its unit:
minimum and maximum with two dots between, or one number if the range is symmetric (shift10) or a
probability in per cent (hflip50).
"""

import re

from dlviz.augmentation import MOST_STEPS, Chain
from dlviz.transforms import TRANSFORMS, Form, Step, Transform
from dlviz.words import split_words

LONGEST = 300  # characters
NOTHING = "nothing"  # a chain without steps; an empty link means the page's default chain
_WORD = re.compile(r"([a-z]+)(?:(-?[0-9]{1,6})(?:\.\.(-?[0-9]{1,6}))?)?")

LECTURE_TEXT = "zoom80..120 shift10 shear-15..15 rotate-15..15 hflip50"
CHAINS = {
    "The lecture's five": LECTURE_TEXT,
    "As a digit network learns": "zoom85..115 shear-20..20 rotate-15..15 elastic0..60",
    "As a CIFAR-100 network learns": "shift12 hflip50",
    "As an ImageNet network learns": "crop8..100 hflip50",
    "Upside down": "hflip50 vflip50",
    "Other light": "bright50..150 contrast50..150",
    "Something in front": "erase5..30",
    "All at once": "crop50..100 rotate-20..20 hflip50 bright70..130 contrast70..130 erase2..15",
}


def write(chain: Chain) -> str:
    """Return `chain` as text that `read` reads back."""
    return " ".join(map(_word, chain)) or NOTHING


def read(text: str) -> tuple[Chain, tuple[str, ...]]:
    """Return the chain that `text` describes, and a sentence for each number that was clipped.

    Raises:
        ValueError: with a sentence for the visitor, if the text describes no chain.
    """
    words = split_words(text, LONGEST, "chain")
    if words == [NOTHING]:
        return (), ()
    notes: list[str] = []
    chain = tuple(_step(word, notes) for word in words[:MOST_STEPS])
    if len(words) > MOST_STEPS:
        notes.append(
            f"{len(words)} transforms are too many: the first {MOST_STEPS} of them are kept."
        )
    return chain, tuple(notes)


def chain_of(text: str) -> Chain:
    """Return the chain of a text that is known to be valid."""
    return read(text)[0]


def _word(step: Step) -> str:
    if TRANSFORMS[step.word].form is Form.RANGE:
        return f"{step.word}{step.low}..{step.high}"
    return f"{step.word}{step.high}"


def _step(word: str, notes: list[str]) -> Step:
    match = _WORD.fullmatch(word)
    known = TRANSFORMS.get(match[1]) if match else None
    if match is None or known is None:
        quoted = f"“{word[:20]}{'…' if len(word) > 20 else ''}”"
        raise ValueError(
            f"The chain's text has {quoted} where a transform should be, such as zoom80..120, "
            "shift10 or hflip50."
        )
    if match[2] is None:
        return known.step
    first = int(match[2])
    second = first if match[3] is None else int(match[3])
    if known.form is not Form.RANGE:
        most = _within(known, second, notes)
        return Step(known.word, -most if known.form is Form.UP_TO else most, most)
    if match[3] is None:
        raise ValueError(
            f"The chain's text has “{word[:20]}”: {known.title.lower()} needs a smallest and a "
            f"largest number, such as {_word(known.step)}."
        )
    low, high = sorted((first, second))
    return Step(known.word, _within(known, low, notes), _within(known, high, notes))


def _within(known: Transform, wanted: int, notes: list[str]) -> int:
    low, high = known.limits
    value = max(low, min(high, wanted))
    if value != wanted:
        notes.append(
            f"{wanted:,} {known.unit} of {known.title.lower()}: {low} to {high} is possible, so it "
            f"is {value}."
        )
    return value
