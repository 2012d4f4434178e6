"""Questions about photos: groups of classes, and what can be said with them."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np

from dlviz.class_groups import GroupShare, Tree
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Mistake, Number, Option, Wrong
from dlviz.questions.wrong import told_apart, wrong

_VIEW = {"photos_view": "What is it?"}
_TOP = "anything"
_PARENTS: dict[str, str | None] = {
    _TOP: None,
    "animal": _TOP,
    "bird": "animal",
    "fish": "animal",
    "object": _TOP,
    "vehicle": "object",
    "furniture": "object",
}
_GROUPS = {
    "owl": "bird", "duck": "bird", "eagle": "bird", "shark": "fish", "goldfish": "fish",
    "bus": "vehicle", "taxi": "vehicle", "chair": "furniture", "sofa": "furniture",
}  # fmt: skip
_PLURALS = {name: f"{name}s" for name in _PARENTS} | {
    "fish": "fish",
    "furniture": "pieces of furniture",
}


@cache
def _tree() -> Tree:
    names = list(_PARENTS)
    parents = [-1 if own is None else names.index(own) for own in _PARENTS.values()]
    return Tree(names, parents, [names.index(group) for group in _GROUPS.values()])


def _inside(group: str) -> list[str]:
    """Return the groups and classes directly inside `group`."""
    pairs = [*_PARENTS.items(), *_GROUPS.items()]
    return [name for name, parent in pairs if parent == group]


def _members(group: str, shares: dict[str, Fraction]) -> dict[str, Fraction]:
    """Return the classes of `group` that have a probability."""
    return {
        own: share
        for own, share in shares.items()
        if group in (_GROUPS[own], _PARENTS[_GROUPS[own]])
    }


def _share(group: str, shares: dict[str, Fraction]) -> Fraction:
    """Return a group's probability, as the page computes it."""
    found: list[GroupShare] = _tree().children(_PARENTS[group] or _TOP, _row(shares))
    share = next(own.share for own in found if own.name == group)
    return Fraction(share).limit_denominator(100)


def _row(shares: dict[str, Fraction]) -> np.ndarray:
    return np.array([float(shares.get(own, 0)) for own in _GROUPS])


def _draw_shares(draw: Random, count: int) -> dict[str, Fraction]:
    """Return probabilities of `count` classes that add up to 1, in twentieths."""
    cuts = [0, *sorted(draw.sample(range(1, 20), count - 1)), 20]
    parts = [Fraction(high - low, 20) for low, high in pairwise(cuts)]
    return dict(zip(draw.sample(list(_GROUPS), count), parts, strict=True))


def _told(shares: dict[str, Fraction]) -> str:
    return listed([f"{own} {float(share):g}" for own, share in shares.items()])


def _group(draw: Random, level: int) -> Number:
    """Ask for the probability of a group of classes, or of a group without a part of it."""
    shares = _draw_shares(draw, 3 + level)
    group = draw.choice(("bird", "fish", "vehicle") if level == 1 else ("animal", "object"))
    own = _members(group, shares)
    parts = [part for part in _inside(group) if part in _PARENTS and _members(part, shares)]
    if len(own) < 2 or len(own) == len(shares) or (level > 1 and len(parts) < 2):
        raise AmbiguousError
    without = draw.choice(parts) if level == 3 else ""
    counted = {name: share for name, share in own.items() if _GROUPS[name] != without}
    truth = _share(group, shares) - (_share(without, shares) if without else 0)
    plural = _PLURALS[group] + (f", but not to the {_PLURALS[without]}" if without else "")
    is_one = len(counted) == 1
    what = f"{_article(group)}, but not {_article(without)}" if without else _article(group)
    return Number(
        prompt=f"A network gives a photo the probabilities {_told(shares)}; all other classes have "
        f"0. What is the probability that the photo shows {what}?",
        worked=f"{listed(list(counted)).capitalize()} {'counts' if is_one else 'count'}, because "
        f"{'it belongs' if is_one else 'they belong'} to the {plural}: "
        + (f"{float(truth):g}." if is_one else
           f"{' + '.join(f'{float(one):g}' for one in counted.values())} = {float(truth):g}."),
        facts={"shares": shares, "group": group, "without": without},
        truth=truth,
        wrong=_wrong_groups(group, without, shares, truth),
    )  # fmt: skip


def _wrong_groups(
    group: str, without: str, shares: dict[str, Fraction], truth: Fraction
) -> tuple[Wrong, ...]:
    own = _members(group, shares)
    best = max(own, key=own.__getitem__)
    names, total = listed(list(own)), sum(own.values(), Fraction(0))
    mistaken = [
        wrong(
            own[best],
            "a group is as probable as its most probable class",
            f"Not only {best} belongs to the {_PLURALS[group]}, but {names}.",
            _VIEW,
        ),
        wrong(
            total / len(own),
            "a group has the mean of its classes",
            f"The photo shows one of {names}, so their probabilities add up.",
            _VIEW,
        ),
    ]
    if without:
        part = _share(without, shares)
        mistaken = [
            wrong(
                total,
                "a part of a group is not in the group",
                f"The {float(total):g} of the {_PLURALS[group]} contain the {float(part):g} of the "
                f"{_PLURALS[without]}, which is subtracted.",
                _VIEW,
            ),
            wrong(
                1 - part,
                f"all but the {_PLURALS[without]} are {_PLURALS[group]}",
                f"Only {float(total):g} belong to the {_PLURALS[group]} at all.",
                _VIEW,
            ),
            *mistaken,
        ]
    return told_apart(truth, *mistaken)


def _statement(draw: Random, level: int) -> Choose:
    """Ask for the most exact group with more than one half of the probability."""
    shares = _draw_shares(draw, 3 + level)
    top = sorted(shares.values())[-2:]
    first = _GROUPS[max(shares, key=shares.__getitem__)]
    right = _tree().path(_row(shares))[-1].name
    if (level == 1 and first != right) or (level == 3 and first in (right, *_inside(right))):
        raise AmbiguousError
    parent = _PARENTS[right]
    groups = {name: _share(name, shares) for name in _PARENTS if name != _TOP}
    if top[0] == top[1] or Fraction(1, 2) in groups.values() or right == _TOP:
        raise AmbiguousError
    if groups[right] == groups.get(parent or _TOP):
        raise AmbiguousError  # the wider group is as good
    candidates = [right, *([parent] if parent not in (None, _TOP) else []), first]
    candidates += [name for name in _inside(right) if name in groups and groups[name] > 0]
    names = sorted(set(candidates))
    if len(names) < 2:
        raise AmbiguousError
    options = [
        Option(
            f"It shows {_article(name)}.",
            None if name == right else _wrong_statement(name, right, first, groups),
        )
        for name in names
    ]
    draw.shuffle(options)
    told = ", ".join(f"{_PLURALS[name]} {float(groups[name]):g}" for name in names)
    return Choose(
        prompt=f"A network gives a photo the probabilities {_told(shares)}; all other classes have "
        "0. Which is the most exact statement with more than one half of the probability?",
        worked=f"The probabilities of a group's classes add up: {told}. The {_PLURALS[right]} are "
        "the smallest group with more than 0.5.",
        facts={"shares": shares, "groups": names},
        options=tuple(options),
    )


def _wrong_statement(name: str, right: str, first: str, groups: dict[str, Fraction]) -> Mistake:
    share, enough = f"{float(groups[name]):g}", f"{float(groups[right]):g}"
    if name == _PARENTS[right]:
        sentence = (
            f"It is true with {share}, but “{_article(right)}” says more and still has {enough}."
        )
        return Mistake("the most probable statement is the best one", sentence, _VIEW)
    sentence = f"{_PLURALS[name].capitalize()} have only {share}, and {_PLURALS[right]} {enough}."
    if name == first:
        return Mistake("the first answer decides the group", sentence, _VIEW)
    return Mistake("a more exact statement is always better", sentence, _VIEW)


def _article(name: str) -> str:
    if name == "furniture":
        return "a piece of furniture"
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


GENERATORS = (
    Generator("photos_group", "the probability of a group", _group),
    Generator("photos_statement", "the most exact statement that is safe", _statement),
)
