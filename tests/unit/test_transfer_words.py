"""Transfer learning: sentences agree with the numbers, and plotly accepts the figures."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest
from scipy.stats import binomtest

from dlviz.datasets.own_classes import OwnClass, Photo, Project
from dlviz.figures import mistakes
from dlviz.figures import transfer as figures
from dlviz.figures.bars import answers
from dlviz.notices import transfer as notices
from dlviz.training.fine_tuning import Depth, Run
from dlviz.training.transfer import CurvePoint, Head, HeadEpoch, Split, Trained


def photos(n: int) -> tuple[Photo, ...]:
    return tuple(Photo(b"x" * 1000, np.ones(250, np.float32)) for _ in range(n))


def project(*counts: int) -> Project:
    return Project(tuple(OwnClass(f"kind {i}", photos(n)) for i, n in enumerate(counts)))


def run(depth: Depth, right: int, **more: object) -> Run:
    record = HeadEpoch(1, 0.1, 1.0, 0.2, right / 10)
    return Run(depth, 100 + depth.n_open, (record,), 10, 1.0, 3.2, **more)  # type: ignore[arg-type]


def test_a_class_with_few_photos_asks_for_more() -> None:
    assert "more photos needed" in notices.about_class(OwnClass("a", photos(3)))
    assert notices.about_class(OwnClass("a", photos(1)))[:8] == "1 photo "
    assert notices.about_class(OwnClass("a", photos(12))) == "12 photos"
    assert "takes no part" in notices.about_class(OwnClass("a", photos(12), is_enabled=False))


def test_photos_are_counted_weighed_and_compared() -> None:
    text = notices.about_photos(project(2, 9), [(0, 1, 0.991), (0, 5, 0.98)])
    assert "11 photos of 2 classes" in text
    assert "2 kB a photo: 250 numbers" in text
    assert "kind 0 has 2, another 9" in text
    assert "3 photos are near-duplicates" in text
    assert "0.991" in text
    assert "1 such pair lies in different classes" in text
    assert "nearly" not in notices.about_photos(project(2, 9), None)
    assert "No two photos" in notices.about_photos(project(2, 9), [])
    assert "1 more class with photos" in notices.about_photos(project(2), [])
    assert notices.about_photos(project(), []).startswith("Still 2 more classes")


@pytest.mark.parametrize(("losses", "by_heart"), [((0.9, 0.3, 0.5), True), ((0.9, 0.3), False)])
def test_a_training_that_learns_by_heart_is_told(losses: tuple, by_heart: bool) -> None:
    records = tuple(HeadEpoch(i, 0.1, 1.0, loss, 0.8) for i, loss in enumerate(losses))
    head = Head(np.zeros((2, 5), np.float32), np.zeros(2, np.float32))
    own = Trained(head, Split(np.arange(30), np.arange(30, 40)), records)
    text = notices.about_training(own, 40, 988, 12, 0.4)
    assert "12 of 1,000 parameters were trained, 1.20%" in text
    assert "8 of the 10 held-out photos" in text
    assert "from 49 to 94 %" in text  # Wilson's interval of 2 errors among 10
    assert ("after epoch 1" in text) == by_heart


def test_runs_are_ranked_and_luck_is_named() -> None:
    same, other = {"stem": "a", "fc": "b"}, {"stem": "a", "fc": "c"}
    runs = [run(Depth(0), 9, before=same, after=other), run(Depth(3), 7)]
    nine, seven = (tuple(place < right for place in range(10)) for right in (9, 7))
    runs = [replace(runs[0], reads=nine), replace(runs[1], reads=seven)]
    text = notices.about_runs(runs, ["fc only", "fc to stage5"])
    assert "2 are classified correctly by the first alone and 0 by the last alone" in text
    assert text.startswith(
        "Fc only is the most accurate: it classifies 9 of 10 held-out photos correctly, with 100 "
    )
    assert "Fc to stage5 is last with 7" in text
    assert "may be chance" in text
    assert "1 frozen block has" in text
    assert notices.about_runs(runs[:1], ["fc only"]).startswith("Fc only classifies 9 of 10")
    assert "Nothing has been trained" in notices.about_runs([], [])
    clear = [
        run(Depth(0), 10, reads=(True,) * 10),
        run(Depth(3), 1, reads=(True,) + (False,) * 9),
    ]
    assert "p = 0.0039: the difference is significant" in notices.about_runs(clear, ["a", "b"])


def test_runs_without_photos_held_back_are_not_ranked() -> None:
    none = Run(Depth(0), 100, (HeadEpoch(1, 0.1, 1.0, float("nan"), float("nan")),), 0, 1.0, 3.2)
    assert "No photo is held out" in notices.about_runs([none, none], ["a", "b"])


def test_a_tie_is_a_tie() -> None:
    text = notices.about_runs([run(Depth(0), 9), run(Depth(1), 9)], ["fc only", "fc to head"])
    assert "both" in text.lower() or "equally well" in text


def test_the_curve_names_its_ends_and_the_spread() -> None:
    points = [CurvePoint(1, (0.5, 0.7)), CurvePoint(12, (0.8, 1.0))]
    text = notices.about_curve(points)
    assert "1 photo of each class 60%" in text
    assert "with 12 90%" in text
    assert "20 points at 12" in text
    assert "12 is more accurate in 2 of 2 splits and less accurate in 0" in text
    assert notices.about_curve([CurvePoint(1, (0.5,))]).endswith("on average.")
    assert "does not change" in notices.about_curve([CurvePoint(2, (1.0, 1.0))])


def test_bars_stay_between_nothing_and_everything() -> None:
    _, middle = figures.accuracy_by_photos([1, 5], [(0.0, 0.6), (0.8, 1.0, 1.0)])["data"]
    high = np.array(middle["y"]) + np.array(middle["error_y"]["array"])
    low = np.array(middle["y"]) - np.array(middle["error_y"]["arrayminus"])
    np.testing.assert_allclose((low, high), ((0, 80), (60, 100)))
    assert "range of the splits" in middle["name"]


@pytest.mark.parametrize(
    ("losses", "wanted"),
    [((0.3, 0.5), "before the first step"), ((0.3, float("nan")), "became infinite")],
)
def test_a_training_that_only_got_worse_is_told(losses: tuple, wanted: str) -> None:
    records = tuple(HeadEpoch(i, 0.1, 1.0, loss, 0.8) for i, loss in enumerate(losses))
    head = Head(np.zeros((2, 5), np.float32), np.zeros(2, np.float32))
    own = Trained(head, Split(np.arange(30), np.arange(30, 40)), records)
    assert wanted in notices.about_training(own, 40, 988, 12, 0.4)


@pytest.mark.parametrize(("n", "wanted"), [(0, "none of them"), (1, "1 of them is"), (4, "4 of")])
def test_rings_are_counted(n: int, wanted: str) -> None:
    assert wanted in notices.about_rings(n)


@pytest.mark.parametrize(
    ("whole", "without", "wanted"),
    [(0.794, 0.788, "stays at 79%"), (0.79, 0.5, "falls from 79% to 50%"),
     (0.5, 0.79, "rises from 50% to 79%")],
)  # fmt: skip
def test_what_is_said_to_fall_falls(whole: float, without: float, wanted: str) -> None:
    assert wanted in notices.about_object("a", whole, without, 0.9, 0.2)


def test_a_result_names_the_commonest_and_the_surest_mistake() -> None:
    text = notices.about_result(["a", "b"], np.array([[4, 1], [0, 5]]), ("a", "b", 0.85))
    assert "9 of 10 held-out photos" in text
    assert "a is classified as b (1 time)" in text
    assert "no mistake" in notices.about_result(["a", "b"], np.diag([5, 5]), None)
    assert "nothing can be counted" in notices.about_result(["a", "b"], np.zeros((2, 2)), None)


@pytest.mark.parametrize(
    ("distance", "threshold", "wanted"),
    [
        (0.3, 0.2, "none of these"),
        (0.1, 0.2, "looks like one"),
        (0.1, np.inf, "there is no threshold"),
    ],
)
def test_a_new_photo_is_one_of_these_or_not(distance, threshold, wanted: str) -> None:
    text = notices.about_new(["a", "b"], np.array([0.1, 0.9]), distance, threshold)
    assert "b with 90.0%" in text
    assert wanted in text


@pytest.mark.parametrize(
    ("without", "alone", "wanted"),
    [(0.1, 0.9, "depends on this part"), (0.8, 0.2, "background"), (0.2, 0.3, "needs both"),
     (0.99, 0.9, "background")],
)  # fmt: skip
def test_the_object_or_the_background(without: float, alone: float, wanted: str) -> None:
    assert wanted in notices.about_object("a", 0.95, without, alone, 0.2)


BLOCKS = [figures.Block("stem", 928, False), figures.Block("fc", 2_562, True)]
ROWS = [figures.Outcome("fc only", 90, 60, 98, "2,562 learn")]
FIGURES: dict[str, Callable[[], dict]] = {
    "blocks": lambda: figures.blocks(BLOCKS),
    "freezing": lambda: figures.freezing(BLOCKS, ROWS, np.array([[0.0, 1.3]])),
    "nothing trained": lambda: figures.freezing(BLOCKS, [], np.zeros((0, 2))),
    "curves": lambda: figures.head_curves([0, 1], [0.5, 1], [0.5, 0.9], [0.7, 0.2], [0.7, 0.3]),
    "outcomes": lambda: figures.outcomes(ROWS),
    "classes": lambda: figures.class_accuracy(
        ["a"], np.array([90.0]), np.array([60.0]), np.array([98.0])
    ),
    "map": lambda: figures.embedding_map(
        np.eye(3, 2), np.array([0, 0, 1]), ["a", "b"], np.array([True, False, False]),
        np.array([True, False, False]), shares=np.array([0.6, 0.2]), new=np.ones(2),
    ),
    "photos": lambda: figures.accuracy_by_photos([1, 5], [(0.5, 0.6), (0.8, 0.9)]),
    "confusion": lambda: mistakes.confusion(np.diag([3, 2, 1]), ["a", "b", "c"], noun="photos"),
    "answers": lambda: answers({"softmax": np.array([0.2, 0.8])}, ["a", "b"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name]())


def test_a_block_that_did_not_move_has_no_colour_and_says_zero() -> None:
    figure = figures.freezing(BLOCKS, ROWS, np.array([[0.0, 1.3]]))
    _, cells, still, dots, *_ = figure["data"]
    assert np.isnan(cells["z"][0][0])
    assert cells["text"] == [["", "130 %"]]
    assert (still["text"], still["x"].tolist(), still["y"].tolist()) == (["0"], [0.5], [1])
    assert dots["error_x"]["array"] == [8]
    assert dots["error_x"]["arrayminus"] == [30]


def test_held_back_photos_are_hollow_and_wrong_ones_ringed() -> None:
    traces = FIGURES["map"]()["data"]
    assert [own["name"] for own in traces] == ["a", "b", "misclassified", "the new photo"]
    assert traces[0]["marker"]["symbol"] == ["circle-open", "circle"]
    assert traces[2]["x"].tolist() == [1]


def test_the_names_of_the_classes_stand_at_the_matrix() -> None:
    axis = FIGURES["confusion"]()["layout"]["xaxis"]
    assert axis["ticktext"] == ["a", "b", "c"]
    assert mistakes.confusion(np.diag(np.arange(10)))["layout"]["xaxis"]["dtick"] == 1


def test_the_interval_of_an_accuracy_is_wilson_s() -> None:
    counts = np.array([[30, 4], [3, 13]])
    own = binomtest(43, 50).proportion_ci(method="wilson")
    text = notices.about_result(["a", "b"], counts, None)
    assert text.startswith("43 of 50 held-out photos ")
    assert f"86% (95 % interval {100 * own.low:.0f} to {100 * own.high:.0f} %)." in text
