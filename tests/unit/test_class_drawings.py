"""Drawings on a class's wall: bounded, readable, withdrawn by their authors, hidden by teachers."""

import numpy as np
import pytest
from in_class import strokes_of

from dlviz import ink
from dlviz.classroom.classes import Classes
from dlviz.classroom.drawings import MOST_POINTS, MOST_STROKES, PAD, Drawing, checked_drawing
from dlviz.classroom.refusal import LateError, RefusedError, StrangerError
from dlviz.classroom.room import MOST_DRAWINGS
from dlviz.digits import normalise

LINE = {"points": [100, 50, 140, 230], "width": 18}
WALK = np.random.default_rng(0).uniform(0, PAD, 2 * MOST_POINTS).tolist()


def test_a_drawing_is_drawn_as_on_the_page_of_digits() -> None:
    strokes = strokes_of(5)
    drawing = checked_drawing(5, strokes, (5,))
    lines = [np.reshape(own["points"], (-1, 2)) for own in strokes]
    expected = normalise(ink.draw({18: lines}, PAD))
    np.testing.assert_array_equal(drawing.image, np.rint(255 * expected))
    assert Drawing.read(drawing.text) == drawing
    assert drawing.image.dtype == np.uint8
    assert not drawing.image.flags.writeable


@pytest.mark.parametrize(
    ("digit", "strokes", "said"),
    [
        (4, [LINE], "not asked for"),
        (True, [LINE], "not asked for"),
        ("1", [LINE], "not asked for"),
        (1, None, "could not be read"),
        (1, "strokes", "could not be read"),
        (1, [], "pad is empty"),
        (1, [None], "could not be read"),
        (1, [{"points": [1, 2, 3], "width": 18}], "could not be read"),
        (1, [{"points": [1], "width": 18}], "could not be read"),
        (1, [{"points": [1, float("nan")], "width": 18}], "could not be read"),
        (1, [{"points": [1, 10**400], "width": 18}], "could not be read"),
        (1, [{"points": [1, "2"], "width": 18}], "could not be read"),
        (1, [{"points": [1, 2], "width": 0}], "could not be read"),
        (1, [{"points": [1, 2], "width": 65}], "could not be read"),
        (1, [{"points": [1, 2], "width": None}], "could not be read"),
        (1, [{"points": [1, 2]}], "could not be read"),
        (1, [LINE] * (MOST_STROKES + 1), "at most 40 strokes"),
        (1, [{"points": [*WALK, 1, 2], "width": 2}], "could not be read"),
        (1, [{"points": WALK, "width": 2}, LINE], "too long"),
        (1, [{"points": [-1e300, 0, -1e300, 9], "width": 18}], "pad is empty"),
        (1, [{"points": WALK, "width": 60}], "Ink covers"),
    ],
    ids=lambda value: "" if isinstance(value, list) else str(value),
)
def test_a_drawing_out_of_bounds_is_refused_with_a_sentence(digit, strokes, said) -> None:
    with pytest.raises(RefusedError, match=said):
        checked_drawing(digit, strokes, (1, 7))


def test_a_drawing_is_withdrawn_by_its_author_and_hidden_by_the_teacher(classes: Classes) -> None:
    made = classes.open(None)
    code, key = made.code, made.key
    one, other = (classes.join(code, None, None) for _ in range(2))
    with pytest.raises(LateError):
        classes.submit(code, one, 0, 0, 3, strokes_of(3))
    classes.draw(code, key, (5, 3, 3), 0)
    classes.submit(code, one, 1, 0, 3, strokes_of(3))
    classes.submit(code, one, 1, 0, 5, strokes_of(5))  # sent again: it replaces the one before
    classes.submit(code, one, 1, 7, 3, strokes_of(3))
    classes.submit(code, other, 1, 0, 3, strokes_of(3, 1))
    wall = classes.for_projector(code, key).drawings
    assert sorted(own.digit for own in wall.values()) == [3, 3, 5]
    assert {place: own.digit for place, own in classes.for_pupil(code, one).drawings.items()} == {
        0: 5,
        7: 3,
    }

    (five,) = (name for name, own in wall.items() if own.digit == 5)
    with pytest.raises(StrangerError):
        classes.hide(code, one, five)
    classes.hide(code, key, five)
    shown = classes.for_projector(code, key)
    assert (sorted(shown.hidden), five in shown.drawings) == ([five], False)
    assert classes.for_pupil(code, one).hidden == {0}
    assert classes.for_pupil(code, other).hidden == frozenset()
    classes.hide(code, key, five, is_hidden=False)
    assert five in classes.for_projector(code, key).drawings
    with pytest.raises(RefusedError, match="not on the wall"):
        classes.hide(code, key, "no such name")

    classes.withdraw(code, one, 1, 0)
    classes.withdraw(code, one, 1, 0)
    assert five not in classes.for_projector(code, key).drawings
    assert len(classes.for_projector(code, key).drawings) == 2

    classes.stop_drawing(code, key)
    with pytest.raises(LateError):
        classes.submit(code, one, 1, 1, 3, strokes_of(3))
    classes.withdraw(code, one, 1, 7)
    assert len(classes.for_projector(code, key).drawings) == 1
    classes.draw_on(code, key)
    classes.submit(code, one, 1, 1, 3, strokes_of(3))
    with pytest.raises(LateError):
        classes.withdraw(code, one, 0, 1)
    classes.draw(code, key, (9,), 1)
    assert classes.for_projector(code, key).drawings == {}
    assert classes.for_pupil(code, one).drawings == {}


def test_a_pupil_draws_at_most_twenty_and_only_in_own_places(classes: Classes) -> None:
    made = classes.open(None)
    code, key = made.code, made.key
    pupil = classes.join(code, None, None)
    classes.draw(code, key, (3,), 0)
    for place in (*range(MOST_DRAWINGS), *range(MOST_DRAWINGS)):
        classes.submit(code, pupil, 1, place, 3, strokes_of(3))
    for place in (MOST_DRAWINGS, -1, True, None, "0", 0.0):
        with pytest.raises(RefusedError, match="Up to 20"):
            classes.submit(code, pupil, 1, place, 3, strokes_of(3))
        with pytest.raises(RefusedError, match="Up to 20"):
            classes.withdraw(code, pupil, 1, place)
    assert len(classes.for_projector(code, key).drawings) == MOST_DRAWINGS


def test_a_full_wall_takes_no_more_but_lets_authors_change_theirs(
    classes: Classes, monkeypatch
) -> None:
    from dlviz.classroom import room

    for module in ("memory_store", "redis_store", "stores"):
        found = pytest.importorskip(f"dlviz.classroom.{module}")
        monkeypatch.setattr(found, "MOST_ON", {**room.MOST_ON, room.DRAWINGS: 2})
    made = classes.open(None)
    code, key = made.code, made.key
    pupil = classes.join(code, None, None)
    classes.draw(code, key, (3,), 0)
    for place in (0, 1, 1):
        classes.submit(code, pupil, 1, place, 3, strokes_of(3))
    with pytest.raises(RefusedError, match="The wall is full: it has 2 drawings"):
        classes.submit(code, pupil, 1, 2, 3, strokes_of(3))
    classes.withdraw(code, pupil, 1, 0)
    classes.submit(code, pupil, 1, 2, 3, strokes_of(3))
