"""Digit training: what a visitor does, and what must not happen."""

import json
import re
import time
from pathlib import Path

import pytest
from offered import said_at_home
from screen import components, notices
from torch import nn

from dlviz.datasets import mnist
from dlviz.networks.files import weights_file
from dlviz.networks.mnist import MLP, random_mlp, record
from dlviz.paired import compare
from dlviz.training import loop
from dlviz.training.loop import Score
from dlviz.training.methods import METHODS
from dlviz.training.ridge_sweep import STRENGTHS, Sweep
from dlviz.ui.digit_training.controls import PLAYER
from dlviz.ui.digit_training.files import race_csv
from dlviz.ui.digit_training.views import VIEWS
from dlviz.ui.shared import digit_networks

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/digit_training.py"
QUICK = {
    "digit_training_methods": ["ridge", "dropout", "lda"],
    "digit_training_digits": "500",
    "digit_training_epochs": "2",
    "digit_training_batch": "50",
}


@pytest.fixture(autouse=True)
def few_measurements(monkeypatch):
    """Let a curve have one point per epoch: a point costs more than learning 500 digits."""
    monkeypatch.setattr("dlviz.training.race._LOOKS", 1)
    monkeypatch.setattr("dlviz.ui.digit_training.units._ROBUST_DIGITS", 200)


@pytest.fixture
def few_digits(monkeypatch):
    """Let networks be tested on 1,000 digits: what a view is like does not depend on how many."""
    digits = mnist.load("test")
    part = mnist.Digits(digits.images[:1000], digits.labels[:1000])
    monkeypatch.setattr(digit_networks, "test_digits", lambda: part)


@pytest.fixture
def measured_rarely(monkeypatch):
    """Return a function that lets only every so many-th measurement of a network be made.

    Those between give the last score again. The networks learn as they do on the page, and the
    last score is the page's if that number divides the number of epochs.
    """
    scores: dict[tuple[nn.Module, int], list[Score]] = {}
    whole = loop.measure

    def limit(every: int) -> None:
        def measure(model, digits) -> Score:
            known = scores.setdefault((model, len(digits)), [])
            is_due = not known or (len(known) + 1) % every == 0
            known.append(whole(model, digits) if is_due else known[-1])
            return known[-1]

        monkeypatch.setattr(loop, "measure", measure)

    return limit


def table(at) -> str:
    return " ".join(block.proto.body for block in at.get("html"))


def finish(at):
    """Run the page as its polling does until the race is over."""
    race = at.session_state[PLAYER.key]
    end = time.monotonic() + 120
    while race.is_running:
        assert time.monotonic() < end
        race.look()
        time.sleep(0.05)
    return at.run()


def raced(open_page, **more: str):
    at = open_page(PAGE, query=QUICK | more)
    at.button(key="digit_training_play").click().run()
    return finish(at)


def test_before_anything_is_trained_the_shipped_networks_stand_beside_the_lecture(
    open_page,
) -> None:
    at = open_page(PAGE)
    shown = table(at)
    for method in METHODS.values():
        if method.shipped:
            assert f"<b>{record(method.shipped).test_error:.2f} %</b>" in shown
        if method.lecture:
            assert f"{method.lecture:g} %" in shown
    assert "These networks ship with dlviz" in notices(at)
    assert at.button(key="digit_training_reset").disabled
    assert at.button(key="digit_training_stop").disabled


def test_the_first_screen_waits_for_no_digits(open_page, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("10,000 digits were unpacked before anybody asked for them")

    monkeypatch.setattr(digit_networks, "test_digits", refuse)
    digit_networks.shipped_standings.clear()
    at = open_page(PAGE)
    assert not at.exception
    assert "These networks ship with dlviz" in notices(at)


def test_the_race_s_long_notice_is_as_wide_as_the_page_in_a_lecture(open_page) -> None:
    at = open_page(PAGE)
    assert "These networks ship with dlviz" in in_columns(at)
    at.toggle(key="lecture").set_value(True).run()
    assert "These networks ship with dlviz" not in in_columns(at)
    assert "These networks ship with dlviz" in notices(at)


def in_columns(at) -> str:
    """Return what the page says in boxes beside something else."""
    return " ".join(box.value for column in at.columns for box in column.info)


def test_a_loss_that_was_never_measured_is_left_out_of_the_numbers() -> None:
    _, ridge, *_ = race_csv({"R": digit_networks.shipped_standings()[0]}).splitlines()
    assert ridge == "R,20,,,,,,171,10000"


def test_one_button_races_and_the_table_holds_the_races_numbers(open_page) -> None:
    at = raced(open_page)
    assert not at.exception
    race = at.session_state[PLAYER.key]
    assert race.is_done
    shown = table(at)
    for standing in race.standings:
        assert f"<b>{standing.score.error:.2f} %</b>" in shown
    assert "Done in" in " ".join(block.value for block in at.markdown)
    assert "has the fewest errors" in notices(at)
    figures = [json.loads(data["figure"]) for data in components(at, "live_figure")]
    curves = [figure for figure in figures if len(figure["data"]) == 6]
    assert len(curves) == 2  # cross-entropy and error: three methods, train and test


@pytest.mark.usefixtures("few_digits")
def test_pause_step_stop_and_reset(open_page) -> None:
    longer = {"digit_training_digits": "2000", "digit_training_epochs": "200"}
    at = open_page(PAGE, query=QUICK | longer)  # it takes longer than the page's own runs
    at.button(key="digit_training_step").click().run()
    finish(at)
    race = at.session_state[PLAYER.key]
    assert {standing.records[-1].epoch for standing in race.standings} == {1, 200}  # LDA is done
    at.button(key="digit_training_play").click().run()
    assert at.button(key="digit_training_step").disabled
    at.button(key="digit_training_pause").click().run()
    assert at.session_state[PLAYER.key] is race
    assert not race.is_running
    assert at.button(key="digit_training_play").label == "Continue"
    at.button(key="digit_training_stop").click().run()
    assert at.button(key="digit_training_play").label == "Race"
    at.button(key="digit_training_reset").click().run()
    fresh = at.session_state[PLAYER.key]
    assert fresh is not race
    assert all(not standing.records for standing in fresh.standings)
    assert not at.exception


@pytest.mark.usefixtures("few_digits")
def test_leaving_the_page_and_coming_back_finds_the_race(open_page) -> None:
    at = open_page(PAGE, query=QUICK)
    at.button(key="digit_training_play").click().run()
    race = at.session_state[PLAYER.key]
    at.switch_page("pages/digits.py").run()
    at.switch_page(PAGE).run()
    assert at.session_state[PLAYER.key] is race
    finish(at)
    assert "Done in" in " ".join(block.value for block in at.markdown)


@pytest.mark.usefixtures("few_digits")
def test_other_controls_begin_a_new_race(open_page) -> None:
    at = raced(open_page)
    first = at.session_state[PLAYER.key]
    at.number_input(key="digit_training_epochs").set_value(1).run()
    assert any("Race starts again" in block.value for block in at.markdown)
    at.button(key="digit_training_play").click().run()
    assert at.session_state[PLAYER.key] is not first
    finish(at)


@pytest.mark.usefixtures("few_digits")
def test_every_view_opens_on_shipped_and_on_raced_networks(open_page) -> None:
    at = open_page(PAGE, query=QUICK)
    for is_raced in (False, True):
        if is_raced:
            at.button(key="digit_training_play").click().run()
            at = finish(at)
        for view in VIEWS:
            at.segmented_control(key="digit_training_view").set_value(view).run()
            assert not at.exception
            # The race has its sentence, and every view that has something to say its own.
            assert len(at.info) == (1 if view == "Keep" else 2), view


@pytest.mark.usefixtures("few_digits")
def test_every_view_opens_when_the_weights_have_run_away(open_page) -> None:
    wild = {
        "digit_training_methods": ["plain", "dropout"],
        "digit_training_optimiser": "SGD",
        "digit_training_activation": "identity",
        "digit_training_rate": "1.0",
        "digit_training_epochs": "40",
    }
    at = raced(open_page, **wild)
    assert any("become infinite" in block.value for block in at.warning)
    for view in VIEWS:
        at.segmented_control(key="digit_training_view").set_value(view).run()
        assert not at.exception, view
        said = notices(at) + table(at)
        assert not re.search(r"\bnan\b|\d{10}", said), view


@pytest.mark.usefixtures("few_digits")
def test_linear_models_have_no_hidden_units_to_look_at(open_page) -> None:
    at = raced(open_page, digit_training_methods=["lda"])
    for view in ("Dropout", "Units off", "50 networks"):
        at.segmented_control(key="digit_training_view").set_value(view).run()
        assert not at.exception
        assert "needs a network with hidden units" in notices(at)


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize(
    "query",
    [
        {
            "digit_training_digits": "1e99",
            "digit_training_methods": "svm",
            "digit_training_first": "0",
            "digit_training_second": "99999999",
            "digit_training_true": "77",
            "digit_training_view": "Confusion",
        },
        {
            "digit_training_digits": "nan",
            "digit_training_epochs": "-100000",
            "digit_training_rate": "inf",
            "digit_training_drop1": "1.0",
            "digit_training_l2": "-1",
            "digit_training_view": "<script>",
        },
        {
            "digit_training_activation": "__import__",
            "digit_training_optimiser": "",
            "digit_training_model": "../../etc/passwd",
            "digit_training_digit": "10000",
            "digit_training_seed": "seven",
            "digit_training_view": "Loss",
        },
    ],
    ids=str,
)
def test_a_forged_link_opens_the_page_all_the_same(open_page, query: dict[str, str]) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert "These networks ship" in notices(at)


def test_nothing_ticked_says_so_and_races_nothing(open_page) -> None:
    at = open_page(PAGE)
    at.button_group(key="digit_training_methods").set_value([]).run()
    assert not at.exception
    assert at.button(key="digit_training_play").disabled
    assert any("Tick at least one method" in block.value for block in at.markdown)
    for key in ("play", "step"):
        assert "Tick at least one method" in at.button(key=f"digit_training_{key}").help


@pytest.mark.usefixtures("few_digits")
def test_a_button_that_cannot_be_pressed_says_why(open_page) -> None:
    at = open_page(PAGE, query=QUICK)
    for key in ("stop", "reset"):
        button = at.button(key=f"digit_training_{key}")
        assert button.disabled
        assert "press Race" in button.help
    at.button(key="digit_training_play").click().run()
    finish(at)
    assert "has ended" in at.button(key="digit_training_stop").help


def goal(at) -> str:
    return next((block.value for block in at.markdown if "Try this" in block.value), "")


def swept(at):
    """Run the page as its polling does until the sweep is over."""
    search = at.session_state["digit_training_sweep"]
    end = time.monotonic() + 300
    while search.is_running:
        assert time.monotonic() < end
        search.look()
        time.sleep(0.05)
    return at.run()


def errors_of(race) -> dict[str, Score]:
    return {one.method: one.score for one in race.standings}


def shows_overfitting(at) -> None:
    """What the preset on 1,000 digits promises."""
    race = at.session_state[PLAYER.key]
    for one in race.standings:
        assert one.records[-1].train.errors == 0
        assert one.score.error > 10
    plain = next(one for one in race.standings if one.method == "plain")
    losses = [record.test.loss for record in plain.records]
    assert losses[-1] > 1.1 * min(losses)
    scores = errors_of(race)
    assert compare(scores["dropout"].correct, scores["plain"].correct).is_first_better
    assert not compare(scores["ridge"].correct, scores["plain"].correct).is_first_better
    assert "Network + dropout has the fewest errors" in notices(at)


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 11))]
)
def test_1000_digits_are_learnt_by_heart_and_only_dropout_helps(
    open_page, measured_rarely, seed: int
) -> None:
    measured_rarely(20)  # of 60 epochs
    at = open_page(PAGE)
    at.button(key="preset_1").click().run()
    at.number_input(key="digit_training_seed").set_value(seed).run()
    assert "Ridge with the small strength" in goal(at)
    at.button(key="digit_training_play").click().run()
    at = finish(at)
    assert "Ridge with the small strength" in goal(at)
    shows_overfitting(at)


# What is true of these is true of all strengths: the first, the best and the last are among them.
FEW_STRENGTHS = (0.0, 2e-3, 8e-3)


@pytest.mark.parametrize(
    ("seed", "strengths"),
    [
        (1, FEW_STRENGTHS),
        *(pytest.param(seed, STRENGTHS, marks=pytest.mark.slow) for seed in range(1, 11)),
    ],
)
def test_the_sweep_finds_a_ridge_that_helps(open_page, monkeypatch, seed: int, strengths) -> None:
    monkeypatch.setitem(Sweep.__init__.__kwdefaults__, "strengths", strengths)
    at = open_page(PAGE)
    at.button(key="preset_2").click().run()
    at.number_input(key="digit_training_seed").set_value(seed).run()
    assert "only then are the 10,000 test digits classified" in notices(at)
    at.button(key="digit_training_sweep_play").click().run()
    at = swept(at)
    assert not at.exception
    search = at.session_state["digit_training_sweep"]
    judged = search.judged
    wrong = [one.validation.errors for one in search.points]
    place = wrong.index(min(wrong))
    assert 0 < place < len(wrong) - 1
    assert wrong[0] > wrong[place] < wrong[-1]  # they fall, then rise again
    assert judged.test.errors < judged.without.errors
    assert judged.test.loss < 0.8 * judged.without.loss
    assert f"{judged.test.error:.2f} % errors with ridge" in notices(at)
    assert f"{judged.without.error:.2f} % without it" in notices(at)
    assert "as λ grows" in goal(at)
    at.button(key="digit_training_sweep_take").click().run()
    assert at.number_input(key="digit_training_l2").value == judged.chosen
    assert "as λ grows" in goal(at)  # what it asks for does not end it


def test_the_race_gives_the_sweep_s_numbers(open_page, monkeypatch) -> None:
    monkeypatch.setitem(Sweep.__init__.__kwdefaults__, "strengths", (0.0, 2e-3))
    at = open_page(PAGE)
    at.button(key="preset_2").click().run()
    for key, value in {"digits": 500, "epochs": 6, "l2": 2e-3}.items():
        at.session_state[f"digit_training_{key}"] = value
    at.run().button(key="digit_training_sweep_play").click().run()
    points = swept(at).session_state["digit_training_sweep"].points
    at.button(key="digit_training_play").click().run()
    scores = errors_of(finish(at).session_state[PLAYER.key])
    without, with_ridge = (loop.measure(one.model, mnist.load("test")) for one in points)
    assert without.errors != with_ridge.errors
    assert scores["plain"].errors == without.errors
    assert scores["ridge"].errors == with_ridge.errors


@pytest.mark.usefixtures("few_digits")
def test_a_sweep_pauses_goes_on_and_is_dropped(open_page) -> None:
    at = open_page(PAGE, query=QUICK | {"digit_training_view": "Ridge sweep"})
    at.number_input(key="digit_training_epochs").set_value(200).run()
    at.button(key="digit_training_sweep_play").click().run()
    search = at.session_state["digit_training_sweep"]
    at.button(key="digit_training_sweep_pause").click().run()
    assert not search.is_running
    assert at.button(key="digit_training_sweep_play").label == "Continue the sweep"
    at.number_input(key="digit_training_epochs").set_value(1).run()
    assert at.button(key="digit_training_sweep_play").label == "Sweep λ"  # another sweep
    at.button(key="digit_training_sweep_play").click().run()
    at = swept(at)
    assert at.session_state["digit_training_sweep"] is not search
    assert "On the 5,000 held-out digits" in notices(at)
    at.button(key="digit_training_sweep_drop").click().run()
    assert "digit_training_sweep" not in at.session_state
    assert not at.exception


@pytest.mark.slow
def test_networks_leave_the_linear_models_behind_in_their_first_epoch(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_0").click().run()
    at.button(key="digit_training_step").click().run()
    at = finish(at)
    assert "after one epoch the networks already" in goal(at)
    wrong = {name: score.errors for name, score in errors_of(at.session_state[PLAYER.key]).items()}
    networks = [wrong[name] for name in ("plain", "ridge", "dropout")]
    assert max(networks) < 0.8 * min(wrong["logistic"], wrong["lda"])


def test_the_lectures_table_stands_beside_the_rates(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_3").click().run()
    assert "a method whose whole interval lies below the lecture's is better" in goal(at)
    for word in ("better", "undecided"):
        assert f"<small>{word}</small>" in table(at)


@pytest.mark.usefixtures("few_digits")
def test_dropout_in_one_layer_only_opens_its_view(open_page) -> None:
    at = raced(open_page, digit_training_drop2="0", digit_training_view="Dropout")
    assert not at.exception
    race = at.session_state[PLAYER.key]
    first, second = next(one for one in race.standings if one.method == "dropout").thinned.kept
    assert not first.all()
    assert second.all()


def test_every_preset_shows_its_goal(open_page) -> None:
    at = open_page(PAGE)
    goals = set()
    for place in range(4):
        at.button(key=f"preset_{place}").click().run()
        assert not at.exception
        goals |= {block.value for block in at.markdown if "Try this" in block.value}
    assert len(goals) == 4


def test_the_code_prints_the_errors_in_the_table(open_page, monkeypatch, tmp_path) -> None:
    at = raced(open_page)
    output = said_at_home(at, "digit_training_code", monkeypatch, tmp_path)
    printed = re.findall(r"misclassified, ([\d.]+) %", output)
    assert len(printed) == 3
    assert all(f"<b>{error} %</b>" in table(at) for error in printed)


def test_a_network_goes_to_draw_a_digit(open_page) -> None:
    at = raced(open_page, digit_training_view="Keep", digit_training_model="Network + dropout")
    own = at.session_state[PLAYER.key].standings[1].model
    at.button(key="digit_training_use").click().run()
    assert not at.exception
    at.switch_page("pages/digits.py").run()
    assert at.selectbox(key="digits_weights").value == "my network"
    at.segmented_control(key="digits_source").set_value("a test digit").run()
    assert not at.exception
    logits = components(at, "network_view")[0]["logits"]
    from dlviz.inside import read

    image = mnist.load("test").images[0] / 255
    assert logits == pytest.approx(read(own, image).logits, abs=1e-5)
    at.segmented_control(key="digits_view").set_value("Mistakes").run()
    assert not at.exception


def test_a_file_is_loaded_and_a_broken_one_changes_nothing(open_page) -> None:
    at = open_page(PAGE, query={"digit_training_view": "Keep"})
    good = weights_file(random_mlp(3), {"method": "ridge"})
    uploader = at.file_uploader(key="digit_training_upload")
    uploader.set_value([("net.safetensors", good[:-40], "application/octet-stream")]).run()
    assert not at.exception
    assert "Nothing has changed" in at.error[0].value
    assert "Loaded file" not in table(at)
    uploader = at.file_uploader(key="digit_training_upload")
    uploader.set_value([("net.safetensors", good, "application/octet-stream")]).run()
    assert not at.error
    at.run()
    assert "Loaded file" in table(at)
    small = weights_file(MLP((4, 3)), {})
    uploader = at.file_uploader(key="digit_training_upload")
    uploader.set_value([("net.safetensors", small, "application/octet-stream")]).run()
    assert not at.error


def test_one_weight_is_chosen_and_written_out(open_page) -> None:
    query = {
        "digit_training_view": "One weight",
        "digit_training_weight_which": "my choice",
        "digit_training_weight_layer": "layer 1 to layer 2",
        "digit_training_weight_from": "12",
        "digit_training_weight_to": "999",
        "digit_training_weight_rate": "0.5",
    }
    at = open_page(PAGE, query=query)
    assert not at.exception
    (lines,) = [own.value for own in at.markdown if own.value.startswith("**Forward:**")]
    assert "unit 12 of layer 1" in lines
    assert "unit 128 of layer 2" in lines  # the link's number is clamped
    assert "− 0.5 ×" in lines
    assert "235,146 weights and biases" in lines
    assert any("uses Adam with the rate" in own.value for own in at.caption)
    at.selectbox(key="digit_training_model").set_value("Logistic regression").run()
    assert not at.exception
    assert at.selectbox(key="digit_training_weight_layer").value == "pixels to outputs"
    at.selectbox(key="digit_training_model").set_value("LDA").run()
    assert "come from a formula" in notices(at)
