"""Sentences for the location invariance view: distances, poolings, consistency of networks."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.consistency import Consistency
from dlviz.location_invariance import MovesPlane
from dlviz.moves import ANSWER, CONVOLUTION, HALF, PIXELS, MoveCurves, direction_words, half_at
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.notices.comparisons import counts
from dlviz.notices.pooling import named
from dlviz.notices.words import whole_share
from dlviz.pooling import NONE

_NOTHING = 0.005  # distances below this are displayed as 0.00
_NEAR = 0.5  # pixels: curves that reach one half closer together than this count as equal
_LITTLE = 0.1  # total variation below which a new winner means that two classes were nearly equal
# Pairs that are compared: the first network, the second, and how the first was trained.
_PAIRS = (
    ("cifar", "cifar_plain", "which was trained on moved and mirrored pictures"),
    ("augmented", "dropout", "which was trained on distorted digits"),
)


def about_moves(made: MoveCurves, curves: Mapping[str, np.ndarray], name: str) -> str:
    """Say how invariant the stages are, where invariance ends, and how the prediction changes.

    Args:
        made: The measurements for all shifts in one direction.
        curves: The distances on screen, by stage.
        name: Name of the most probable class without a shift.
    """
    inner = {stage: values for stage, values in curves.items() if stage not in (PIXELS, ANSWER)}
    calmest = min(inner, key=lambda stage: inner[stage][1])
    first = float(inner[calmest][1])
    if first >= _NOTHING:
        pixel = (
            f"A move of one pixel already changes {calmest}, the least sensitive stage, by "
            f"{first:.2f}: it is less sensitive, but not invariant."
        )
    elif first:
        pixel = (
            f"A move of one pixel changes {calmest}, the least sensitive stage, by less "
            f"than {_NOTHING}."
        )
    else:
        pixel = f"One pixel does not change {calmest}."
    return (
        f"How far the picture may move {direction_words(made.direction)} before the output of a "
        f"stage has changed half as much as for another picture: {_ends(inner)}. {pixel} "
        f"{_about_answer(made, name)}"
    )


def about_kinds(curves: Mapping[str, np.ndarray], depth: int) -> str:
    """Say which kind of pooling stays below one half longest, and which is no better than none."""
    ends = {kind: half_at(values) for kind, values in curves.items()}
    reached = {kind: WINDOW_REACH + 1 if end is None else end for kind, end in ends.items()}
    order = sorted((kind for kind in curves if kind != CONVOLUTION), key=lambda k: -reached[k])
    rows = "one pooling" if depth == 1 else f"{depth} poolings in a row"
    shown = {named(kind): curves[kind] for kind in order}
    text = (
        "How far the picture may move before the maps have changed half as much as for another "
        "picture, "
        f"with {rows}: {_ends(shown)}; without pooling {_ends({'': curves[CONVOLUTION]})}."
    )
    is_known = NONE in curves and None not in (ends[NONE], ends[CONVOLUTION])
    if is_known and abs(reached[NONE] - reached[CONVOLUTION]) < _NEAR:
        text += " Only taking every second number makes the maps smaller, but not more invariant"
        gain = any(reached[kind] - reached[NONE] >= _NEAR for kind in order)
        text += ": invariance comes from taking the maximum or the average." if gain else "."
    return text


def about_plane(made: MovesPlane, stage: str) -> str:
    """Say for how many of all shifts a stage changes by less than half of another picture."""
    calm = float((made.values < HALF).mean())
    text = (
        f"For {whole_share(calm)} of all {made.values.size} moves {stage} change less than "
        "half as much as for another picture."
    )
    if made.same is not None:
        text += f" The answer stays the same for {whole_share(float(made.same))}."
    return text


def about_kept(curves: Mapping[str, np.ndarray], shift: int, count: int) -> str:
    """Say how many of `count` digits keep their answer at the present move to the right.

    Args:
        curves: name -> (n,) shares after 0, 1, ... pixels, in [0, 1].
        shift: The present move in pixels.
        count: How many digits were moved.
    """
    at = min(shift, min(map(len, curves.values())) - 1)
    shares = ", ".join(f"{values[at]:.1%} with {name}" for name, values in curves.items())
    return (
        f"Each of the first {count:,} test digits is moved by {at} px, and black moves in: the "
        f"network's first answer stays for {shares}."
    )


def about_consistency(rows: Sequence[Consistency]) -> str:
    """Say what was counted, and compare networks on the same pictures (McNemar's exact test).

    Args:
        rows: In the order shown.
    """
    by_name = {row.name: row for row in rows}
    parts: dict[str, list[str]] = {}
    for row in rows:
        share = f"moves of up to ±{row.reach} px of {row.side}, {row.border} moves in"
        parts.setdefault(f"{row.n:,} {row.pictures}, {share}", []).append(row.title)
    text = f"{'; '.join(parts)}. The bars are 95 % intervals, one for each network."
    for first, second, why in _PAIRS:
        if first in by_name and second in by_name:
            text += _about_pair(by_name[first], by_name[second], why)
    return text


def _about_pair(one: Consistency, other: Consistency, why: str) -> str:
    """Compare two networks on the same pictures and shifts; "" if these differ."""
    own = one.against(other)
    if own is None:
        return ""
    gap = one.value - other.value
    verdict = (
        f"is consistent {abs(gap):.1f} percentage points {'more' if gap > 0 else 'less'} often"
        if own.is_decided
        else "is not clearly more or less consistent"
    )
    return (
        f" On the same pictures and moves, {one.title}, {why}, {verdict} than {other.title} "
        f"({counts(own)})."
    )


def _about_answer(made: MoveCurves, name: str) -> str:
    first, last = float(made.probability[0]), float(made.probability[-1])
    if made.held == len(made.winners) - 1:
        return (
            f"The first answer, {name}, stays over all {made.held} px; its probability goes from "
            f"{first:.0%} to {last:.0%}."
        )
    lost = made.held + 1
    variation = float(made.variation[lost])
    how = (
        f"although all probabilities together have changed by only {variation:.0%}"
        if variation < _LITTLE
        else f"when {variation:.0%} of the probability has moved to other classes"
    )
    holds = (
        f"stays up to {made.held} px and changes at {lost} px"
        if made.held
        else ("changes at the first pixel")
    )
    back = np.flatnonzero(made.winners[lost:] == made.winners[0])
    again = f"; at {lost + int(back[0])} px it is the answer again" if back.size else ""
    return f"The first answer, {name} with {first:.0%}, {holds}, {how}{again}."


def _ends(curves: Mapping[str, np.ndarray]) -> str:
    """Return after how many pixels each curve reaches HALF; those that never do come last."""
    ends = {stage: half_at(values) for stage, values in curves.items()}
    reached = [f"{stage} {end:.1f} px".strip() for stage, end in ends.items() if end is not None]
    never = [stage for stage, end in ends.items() if end is None]
    if never:
        reached.append(f"{' and '.join(never)} never within {WINDOW_REACH} px".strip())
    return ", ".join(reached)
