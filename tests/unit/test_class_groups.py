"""The groups of ImageNet's classes: where WordNet puts them, and what an answer gives each."""

import numpy as np
import pytest

from dlviz.class_groups import Tree, tree
from dlviz.networks import build_class_groups, imagenet
from dlviz.networks.build_class_groups import Noun, find

# a: (0, 1), b: (2, 3, 4) with c: (3, 4) in it; class 5 belongs nowhere
SMALL = Tree(["a", "b", "c"], [-1, -1, 1], [0, 0, 1, 2, 2, -1])


def test_shares_are_sums_of_probabilities() -> None:
    given = np.array([0.05, 0.1, 0.2, 0.35, 0.25, 0.05])
    path = SMALL.path(given)
    assert [(group.name, group.n_classes) for group in path] == [("b", 3), ("c", 2)]
    assert [group.share for group in path] == pytest.approx([0.8, 0.6])
    assert [group.name for group in SMALL.path(given, at_least=0.7)] == ["b"]
    assert SMALL.path(given, at_least=0.9) == []
    assert [group.share for group in SMALL.children("b", given)] == pytest.approx([0.6])
    with pytest.raises(KeyError):
        SMALL.children("d", given)


def test_wordnet_s_groups_have_the_classes_that_imagenet_gave_them() -> None:
    """ImageNet begins with its animals: 398, of which 151 to 268 are the dogs' breeds."""
    groups = tree()
    members = dict(zip(groups.names, groups.members, strict=True))
    assert np.flatnonzero(members["animal"]).tolist() == list(range(398))
    assert np.flatnonzero(members["dog"]).tolist() == list(range(151, 269))
    birds = [*range(7, 25), *range(80, 101), *range(127, 147)]
    assert np.flatnonzero(members["bird"]).tolist() == birds
    assert np.flatnonzero(members["domestic cat"]).tolist() == list(range(281, 286))
    assert np.flatnonzero(members["fish"]).tolist() == [*range(7), *range(389, 398)]
    assert groups.members.any(axis=0).all()


def test_a_group_holds_all_of_the_groups_in_it() -> None:
    groups = tree()
    for place, parent in enumerate(groups.parents):
        assert parent < place
        if parent >= 0:
            assert not (groups.members[place] & ~groups.members[parent]).any()
    sizes = groups.members.sum(axis=1)
    assert sizes.min() >= 2
    assert len({row.tobytes() for row in groups.members}) == len(groups.names)


def test_two_nouns_of_one_name_are_told_apart_by_their_order() -> None:
    nouns = {
        5: Noun(("crane",), None), 7: Noun(("tench",), None), 8: Noun(("crane",), None),
        9: Noun(("bow",), None), 2879718: Noun(("bow",), None), 3000000: Noun(("zip",), None),
    }  # fmt: skip
    assert find(("tench", "Crane", "bow", "zip"), nouns) == [7, 8, 2879718, 3000000]
    with pytest.raises(ValueError, match="tench"):
        find(("Crane", "crane", "tench"), nouns)


def test_every_exception_is_one_of_imagenet_s_names() -> None:
    names = imagenet.resnet50_record().meta["categories"]
    assert set(build_class_groups._MEANT) <= set(names)
