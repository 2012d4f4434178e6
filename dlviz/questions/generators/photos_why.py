"""Questions about photos: which place the answer needs, covered or in a heat map."""

from random import Random

import numpy as np
import torch

from dlviz.feature_maps import weighted_maps
from dlviz.notices.words import count_of, listed
from dlviz.occlusion import SQUARE, STEP, Occlusion
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Grid, Mistake, Place

_COVER = {"photos_view": "Why?", "photos_method": "Cover a part"}
_CAM = {"photos_view": "Why?", "photos_method": "Grad-CAM"}


def _covered(draw: Random, level: int) -> Place:
    """Ask where covering costs most, from the probabilities that are left."""
    side = 2 if level == 1 else 3
    whole = draw.randint(8, 18)
    most = whole - 1 if level < 3 else 19
    left = np.array([[draw.randint(1, most) for _ in range(side)] for _ in range(side)])
    others = np.zeros((side, side), int)
    own = Occlusion(0, SQUARE, STEP, whole / 20, (whole - left) / 20, others)
    if np.sum(left == left.min()) > 1 or np.sum(left == left.max()) > 1:
        raise AmbiguousError
    raised = int((own.lost < 0).sum())
    if level == 3 and not raised:
        raise AmbiguousError
    low, high = left.min() / 20, left.max() / 20
    rises = (
        f" At {count_of(raised, 'place')} covering raises the probability: a negative loss."
        if raised
        else ""
    )
    return Place(
        prompt=f"A network gives a photo “cat” with {own.whole:g}. The table has this probability "
        "while a grey square covers each place. At which place does covering lower it most?",
        worked=f"What is lost is {own.whole:g} minus the number in the table, so the smallest "
        f"number counts: {own.whole:g} − {low:g} = {own.whole - low:g}.{rises}",
        facts={"whole": whole, "left": left.tolist()},
        shown=(Grid("Probability of “cat” with the place covered", left / 20),),
        title="The places",
        values=own.lost.round(4),
        mistakes={
            _largest(left): Mistake(
                "a large number marks an important place",
                f"{high:g} is what is left: only {own.whole - high:.2g} is lost here, the least of "
                "all places."
                if high <= own.whole
                else f"Covered here, the probability even rises, from {own.whole:g} to {high:g}.",
                _COVER,
            )
        },
    )


def _heat(draw: Random, level: int) -> Place:
    """Ask for the hottest place of Grad-CAM, from maps and their weights."""
    side, count = (2, 2) if level == 1 else (3, 2) if level == 2 else (3, 3)
    weights = draw.sample(range(1, 5), count)
    if level > 1:
        weights[draw.randrange(count)] *= -1
    maps = np.array(
        [[[draw.randint(0, 5) for _ in range(side)] for _ in range(side)] for _ in weights]
    )
    sums = weighted_maps(torch.from_numpy(maps)[None], torch.tensor(weights)[None, :, None, None])
    heat = sums.clamp_min(0).numpy().astype(float)
    if heat.max() == 0 or np.sum(heat == heat.max()) > 1:
        raise AmbiguousError
    right = _largest(heat)
    mistakes = _wrong_heats(maps, weights, right, heat.max())
    if not mistakes:
        raise AmbiguousError
    terms = " + ".join(
        f"{_weight(weight)} × {own[right]}" for weight, own in zip(weights, maps, strict=True)
    )
    return Place(
        prompt="Grad-CAM multiplies each map by its weight, adds the maps, and sets negative sums "
        f"to 0. The weights are {listed([_signed(own) for own in weights])}. Which place is the "
        "hottest?",
        worked=f"At row {right[0] + 1}, column {right[1] + 1} the sum is {terms} = "
        f"{heat.max():g}. No other place has as much.",
        facts={"maps": maps.tolist(), "weights": weights},
        shown=tuple(Grid(f"Map {at + 1}, weight {_signed(weight)}", own)
                    for at, (weight, own) in enumerate(zip(weights, maps, strict=True))),
        title="The heat map",
        values=heat,
        mistakes=mistakes,
    )  # fmt: skip


def _wrong_heats(
    maps: np.ndarray, weights: list[int], right: tuple[int, int], most: float
) -> dict[tuple[int, int], Mistake]:
    sizes = np.abs(weights)[:, None, None]
    tries = (
        (
            (sizes * maps).sum(axis=0),
            "the sign of a weight does not matter",
            "A map with a negative weight lowers the sum",
        ),
        (
            maps.max(axis=0),
            "the brightest place of a map is the hottest",
            "Each map counts with its weight",
        ),
        (
            maps.sum(axis=0),
            "all maps count the same",
            "Each map counts with its weight",
        ),
        (
            maps[int(np.argmax(weights))],
            "the map with the largest weight decides alone",
            "The other maps count too",
        ),
    )
    found: dict[tuple[int, int], Mistake] = {}
    for values, name, truth in tries:
        place = _largest(values)
        if np.sum(values == values.max()) > 1 or place == right:
            continue
        total = int((np.array(weights)[:, None, None] * maps).sum(axis=0)[place])
        here = f"this place gets {_signed(total)}"
        sentence = f"{truth}: {here}, and the hottest one {most:g}."
        found.setdefault(place, Mistake(name, sentence, _CAM))
    return found


def _largest(values: np.ndarray) -> tuple[int, int]:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


def _signed(value: int) -> str:
    return str(value).replace("-", "−")


def _weight(value: int) -> str:
    return f"({_signed(value)})" if value < 0 else str(value)


GENERATORS = (
    Generator("photos_covered", "which place of a photo the answer needs", _covered),
    Generator("photos_heat", "the hottest place of Grad-CAM", _heat),
)
