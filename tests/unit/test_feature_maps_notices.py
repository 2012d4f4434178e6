"""What "Feature maps" says, in ties, zeros and single numbers too; people count from 1."""

from types import SimpleNamespace

import numpy as np

from dlviz.filters import Nearest
from dlviz.notices import feature_maps as notices

ALIVE = np.zeros(3, dtype=bool)


def maps(*means: float, side: int = 2) -> np.ndarray:
    own = np.ones((len(means), side, side)) * np.array(means)[:, None, None]
    own[:, 0, 0] *= 1.5 if side > 1 else 1
    return own


def test_the_strongest_map_is_counted_from_one() -> None:
    text = notices.about_maps("relu", maps(1, 8, 2), ALIVE, 2)
    assert "In relu map 2 responds most, 9 on average; no map is the same" in text
    assert text.endswith("Map 3 goes from 2 to 3.")
    assert "are 0" not in text


def test_ties_zeros_and_single_numbers() -> None:
    assert "2 maps respond most, 9 on average each" in notices.about_maps(
        "relu", maps(8, 8, 2), ALIVE, 0
    )
    dead = notices.about_maps("relu", np.zeros((3, 4, 4)), np.ones(3, dtype=bool), 0)
    assert dead == "In relu every number is 0: the layer does not respond to this picture."
    single = notices.about_maps("pool", maps(1, 5, 2, side=1), ALIVE, 0)
    assert "every map is a single number" in single
    assert "dead" not in single
    nearly = np.ones((1, 40, 40))
    nearly[0, 0, 0] = 0
    assert "less than 1% of all numbers are 0" in notices.about_maps("x", nearly, ALIVE[:1], 0)
    assert "more than 99% of all" in notices.about_maps("x", 1 - nearly, ALIVE[:1], 0)
    even = np.concatenate([np.full((1, 2, 2), 3.0), maps(1)])
    text = notices.about_maps("x", even, np.array([True, False]), 0)
    assert "1 of 2 maps is dead" in text
    assert "Map 1 is 3 everywhere." in text


def test_one_picture_twice_is_said() -> None:
    one = maps(1, 8, 2)
    assert "choose another picture" in notices.about_two(one, one.copy())
    assert "only the positions differ" in notices.about_two(one, one[:, ::-1])
    assert notices.about_two(one, maps(1, 2, 2)).startswith("Map 2 differs most between the two: 9")


def test_heat_says_whether_anything_speaks_for_the_class() -> None:
    heat = np.array([[0.0, 0.2], [1.0, 0.1]])
    own = notices.about_heat(heat, "cup", 0.6, "cup", "relu")
    assert "at row 2, column 1 of 2 × 2; 25% of the places" in own
    assert "not how much" not in own
    rare = notices.about_heat(heat, "shark", 0.0002, "cup", "relu", strength=0.11)
    assert "1 is the strongest place of this class, 11% of the value at the strongest" in rare
    assert rare.endswith("Altogether the picture does not support shark.")
    assert "Altogether" not in notices.about_heat(heat, "mug", 0.2, "cup", "relu", strength=0.9)
    nothing = notices.about_heat(np.zeros((2, 2)), "shark", 0.0, "cup", "relu")
    assert nothing.endswith("Nothing in relu supports shark: no weighted sum is above 0.")
    single = notices.about_heat(np.ones((1, 1)), "cup", 0.6, "cup", "pool")
    assert "cannot show where" in single
    assert "row" not in single


def test_the_nearest_filter_is_counted_from_one_and_a_tie_is_one() -> None:
    kernel = np.zeros((3, 3))
    near = [Nearest("Sobel", 0.2, kernel), Nearest("blur", -0.9, kernel)]
    text = notices.about_filters(near, None)
    assert text.startswith("Filter 2 is the most similar to a hand-made kernel: blur, cosine −0.9")
    assert "Sobel and blur are equally frequent nearest kernels" in text
    near.append(Nearest("Sobel", 0.1, kernel))
    assert "the most frequent nearest kernel is Sobel." in notices.about_filters(near, None)


def test_sizes_counts_and_fields_are_those_of_the_first_and_the_last_convolution() -> None:
    own = {
        "conv1": SimpleNamespace(count=4, height=20, width=30),
        "conv2": SimpleNamespace(count=8, height=15, width=25),
        "conv3": SimpleNamespace(count=16, height=10, width=12),
    }
    text = notices.about_depth(own, {"conv1": 3, "conv2": 5, "conv3": 9})
    assert text == (
        "From conv1 to conv3 the maps shrink from 20 × 30 to 10 × 12 while their number goes from "
        "4 to 16: 2,400 numbers become 1,920. A number in the first depends on up to 3 rows of "
        "the picture, a number in the last on up to 9."
    )
    assert notices.about_depth(own, {"conv1": 3}).endswith("numbers become 1,920.")


def test_sorted_maps_are_told_by_their_share_of_the_activity() -> None:
    rng = np.random.default_rng(0)
    for n in range(1, 30):
        own = rng.normal(size=(n, 3, 3)) * rng.integers(0, 3, size=(n, 1, 1))
        strength = sorted((float(np.abs(one).mean()) for one in own), reverse=True)
        text = notices.about_order(own)
        if len(set(strength)) == 1:
            assert text.endswith("all are equally active.")
            continue
        first = next(k for k in range(1, n + 1) if sum(strength[:k]) >= sum(strength) / 2)
        assert ("The first map holds" if first == 1 else f"The first {first} maps hold") in text
        assert text.endswith(f"of all {n}.")


def test_no_heat_map_says_how_far_below_zero_the_class_stays() -> None:
    text = notices.about_no_heat(-0.03125, "tank", "pool3")
    assert "in pool3 the weighted sum is −0.03125 at its largest place" in text
    assert "weighted sum is 0 at" in notices.about_no_heat(0.0, "tank", "pool3")
