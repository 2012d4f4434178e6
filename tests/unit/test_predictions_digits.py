"""The predictions of "Draw a digit", with truths by another route: sums of NumPy."""

from itertools import pairwise

import numpy as np
import pytest
from asked_first import presets
from predicted import answered, check_predictions, phase, shown_after, through
from screen import notices

from dlviz.datasets import mnist as digits
from dlviz.datasets.drawings import DRAWINGS
from dlviz.questions.judging import judge_sketch
from dlviz.questions.predictions.digits import PREDICTIONS


@pytest.fixture(scope="module")
def questions() -> dict:
    return {preset: own.make() for preset, own in PREDICTIONS.items()}


def test_every_preset_asks(questions) -> None:
    check_predictions("digits", questions)


def test_a_three_in_the_corner_is_another_digit_for_the_network(questions) -> None:
    """The drawing as discs along its lines, and each pixel the mean of a tenth of the pad."""
    drawing = DRAWINGS["three in the corner"]
    x, y = np.meshgrid(np.arange(280) + 0.5, np.arange(280) + 0.5)
    pad = np.zeros((280, 280))
    (stroke,) = drawing.strokes
    for start, end in pairwise(stroke):
        (ax, ay), (bx, by) = start, end
        along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        t = np.clip(along, 0, 1)
        pad[np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) < drawing.width / 2] = 1
    picture = pad.reshape(28, 10, 28, 10).mean(axis=(1, 3))
    _, (answer,) = through("augmented", picture[None])
    assert answer.argmax() != 3
    assert answer.max() > 0.9
    question = questions["Three in the corner"]
    assert question.options[question.right].text == "another digit, with more than 90%"
    assert f"It predicts {answer.argmax()} with" in question.worked


def test_most_units_are_inactive_for_the_seven(questions) -> None:
    (sums,), _ = through("dropout", digits.load("test").images[:1] / 255)
    inactive = int((sums < 0).sum())
    question = questions["Follow one unit"]
    assert inactive > 128
    assert question.options[question.right].text == "more than half of them"
    assert f"= {inactive} output exactly 0" in question.worked


def test_the_most_confident_model_is_wrong(questions) -> None:
    image = digits.load("test").images[8:9] / 255
    highest = [through(name, image)[1].max() for name in ("dropout", "ridge", "logistic", "lda")]
    question = questions["Four models disagree"]
    assert question.right == tuple(np.argsort(highest))
    np.testing.assert_allclose(question.values, 100 * np.array(highest), atol=0.1)
    assert through("logistic", image)[1].argmax() != digits.load("test").labels[8]
    assert "A high probability is no proof" in question.worked


def test_a_one_that_moves_three_pixels_is_another_digit(questions) -> None:
    question = questions["Move a one"]
    image = digits.load("test").images[2] / 255
    moved = np.zeros((17, 28, 28))
    for place, shift in enumerate(range(-8, 9)):
        for column in range(28):
            if 0 <= column + shift < 28:
                moved[place, :, column + shift] = image[:, column]
    _, answers = through("dropout", moved)
    np.testing.assert_allclose(question.y, answers[:, 1], atol=1e-4)
    assert question.x.tolist() == list(range(-8, 9))
    assert (answers[[5, 11]].argmax(axis=1) != 1).all()  # the preset's notice
    assert "three pixels" in presets("digits")["Move a one"].notice


def test_a_model_that_says_99_is_right_less_often(questions) -> None:
    test = digits.load("test")
    question = questions["Is 99% a promise?"]
    for name, share in (("lda", 83.0), ("dropout", 92.4)):
        _, answers = through(name, test.images / 255)
        inside = (answers.max(axis=1) >= 0.98) & (answers.max(axis=1) < 0.99)
        right = int((answers.argmax(axis=1) == test.labels)[inside].sum())
        assert 100 * right / inside.sum() == pytest.approx(share, abs=0.05)
        assert f"{share:.1f} of 100" in question.worked
    assert question.options[question.right].text == "fewer than 90"


@pytest.mark.parametrize("preset", [name for name, own in PREDICTIONS.items() if own.why])
def test_the_reason_that_is_asked_for_is_not_told_before(questions, preset: str) -> None:
    question, why = questions[preset], PREDICTIONS[preset].why
    told = [question.worked, *(own.mistake.sentence for own in question.options if own.mistake)]
    words = {"Three in the corner": "own", "Follow one unit": "negative"}[preset]
    assert words in why.options[why.right].text.replace("of their own", "of its own") + why.worked
    assert not any(words in own for own in told)


def test_a_flat_sketch_shows_that_a_shape_is_thought_to_be_found_anywhere(questions) -> None:
    question = questions["Move a one"]
    verdict = judge_sketch(question, np.ones(len(question.x)))
    assert verdict.mistake is not None
    assert "wherever" in verdict.mistake.name
    assert abs(verdict.mistake.state["digits_dx"]) == 8


def test_the_page_shows_the_numbers_of_the_explanation(open_page, questions) -> None:
    worked = questions["Four models disagree"].worked
    before, at = shown_after(open_page, "digits", "Four models disagree")
    assert "The models disagree" not in before
    assert "Logistic regression with 99.8%" in notices(at)
    assert "Logistic regression predicts 6 with 99.8%" in worked


@pytest.mark.parametrize(
    ("preset", "obey"),
    [
        ("Three in the corner", lambda at: at.toggle(key="digits_normalise").set_value(False)),
        ("Follow one unit", lambda at: at.selectbox(key="digits_layer").set_value("256 units")),
        ("Four models disagree", lambda at: at.number_input(key="digits_test").set_value(8)),
        (
            "Move a one",
            lambda at: at.segmented_control(key="digits_view").set_value("Move it"),
        ),
        (
            "Is 99% a promise?",
            lambda at: at.segmented_control(key="digits_view").set_value("Certainty"),
        ),
    ],
    ids=list(PREDICTIONS),
)
def test_the_answer_comes_when_it_is_done(open_page, questions, preset: str, obey) -> None:
    at = answered(open_page, "digits", preset, questions[preset])
    assert phase(at) == "do"
    obey(at).run()
    assert not at.exception
    assert phase(at) == "told"
