"""Questions about transfer learning: which photos are held out, and which are used for training."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Number, Wrong
from dlviz.questions.wrong import told_apart, wrong
from dlviz.training.transfer import split

_TRAIN = {"transfer_view": "Train"}


def _photos(draw: Random, level: int) -> Number:
    """Ask how many photos are held out, or on how many pictures the last layer is trained."""
    held = draw.choice((10, 20, 25) if level < 3 else (15, 20, 25, 30, 40))
    own = draw.choice((12, 16, 20, 30, 40, 60, 80))
    sizes = (
        [own] * draw.randint(2, 4) if level == 1 else [draw.randint(4, 40) for _ in range(level)]
    )
    shares = [Fraction(size * held, 100) for size in sizes]
    exact = all(share.denominator == 1 for share in shares)
    if (level < 3) != exact or any(share % 1 == Fraction(1, 2) or share < 1 for share in shares):
        raise AmbiguousError
    parts = split(np.repeat(np.arange(len(sizes)), sizes), held / 100, draw.randrange(100))
    n_held, n_train = len(parts.validation), len(parts.train)
    truth = {1: n_held, 2: n_train, 3: 4 * n_train}[level]
    asked = {
        1: "How many photos are held out in all?",
        2: "How many photos are left for training?",
        3: "For each training photo three changed versions are added. On how many pictures is the "
        "last layer trained?",
    }[level]
    rounded = ", rounded to whole photos" if level == 3 else ""
    each = "; ".join(
        f"{held} % of {size} = {_rounded(share)}"
        for size, share in list(zip(sizes, shares, strict=True))[: 1 if level == 1 else None]
    )
    told = (
        f"{len(sizes)} classes have {listed([str(size) for size in sizes])} photos"
        if level > 1
        else f"Each of {len(sizes)} classes has {sizes[0]} photos"
    )
    end = {
        1: f"{len(sizes)} × {sizes[0] * held // 100} = {n_held}.",
        2: f"{sum(sizes)} − {n_held} = {n_train}.",
        3: f"{sum(sizes)} − {n_held} = {n_train} photos are left, and 4 × {n_train} = {truth}.",
    }[level]
    return Number(
        prompt=f"{told}. Of each class {held} % are held out{rounded}. {asked}",
        worked=f"Held out: {each}. {end}",
        facts={"sizes": sizes, "held": held, "level": level},
        truth=Fraction(truth),
        unit="photos" if level < 3 else "pictures",
        wrong=_wrong_photos(level, sizes, n_held, n_train),
    )


def _rounded(share: Fraction) -> str:
    return f"{float(share):g}" + ("" if share.denominator == 1 else f", rounded to {round(share)}")


def _wrong_photos(level: int, sizes: list[int], n_held: int, n_train: int) -> tuple[Wrong, ...]:
    total = sum(sizes)
    if level == 1:
        return told_apart(
            n_held,
            wrong(
                n_held // len(sizes),
                "the share is taken from one class only",
                f"It is taken from each of the {len(sizes)} classes.",
                _TRAIN,
            ),
            wrong(
                n_train,
                "the held-out photos are those for training",
                f"Held out means not used for training: {n_train} are used, {n_held} are not.",
                _TRAIN,
            ),
            wrong(
                total,
                "all photos are used twice, for training and for the check",
                f"A photo is used for one of the two: {n_train} and {n_held}.",
                _TRAIN,
            ),
        )
    factor = 1 if level == 2 else 4
    mistaken = [
        wrong(
            factor * total,
            "the held-out photos are used for training too",
            f"The {n_held} held-out photos are only used to measure the accuracy.",
            _TRAIN,
        ),
        wrong(
            factor * n_held,
            "the held-out photos are those for training",
            f"Held out means not used for training: {n_train} photos are used, {n_held} are not.",
            _TRAIN,
        ),
    ]
    if level == 3:
        mistaken += [
            wrong(
                3 * n_train,
                "the versions replace the photo",
                f"They are added to it: {n_train} + 3 × {n_train}.",
                _TRAIN | {"transfer_augmented": True},
            ),
            wrong(
                n_train,
                "versions of a photo do not count",
                f"Each of the {n_train} photos is seen in four versions.",
                _TRAIN | {"transfer_augmented": True},
            ),
            wrong(
                4 * n_train + 3 * n_held,
                "held-out photos get versions for training too",
                "A version of a held-out photo is nearly that photo, so it is not used either.",
                _TRAIN | {"transfer_augmented": True},
            ),
        ]
    return told_apart(factor * n_train, *mistaken)


GENERATORS = (Generator("transfer_photos", "which photos are used for training", _photos),)
