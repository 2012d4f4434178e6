"""Figures of a class's votes: both rounds, one range, and texts that are only texts."""

import numpy as np
import plotly.graph_objects as go
import pytest

from dlviz.figures.class_votes import vote_bars, vote_curves, vote_points


def test_bars_of_both_rounds_stand_side_by_side() -> None:
    figure = go.Figure(vote_bars(["−3", "7", "another number"], ([4, 1, 0], [1, 3, 1]), 1))
    second, first = figure.data
    assert (first.name, second.name) == ("First round", "Second round")
    assert list(first.x) == [4, 1, 0]
    assert list(second.x) == [1, 3, 1]
    assert [text.startswith("✓ ") for text in first.y] == [False, True, False]
    colours = first.marker.color
    assert colours[0] == colours[2] != colours[1]
    assert figure.layout.yaxis.categoryarray[-1] == first.y[0]  # the first is on top
    assert figure.layout.showlegend


def test_one_round_has_no_legend() -> None:
    figure = go.Figure(vote_bars(["a", "b"], ([4, 1], [0, 0]), None))
    assert len(figure.data) == 1
    assert not figure.layout.showlegend
    assert not any("✓" in text for text in figure.data[0].y)


@pytest.mark.parametrize("text", ["<b>fat</b>", "<a href='x'>x</a>", "a<br>b", "& so", "x" * 80])
def test_what_a_teacher_types_is_no_markup(text: str) -> None:
    figure = vote_bars([text, "other"], ([1, 0], [0, 0]), None)
    shown = figure["data"][0]["y"][0]
    lines = shown.split("<br>")
    assert max(map(len, lines)) <= 28 + text.count("<") * 3 + text.count(">") * 3 + 4
    assert not any("<" in line or ">" in line for line in lines)
    whole = "".join(lines).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert whole.replace(" ", "") == text.replace(" ", "")


def test_two_answers_that_differ_have_two_bars() -> None:
    labels = [f"{'long ' * 12}{end}" for end in "ab"]
    first = vote_bars(labels, ([1, 2], [0, 0]), None)["data"][0]
    assert len(set(first["y"])) == 2


def test_points_of_both_rounds_share_a_range_and_ring_the_right_cell() -> None:
    counts = np.zeros((2, 3, 5), int)
    counts[0, 2, 4], counts[1, 0, 1] = 2, 7
    figure = go.Figure(vote_points(counts, (0, 1)))
    first, ring, second, other = figure.data
    assert (first.zmin, first.zmax) == (second.zmin, second.zmax) == (0, 7)
    np.testing.assert_array_equal(first.z, counts[0])
    assert (ring.x, ring.y) == (other.x, other.y) == ((2,), (1,))  # counted from 1
    assert first.xaxis == ring.xaxis != second.xaxis == other.xaxis
    assert go.Figure(vote_points(np.zeros((2, 1, 2), int), (0, 0))).data[0].zmax == 1


@pytest.mark.parametrize("sizes", [(3, 2), (3, 0), (0, 2), (0, 0), (300, 300)])
def test_all_curves_are_a_cloud_with_the_true_one(sizes: tuple[int, int]) -> None:
    x, truth = np.arange(4.0), np.array([0.0, 1, 4, 9])
    rounds = tuple(np.random.default_rng(n).uniform(0, 9, (n, 4)) for n in sizes)
    figure = go.Figure(vote_curves(x, truth, rounds, names=("t", "y"), bounds=(0, 10)))
    drawn = [own for own in rounds if len(own)] or [rounds[0]]
    assert len(figure.data) == 2 * len(drawn)
    for place, own in enumerate(drawn):
        cloud, true = figure.data[2 * place : 2 * place + 2]
        cells = np.reshape(cloud.y, (-1, 5))
        np.testing.assert_array_equal(cells[:, :4], own)
        assert np.isnan(cells[:, 4]).all()  # no line from one curve to the next
        assert cloud.opacity >= 0.08
        np.testing.assert_array_equal(true.y, truth)
        assert figure.layout["yaxis" if place == 0 else "yaxis2"].range == (0, 10)
        assert str(len(own)) in figure.layout.annotations[place].text
