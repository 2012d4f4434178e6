"""Build the tree of groups above ImageNet's classes from WordNet.

Run `python -m dlviz.networks.build_class_groups FOLDER`; FOLDER holds WordNet 3.0, for instance
/usr/share/wordnet of Debian's package wordnet-base. The tree is written beside the shipped models.
ImageNet's thousand classes are nouns of WordNet, sorted by WordNet's numbers: this order tells
most nouns of the same name apart.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from dlviz.class_groups import FILE
from dlviz.networks import imagenet

# Classes whose noun the order does not decide, or whose name in torchvision is not WordNet's.
_MEANT = {
    "crane bird": 2012849, "kit fox": 2119789, "tabby": 2123045, "ox": 2403003,
    "amphibian": 2704792, "beaker": 2815834, "bib": 2834397, "binder": 2840245, "bow": 2879718,
    "brass": 2892201, "cannon": 2950826, "cloak": 3045698, "clog": 3047690, "envelope": 3291819,
    "file": 3337140, "fountain": 3388043, "grille": 3459775, "half track": 3478589,
    "hook": 3532672, "jersey": 3595614, "library": 3661043, "maillot tank suit": 3710721,
    "monitor": 3782006, "mortar": 3786901, "pick": 3929660, "pier": 3933933,
    "pinwheel": 3944341, "planetarium": 3956157, "pot": 3991062, "printer": 4004767,
    "rotisserie": 4111531, "scale": 4141975, "screen": 4152593, "slot": 4243546,
    "snorkel": 4251144, "spatula": 4270147, "spider web": 4275548, "spindle": 4277352,
    "switch": 4372370, "tank": 4389033, "yawl": 4612504, "volcano": 9472597, "groom": 10148035,
    "corn": 12144580, "buckeye": 12768682,
}  # fmt: skip


_GAME_BIRD = 2153203  # WordNet lists "game" as its first parent, and "bird" as the second


@dataclass(frozen=True, slots=True)
class Noun:
    """A meaning (synset) in WordNet.

    Attributes:
        names: Its names, the most usual first.
        parent: Number of the more general meaning above it; None at the top.
    """

    names: tuple[str, ...]
    parent: int | None


def read(folder: Path) -> dict[int, Noun]:
    """Return WordNet's nouns by their numbers; if a noun has several parents the first counts."""
    nouns = {}
    for line in (folder / "data.noun").read_text().splitlines():
        if line.startswith(" "):
            continue  # a line of the licence
        parts = line.partition(" | ")[0].split()
        n_names = int(parts[3], 16)
        names = tuple(name.replace("_", " ") for name in parts[4 : 4 + 2 * n_names : 2])
        pointers = parts[5 + 2 * n_names :]
        parents = [
            int(pointers[place + 1])
            for place in range(0, len(pointers), 4)
            if pointers[place] in ("@", "@i")
        ]
        number = int(parts[0])
        nouns[number] = Noun(names, parents[number == _GAME_BIRD] if parents else None)
    return nouns


def find(names: tuple[str, ...], nouns: dict[int, Noun]) -> list[int]:
    """Return WordNet's numbers of the classes called `names`; the numbers must ascend.

    Raises:
        ValueError: if a name has no number greater than the previous class's.
    """
    numbers = defaultdict(list)
    for number, noun in nouns.items():
        for name in noun.names:
            numbers[name.lower()].append(number)
    found = [-1]
    for place, name in enumerate(names):
        following = [_MEANT[other] for other in names[place + 1 :] if other in _MEANT][:1]
        most = following[0] if following else max(nouns) + 1
        candidates = [_MEANT[name]] if name in _MEANT else numbers[name.lower()]
        behind = [number for number in candidates if found[-1] < number < most]
        if not behind:
            raise ValueError(f"{name} is not in WordNet behind {found[-1]}")
        found.append(min(behind))
    return found[1:]


def tree(classes: list[int], nouns: dict[int, Noun]) -> dict[str, list]:
    """Return the groups above the classes (parents first), and the narrowest group of each class.

    Groups of one class are dropped; of groups with the same classes the narrowest is kept.
    """
    members = defaultdict(set)
    for place, number in enumerate(classes):
        above: int | None = number
        while above is not None:
            members[above].add(place)
            above = nouns[above].parent
    paths = [_path(number, nouns) for number in classes]
    kept = {
        group
        for path in paths
        for group, below in zip(path, [*path[1:], None], strict=True)
        if len(members[group]) > 1 and (below is None or members[below] != members[group])
    }
    order: dict[int, int] = {}
    groups: list[tuple[str, int]] = []
    homes = []
    for path in paths:
        home = -1
        for group in path:
            if group in kept:
                if group not in order:
                    order[group] = len(groups)
                    groups.append((nouns[group].names[0], home))
                home = order[group]
        homes.append(home)
    return {"groups": groups, "classes": homes}


def main() -> None:
    """Build the tree and write it."""
    nouns = read(Path(sys.argv[1]))
    made = tree(find(tuple(imagenet.resnet50_record().meta["categories"]), nouns), nouns)
    FILE.write_text(json.dumps(made, separators=(",", ":")) + "\n")


def _path(number: int, nouns: dict[int, Noun]) -> list[int]:
    """Return the numbers of all meanings from the top of WordNet down to `number`."""
    path = [number]
    while (above := nouns[path[-1]].parent) is not None:
        path.append(above)
    return path[::-1]


if __name__ == "__main__":
    main()
