"""Affine transforms of a chain as data: what a browser needs to compute a copy's matrices itself.

The numbers are those that `dlviz.augmentation.draw` uses, and the values follow from them by the
same formula; `components/base/affine.js` computes both from these records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dlviz.augmentation import Chain, Values, generator
from dlviz.transforms import TRANSFORMS, Form

SCALE, TRANSLATE, SHEAR, ROTATE = "scale", "translate", "shear", "rotate"
MIRROR_ACROSS, MIRROR_DOWN, CROP = "mirror across", "mirror down", "crop"
KINDS = (SCALE, TRANSLATE, SHEAR, ROTATE, MIRROR_ACROSS, MIRROR_DOWN, CROP)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How the values of a transform follow from its range."""

    kind: str
    per: int = 1
    decimals: int = 0


_FORMS: Mapping[Form, Literal["range", "up to", "chance"]] = {
    Form.RANGE: "range",
    Form.UP_TO: "up to",
    Form.CHANCE: "chance",
}
_RULES: Mapping[str, _Rule] = {
    "zoom": _Rule(SCALE, per=100, decimals=2),
    "shift": _Rule(TRANSLATE, per=100),
    "shear": _Rule(SHEAR, decimals=1),
    "rotate": _Rule(ROTATE, decimals=1),
    "hflip": _Rule(MIRROR_ACROSS, per=100),
    "vflip": _Rule(MIRROR_DOWN, per=100),
    "crop": _Rule(CROP),
}


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One affine transform of N copies with V values each.

    With u for a number, a = low / per * side and b = high / per * side, a value is
    a + (b - a) * u, rounded; or, if it is a chance, 1 where u < b and else 0.

    Attributes:
        kind: One of KINDS.
        form: Whether `low` and `high` are the ends of a range, `low` is -`high`, or it is a chance.
        low: Lower end of its range, in the transform's unit.
        high: Upper end.
        per: How many of the transform's units are one unit of the value.
        sides: (V,) what 1 stands for: 1, or the picture's width and height in pixels.
        decimals: Of a value.
        numbers: (N, V) random numbers in [0, 1); None if the values do not follow from them.
        values: (N, V) the values that were drawn.
    """

    kind: str
    form: Literal["range", "up to", "chance"]
    low: int
    high: int
    per: int
    sides: tuple[int, ...]
    decimals: int
    numbers: np.ndarray | None
    values: np.ndarray


def parts(
    chain: Chain, drawn: Sequence[Values], size: tuple[int, int], seed: int
) -> list[Part] | None:
    """Return the steps of `chain` as data; None if one of them is not affine.

    Args:
        chain: The chain.
        drawn: The values that were drawn for each copy with `seed`.
        size: (H, W) of the picture.
        seed: The random seed.
    """
    if any(step.word not in _RULES for step in chain):
        return None
    found: list[Part] = []
    seen: dict[str, int] = {}
    height, width = size
    for place, step in enumerate(chain):
        rule = _RULES[step.word]
        seen[step.word] = seen.get(step.word, 0) + 1
        values = np.array([own[place] for own in drawn], dtype=float)
        rng = generator(seed, step, seen[step.word])
        numbers = None if rule.kind == CROP else rng.random(values.shape)
        sides = (width, height) if rule.kind == TRANSLATE else (1,) * values.shape[1]
        form = _FORMS[TRANSFORMS[step.word].form]
        found.append(
            Part(
                rule.kind,
                form,
                step.low,
                step.high,
                rule.per,
                sides,
                rule.decimals,
                numbers,
                values,
            )
        )
    return found
