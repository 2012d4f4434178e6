"""The predictions of "Two inputs", with truths by another route: NumPy and least squares."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import torch
from asked_first import presets
from predicted import answered, check_predictions, phase, shown_after
from screen import notices

from dlviz.questions.predictions.two_inputs import PREDICTIONS
from dlviz.training.two_inputs import WidthError
from dlviz.two_inputs_setup import Setup

G = {"square": np.square, "identity": lambda z: z}
RUNS = 400  # of a page, until a training must have ended


@pytest.fixture(scope="module")
def questions() -> dict:
    return {preset: own.make() for preset, own in PREDICTIONS.items()}


def coefficients(text: str, g: str) -> np.ndarray:
    """Return those of 1, X1, X2, X1², X2², X1X2, from values of f at random places."""
    beta, *units = ([float(Fraction(own)) for own in row.split()] for row in text.split(";"))
    x, y = np.random.default_rng(0).uniform(-2, 2, (2, 50))
    f = beta[0] + sum(
        outer * G[g](bias + one * x + other * y)
        for outer, (bias, one, other) in zip(beta[1:], units, strict=True)
    )
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1)
    return np.linalg.lstsq(terms, f, rcond=None)[0]


def test_every_preset_asks(questions) -> None:
    check_predictions("two_inputs", questions)


def test_with_the_other_sign_the_squares_stay(questions) -> None:
    text = PREDICTIONS["It multiplies"].after["two_inputs_weights"]
    assert text == "0 1/4 1/4; 0 1 1; 0 1 -1"
    np.testing.assert_allclose(coefficients(text, "square"), [0, 0, 0, 0.5, 0.5, 0], atol=1e-12)
    question = questions["It multiplies"]
    assert question.options[question.right].text == "f = 1/2 X₁² + 1/2 X₂²"


def test_along_the_valley_the_coefficient_stays(questions) -> None:
    text = PREDICTIONS["Walk the valley"].after["two_inputs_weights"]
    np.testing.assert_allclose(coefficients(text, "square"), [0, 0, 0, 0, 0, 1], atol=1e-6)
    question = questions["Walk the valley"]
    assert question.truth == 1
    for own in question.wrong[:2]:  # the state that refutes it has the number that was answered
        shown = coefficients(own.mistake.state["two_inputs_weights"], "square")[5]
        assert shown == pytest.approx(float(own.value), abs=0.005)


def test_identity_units_make_planes(questions) -> None:
    question = questions["Only planes with the identity"]
    state = question.wrong[0].mistake.state
    for text in (presets("two_inputs")["Only planes with the identity"].start, state):
        found = coefficients(text["two_inputs_weights"], "identity")
        assert np.count_nonzero(np.abs(found) > 1e-9) == question.truth


def test_another_training_learns_the_product_with_other_weights(questions) -> None:
    """Gradient descent on all points at once, written out, from the page's random weights."""
    setup = Setup(start=1)
    points = setup.points()
    inputs, targets = points.train_inputs.numpy().astype(float), points.train_targets.numpy()
    (weights, bias), (outer, constant) = (
        (own.numpy().astype(float), other.numpy().astype(float))
        for own, other in setup.network().layers
    )
    for _ in range(3_000):
        z = inputs @ weights.T + bias
        off = 2 * (z**2 @ outer[0] + constant - targets) / len(targets)
        inner = off[:, None] * outer * 2 * z
        outer, constant = outer - 0.02 * (off @ z**2), constant - 0.02 * off.sum()
        weights, bias = weights - 0.02 * inner.T @ inputs, bias - 0.02 * inner.sum(axis=0)
    rows = [[constant[0], *outer[0]], *np.column_stack([bias, weights])]
    text = ";".join(" ".join(map(repr, map(float, row))) for row in rows)
    np.testing.assert_allclose(coefficients(text, "square"), [0, 0, 0, 0, 0, 1], atol=0.01)
    assert np.abs(np.abs(weights) - 1).max() > 0.1
    question = questions["Let it learn"]
    assert question.options[question.right].text == "other weights, and f is X₁X₂"


def test_a_second_layer_follows_the_spirals(questions) -> None:
    """Other trainings with PyTorch's own layers and other random numbers."""
    question = questions["A spiral, deeper"]
    points = Setup(target="spiral", task="classification").points()
    errors = []
    for sizes in ((8,), question.facts["hidden"]):
        torch.manual_seed(3)
        layers: list[torch.nn.Module] = []
        for before, after in pairwise((2, *sizes)):
            layers += [torch.nn.Linear(before, after), torch.nn.Tanh()]
        model = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], 1), torch.nn.Tanh())
        optimiser = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=0.001, fused=True)
        for _ in range(150):
            for batch in torch.randperm(len(points.train_inputs)).split(10):
                optimiser.zero_grad()
                off = model(points.train_inputs[batch].float())[:, 0] - points.train_targets[batch]
                off.square().mean().backward()
                optimiser.step()
        with torch.no_grad():
            off = model(points.test_inputs.float())[:, 0] - points.test_targets
        errors.append(float(off.square().mean()))
    assert errors[1] < errors[0] / 1.2  # of a shorter training; the page's is longer
    assert question.options[question.right].text == "less than half as large"


def test_one_square_is_not_enough_and_two_are(questions) -> None:
    """The best single square among many directions and shifts, by least squares."""
    question = questions["How many units?"]
    points = Setup().points()
    (known, due), (new, wanted) = (
        (own.numpy().astype(float), other.numpy().astype(float))
        for own, other in (
            (points.train_inputs, points.train_targets),
            (points.test_inputs, points.test_targets),
        )
    )
    fits: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for angle in np.linspace(0, np.pi, 90):
        for shift in np.linspace(-1, 1, 21):
            direction = np.array([np.cos(angle), np.sin(angle)])
            rows, others = (
                np.stack([np.ones(len(own)), (own @ direction + shift) ** 2], axis=1)
                for own in (known, new)
            )
            fit = np.linalg.lstsq(rows, due, rcond=None)[0]
            errors = np.square(rows @ fit - due).mean(), np.square(others @ fit - wanted).mean()
            fits[angle < np.pi / 2].append(errors)
    # A training ends in one of two squares, along either diagonal.
    assert question.y[0] == pytest.approx(min(min(own)[1] for own in fits.values()), rel=0.05)
    assert question.y[0] > 0.3
    assert (question.y[1:] < 1e-4).all()  # two squares are the product itself
    assert question.x.tolist() == list(range(1, 9))


def test_the_page_shows_the_numbers_of_the_explanation(open_page, questions) -> None:
    before, at = shown_after(open_page, "two_inputs", "It multiplies")
    for told in ("1/2 X₁²", "1/2 X₂²"):
        assert told not in before
        assert told in notices(at)
        assert told in questions["It multiplies"].worked


@pytest.mark.parametrize("preset", [name for name, own in PREDICTIONS.items() if own.why])
def test_the_reason_that_is_asked_for_is_not_told_before(questions, preset: str) -> None:
    why = PREDICTIONS[preset].why
    right = why.options[why.right].text
    assert right not in questions[preset].worked
    assert "cancel" not in questions["It multiplies"].worked + PREDICTIONS["It multiplies"].notice
    assert "plane is" not in questions["Only planes with the identity"].worked


@pytest.fixture
def in_a_moment(questions, monkeypatch) -> None:
    """Let trainings run as fast as they go, and the errors of all widths be known."""
    curve = questions["How many units?"]
    measured = [WidthError(int(x), y, y) for x, y in zip(curve.x, curve.y, strict=True)]
    explorer = "dlviz.training.two_inputs_explorer"
    monkeypatch.setattr(f"{explorer}._FRAME", 0)
    monkeypatch.setattr(f"{explorer}.error_against_width", lambda *_: iter(measured))


@pytest.mark.parametrize("preset", ["Let it learn", "How many units?"])
@pytest.mark.usefixtures("in_a_moment")
def test_who_asks_for_the_work_gets_it_and_sees_when_it_is_done(
    open_page, questions, preset: str
) -> None:
    (key,) = PREDICTIONS[preset].after
    before, at = shown_after(open_page, "two_inputs", preset)
    sentence = questions[preset].worked.split(" The training ends")[0]
    assert sentence not in before
    for _ in range(RUNS):
        if at.session_state[key]:
            break
        at.run()
    assert at.session_state[key]
    assert sentence in notices(at)
    if preset == "Let it learn":
        at.button(key="two_inputs_reset").click().run()
        assert not at.session_state[key]
        assert "Not trained yet" in notices(at.run())  # what was asked for once is not done again


def set_weights(at, text: str):
    """Paste weights, as a slider would leave them."""
    at.session_state["two_inputs_weights"] = text
    return at


@pytest.mark.usefixtures("in_a_moment")
@pytest.mark.parametrize(
    ("preset", "obey"),
    [
        ("It multiplies", lambda at: set_weights(at, "0 1/4 1/4; 0 1 1; 0 1 -1")),
        (
            "Only planes with the identity",
            lambda at: at.number_input(key="two_inputs_units").set_value(8),
        ),
        ("Let it learn", lambda at: at.button(key="two_inputs_play").click()),
        ("How many units?", lambda at: at.button(key="two_inputs_measure").click()),
    ],
)
def test_the_answer_comes_when_it_is_done(open_page, questions, preset: str, obey) -> None:
    at = answered(open_page, "two_inputs", preset, questions[preset])
    assert phase(at) == "do"
    obey(at)
    for _ in range(RUNS):
        at.run()
        if phase(at) != "do":
            break
    assert not at.exception
    assert phase(at) == "told"
