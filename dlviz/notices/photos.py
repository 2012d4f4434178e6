"""What to notice about a pretrained network and a photo, from the numbers on screen."""

from collections.abc import Sequence

import numpy as np

from dlviz.changing_mind import Curve, find_reigns
from dlviz.class_groups import GroupShare
from dlviz.framing_search import Found
from dlviz.occlusion import Occlusion
from dlviz.reframing import CHANGES
from dlviz.residual import Residuals

_SURE = 0.5
_CLEARLY = 0.02  # by so much a group is surer than the first class


def about_answer(
    probabilities: np.ndarray, categories: Sequence[str], groups: Sequence[GroupShare]
) -> str:
    """Say how sure the network is of its first answer, and of the narrowest group that is surer.

    Args:
        probabilities: (classes,).
        categories: Their names.
        groups: From the widest to the narrowest.
    """
    order = np.argsort(-probabilities, kind="stable")
    first = float(probabilities[order[0]])
    five = float(probabilities[order[:5]].sum())
    says = (
        f"It says {categories[order[0]]} with {_percent(first)}; its first five answers hold "
        f"{_percent(five)}, the other {len(probabilities) - 5} classes share the rest."
    )
    if not groups:
        return f"{says} No group of classes holds half of its answer: it has no idea."
    surer = [group for group in groups if group.share - first >= _CLEARLY]
    if not surer:
        return f"{says} No group is surer than that single class."
    narrow = surer[-1]
    return (
        f"{says} Together it is surer: {_percent(narrow.share)} lie on {narrow.name}, a group of "
        f"{narrow.n_classes} classes."
    )


def about_curve(curve: Curve, categories: Sequence[str]) -> str:
    """Say how often the winner changes over the range, where first, and how far the photo goes."""
    change = CHANGES[curve.name]
    neutral = change.nearest(change.neutral)
    own = int(curve.winners[neutral])
    path = find_reigns(curve.probabilities)
    first = float(curve.probabilities[neutral, own])
    start = f"Unchanged it says {categories[own]} ({_percent(first)})"
    if len(path) == 1:
        lowest = int(curve.probabilities[:, own].argmin())
        return (
            f"{start}, and so it does over the whole range; least sure at "
            f"{change.text(change.values[lowest])}, {_percent(curve.probabilities[lowest, own])}."
        )
    turns = len(path) - 1
    others = len({reign.label for reign in path}) - (1 if any(r.label == own for r in path) else 0)
    nearest = min(
        (place for place, winner in enumerate(curve.winners) if winner != own),
        key=lambda place: abs(place - neutral),
    )
    rival = int(curve.winners[nearest])
    strongest = max(
        (reign for reign in path if reign.label != own), key=lambda reign: reign.highest
    )
    low, high = (change.text(change.values[place]) for place in (strongest.first, strongest.last))
    where = low if strongest.first == strongest.last else f"{low} to {high}"
    return (
        f"{start}. Over the range it changes its mind {_times(turns)}, between {others + 1} "
        f"classes; the nearest change is at {change.text(change.values[nearest])}, to "
        f"{categories[rival]}. Its surest other answer is {categories[strongest.label]}, "
        f"{_percent(strongest.highest)}, at {where}."
    )


def about_search(found: Found, categories: Sequence[str], share: float) -> str:
    """Say what framing does for a class.

    Args:
        found: What the search came to.
        categories: Names of the classes.
        share: Of the photo's area, that the smallest crop covers.
    """
    name = categories[found.label]
    text = (
        f"The standard crop gives {name} {_percent(found.start.probability)}; the best of "
        f"{found.n_tried} framings gives it {_percent(found.best.probability)}"
    )
    if found.start.winner != found.label:
        now = "and then it wins" if found.best.winner == found.label else "still not the winner"
        text += f", {now} (the standard crop says {categories[found.start.winner]})"
    if found.smallest is None:
        return f"{text}. In none of them does {name} win."
    return (
        f"{text}. The smallest crop found that still says {name} covers {_percent(share)} of the "
        f"photo ({_percent(found.smallest.probability)})."
    )


def about_occlusion(occlusion: Occlusion, categories: Sequence[str]) -> str:
    """Say where covering costs most, whether it changes the answer, and whether it ever helps."""
    lost = occlusion.lost
    row, column = (int(x) for x in np.unravel_index(int(lost.argmax()), lost.shape))
    name = categories[occlusion.label]
    if lost.max() <= 0:
        return f"Wherever the square lies, {name} loses nothing: no single place speaks for it."
    others = occlusion.winners != occlusion.label
    text = (
        f"Covering costs {name} most at row {row + 1}, column {column + 1}: "
        f"{_percent(occlusion.whole)} become {_percent(occlusion.whole - lost[row, column])}."
    )
    changed = float(others.mean())
    if 0 < changed < 1:
        names, counts = np.unique(occlusion.winners[others], return_counts=True)
        text += (
            f" In {changed:.0%} of all places another class wins then, most often "
            f"{categories[int(names[counts.argmax()])]}."
        )
    helped = float((lost < -0.01).mean())
    return f"{text} In {helped:.0%} of them covering helps." if helped else text


def about_many(firsts: Sequence[tuple[str, float]]) -> str:
    """Say of which photo the network is surest, and of which least; (class, probability) each."""
    if len(firsts) == 1:
        name, share = firsts[0]
        return f"One photo: {name}, {_percent(share)}. Add another one to compare."
    shares = [share for _, share in firsts]
    surest, least = int(np.argmax(shares)), int(np.argmin(shares))
    sure = sum(share >= _SURE for share in shares)
    return (
        f"Of {len(firsts)} photos it is surest of {firsts[surest][0]} ({_percent(shares[surest])}) "
        f"and least sure of {firsts[least][0]} ({_percent(shares[least])}); {sure} of the first "
        "answers reach 50%. A probability says how sure it is, not whether it is right."
    )


def about_residuals(found: Residuals, categories: Sequence[str]) -> str:
    """Say what the additions keep alive, and which block's branch the answer needs most."""
    last = found.blocks[-1]
    text = (
        f"Behind the last block the numbers are {last.result:.3g} large; with every addition left "
        f"out they would be {last.alone:.3g}"
    )
    if last.alone < last.result:
        text += f", {last.result / max(last.alone, 1e-12):,.3g} times smaller"
    if not found.left_out:
        return f"{text}."
    worst = min(found.left_out, key=lambda one: one.probability)
    other = [one for one in found.left_out if one.winner != found.label]
    became = (
        "no single one changes the answer"
        if not other
        else f"{len(other)} of {len(found.left_out)} change it alone"
    )
    return (
        f"{text}. Of the {len(found.left_out)} branches that can be left out {became}; "
        f"{categories[found.label]} loses most without {worst.name}: "
        f"{_percent(found.probability)} become {_percent(worst.probability)}."
    )


def about_two(first: tuple[str, np.ndarray], second: tuple[str, np.ndarray],
              categories: Sequence[str]) -> str:  # fmt: skip
    """Say whether two networks agree on a photo; each is (title, probabilities)."""
    (one, p), (other, q) = first, second
    a, b = int(p.argmax()), int(q.argmax())
    common = len({*np.argsort(-p)[:5].tolist()} & {*np.argsort(-q)[:5].tolist()})
    if a == b:
        return (
            f"Both say {categories[a]}: {one} with {_percent(p[a])}, {other} with "
            f"{_percent(q[b])}. They share {common} of their first five answers."
        )
    return (
        f"{one} says {categories[a]} ({_percent(p[a])}), {other} says {categories[b]} "
        f"({_percent(q[b])}). They share {common} of their first five answers."
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}"
