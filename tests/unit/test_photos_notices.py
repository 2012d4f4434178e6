"""What "Photos" says and draws: sentences from small numbers whose answer is plain."""

import io

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from dlviz.changing_mind import Curve
from dlviz.class_groups import GroupShare
from dlviz.figures.photos import as_jpeg, block_sizes, left_out, with_windows
from dlviz.figures.sprites import heated, tinted
from dlviz.framing_search import Found, Tried
from dlviz.notices import photos as notices
from dlviz.occlusion import Occlusion
from dlviz.reframing import CHANGES, STANDARD, Window
from dlviz.residual import Block, LeftOut, Residuals

NAMES = ("jacamar", "robin", "macaw", "hen", "bee", "ant")


def spread(*shares: float) -> np.ndarray:
    return np.array([*shares, *[0.0] * (6 - len(shares))])


def test_a_group_can_be_surer_than_the_first_answer() -> None:
    groups = [GroupShare("animal", 0.9, 398), GroupShare("bird", 0.72, 59)]
    text = notices.about_answer(spread(0.3, 0.25, 0.2, 0.15, 0.06, 0.04), NAMES, groups)
    assert "It says jacamar with 30%" in text
    assert "first five answers hold 96%" in text
    assert "72% lie on bird, a group of 59 classes" in text
    near = GroupShare("piciform bird", 0.305, 2)  # hardly more than the first class alone
    assert text == notices.about_answer(
        spread(0.3, 0.25, 0.2, 0.15, 0.06, 0.04), NAMES, [*groups, near]
    )
    alone = notices.about_answer(spread(0.95), NAMES, [GroupShare("bird", 0.955, 59)])
    assert "No group is surer than that single class" in alone
    assert "no idea" in notices.about_answer(spread(0.1), NAMES, [])


def curve(name: str, rows: list[tuple[int, float]]) -> Curve:
    """Return a curve in which each row's class wins with its probability."""
    probabilities = np.zeros((len(rows), 6))
    for place, (label, share) in enumerate(rows):
        probabilities[place] = (1 - share) / 10
        probabilities[place, label] = share
    return Curve(name, (), (0.0,) * len(rows), probabilities, 0.1)


def test_the_curve_tells_where_the_mind_changes() -> None:
    change = CHANGES["zoom"]
    neutral = change.nearest(1.0)
    rows = [(0, 0.6)] * (neutral + 5) + [(1, 0.7)] * (64 - neutral - 5)
    text = notices.about_curve(curve("zoom", rows), NAMES)
    assert "Unchanged it says jacamar (60%)" in text
    assert "changes its mind once, between 2 classes" in text
    first, last = (change.text(change.values[place]) for place in (neutral + 5, 63))
    assert f"the nearest change is at {first}, to robin" in text
    assert f"robin, 70%, at {first} to {last}" in text


def test_a_steady_curve_says_where_it_is_least_sure() -> None:
    rows = [(0, 0.6)] * 64
    rows[10] = (0, 0.4)
    text = notices.about_curve(curve("zoom", rows), NAMES)
    assert "over the whole range" in text
    assert f"least sure at {CHANGES['zoom'].text(CHANGES['zoom'].values[10])}, 40%" in text


def test_a_search_says_what_framing_does() -> None:
    start, best = Tried(STANDARD, 0.05, 0), Tried(Window(0.2, 0.4, 2.5), 0.98, 4)
    smallest = Tried(Window(0.2, 0.4, 9), 0.33, 4)
    text = notices.about_search(Found(4, start, best, smallest, 280), NAMES, 0.005)
    assert "gives bee 5.0%; the best of 280 framings gives it 98%, and then it wins" in text
    assert "the standard crop says jacamar" in text
    assert "covers 0.5% of the photo (33%)" in text
    never = notices.about_search(Found(4, start, Tried(STANDARD, 0.1, 0), None, 9), NAMES, 0)
    assert "still not the winner" in never
    assert "In none of them does bee win" in never


def test_covering_says_where_it_costs_most() -> None:
    lost = np.array([[0.1, 0.3], [-0.05, 0.0]])
    winners = np.array([[0, 1], [0, 0]])
    text = notices.about_occlusion(Occlusion(0, 56, 14, 0.6, lost, winners), NAMES)
    assert "most at row 1, column 2: 60% become 30%" in text
    assert "In 25% of all places another class wins then, most often robin" in text
    assert "In 25% of them covering helps" in text
    gained = notices.about_occlusion(Occlusion(0, 56, 14, 0.6, -np.abs(lost), winners), NAMES)
    assert "loses nothing: no single place speaks for it" in gained


def test_many_photos_are_compared_by_how_sure_it_is() -> None:
    text = notices.about_many([("espresso", 0.95), ("hip", 0.4), ("bee", 0.5)])
    assert "surest of espresso (95%) and least sure of hip (40%); 2 of the first" in text
    assert notices.about_many([("bee", 0.5)]).startswith("One photo: bee, 50%")


def test_residuals_say_what_the_additions_keep() -> None:
    block = Block("layer1.0", 1.0, 1.0, 1.0, 8.0, 2.0, is_identity=True)
    outs = (LeftOut("layer1.0", 0.2, 1), LeftOut("layer1.1", 0.5, 0))
    text = notices.about_residuals(Residuals((block,), 0, 0.6, outs), NAMES)
    assert "8 large; with every addition left out they would be 2, 4 times smaller" in text
    assert "1 of 2 change it alone" in text
    assert "jacamar loses most without layer1.0: 60% become 20%" in text


def test_two_networks_agree_or_not() -> None:
    one, other = ("A", spread(0.6, 0.3)), ("B", spread(0.2, 0.7))
    assert "A says jacamar (60%), B says robin (70%)" in notices.about_two(one, other, NAMES)
    same = notices.about_two(one, ("B", spread(0.5, 0.3)), NAMES)
    assert "Both say jacamar: A with 60%, B with 50%" in same


# The pictures


def test_windows_are_outlined_and_the_first_stays_bright() -> None:
    photo = Image.new("RGB", (400, 200), (200, 200, 200))
    shown = with_windows(photo, [(100, 50, 200, 150), (300, 20, 500, 90)], side=400)
    values = np.asarray(shown)
    assert shown.size == (400, 200)
    assert tuple(values[100, 150]) == (200, 200, 200)
    assert tuple(values[100, 50]) == (90, 90, 90)
    assert (values[50, 150] != 200).any()  # the line
    assert with_windows(photo, [], side=100).size == (100, 50)
    assert photo.getpixel((50, 100)) == (200, 200, 200)  # the photo itself is untouched


def test_a_jpeg_opens_and_holds_the_picture() -> None:
    photo = Image.linear_gradient("L").convert("RGB")
    with Image.open(io.BytesIO(as_jpeg(photo))) as read:
        difference = np.asarray(read).astype(int) - np.asarray(photo).astype(int)
    assert np.abs(difference).max() < 12


def test_colours_over_a_photo_leave_it_where_the_number_is_0() -> None:
    photo = np.full((2, 3, 3), 100, np.uint8)
    values = np.array([[0.0, 0.5, 0.0], [0.0, -0.5, 0.0]], np.float32)
    over = tinted(photo, values, 0.5, opacity=0.6).astype(int)
    assert (over[:, [0, 2]] == 100).all()
    assert over[0, 1, 0] > over[0, 1, 2]  # orange
    assert over[1, 1, 2] > over[1, 1, 0]  # blue
    none = heated(photo, np.ones((2, 3)), opacity=0.0)
    np.testing.assert_array_equal(none, photo)


def test_figures_of_blocks_are_valid_and_name_them() -> None:
    names = ["layer1.0", "layer1.1"]
    sizes = go.Figure(block_sizes(names, {"with": [1, 2], "without": [0.5, 0.1]}))
    assert list(sizes.data[0].x) == ["1.0", "1.1"]
    assert list(sizes.data[1].customdata) == names
    assert sizes.layout.yaxis.type == "log"
    assert sizes.layout.xaxis.tickangle is None  # names that would collide on a phone turn
    bars = go.Figure(left_out(names, [0.2, 0.6], ["robin", ""], 0.6))
    assert list(bars.data[0].text) == ["robin", ""]
    assert bars.data[0].marker.color[0] != bars.data[0].marker.color[1]
    assert bars.layout.shapes[0].y0 == pytest.approx(0.6)


def test_a_film_never_takes_a_forged_place() -> None:
    from dlviz.ui.components.change_film.change_film import chosen_place

    assert chosen_place({"place": 5, "identity": "a"}, "a") == 5
    for message in (None, 7, {}, {"place": 5, "identity": "b"}, {"place": "5", "identity": "a"},
                    {"place": -1, "identity": "a"}, {"place": 10**9, "identity": "a"}):  # fmt: skip
        assert chosen_place(message, "a") is None
