"""Questions about transfer learning: which held-out pieces show a photo that is really new."""

from fractions import Fraction
from random import Random

import numpy as np

from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Number, Wrong
from dlviz.questions.wrong import at_least, wrong

_PIECES = {"transfer_view": "Photos", "transfer_set": "Cat, coffee or rocket"}
_ASKED = {
    1: "How many held-out pieces show a photo that the training has not seen?",
    2: "How many pieces of photos that the training has not seen are classified correctly?",
    3: "What is the accuracy for photos that the training has not seen? Answer with a fraction.",
}


def _new_photos(draw: Random, level: int) -> Number:
    """Ask what the held-out pieces of photos that are not in the training tell."""
    n_photos, n_pieces = 3 + level, 3
    whole = set(draw.sample(range(1, n_photos + 1), draw.randint(1, 2)))  # held out as a whole
    train, held = [], []
    for photo in range(1, n_photos + 1):
        n_held = n_pieces if photo in whole else draw.randint(0, 2)
        held += [photo] * n_held
        train += [photo] * (n_pieces - n_held)
    right = [draw.random() < (0.5 if photo in whole else 0.95) for photo in held]
    is_new = ~np.isin(held, train)
    n_new, n_right = int(is_new.sum()), int((is_new & np.array(right)).sum())
    if n_new == len(held) or (level > 1 and not 0 < n_right < n_new):
        raise AmbiguousError
    truth = {1: Fraction(n_new), 2: Fraction(n_right), 3: Fraction(n_right, n_new)}[level]
    shown = [Grid("The photo of each training piece", np.array([train]))]
    if level == 1:
        shown.append(Grid("The photo of each held-out piece", np.array([held])))
    else:
        rows = np.array([held, np.array(right, int)])
        shown.append(Grid("Held-out pieces: the photo; 1 if classified correctly", rows))
    end = {
        1: "",
        2: f" Of these, {n_right} are classified correctly.",
        3: f" Of these, {n_right} are classified correctly: {_fraction(n_right, n_new)}.",
    }[level]
    return Number(
        prompt=f"{n_photos} photos were cut into {n_pieces} pieces each, and every piece was used "
        f"for training or held out. {_ASKED[level]}",
        worked=f"No training piece shows {_named(whole)}: {count_of(n_new, 'held-out piece')} of "
        f"{len(held)}.{end} The others show photos that the training has seen in part.",
        facts={"train": train, "held": held, "right": right, "level": level},
        shown=tuple(shown),
        truth=truth,
        unit="pieces" if level < 3 else "",
        wrong=_wrong_pieces(level, truth, held, is_new, np.array(right), whole),
    )


def _fraction(part: int, whole: int) -> str:
    text = f"{part}/{whole}"
    simple = str(Fraction(part, whole))
    return text if simple == text else f"{text} = {simple}"


def _named(whole: set[int]) -> str:
    names = [str(photo) for photo in sorted(whole)]
    return f"photo {names[0]}" if len(names) == 1 else f"photos {listed(names)}"


def _wrong_pieces(
    level: int,
    truth: Fraction,
    held: list[int],
    is_new: np.ndarray,
    right: np.ndarray,
    whole: set[int],
) -> tuple[Wrong, ...]:
    n, n_right = len(held), int(right.sum())
    n_known, known_right = int((~is_new).sum()), int((right & ~is_new).sum())
    every = {1: Fraction(n), 2: Fraction(n_right), 3: Fraction(n_right, n)}[level]
    known = {1: Fraction(n_known), 2: Fraction(known_right), 3: Fraction(known_right, n_known)}[
        level
    ]
    only = f"Only {_named(whole)} is" if len(whole) == 1 else f"Only {_named(whole)} are"
    mistaken = [
        wrong(
            every,
            "what is held out is always new",
            f"Of the {n} held-out pieces {n_known} belong to photos of which the training has "
            f"other pieces. {only} new.",
            _PIECES,
        ),
        wrong(
            known,
            "pieces of a photo that was trained on are the test",
            f"The training has seen other pieces of these photos. {only} new.",
            _PIECES,
        ),
    ]
    if level == 1:
        mistaken += [
            wrong(
                len(whole),
                "each photo counts once",
                f"The pieces are counted, and {_named(whole)} has {int(is_new.sum())} of them."
                if len(whole) == 1
                else f"The pieces are counted, and {_named(whole)} have {int(is_new.sum())}.",
                _PIECES,
            ),
            wrong(
                0,
                "pieces of photos are never new",
                f"{only} in no training piece.",
                _PIECES,
            ),
        ]
    else:
        mistaken.append(
            wrong(
                int(is_new.sum()) if level == 2 else 1,
                "new photos are classified as well as the others",
                f"Of the {int(is_new.sum())} new pieces, {int((right & is_new).sum())} are "
                "classified correctly.",
                _PIECES,
            )
        )
    return at_least(2, truth, *mistaken)


GENERATORS = (Generator("transfer_pieces_new", "which held-out pieces are new", _new_photos),)
