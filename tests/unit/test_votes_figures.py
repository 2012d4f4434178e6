"""The figures of a class's votes: two panels of one range, the truth named, texts as texts."""

import numpy as np
import plotly.graph_objects as go
import pytest

from dlviz.figures import votes
from dlviz.figures.colours import NEUTRAL, POSITIVE


def test_bars_have_one_range_and_name_the_right_answer() -> None:
    figure = votes.bars(("one", "two", "three"), ((4, 1, 0), (1, 9, 0)), right=1)
    first, second = figure["data"]
    assert [list(own["x"]) for own in (first, second)] == [[4, 1, 0], [1, 9, 0]]
    assert first["text"] == ["4 (80%)", "1 (20%)", "0 (0%)"]
    assert list(first["y"]) == ["one", "<b>two<br>(right)</b>", "three"]
    assert first["marker"]["color"] == [NEUTRAL, POSITIVE, NEUTRAL]
    layout = figure["layout"]
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]
    assert layout["xaxis"]["range"][1] > 9
    go.Figure(figure)


def test_an_answer_is_shown_as_text_whatever_it_holds() -> None:
    text = 'a < b & <a href="x">c</a>'
    (bars,) = votes.bars((text, "b"), ((1, 0),), right=None, titles=("All",))["data"]
    assert bars["y"][0] == 'a &lt; b &amp; &lt;a href="x"&gt;c&lt;/a&gt;'


def test_no_votes_make_a_figure_too() -> None:
    figure = votes.bars(("a", "b"), ((0, 0),), right=0, titles=("All",))
    assert figure["layout"]["xaxis"]["range"][1] > 0
    go.Figure(figure)


@pytest.mark.parametrize("has_picture", [True, False])
def test_points_stand_on_their_cells_of_the_picture(has_picture: bool) -> None:
    before = np.zeros((2, 3), int)
    before[0, 2], before[1, 0] = 4, 1
    pixels = np.arange(4 * 9 * 3, dtype=np.uint8).reshape(4, 9, 3) if has_picture else None
    figure = votes.points([before, before * 0], right=(1, 2), pixels=pixels)
    ground, points, _, none = figure["data"]
    assert (list(points["x"]), list(points["y"]), points["text"]) == ([2, 0], [0, 1], ["4", "1"])
    assert points["marker"]["size"][0] > points["marker"]["size"][1]
    assert none["text"] == []
    box = figure["layout"]["shapes"][0]
    assert (box["x0"], box["x1"], box["y0"], box["y1"]) == (1.5, 2.5, 0.5, 1.5)
    assert {own["xref"] for own in figure["layout"]["shapes"]} == {"x", "x2"}
    if has_picture:  # its first pixel's left edge is the first cell's, its last one's the last's
        assert ground["x0"] - ground["dx"] / 2 == -0.5
        assert ground["x0"] + 8.5 * ground["dx"] == pytest.approx(2.5)
        assert ground["y0"] + 3.5 * ground["dy"] == pytest.approx(1.5)
    go.Figure(figure)


def test_curves_are_a_cloud_with_the_true_one() -> None:
    x, truth = np.array([0.0, 1, 2]), np.array([1.0, 2, 3])
    rounds = [np.array([[0.0, 1, 0], [3, 3, 3]]), np.empty((0, 3))]
    figure = votes.curves(x, truth, rounds, ends=(0, 4), names=("epoch", "error"))
    cloud, true, none, again = figure["data"]
    np.testing.assert_array_equal(cloud["x"], [0, 1, 2, np.nan, 0, 1, 2, np.nan])
    np.testing.assert_array_equal(cloud["y"], [0, 1, 0, np.nan, 3, 3, 3, np.nan])
    assert none["y"].size == 0
    for own in (true, again):
        np.testing.assert_array_equal(own["y"], truth)
    assert figure["layout"]["yaxis"]["range"] == [0, 4]
    go.Figure(figure)
