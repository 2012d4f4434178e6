"""The pictures, the words and the program of "Digit training"."""

import dataclasses
import re
import time
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from page_programs import mnist_archive
from programs import printed_alone

from dlviz.datasets.mnist import Digits, load
from dlviz.figures import hidden_units, mistakes
from dlviz.figures import training as figures
from dlviz.figures.colours import SERIES, SYMBOLS
from dlviz.figures.spec import log_ticks
from dlviz.intervals import error_rate
from dlviz.mistakes import Answers
from dlviz.networks.mnist import random_mlp
from dlviz.notices import digit_training as notices
from dlviz.notices import standings
from dlviz.paired import Comparison
from dlviz.snippets import mnist_lines
from dlviz.snippets.digit_training import files, train_digits
from dlviz.thinning import SHARES, Spread
from dlviz.training.loop import LoopEpoch, Score, measure
from dlviz.training.methods import METHOD_NAMES, METHODS, Choices
from dlviz.training.race import Race, Standing, Thinned

ROOT = Path(__file__).resolve().parents[2]


def checked(figure: dict) -> go.Figure:
    return go.Figure(figure)


def standing(method: str, errors: int, train_errors: int = 0) -> Standing:
    record = LoopEpoch(1, 0.1, Score(0.2, errors, 10_000), Score(0.1, train_errors, 5_000))
    return Standing(method, random_mlp(0), (record,), share=1.0)


def race_of(**errors: int) -> dict[str, Standing]:
    return {METHODS[name].title: standing(name, count) for name, count in errors.items()}


def test_every_method_has_a_colour_and_a_shape_of_its_own() -> None:
    assert len(set(SERIES)) == len(set(SYMBOLS)) == len(METHOD_NAMES)


def test_curves_show_test_and_training_digits_on_one_logarithmic_axis() -> None:
    series = [figures.Series("A", 0, [1, 2], [3.0, 0.0], [4.0, 2.0])]
    figure = checked(figures.learning_curves(series, quantity="errors in %", epochs=8))
    test, train = figure.data
    assert list(test.y) == [4, 2]
    assert (test.line.dash, train.line.dash) == ("solid", "dot")
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.xaxis.range[1] > 8
    edge = figure.layout.shapes[0].y0
    assert 1.5 < edge < 2 < 4 < 10 ** figure.layout.yaxis.range[1] < 5
    # No errors at all have no place on a logarithmic axis: they lie below it, on a line named 0.
    assert 10 ** figure.layout.yaxis.range[0] < train.y[1] < edge
    assert train.customdata[1] == 0
    assert (
        dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))[
            train.y[1]
        ]
        == "0"
    )


def test_an_axis_without_zeros_has_no_line_for_them() -> None:
    series = [figures.Series("A", 0, [1, 2], [3.0, 1.0], [4.0, np.inf])]
    figure = checked(figures.learning_curves(series, quantity="nats", epochs=8))
    assert not figure.layout.shapes
    assert "0" not in figure.layout.yaxis.ticktext
    assert np.isnan(figure.data[0].y[1])  # weights that ran away have no place at all


def test_curves_that_nothing_but_zeros_or_nothing_at_all_is_known_of_are_drawn() -> None:
    for values in ([0.0, 0.0], [np.nan, np.inf], []):
        series = [figures.Series("A", 0, range(len(values)), values, values)]
        checked(figures.learning_curves(series, quantity="nats", epochs=8))


def test_curves_have_names_and_those_that_others_cover_a_rim() -> None:
    series = [
        figures.Series(title, place, [1, 2], [3.0, 0.0], [4.0, 2.0], short=title[0])
        for place, title in enumerate(("plain network", "ridge network", "dropout"))
    ]
    figure = checked(figures.learning_curves(series, quantity="errors in %", epochs=8))
    assert figure.layout.showlegend
    assert [one.name for one in figure.data if one.showlegend] == ["p", "r", "d"]
    for dash in ("solid", "dot"):
        widths = [one.line.width for one in figure.data if one.line.dash == dash]
        assert widths == sorted(set(widths), reverse=True)  # the last is drawn on top


@pytest.mark.parametrize(
    ("low", "high"),
    [(11.1, 13.2), (1.1, 1.9), (1e-9, 1e-8), (1e-7, 300), (0.42, 0.58), (12.0, 12.01), (0.5, 20)],
)
def test_a_logarithmic_axis_always_has_ticks(low: float, high: float) -> None:
    ticks = log_ticks(low, high)
    assert 3 <= len(ticks) <= 10
    assert low <= ticks[0] < ticks[-1] <= high
    assert ticks == sorted(ticks)
    assert all(float(f"{tick:.5g}") == tick for tick in ticks)  # round numbers


def test_a_level_line_far_off_does_not_squeeze_the_curves() -> None:
    curve = figures.Series("A", 0, [1, 2], [0.3, 0.2], [0.3, 0.25])
    far = figures.Series("LDA", 5, [0, 8], [0.001] * 2, [80.0] * 2, is_level=True)
    near = figures.Series("LDA", 5, [0, 8], [0.001] * 2, [0.5] * 2, is_level=True)
    for level, expected in ((far, 0.3), (near, 0.5)):
        figure = figures.learning_curves([curve, level], quantity="nats", epochs=8)
        assert 10 ** figure["layout"]["yaxis"]["range"][1] == pytest.approx(expected, rel=0.2)
    checked(figures.learning_curves([], quantity="nats", epochs=8))


def test_the_lowest_test_loss_is_marked_if_the_curve_has_risen() -> None:
    falls = figures.Series("Plain", 0, [1, 2, 3], [0.5, 0.2, 0.1], [0.6, 0.5, 0.4])
    rises = figures.Series("Ridge", 1, [1, 2, 3], [0.5, 0.2, 0.1], [0.6, 0.4, 0.5])
    figure = figures.learning_curves([falls, rises], quantity="nats", epochs=3, marks_lowest=True)
    assert isinstance(figure["data"][0]["marker"]["size"], float)
    sizes = figure["data"][2]["marker"]["size"]
    assert sizes.index(max(sizes)) == 1
    plain = figures.learning_curves([rises], quantity="%", epochs=3)
    assert isinstance(plain["data"][0]["marker"]["size"], float)


def test_intervals_are_drawn_around_the_rate_beside_the_lectures_tick() -> None:
    rows = [
        figures.Interval("A", 1, 1.5, 1.3, 1.8, 2.3),
        figures.Interval("B", 2, None, 0, 0, None),
    ]
    ticks, dots = checked(figures.error_intervals(rows)).data
    assert list(ticks.x) == [2.3]
    assert list(dots.x) == [1.5]
    assert dots.error_x.array[0] == pytest.approx(0.3)
    assert dots.error_x.arrayminus[0] == pytest.approx(0.2)
    checked(figures.error_intervals(rows[1:]))  # nothing measured, nothing told


def test_the_legend_leaves_room_for_the_number_over_the_first_interval() -> None:
    rows = [figures.Interval("A", 1, 1.5, 1.3, 1.8, 2.3)]
    axis = checked(figures.error_intervals(rows)).layout.yaxis
    assert axis.range[1] >= 1  # a whole row


def test_sheets_hold_every_unit_and_share_their_range() -> None:
    rng = np.random.default_rng(0)
    small, large = rng.normal(size=(2, 11, 28, 28))
    sheets = hidden_units.weight_sheets({"a": small, "b": 3 * large})
    (one,), (two,) = (checked(figure).data for figure in sheets.values())
    assert one.marker.cmax == two.marker.cmax == -one.marker.cmin
    assert len(two.x) == 11
    checked(hidden_units.weight_sheets({"zeros": np.zeros((10, 28, 28))})["zeros"])


def test_a_tile_of_the_sheet_is_the_units_picture() -> None:
    import base64
    import io

    from PIL import Image

    weights = np.zeros((5, 28, 28))
    weights[3, 2, 5] = 1.0  # one inked pixel: unit 3 is in the second row of three columns
    weights[0, :, :] = np.linspace(-1, 1, 784).reshape(28, 28)
    source = hidden_units.weight_sheets({"w": weights})["w"]["layout"]["images"][0]["source"]
    content = base64.b64decode(source.partition(",")[2])
    sheet = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    assert sheet.shape == (58, 88, 3)
    assert sheet[30 + 3, 6].tolist() == [255, 255, 255]
    assert sheet[30 + 2, 5].tolist() == [0xA8, 0x47, 0x0A]  # the positive end
    assert sheet[0, 0].tolist() == [0x0D, 0x3B, 0x82]  # the negative end
    assert sheet[29, 29].tolist() == [128, 128, 128]


def test_the_thinned_network_crosses_out_what_is_off() -> None:
    kept = (np.arange(9) % 2 == 0, np.array([True, False, True]))
    layers = [np.arange(9.0), np.ones(3)]
    figure = checked(hidden_units.thinned_network(np.zeros((28, 28)), layers, kept))
    _, first, first_off, second, second_off = figure.data
    assert np.isnan(first.z[0][1])
    assert first.z[2][2] == 8
    assert list(zip(first_off.x, first_off.y, strict=True)) == [(1, 0), (0, 1), (2, 1), (1, 2)]
    assert (first.zmax, second.zmax) == (8, 8)  # one range
    assert list(second_off.x) == [1]


def test_the_confusion_matrix_colours_mistakes_only() -> None:
    counts = np.diag(np.full(10, 900))
    counts[4, 9] = 7
    counts[1, 1] = 1126
    figure = checked(mistakes.confusion(counts))
    cells, hits, *_ = figure.data
    assert np.isnan(cells.z[3][3])
    assert cells.z[4][9] == cells.zmax == 7
    assert hits.text[:2] == ("900", "1126")  # no comma: a phone's cells are 24 pixels wide
    # What was never read is as empty as the page: the darkest cells were those without a mistake.
    assert np.isnan(cells.z[5][6])
    assert np.isfinite(cells.z).sum() == 1
    never = figure.data[2]
    assert len(never.x) == 89
    assert set(never.text) == {"0"}
    checked(mistakes.confusion(np.diag(np.full(10, 5))))  # no mistakes at all


def test_the_other_figures_pass_plotlys_own_check() -> None:
    ten = np.linspace(0.5, 3, 10)
    checked(mistakes.error_by_digit({"A": (0, ten, ten - 0.2, ten + 0.3)}))
    checked(mistakes.robustness(SHARES, {"A": (1, ten)}))
    spread = checked(mistakes.answer_spread(np.full((50, 10), 0.1), np.eye(10)[3]))
    assert len(spread.data[0].x) == 500
    histogram = checked(hidden_units.weight_histogram({"A": (0, np.linspace(-1, 1, 1000))}))
    assert np.nansum(histogram.data[0].y) == pytest.approx(1)
    assert histogram.layout.yaxis.tickformat == ".5~%"  # 0.0005 % is not written as 0.001 %


def test_better_is_said_only_where_the_intervals_lie_apart() -> None:
    text = notices.about_race(race_of(plain=171, ridge=160, logistic=742))
    assert "Network + ridge has the fewest errors, 1.60 %" in text
    assert "better than Logistic regression: the intervals do not overlap" in text
    assert "It is not known which digits it classifies correctly and Plain network does not" in text
    assert "overlapping intervals do not show which is better" in text
    alone = notices.about_race(race_of(plain=171))
    assert "better" not in alone
    nothing = {"LDA": Standing("lda", random_mlp(0))}
    assert "Nothing has been learned" in notices.about_race(nothing)


def reading(method: str, correct: np.ndarray) -> Standing:
    packed = np.packbits(correct).tobytes()
    score = Score(0.2, int((~correct).sum()), len(correct), packed)
    return Standing(method, random_mlp(0), (LoopEpoch(1, 0.1, score),), share=1.0)


def with_errors(*places: range) -> np.ndarray:
    correct = np.ones(10_000, bool)
    for own in places:
        correct[list(own)] = False
    return correct


def test_models_that_read_the_same_digits_are_compared_on_these() -> None:
    """12.01 % against 10.93 %: the intervals overlap, the 105 and 213 digits decide."""
    both = range(988)
    race = {
        "Plain": reading("plain", with_errors(both, range(1000, 1213))),
        "Dropout": reading("dropout", with_errors(both, range(2000, 2105))),
    }
    text = notices.about_race(race)
    assert text.startswith("Dropout has the fewest errors, 10.93 %.")
    assert "On the same 10,000 digits Dropout is better than Plain (213 digits to 105" in text
    assert "p < 0.0001" in text
    assert "interval" not in text


def test_a_lead_that_may_be_chance_is_called_that() -> None:
    race = {
        "A": reading("plain", with_errors(range(10))),
        "B": reading("dropout", with_errors(range(5, 16))),
    }
    text = notices.about_race(race)
    assert "Its lead over B (6 digits to 5, p = 1) may be chance" in text
    assert "better" not in text


def test_a_tie_has_no_leader() -> None:
    race = {
        "A": reading("plain", with_errors(range(10))),
        "B": reading("dropout", with_errors(range(20, 30))),
    }
    assert "A and B have equally few errors, 0.10 %." in notices.about_race(race)
    assert "chance" not in notices.about_race(race)


def test_a_score_knows_which_digits_were_read_correctly() -> None:
    whole = load("test")
    digits = Digits(whole.images[:1003], whole.labels[:1003])
    model = random_mlp(3)
    score = measure(model, digits)
    with torch.inference_mode():
        logits = model(torch.from_numpy(digits.images.reshape(-1, 784) / np.float32(255)))
    expected = logits.argmax(dim=1).numpy() == digits.labels
    np.testing.assert_array_equal(score.correct, expected)
    assert score.errors == int((~expected).sum())
    assert Score(0.1, 2, 7).correct is None


def test_the_lecture_is_beaten_only_where_the_intervals_lie_apart() -> None:
    assert notices.against_lecture("ridge", error_rate(160, 10_000)) == "better"
    assert notices.against_lecture("ridge", error_rate(215, 10_000)) == "undecided"
    assert notices.against_lecture("ridge", error_rate(300, 10_000)) == "worse"
    assert notices.against_lecture("plain", error_rate(160, 10_000)) == ""


def test_overfitting_is_named_with_its_numbers() -> None:
    text = notices.about_race({"A": standing("plain", 1100), "B": standing("dropout", 1000, 400)})
    assert "A overfits most: 0.00 % errors on training digits, 11.00 % on test digits" in text
    assert "overfits:" in notices.about_race({"A": standing("plain", 1100)})
    assert "overfits" not in notices.about_race({"A": standing("plain", 100, 45)})


def test_the_shipped_networks_are_introduced() -> None:
    text = notices.about_shipped(race_of(ridge=171, lda=1270, logistic=900))
    assert "only the intervals can be compared: Network + ridge below the lecture" in text
    assert "Logistic regression above the lecture; LDA too close to the lecture to decide" in text


def test_the_shipped_networks_are_compared_on_the_digits_that_they_read() -> None:
    from dlviz.ui.shared.digit_networks import shipped_standings

    shown = {METHODS[one.method].title: one for one in shipped_standings()}
    text = notices.about_shipped(shown)
    ours, theirs = (shown[f"Network + {name}"].score.correct for name in ("augmentation", "ridge"))
    counts = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    assert f"Network + ridge ({counts[0]} digits to {counts[1]}, p < 0.0001)" in text
    assert "overlap" not in text


def test_a_race_under_way_says_so_and_whom_nobody_has_measured() -> None:
    race = {
        "A": dataclasses.replace(reading("plain", with_errors(range(10))), share=0.5),
        "B": dataclasses.replace(reading("ridge", with_errors(range(4))), share=0.4),
        "C": Standing("dropout", random_mlp(0)),
    }
    text = notices.about_race(race)
    assert text.startswith("So far: B has the fewest errors, 0.04 %.")
    assert text.endswith("C has not been measured yet.")
    assert "So far" not in notices.about_race({"A": reading("plain", with_errors(range(4)))})


def test_one_method_alone_is_compared_with_nobody() -> None:
    text = notices.about_race({"A": reading("plain", with_errors(range(4)))})
    assert text == "A misclassifies 0.04 % of the test digits."


def test_methods_that_make_no_error_at_all_lead_together() -> None:
    race = {name: reading("plain", with_errors()) for name in ("A", "B")}
    assert notices.about_race(race) == "A and B have equally few errors, 0.00 %."


def test_a_gap_that_may_be_chance_is_no_overfitting() -> None:
    record = LoopEpoch(1, 0.1, Score(0.2, 330, 10_000), Score(0.1, 3, 100))
    small = {"A": Standing("plain", random_mlp(0), (record,), share=1.0)}
    assert "overfits" not in notices.about_race(small)  # 3.0 % of 100 digits, 3.3 % of new ones


def test_weights_are_said_to_have_shrunk_grown_or_stayed() -> None:
    start = np.full((4, 28, 28), 0.1)
    ring = np.ones((28, 28), bool)
    ring[4:24, 4:24] = False
    assert "nothing has been learned yet" in notices.about_weights("A", start, start)
    now = start.copy()
    now[2, 10:14, 10:14] = 2.0
    text = notices.about_weights("A", start, now)
    assert "unit 3 has changed most" in text  # the third
    assert "stay near their initial" in text
    now[:, ring] = 0.01
    assert "they have become smaller" in notices.about_weights("A", start, now)
    now[:, ring] = 0.5
    assert "they have become larger" in notices.about_weights("A", start, now)
    now[0, 0, 0] = np.nan
    assert "become infinite" in notices.about_weights("A", start, now)


def test_sizes_that_are_alike_or_without_a_number_are_not_divided() -> None:
    assert "10 times as large" in notices.about_histogram({"A": 0.01, "B": 0.1})
    alike = notices.about_histogram({"A": 0.0255, "B": 0.0255})
    assert alike == "The weights of A and B are about equal, ±0.0255 (root mean square)."
    assert "times" not in notices.about_histogram({"A": 0.0, "B": 0.1})
    lost = notices.about_histogram({"A": np.nan, "B": 0.1})
    assert "The weights of B are ±0.1" in lost
    assert "The weights of A have become infinite" in lost
    assert "become infinite" in notices.about_histogram({"A": np.inf})


def test_dropout_says_how_many_units_are_left() -> None:
    thinned = Thinned(np.zeros((28, 28)), 7, (np.arange(6) < 2, np.arange(4) < 3))
    assert "For this 7, 2 of 6 and 3 of 4" in notices.about_thinned(thinned)
    assert "2^10" in notices.about_thinned(thinned)
    whole = Thinned(np.zeros((28, 28)), 7, (np.ones(6, bool), np.ones(4, bool)))
    assert "all 10 hidden units are active" in notices.about_thinned(whole)


def answers(*pairs: tuple[int, int]) -> Answers:
    labels, read = np.array(pairs).T
    return Answers(labels, read, np.ones(len(pairs)))


def test_what_is_confused_most_is_counted_in_words() -> None:
    text = notices.about_confusion("A", answers((4, 9), (4, 9), (9, 4), (1, 1)))
    assert "makes 3 mistakes" in text
    assert "Most often, twice, a 4 is classified as 9; the reverse happens once." in text
    assert "classifies all of these" in notices.about_confusion("A", answers((1, 1)))
    once = notices.about_confusion("A", answers((4, 9), (9, 4), (1, 1)))
    assert once == "A makes 2 mistakes. None occurs twice."
    assert "makes 1 mistake." in notices.about_confusion("A", answers((4, 9), (1, 1)))
    tie = notices.about_confusion("A", answers(*[(4, 9)] * 3, *[(7, 2)] * 3, (9, 4)))
    assert "2 mistakes are the most frequent, 3 times each: a 4 as 9 and a 7 as 2." in tie


def test_the_loss_of_one_digit_never_rounds_its_probability_to_zero() -> None:
    terms = -np.log(np.r_[0.5, np.full(9, 0.5 / 9)])
    assert "it is 50.00 %" in notices.about_loss(0, terms, 0.0)
    assert "adds 0.25 more" in notices.about_loss(0, terms, 0.25)
    assert "adds 3.2e-05 more" in notices.about_loss(0, terms, 0.000032)
    assert "less than 0.01 %" in notices.about_loss(0, np.full(10, 15.0), 0.0)
    assert "more than 99.99 %" in notices.about_loss(0, np.full(10, 1e-6), 0.0)
    assert "become infinite" in notices.about_loss(0, np.full(10, np.nan), 0.0)


def test_missing_units_are_borne_well_badly_or_equally() -> None:
    errors = {"A": np.linspace(1, 10, 10), "B": np.linspace(2, 50, 10)}
    text = notices.about_robustness(SHARES, errors)
    assert "50% of the hidden units off, A has the fewest errors" in text
    assert "B the most" in text
    same = notices.about_robustness(SHARES, {"A": errors["A"], "B": errors["A"]})
    assert "A and B each have 6.0 % errors" in same
    assert "A has 6.0 % errors" in notices.about_robustness(SHARES, {"A": errors["A"]})


def test_thinned_networks_agree_or_not() -> None:
    probabilities = np.eye(10)[[3, 3, 5]]
    text = notices.about_spread(3, Spread(probabilities, np.eye(10)[3]))
    assert "2 of 3 thinned networks predict 3, the others 5 (1)" in text
    assert "All 2 thinned" in notices.about_spread(3, Spread(probabilities[:2], np.eye(10)[3]))
    lost = Spread(np.full((3, 10), np.nan), np.full(10, np.nan))
    assert "become infinite" in notices.about_spread(3, lost)


def with_mistakes(**often: int) -> Answers:
    """Return answers to 1,000 pictures of each digit, with so many mistakes on the named ones."""
    labels = np.repeat(np.arange(10), 1000)
    read = labels.copy()
    for name, count in often.items():
        digit = int(name[1:])
        read[np.flatnonzero(labels == digit)[:count]] = (digit + 1) % 10
    return Answers(labels, read, np.ones(len(labels)))


def test_the_hardest_digit_is_named_and_methods_are_compared_digit_by_digit() -> None:
    assert "9 hardest (10.0 %)" in notices.about_digits({"A": with_mistakes(d9=100)})
    level = notices.about_digits({"A": with_mistakes()})
    assert level == "A finds all ten digits equally hard (0.0 %)."
    two = notices.about_digits({"A": with_mistakes(d9=10, d3=10)})
    assert "finds 3 and 9 hardest" in two
    both = notices.about_digits({"A": with_mistakes(d9=100), "B": with_mistakes(d9=5, d2=3)})
    assert "B is better than A on 9. On every other digit the difference may be chance." in both
    same = notices.about_digits({"A": with_mistakes(d9=10), "B": with_mistakes(d9=11)})
    assert "do not differ significantly on any digit" in same
    worse = notices.about_digits({"A": with_mistakes(d9=90, d2=1), "B": with_mistakes(d9=200)})
    assert "A is better than B on 9" in worse


@pytest.mark.parametrize(
    "choices",
    [
        Choices(
            methods=METHOD_NAMES, n_digits=300, epochs=2, hidden=(16, 8), batch_size=50, seed=3
        ),
        Choices(
            methods=("dropout", "ridge"), n_digits=130, epochs=2, activation="tanh", l2=0.01,
            optimiser="SGD", learning_rate=0.05, dropout=(0.3, 0.1), hidden=(9, 7),
        ),
        Choices(methods=("lda",), n_digits=1000),
    ],
    ids=["all methods", "SGD and tanh", "only LDA"],
)  # fmt: skip
def test_the_program_prints_the_races_own_numbers(choices: Choices, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("dlviz.training.race._LOOKS", 1)  # only the end of a curve is compared
    monkeypatch.setattr(mnist_lines, "_archive", mnist_archive)
    race = Race(choices, load("train"), load("test"), visitor="a program")
    race.play()
    while race.is_running:
        race.look()
        time.sleep(0.02)
    beside = {name: build() for name, build in files(choices).items()}
    output = printed_alone(train_digits(choices), tmp_path, beside)
    printed = dict(re.findall(r"^(.+): ([\d,]+) of 10,000 test digits", output, re.MULTILINE))
    expected = {
        METHODS[one.method].title: f"{one.score.errors:,}" for one in race.standings if one.score
    }
    assert printed == expected
    assert len(expected) == len(choices.methods)


def test_a_program_says_only_what_it_needs() -> None:
    program = train_digits(dataclasses.replace(Choices(), methods=("plain",)))
    assert "augment" not in program.partition("def fit")[0]
    assert "fit_lda" not in program


def test_ten_digits_that_all_differ_leave_no_other_one() -> None:
    clear = Comparison(90, 1, 1e-9)
    unclear = Comparison(3, 2, 1.0)
    assert "every other digit" not in standings.about_ten_digits("A", "B", [clear] * 10)
    assert "every other digit" in standings.about_ten_digits("A", "B", [clear] * 9 + [unclear])
