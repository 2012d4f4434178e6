"""Augmentation with visible random values: draw the values for every copy, then apply them.

torchvision's transform classes use the global random state, which all visitors of a server share,
and do not tell what they drew. Here the values are drawn first, from a generator of their own, and
rounded to what is shown; then torchvision's functions apply exactly these values.
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
N_COPIES = 64  # that the page shows

Chain = tuple[Step, ...]
Values = tuple[Value, ...]  # the random values of one copy, one for each step of the chain


def draw(chain: Chain, n: int, size: tuple[int, int], seed: int) -> tuple[Values, ...]:
    """Return the random values for each of `n` copies.

    Every step has a random generator of its own: adding a step before it or changing another
    step's range does not change its values. The global random states do not change.

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
        rng = generator(seed, step, seen[step.word])
        columns.append([TRANSFORMS[step.word].draw(rng, step, size) for _ in range(n)])
    return tuple(zip(*columns, strict=True)) if columns else ((),) * n


def generator(seed: int, step: Step, count: int) -> np.random.Generator:
    """Return the random generator of a step, the `count`-th of its kind in the chain, from 1."""
    return np.random.default_rng([seed, zlib.crc32(step.word.encode()), count])


def apply(chain: Chain, values: Values, image: Tensor) -> Tensor:
    """Return `image` (C, H, W), floats in [0, 1], after all steps; the argument is not changed."""
    for step, value in zip(chain, values, strict=True):
        image = TRANSFORMS[step.word].apply(image, value)
    return image


def copies(chain: Chain, drawn: Sequence[Values], image: Tensor) -> Tensor:
    """Return the (N, C, H, W) copies of `image` (C, H, W) with the values `drawn`."""
    if not drawn:
        return image[None][:0]
    return torch.stack([apply(chain, values, image) for values in drawn])


def shown(chain: Chain, values: Values) -> tuple[str, ...]:
    """Return the exact values of one copy as text, one for each step."""
    return tuple(
        TRANSFORMS[step.word].show(value) for step, value in zip(chain, values, strict=True)
    )


def check(chain: Chain) -> None:
    """Check the ranges: a link can hold any value.

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
