"""Histograms of a class's votes, and what is said about them, count each vote once."""

from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from in_class import ALL_KINDS, CHOICE, CHOOSE, NUMBER, ORDER, PLACE, answers_to

from dlviz.classroom.answers import checked, from_text, to_text
from dlviz.classroom.asked import Own, question_of
from dlviz.classroom.bars import MOST_BARS, Bars
from dlviz.classroom.tally import Curves, Points, tally
from dlviz.notices.class_votes import about_votes
from dlviz.questions.kinds import Number, Sketch

ESTIMATE = Number(prompt="How many?", worked="60.", truth=Fraction(60), tolerance=Fraction(2))
SKETCH = Sketch(
    prompt="Draw it.", worked="So.", names=("x", "y"), near=0.5, low=-1, high=4,
    x=np.arange(4.0), y=np.array([0.0, 1, 2, 3]),
)  # fmt: skip


def votes(*answers) -> dict:
    return {f"p{place}": answer for place, answer in enumerate(answers)}


def test_choices_have_a_bar_for_each_answer_in_both_rounds() -> None:
    told = tally(CHOICE, votes(0, 0, 1), {"p0": 1, "p2": 1, "late": 2})
    assert told.chart == Bars(CHOICE.answers, ((2, 1, 0), (0, 2, 1)), 1)
    change = told.change
    assert (change.counts, change.right) == ((3, 3), (1, 2))
    assert (change.became_right, change.became_wrong) == (1, 0)
    assert (change.stayed_right, change.stayed_wrong) == (1, 0)
    assert (told.n_twice, told.n_moved) == (2, 1)


def test_a_question_without_a_right_answer_has_no_right_ones() -> None:
    told = tally(Own("Which?", ("a", "b")), votes(0, 1), votes(1, 1))
    assert told.change is None
    assert told.chart.right is None
    assert about_votes(told) == "Of those who answered twice (2), 1 changed their answer."


def test_exact_numbers_have_a_bar_each_and_rare_ones_share_one() -> None:
    question = question_of(NUMBER)
    truth = int(question.truth)
    told = tally(question, votes(str(truth), "7", "7", f"{truth:,}"), votes("1/2"))
    assert told.chart.labels == tuple(
        label for _, label in sorted([(0.5, "1/2"), (7, "7"), (truth, f"{truth:,}")])
    )
    assert told.chart.counts[0][told.chart.right] == 2
    many = tally(question, votes(*map(str, range(1_000, 1_040)), "7", "7"), votes(str(truth)))
    assert len(many.chart.labels) == MOST_BARS + 1
    assert many.chart.labels[-1] == "another number"
    assert "7" in many.chart.labels
    assert list(map(sum, many.chart.counts)) == [42, 1]


def test_many_estimates_fall_into_bins_around_the_truth() -> None:
    draw = Random(3)
    first = [str(draw.randrange(10, 90)) for _ in range(100)] + ["1e9", "-5", "61", "59", "58"]
    told = tally(ESTIMATE, votes(*first), votes("60", "62"))
    chart = told.chart
    assert chart.labels[0].startswith("below ")
    assert chart.labels[-1].endswith(" or more")
    assert len(chart.labels) <= MOST_BARS
    assert list(map(sum, chart.counts)) == [105, 2]
    assert chart.counts[1][chart.right] == 2
    low, high = map(int, chart.labels[chart.right].split(" to "))
    assert low <= 60 < high
    inside = sum(low <= float(own) < high or 58 <= float(own) <= 62 for own in first)
    assert chart.counts[0][chart.right] == inside


@pytest.mark.parametrize("seed", range(20))
def test_bars_hold_every_vote_once_whatever_is_answered(seed: int) -> None:
    draw = Random(seed)
    scale = 10.0 ** draw.randrange(-6, 12)
    for question in (ESTIMATE, question_of(NUMBER)):
        rounds = [
            [f"{scale * draw.gauss(0, 1):.4g}" for _ in range(draw.randrange(30))] for _ in range(2)
        ]
        chart = tally(question, votes(*rounds[0]), votes(*rounds[1])).chart
        assert [sum(own) for own in chart.counts] == [len(own) for own in rounds]
        assert len(set(chart.labels)) == len(chart.labels) <= MOST_BARS + 1
        assert 0 <= chart.right < len(chart.labels)


def test_orders_have_the_right_one_first() -> None:
    question = question_of(ORDER)
    right = question.right
    told = tally(question, votes(right, right[::-1], right[::-1]), votes(right))
    assert told.chart.right == 0
    assert told.chart.counts == ((1, 2), (1, 0))
    assert told.chart.labels[0].split(", then ")[0] == question.items[right[0]]


def test_points_are_counted_by_cell() -> None:
    question = question_of(PLACE)
    right, other = answers_to(PLACE)[:2]
    told = tally(question, votes(other, other, right), votes(right))
    assert isinstance(told.chart, Points)
    assert told.chart.right == right
    assert told.chart.counts.sum(axis=(1, 2)).tolist() == [3, 1]
    assert told.chart.counts[0][other] == 2
    assert told.chart.counts[1][right] == 1


def test_sketches_are_all_curves() -> None:
    flat, near = (checked(SKETCH, own) for own in ([0, 0, 0, 0], [0.1, 1, 2, 3.4]))
    told = tally(SKETCH, votes(flat, near), {})
    assert isinstance(told.chart, Curves)
    assert [own.shape for own in told.chart.rounds] == [(2, 4), (0, 4)]
    assert told.change.right == (1, 0)


def test_a_sketch_stays_within_its_axes_and_short() -> None:
    answer = checked(SKETCH, [-1e300, 1 / 3, 1e300, 10**300])
    assert answer == (-1.0, 0.33333, 4.0, 4.0)
    assert from_text(to_text(answer)) == answer


@pytest.mark.parametrize("asked", ALL_KINDS, ids=str)
def test_checked_answers_survive_their_way_through_a_store(asked) -> None:
    question = question_of(asked)
    for own in answers_to(asked):
        sent = list(own) if isinstance(own, tuple) else own
        assert from_text(to_text(checked(question, sent))) == checked(question, own)


def p_of(one: int, other: int) -> float:
    """Return the two-sided sign test by counting all outcomes."""
    n = one + other
    return min(1.0, 2 * sum(comb(n, k) for k in range(min(one, other) + 1)) / 2**n)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_said_about_votes_is_so(seed: int) -> None:
    draw = Random(seed)
    pupils = [f"p{place}" for place in range(draw.choice((0, 1, 2, 5, 30)))]
    lean = draw.random()
    first, second = (
        {pupil: int(draw.random() < share) for pupil in pupils if draw.random() < 0.8}
        for share in (0.4, lean)
    )
    question = Own("Which?", ("wrong", "right"), right=1)
    said = about_votes(tally(question, first, second))
    up = sum(first[p] < second[p] for p in first.keys() & second.keys())
    down = sum(first[p] > second[p] for p in first.keys() & second.keys())
    twice = len(first.keys() & second.keys())
    if not first and not second:
        assert said == "Nobody has answered."
        return
    for own in (first, second):
        assert not own or f"{sum(own.values())} of {len(own)}" in said
    assert ("after the discussion" in said) == bool(first and second)
    assert (f"({twice}), {up} changed from wrong to right and {down} from" in said) == (twice > 0)
    is_sure = up + down > 0 and p_of(up, down) < 0.05
    assert ("chance does not explain it" in said) == is_sure
    assert ("towards the truth" in said) == (is_sure and up > down)
    assert ("away from the truth" in said) == (is_sure and up < down)
    assert ("may be chance" in said) == (up + down > 0 and not is_sure)


def test_choices_of_the_course_are_counted_by_their_texts() -> None:
    question = question_of(CHOOSE)
    chart = tally(question, votes(0, 1, 1), {}).chart
    assert chart.labels == tuple(option.text for option in question.options)
    assert chart.counts[0][:2] == (1, 2)
    assert chart.right == question.right
