"""Sentences for the page "Photos": predictions, changes, crops, occlusion, residual blocks."""

import math
from collections.abc import Sequence

import numpy as np

from dlviz.changing_mind import Curve, find_reigns
from dlviz.class_groups import GroupShare
from dlviz.framing_search import Found
from dlviz.notices.words import listed, whole_share
from dlviz.occlusion import Occlusion
from dlviz.reframing import CHANGES
from dlviz.residual import Residuals

_SURE = 0.5
_HELPS = 0.01  # a smaller gain in probability does not count
_CLEARLY = 0.02  # a group is mentioned if its probability exceeds the first class's by this


def about_answer(
    probabilities: np.ndarray, categories: Sequence[str], groups: Sequence[GroupShare]
) -> str:
    """Say the most probable class, and the narrowest group that is more probable.

    Args:
        probabilities: (classes,).
        categories: Their names.
        groups: From the widest to the narrowest.
    """
    order = np.argsort(-probabilities, kind="stable")
    first = float(probabilities[order[0]])
    five = float(probabilities[order[:5]].sum())
    says = (
        f"Its answer is {categories[order[0]]} with {percent(first)}; its first five answers "
        f"together have {percent(five)}, the other {len(probabilities) - 5} classes share the "
        "rest."
    )
    if not groups:
        unsure = ": the network is very unsure" if first < _SURE else ""
        return f"{says} No group of classes has half of the probability{unsure}."
    surer = [group for group in groups if group.share - first >= _CLEARLY]
    if not surer:
        return (
            f"{says} No group of classes has a clearly higher probability than this single class."
        )
    narrow = surer[-1]
    return (
        f"{says} For a group of classes the probability is higher: {percent(narrow.share)} for "
        f"{narrow.name}, a group of "
        f"{narrow.n_classes} classes."
    )


def about_curve(curve: Curve, categories: Sequence[str]) -> str:
    """Say how often the winner changes over the range, where first, and the padding."""
    if not np.isfinite(curve.probabilities).all():
        return "Somewhere in the range the network's output is not a number, so it has no answer."
    change = CHANGES[curve.name]
    neutral = change.nearest(change.neutral)
    own = int(curve.winners[neutral])
    path = find_reigns(curve.probabilities)
    first = float(curve.probabilities[neutral, own])
    start = f"For the unchanged photo the answer is {categories[own]} ({percent(first)})"
    if len(path) == 1:
        return f"{start}, and it stays the same over the whole range; {_least_sure(curve, own)}."
    turns = len(path) - 1
    classes = len({reign.label for reign in path})
    strongest = max(
        (reign for reign in path if reign.label != own), key=lambda reign: reign.highest
    )
    low, high = (change.text(change.values[place]) for place in (strongest.first, strongest.last))
    where = (
        f"at {low}, with {percent(strongest.highest)}"
        if strongest.first == strongest.last
        else f"from {low} to {high}, with up to {percent(strongest.highest)}"
    )
    return (
        f"{start}. Over the range the answer changes {_times(turns)}, between {classes} classes; "
        f"{_nearest_changes(curve, categories)}. The most confident other answer is "
        f"{categories[strongest.label]}, {where}."
    )


def _least_sure(curve: Curve, own: int) -> str:
    """Say where the class `own`, which always wins, has its lowest probability."""
    change, row = CHANGES[curve.name], curve.probabilities[:, own]
    lowest = np.flatnonzero(row == row.min())
    said = percent(float(row.min()))
    if len(lowest) == len(row):
        return f"with the same probability everywhere, {said}"
    if len(lowest) > 1:
        return f"the probability is lowest at {len(lowest)} of the {len(row)} steps, {said}"
    return f"the probability is lowest at {change.text(change.values[lowest[0]])}, {said}"


def _nearest_changes(curve: Curve, categories: Sequence[str]) -> str:
    """Say at which value nearest to the unchanged photo another class wins, in both directions."""
    change = CHANGES[curve.name]
    neutral = change.nearest(change.neutral)
    away = np.abs(np.arange(len(curve.winners)) - neutral)
    others = curve.winners != curve.winners[neutral]
    places = np.flatnonzero(others & (away == away[others].min()))
    said = [
        f"{change.text(change.values[place])}, to {categories[curve.winners[place]]}"
        for place in places
    ]
    if len(said) == 1:
        return f"the nearest change is at {said[0]}"
    return f"the nearest changes are at {said[0]}, and at {said[1]}"


def about_search(found: Found, categories: Sequence[str], share: float) -> str:
    """Say how the choice of the crop changes a class's probability.

    Args:
        found: Result of the search.
        categories: Names of the classes.
        share: Share of the photo's area that the smallest crop covers.
    """
    name = categories[found.label]
    text = (
        f"The standard crop gives {name} {percent(found.start.probability)}; the best of "
        f"{found.n_tried} framings gives {percent(found.best.probability)}"
    )
    if found.start.winner != found.label:
        now = (
            "and then it is the first answer"
            if found.best.winner == found.label
            else ("but it is still not the first answer")
        )
        text += (
            f", {now} (in the standard crop the first answer is {categories[found.start.winner]})"
        )
    if found.smallest is None:
        return f"{text}. {name} is not the first answer in any of them."
    return (
        f"{text}. The smallest crop found with {name} as first answer covers {percent(share)} "
        "of the "
        f"photo ({percent(found.smallest.probability)})."
    )


def about_occlusion(occlusion: Occlusion, categories: Sequence[str]) -> str:
    """Say where covering costs most, whether it changes the prediction, and whether it helps."""
    lost = occlusion.lost
    name = categories[occlusion.label]
    if lost.max() <= 0:
        return (
            f"Wherever the square lies, the probability of {name} does not fall: no single "
            "place is necessary for it."
        )
    others = occlusion.winners != occlusion.label
    rows, columns = np.nonzero(lost == lost.max())
    where = (
        f"row {rows[0] + 1}, column {columns[0] + 1}"
        if len(rows) == 1
        else f"{len(rows)} places, row {rows[0] + 1}, column {columns[0] + 1} among them"
    )
    text = (
        f"Covering lowers the probability of {name} most at {where}: from "
        f"{percent(occlusion.whole)} to {percent(max(0.0, occlusion.whole - lost.max()))}."
    )
    changed = float(others.mean())
    if 0 < changed < 1:
        names, counts = np.unique(occlusion.winners[others], return_counts=True)
        text += (
            f" In {whole_share(changed)} of all places, covering makes another class the first "
            f"answer, most often "
            f"{listed([categories[int(name)] for name in names[counts == counts.max()]])}."
        )
    helped = float((lost < -_HELPS).mean())
    if not helped:
        return text
    return (
        f"{text} In {whole_share(helped)} of all places covering raises the probability, by "
        "more than one percentage point."
    )


def about_many(firsts: Sequence[tuple[str, float]]) -> str:
    """Say which photo has the most and the least confident prediction: (class, probability)."""
    if len(firsts) == 1:
        name, share = firsts[0]
        return f"One photo: {name}, {percent(share)}. Add another one to compare."
    shares = [share for _, share in firsts]
    sure = sum(share >= _SURE for share in shares)
    many = f"{sure} of the first answers {'reaches' if sure == 1 else 'reach'} 50%"
    end = "A probability says how sure the network is, not whether it is correct."
    if max(shares) == min(shares):
        same = percent(shares[0])
        return (
            f"For each of the {len(firsts)} photos it is equally sure ({same} each); {many}. {end}"
        )
    surest, least = _named(firsts, max(shares)), _named(firsts, min(shares))
    return (
        f"Among {len(firsts)} photos, the highest probability is that of {surest}, the lowest "
        f"that of {least}; {many}. {end}"
    )


def _named(firsts: Sequence[tuple[str, float]], share: float) -> str:
    """Return the predictions with probability `share`; with their photos if a class repeats."""
    classes = [name for name, _ in firsts]
    names = [
        name if classes.count(name) == 1 else f"{name} on photo {place}"
        for place, (name, own) in enumerate(firsts, start=1)
        if own == share
    ]
    each = " each" if len(names) > 1 else ""
    return f"{listed(names)} ({percent(share)}{each})"


def about_residuals(found: Residuals, categories: Sequence[str]) -> str:
    """Say how the additions keep the numbers large, and which branch the prediction needs most."""
    last = found.blocks[-1]
    text = (
        f"After the last block the numbers have a size (root mean square) of {last.result:.3g}; "
        f"without all the additions it would be {last.alone:.3g}"
    )
    if last.alone < last.result:
        text += f", {last.result / max(last.alone, 1e-12):,.3g} times smaller"
    if not found.left_out:
        return f"{text}."
    worst = min(found.left_out, key=lambda one: one.probability)
    other = [one for one in found.left_out if one.winner != found.label]
    became = (
        "none changes the answer alone"
        if not other
        else f"{len(other)} would change the answer alone"
    )
    tried = f"{text}. Of the {len(found.left_out)} branches that can be left out {became}"
    if worst.probability >= found.probability:
        return (
            f"{tried}; {categories[found.label]} does not become less probable without any "
            "single one of them."
        )
    return (
        f"{tried}; {categories[found.label]} becomes least probable without {worst.name}: its "
        f"probability falls from {percent(found.probability)} to {percent(worst.probability)}."
    )


def about_two(first: tuple[str, np.ndarray], second: tuple[str, np.ndarray],
              categories: Sequence[str]) -> str:  # fmt: skip
    """Say whether two networks agree on a photo; each is (title, probabilities)."""
    (one, p), (other, q) = first, second
    a, b = int(p.argmax()), int(q.argmax())
    common = len({*np.argsort(-p)[:5].tolist()} & {*np.argsort(-q)[:5].tolist()})
    if a == b:
        return (
            f"Both answer {categories[a]}: {one} with {percent(p[a])}, {other} with "
            f"{percent(q[b])}. {common} of their first five answers are the same."
        )
    return (
        f"{one} answers {categories[a]} ({percent(p[a])}), {other} answers {categories[b]} "
        f"({percent(q[b])}). {common} of their first five answers are the same."
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def percent(share: float) -> str:
    """Return a probability in per cent; values near 0 or 1 do not read as 0 or 100."""
    if 0 < share < 0.0005:
        return "less than 0.1%"
    if 0.495 <= share < _SURE:
        return f"{math.floor(1000 * share) / 10:.1f}%"
    if 0.995 <= share < 1:
        return "more than 99%"
    return f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}"
