"""The shape of a sketch, and the misconception that a wrong one shows."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from asked import check_verdicts, drawn
from hypothesis import given
from hypothesis import strategies as st

from dlviz.questions.judging import judge_sketch
from dlviz.questions.kinds import Misread, Mistake, Sketch
from dlviz.questions.shapes import LEAST, Shape, axis_places, shapes_of

MAIN = tuple(Shape)[:6]
HEIGHT = 100  # whole numbers on an axis of 100: a change of 10 is exactly the least that counts
CURVES = st.lists(st.integers(0, HEIGHT), min_size=1, max_size=8).map(np.array)
MIRRORED = {
    Shape.RISING: Shape.FALLING,
    Shape.PEAK: Shape.VALLEY,
    Shape.RISING_EARLY: Shape.FALLING_EARLY,
    Shape.RISING_EVENLY: Shape.FALLING_EVENLY,
    Shape.RISING_LATE: Shape.FALLING_LATE,
}
MIRRORED |= {low: high for high, low in MIRRORED.items()}


def shapes(y: np.ndarray, x: np.ndarray | None = None) -> frozenset[Shape]:
    return shapes_of(np.arange(len(y)) if x is None else x, y, HEIGHT)


def main(y: np.ndarray) -> Shape:
    (own,) = shapes(y) & set(MAIN)
    return own


def longest(y: np.ndarray) -> list[list[int]]:
    """Return the ways up and down of all longest chains of points with changes that count."""
    found: list[list[int]] = [[]]
    for count in range(2, len(y) + 1):
        for points in combinations(y.tolist(), count):
            steps = np.diff(points)
            ways = np.sign(steps).astype(int).tolist()
            counts = (abs(steps) >= LEAST * HEIGHT).all()
            if counts and all(one == -other for one, other in pairwise(ways)):
                found = [*(found if count - 1 == len(found[0]) else []), ways]
    return found


@given(CURVES)
def test_a_shape_is_the_longest_chain_of_ways_up_and_down(y) -> None:
    ways = longest(y)
    assert all(own == ways[0] for own in ways)
    names = {
        (): Shape.FLAT, (1,): Shape.RISING, (-1,): Shape.FALLING, (1, -1): Shape.PEAK,
        (-1, 1): Shape.VALLEY,
    }  # fmt: skip
    assert main(y) is names.get(tuple(ways[0]), Shape.WAVY)


@given(CURVES)
def test_a_curve_upside_down_or_from_right_to_left_has_the_mirrored_shape(y) -> None:
    upside_down = shapes(HEIGHT - y)
    assert main(HEIGHT - y) is MIRRORED.get(main(y), main(y))
    assert len(upside_down) == len(shapes(y)) == 1 + (main(y) in (Shape.RISING, Shape.FALLING))
    turns = main(y) in (Shape.RISING, Shape.FALLING)
    assert main(y[::-1]) is (MIRRORED[main(y)] if turns else main(y))


@given(CURVES, st.sampled_from((0.5, 4.0)), st.integers(-3, 3))
def test_a_shape_does_not_depend_on_the_units_of_the_axes(y, scale, offset) -> None:
    x = np.arange(len(y))
    assert shapes_of(scale * x + offset, scale * y + offset, scale * HEIGHT) == shapes(y)


@pytest.mark.parametrize(
    ("y", "shape"),
    [
        ([50], Shape.FLAT),
        ([50, 50, 50], Shape.FLAT),
        ([50, 59, 50, 59], Shape.FLAT),  # a hand that trembles
        ([50, 60], Shape.RISING_EVENLY),
        ([0, 60, 90, 97, 100], Shape.RISING_EARLY),
        ([0, 25, 50, 75, 100], Shape.RISING_EVENLY),
        ([0, 3, 10, 40, 100], Shape.RISING_LATE),
        ([100, 30, 10, 5, 5], Shape.FALLING_EARLY),
        ([100, 80, 45, 25, 0], Shape.FALLING_EVENLY),
        ([100, 100, 100, 95, 0], Shape.FALLING_LATE),
        ([0, 50, 41, 100], Shape.RISING_EVENLY),  # a dent
        ([10, 80, 70], Shape.PEAK),
        ([80, 10, 10, 20], Shape.VALLEY),
        ([0, 50, 0, 50], Shape.WAVY),
    ],
)
def test_shapes_of_curves_that_a_hand_draws(y, shape) -> None:
    assert shape in shapes(np.array(y))


def test_when_a_curve_changes_is_judged_as_it_is_drawn() -> None:
    y = np.array([0, 50, 100])
    assert Shape.RISING_EARLY in shapes(y, np.array([0, 1, 8]))  # to scale
    assert Shape.RISING_EVENLY in shapes(y, np.array([0, 1, 100]))  # at equal distances


@pytest.mark.parametrize("y", [[], [[1, 2]], [0, np.nan], [0, np.inf]])
def test_what_is_no_curve_has_no_shape(y) -> None:
    with pytest.raises(ValueError, match="curve"):
        shapes_of(np.arange(np.shape(y)[-1]), np.array(y), 1)


def mistake(shape: Shape) -> Misread:
    return Misread(shape, Mistake(f"it {shape}", "It does not."))


def sketch(*misread: Misread, x=(0, 1, 2, 3, 4), y=(100, 40, 10, 10, 10)) -> Sketch:
    return Sketch(
        prompt="How does it fall?", worked="So.", x=np.array(x), y=np.array(y), low=0,
        high=100, names=("epoch", "error"), near=10, misread=misread,
    )  # fmt: skip


def test_the_shape_of_a_wrong_sketch_names_a_misconception() -> None:
    even, flat = mistake(Shape.FALLING_EVENLY), mistake(Shape.FLAT)
    question = sketch(even, flat, mistake(Shape.VALLEY))
    assert judge_sketch(question, np.array([100, 75, 50, 25, 0])).mistake == even.mistake
    assert judge_sketch(question, np.full(5, 90)).mistake == flat.mistake
    assert judge_sketch(question, np.array([0, 25, 50, 75, 100])).mistake is None
    near = judge_sketch(question, np.array([100, 45, 15, 5, 0]))
    assert (near.is_right, near.mistake) == (True, None)


def test_the_truth_has_no_shape_of_a_mistake_and_no_two_share_one() -> None:
    with pytest.raises(ValueError, match="no mistake"):
        sketch(mistake(Shape.FALLING))
    with pytest.raises(ValueError, match="same shape"):
        sketch(mistake(Shape.FLAT), mistake(Shape.FLAT))


@pytest.mark.parametrize("x", [(0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 4, 100, 200, 400)])
@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_can_be_drawn(x, shape) -> None:
    y = (30, 30, 30, 30, 30, 30, 30) if shape is not Shape.FLAT else (0, 90, 10, 80, 0, 0, 99)
    question = sketch(mistake(shape), x=x, y=y)
    assert shape in question.shapes(drawn(question, shape))
    check_verdicts(question, "")


def test_places_of_an_axis_are_to_scale_or_at_equal_distances() -> None:
    assert axis_places(np.array([1.0, 2, 5])).tolist() == [0, 0.25, 1]
    assert axis_places(np.array([1.0, 2, 50])).tolist() == [0, 0.5, 1]
