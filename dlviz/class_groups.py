"""Groups of ImageNet's classes (such as "dog" or "animal"), and a prediction's probability in each.

The groups come from WordNet: G. A. Miller, "WordNet: a lexical database for English", 1995.
`dlviz.networks.build_class_groups` finds ImageNet's classes in WordNet 3.0.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from dlviz import shipped

FILE = Path(__file__).resolve().parent / "assets" / "models" / "imagenet_groups.json"
_ROOT = -1


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group of classes with its predicted probability.

    Attributes:
        name: WordNet's name of the group.
        share: Sum of its classes' probabilities.
        n_classes: How many of the thousand classes belong to it.
    """

    name: str
    share: float
    n_classes: int


class Tree:
    """A tree of nested groups of classes.

    Attributes:
        names: Names of the groups; a parent comes before its children.
        parents: For each group the index of its parent, -1 at the top.
        members: (groups, classes) bool, whether a class belongs to a group.
    """

    def __init__(self, names: list[str], parents: list[int], homes: list[int]) -> None:
        """Build the tree; `homes` has the index of every class's narrowest group, -1 for none."""
        self.names = tuple(names)
        self.parents = tuple(parents)
        self.members = np.zeros((len(names), len(homes)), dtype=bool)
        for place, home in enumerate(homes):
            while home != _ROOT:
                self.members[home, place] = True
                home = parents[home]

    def path(self, probabilities: np.ndarray, *, at_least: float = 0.5) -> list[GroupShare]:
        """Return the nested groups whose probability is at least `at_least`, the widest first.

        The last one is the most specific statement of which the network is that sure.

        Args:
            probabilities: (classes,), of one prediction.
            at_least: Above 0.5 there is only one such path; below, the more probable group wins.
        """
        found: list[GroupShare] = []
        shares = self.members @ probabilities
        at = _ROOT
        while True:
            inside = [place for place, parent in enumerate(self.parents) if parent == at]
            best = max(inside, key=lambda place: shares[place], default=None)
            if best is None or shares[best] < at_least:
                return found
            found.append(self._share(best, shares))
            at = best

    def children(self, name: str, probabilities: np.ndarray) -> list[GroupShare]:
        """Return the child groups of the first group called `name`, the most probable first.

        Raises:
            KeyError: if there is no group of that name.
        """
        if name not in self.names:
            raise KeyError(name)
        at = self.names.index(name)
        shares = self.members @ probabilities
        inside = [place for place, parent in enumerate(self.parents) if parent == at]
        return [self._share(x, shares) for x in sorted(inside, key=lambda x: -shares[x])]

    def _share(self, place: int, shares: np.ndarray) -> GroupShare:
        return GroupShare(self.names[place], float(shares[place]), int(self.members[place].sum()))


@cache
def tree() -> Tree:
    """Return the groups of ImageNet's thousand classes, in torchvision's order."""
    with shipped.reading(FILE):
        made = shipped.read_json(FILE)
        names, parents = zip(*made["groups"], strict=True)
        return Tree(list(names), list(parents), made["classes"])
