"""Augmentation: draw what shall happen to every copy of a picture, then do it.

torchvision's classes draw from the process-wide random state, which all visitors of a server share,
and keep to themselves what they drew. Here the values are drawn first, as plain numbers that are
rounded to what is shown, from a generator of their own; then torchvision's functions apply exactly
these numbers. What is shown is what was used.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from dlviz.seeds import LARGEST_SEED
from dlviz.transforms import TRANSFORMS, Form, Step, Value

MOST_STEPS = 8
MOST_COPIES = 256

Chain = tuple[Step, ...]
Values = tuple[Value, ...]  # of one copy, a value for each step of its chain


def draw(chain: Chain, n: int, size: tuple[int, int], seed: int) -> tuple[Values, ...]:
    """Return what shall happen to each of `n` copies.

    Every step draws from a generator of its own: another step before it, or another range, changes
    no luck. The global random states are left alone.

    Args:
        chain: At most MOST_STEPS steps.
        n: At most MOST_COPIES.
        size: (H, W) of the picture, in pixels.
        seed: 0 to LARGEST_SEED.

    Raises:
        ValueError: if one of them is out of range.
    """
    check(chain)
    if not 0 <= n <= MOST_COPIES:
        raise ValueError(f"{n} copies: 0 to {MOST_COPIES} are possible.")
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"{seed} as seed: 0 to {LARGEST_SEED} is possible.")
    seen: dict[str, int] = {}
    columns = []
    for step in chain:
        seen[step.word] = seen.get(step.word, 0) + 1
        rng = np.random.default_rng([seed, zlib.crc32(step.word.encode()), seen[step.word]])
        columns.append([TRANSFORMS[step.word].draw(rng, step, size) for _ in range(n)])
    return tuple(zip(*columns, strict=True)) if columns else ((),) * n


def apply(chain: Chain, values: Values, image: Tensor) -> Tensor:
    """Return `image` (C, H, W), floats in [0, 1], after every step with its value; untouched."""
    for step, value in zip(chain, values, strict=True):
        image = TRANSFORMS[step.word].apply(image, value)
    return image


def copies(chain: Chain, drawn: Sequence[Values], image: Tensor) -> Tensor:
    """Return the (N, C, H, W) copies of `image` (C, H, W) that `drawn` describes."""
    if not drawn:
        return image[None][:0]
    return torch.stack([apply(chain, values, image) for values in drawn])


def shown(chain: Chain, values: Values) -> tuple[str, ...]:
    """Write the values of one copy, one text for each step, exactly."""
    return tuple(
        TRANSFORMS[step.word].show(value) for step, value in zip(chain, values, strict=True)
    )


def check(chain: Chain) -> None:
    """Check what a link may have forged.

    Raises:
        ValueError: with a sentence for the visitor.
    """
    if len(chain) > MOST_STEPS:
        raise ValueError(f"{len(chain)} transforms in a row: up to {MOST_STEPS} are possible.")
    for step in chain:
        if step.word not in TRANSFORMS:
            raise ValueError(f"There is no transform “{step.word}”.")
        known = TRANSFORMS[step.word]
        low, high = known.limits
        if known.form is Form.UP_TO:
            low = -high
        if not low <= step.low <= step.high <= high:
            raise ValueError(
                f"{known.title} from {step.low} to {step.high} {known.unit}: "
                f"{low} to {high} is possible."
            )
