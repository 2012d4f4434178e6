"""Two inputs: what a visitor does, and what must not happen."""

import base64
import re
import time
from pathlib import Path

import numpy as np
import pytest
from offered import said_at_home
from programs import printed_alone
from screen import component, notices, send

from dlviz.snippets import two_inputs as snippets
from dlviz.training.two_inputs import PRODUCT_SETTINGS, error_against_width
from dlviz.training.two_inputs_explorer import Explorer
from dlviz.two_inputs import PRODUCT, grid
from dlviz.two_inputs_setup import Setup, trainable_network
from dlviz.ui.components.surfaces.surfaces import SIDE
from dlviz.ui.components.weight_editor.weight_editor import edited
from dlviz.ui.two_inputs import weights
from dlviz.ui.two_inputs.views import VIEWS

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/two_inputs.py"
DEEP = {
    "two_inputs_deeper": "true",
    "two_inputs_target": "spiral",
    "two_inputs_activation": "tanh",
    "two_inputs_layers": "3",
    "two_inputs_size1": "5",
    "two_inputs_size3": "2",
}
VALLEY, DESCENT, LOSS, WIDTHS = VIEWS[2:]


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def explorer(at):
    return at.session_state["two_inputs_explorer"]


def parameters(at) -> list[float]:
    return explorer(at).snapshot().network.parameters.tolist()


def steps(at) -> int:
    text = next(block.value for block in at.markdown if block.value.startswith("step"))
    return int(re.match(r"step \*\*([\d,]+)", text).group(1).replace(",", ""))


def until(at, condition) -> None:
    end = time.monotonic() + 120
    while not condition(at):
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
        at.run()


def test_the_page_opens_on_the_lecture_s_product(open_page) -> None:
    at = open_page(PAGE)
    assert not at.exception
    f, target, difference = (
        floats(panel["values"]) for panel in component(at, "surfaces")["panels"]
    )
    expected = grid(2.0, SIDE).prod(dim=1).numpy()
    np.testing.assert_allclose(f, expected, atol=1e-6)
    np.testing.assert_allclose(target, expected, atol=1e-6)
    np.testing.assert_allclose(difference, 0, atol=1e-6)
    equation = component(at, "equation")
    assert equation["coefficients"] == [0, 0, 0, 0, 0, 1]
    assert equation["target"] == {"name": "X₁X₂", "values": [0, 0, 0, 0, 0, 1]}
    assert "Exact" in notices(at)
    assert any("Try this" in block.value for block in at.markdown)


def test_the_editor_and_the_network_show_the_same_weights(open_page) -> None:
    at = open_page(PAGE)
    rows = component(at, "weight_editor")["rows"]
    shown = [[cell["value"] for cell in row["cells"]] for row in rows]
    assert shown == [[0], [0, 1, 1, 0.25], [0, 1, -1, -0.25]]
    places = [setting["place"] for row in rows for cell in row["cells"] for setting in cell["sets"]]
    view = component(at, "points_view")
    sent = view["moving"]["network"]
    assert sent["sizes"] == [2, 2, 1]
    assert sent["activations"] == ["square", "identity"]
    assert [floats(sent["parameters"])[place] for place in places] == [
        value for row in shown for value in row
    ]
    assert len(view["layers"]) == 2


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("query", [{}, {"two_inputs_activation": "sigmoid"}, DEEP], ids=str)
def test_every_view_opens(open_page, view: str, query: dict[str, str]) -> None:
    at = open_page(PAGE, query={"two_inputs_view": view, **query})
    assert not at.exception
    if view != WIDTHS:  # there is nothing to notice before it has been measured
        assert "What to notice" in notices(at)


def test_the_link_brings_network_data_and_settings(open_page) -> None:
    at = open_page(
        PAGE,
        query=DEEP
        | {
            "two_inputs_features": "sin X2",
            "two_inputs_noise": "0.25",
            "two_inputs_share": "0.8",
            "two_inputs_rate": "0.5",
            "two_inputs_batch": "3",
            "two_inputs_optimiser": "SGD",
            "two_inputs_start": "7",
            "two_inputs_data": "5",
        },
    )
    setup, settings = explorer(at).setup, explorer(at)._settings
    assert setup.hidden == (5, 4, 2)
    assert setup.features == ("sin X2",)
    assert (setup.noise, setup.train_share, setup.start, setup.data_seed) == (0.25, 0.8, 7, 5)
    assert (settings.optimiser, settings.learning_rate, settings.batch_size) == ("SGD", 0.5, 3)
    assert parameters(at) == setup.network().parameters.tolist()


def test_weights_in_the_link_are_the_weights_on_screen(open_page) -> None:
    text = "1/2 2; 0 1 -0,5"
    at = open_page(PAGE, query={"two_inputs_units": "1", "two_inputs_weights": text})
    rows = component(at, "weight_editor")["rows"]
    assert [cell["value"] for row in rows for cell in row["cells"]] == [0.5, 0, 1, -0.5, 2]


def test_pasted_weights_replace_the_old_ones_and_bad_ones_do_not(open_page) -> None:
    at = open_page(PAGE)
    at.session_state["two_inputs_copies"] = True  # opened
    at.run()
    assert at.code[0].value == weights.LECTURE_TEXT
    at.text_input(key="two_inputs_pasted").set_value("1 1 1; 0 1 0; 0 0 1").run()
    assert parameters(at) == [1, 0, 0, 1, 0, 0, 1, 1, 1]
    at.text_input(key="two_inputs_pasted").set_value("1 1 one").run()
    assert parameters(at) == [1, 0, 0, 1, 0, 0, 1, 1, 1]
    assert "'one' is not a number" in at.warning[0].value
    assert "are unchanged" in at.warning[0].value
    assert not at.exception


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"two_inputs_units": "1000000"}, "1,000,000 as hidden units K; 1 to 8 is possible"),
        ({"two_inputs_units": "-3"}, "so it is 1"),
        ({"two_inputs_units": "many"}, "hidden units K is not a number"),
        ({"two_inputs_rate": "nan"}, "learning rate is not a number"),
        ({"two_inputs_units": "0_5"}, "hidden units K is not a number; the page's default value"),
        ({"two_inputs_rate": "1e30"}, "so it is 10"),
        ({"two_inputs_noise": "inf"}, "so it is 0.5"),
        ({"two_inputs_layers": "99", "two_inputs_deeper": "true"}, "so it is 6"),
        ({"two_inputs_size1": "0", "two_inputs_deeper": "true"}, "so it is 1"),
        ({"two_inputs_weights": "<script>alert(1)</script>"}, "are unchanged"),
        ({"two_inputs_weights": "f32:%%%%"}, "damaged"),
        ({"two_inputs_weights": "1 2 3 4"}, "4 numbers were given"),
        ({"two_inputs_target": "cats", "two_inputs_activation": "cube"}, ""),
        ({"two_inputs_view": "Everything", "two_inputs_features": "X9"}, ""),
        ({"two_inputs_points": "3", "two_inputs_share": "7"}, "so it is 40"),
        ({"two_inputs_batch": "1e99", "two_inputs_start": "-1"}, "so it is 1000"),
    ],
    ids=str,
)
def test_absurd_links_are_brought_into_range_and_said(open_page, query, said) -> None:
    at = open_page(PAGE, query=query)
    assert not at.exception
    warnings = " ".join(box.value for box in at.warning)
    assert said in warnings
    assert np.isfinite(parameters(at)).all()
    assert len(component(at, "points_view")["layers"]) >= 2


def test_a_link_may_write_numbers_as_people_do(open_page) -> None:
    query = {
        "two_inputs_rate": "0,25", "two_inputs_noise": "\N{VULGAR FRACTION ONE QUARTER}",
        "two_inputs_units": "\N{FULLWIDTH DIGIT THREE}",
        "two_inputs_weights": "0 \N{EM DASH}\N{VULGAR FRACTION ONE HALF} 1, 2;"
        "0 1 1; 0 1,5 1; 1 1 1/2",
    }  # fmt: skip
    at = open_page(PAGE, query=query)
    assert not at.exception
    assert not at.warning
    assert at.number_input(key="two_inputs_rate").value == 0.25
    assert at.slider(key="two_inputs_noise").value == 0.25
    assert at.number_input(key="two_inputs_units").value == 3
    assert parameters(at) == [1, 1.5, 1, 1, 1, 0.5, 0, 0, 1, -0.5, 1, 2, 0]


def test_a_step_trains_and_reset_goes_back_to_the_same_start(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_weights": "", "two_inputs_start": "3"})
    start = parameters(at)
    at.button(key="two_inputs_step").click().run()
    assert steps(at) == 1
    assert parameters(at) != start
    at.button(key="two_inputs_reset").click().run()
    assert steps(at) == 0
    assert parameters(at) == start
    at.button(key="two_inputs_new").click().run()
    assert parameters(at) != start
    assert at.number_input(key="two_inputs_start").value == 4


def test_training_converges_in_the_background_and_says_so(open_page) -> None:
    query = {"two_inputs_weights": "", "two_inputs_start": "1", "two_inputs_view": LOSS}
    at = open_page(PAGE, query=query | {"two_inputs_pace": "as fast as it goes"})
    assert "Not trained yet" in notices(at)
    at.button(key="two_inputs_play").click().run()
    until(at, lambda at: "Converged" in notices(at))
    assert not explorer(at).is_running
    assert at.button(key="two_inputs_play")
    # The link has the trained weights: who opens it sees the same network.
    other = open_page(PAGE, query={"two_inputs_weights": at.session_state["two_inputs_weights"]})
    np.testing.assert_allclose(parameters(other), parameters(at), rtol=1e-6)


def test_pause_stops_and_quick_clicks_on_reset_and_train_mean_both(open_page) -> None:
    at = open_page(PAGE, query=DEEP)
    at.button(key="two_inputs_play").click().run()
    until(at, lambda at: steps(at) > 0)
    at.button(key="two_inputs_pause").click().run()
    at_rest = steps(at)
    assert steps(at.run()) == at_rest
    at.button(key="two_inputs_play").click()
    at.button(key="two_inputs_reset").click().run()
    assert explorer(at).is_running
    until(at, lambda at: steps(at) > 0)
    at.button(key="two_inputs_pause").click().run()


def test_a_diverging_training_shows_no_nan(open_page) -> None:
    query = {"two_inputs_weights": "", "two_inputs_optimiser": "SGD", "two_inputs_rate": "9"}
    at = open_page(PAGE, query=query | {"two_inputs_view": LOSS})
    at.button(key="two_inputs_play").click().run()
    until(at, lambda at: "Diverged" in notices(at))
    assert "Lower the learning rate" in notices(at)
    assert np.isfinite(parameters(at)).all()
    at.segmented_control(key="two_inputs_view").set_value(VIEWS[0]).run()
    for panel in component(at, "surfaces")["panels"]:
        assert np.isfinite(floats(panel["values"])).all()
    assert "nan" not in notices(at).lower()


def test_more_units_start_silent(open_page) -> None:
    at = open_page(PAGE)
    before = floats(component(at, "surfaces")["panels"][0]["values"])
    at.number_input(key="two_inputs_units").set_value(4).run()
    assert len(component(at, "weight_editor")["rows"]) == 5
    np.testing.assert_array_equal(floats(component(at, "surfaces")["panels"][0]["values"]), before)


def test_the_ridges_add_up_and_can_be_left_out(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_view": VIEWS[1]})
    *pieces, total = (floats(panel["values"]) for panel in component(at, "surfaces")["panels"])
    np.testing.assert_allclose(sum(pieces), total, atol=1e-5)
    at.get("button_group")
    at.pills(key="two_inputs_added2").set_value(["unit 1"]).run()
    first, _, total = (floats(panel["values"]) for panel in component(at, "surfaces")["panels"])
    np.testing.assert_allclose(first, total, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "selected"), [("2.1", [2, 0]), ("9.9", None), ("0.1", None), ("x", None)]
)
def test_the_unit_in_the_link_is_the_one_edited(open_page, text, selected) -> None:
    at = open_page(PAGE, query=DEEP | {"two_inputs_unit": text})
    assert component(at, "points_view")["selected"] == selected
    (row,) = component(at, "weight_editor")["rows"]
    assert ("Layer 2, unit 1" if selected else "Output") in row["title"]


def test_the_survey_of_widths_fills_its_curve(open_page) -> None:
    query = {"two_inputs_view": WIDTHS, "two_inputs_points": "40"}
    at = open_page(PAGE, query=query)
    at.button(key="two_inputs_measure").click().run()
    until(at, lambda at: "K = 2" in notices(at))
    assert "square units" in notices(at)
    at.selectbox(key="two_inputs_activation").set_value("identity").run()
    assert at.button(key="two_inputs_measure")  # the curve belonged to other networks


def test_a_preset_keeps_its_goal_while_the_visitor_follows_it(open_page) -> None:
    at = open_page(PAGE)
    at.button(key="preset_3").click().run()
    goal = next(block.value for block in at.markdown if "Try this" in block.value)
    assert "press Train" in goal
    at.button(key="two_inputs_step").click().run()
    assert any(block.value == goal for block in at.markdown)
    at.button(key="preset_4").click().run()
    assert explorer(at).setup.features == ("X1", "X2", "sin X1", "sin X2")
    assert explorer(at).setup.hidden == (8, 8)
    assert at.query_params["two_inputs_features"] == ["X1", "X2", "sin X1", "sin X2"]
    at.button(key="preset_0").click().run()
    assert parameters(at) == trainable_network(PRODUCT).parameters.tolist()
    heard = at.number_input(key="frame_heard").value
    at.number_input(key="frame_heard").set_value(heard - 1)  # a message from before the preset
    at.segmented_control(key="two_inputs_view").set_value(LOSS).run()
    assert at.segmented_control(key="two_inputs_view").value == VIEWS[0]


@pytest.mark.parametrize("query", [{}, DEEP], ids=["lecture", "deep"])
def test_the_code_prints_the_numbers_on_screen(open_page, query, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=query)
    assert "class Network" not in " ".join(block.value for block in at.code)
    output = said_at_home(at, "two_inputs_code", monkeypatch, tmp_path)
    lines = output.splitlines()[:5]
    rows = [[float(cell) for cell in line.split()] for line in lines]
    f = floats(component(at, "surfaces")["panels"][0]["values"]).reshape(SIDE, SIDE)
    step = (SIDE - 1) // 4  # the program's points are every eighth of the picture's
    np.testing.assert_allclose(rows, f[::step, ::step], atol=2e-5)


def test_messages_of_the_editor_are_checked() -> None:
    assert edited({"values": [1, -2.5], "done": True}, 2) == ([1.0, -2.5], True)
    assert edited({"values": [1e9, -1e9]}, 2) == ([100.0, -100.0], False)
    for bad in (
        None,
        [],
        {},
        {"values": None},
        {"values": [1]},
        {"values": [1, "2"]},
        {"values": [1, float("nan")]},
        {"values": [1, None]},
        {"values": {"0": 1, "1": 2}},
    ):
        assert edited(bad, 2) is None


def test_messages_of_the_network_are_checked() -> None:
    from dlviz.ui.components.points_view.points_view import pointed_unit

    assert pointed_unit({"layer": 1, "index": 3}, (4, 2)) == (0, 3)
    assert pointed_unit({"layer": 2, "index": 1}, (4, 2)) == (1, 1)
    for bad in (None, 3, {}, {"layer": 0, "index": 0}, {"layer": 1, "index": 4},
                {"layer": 3, "index": 0}, {"layer": "1", "index": 0},
                {"layer": 1, "index": -1}):  # fmt: skip
        assert pointed_unit(bad, (4, 2)) is None


def test_new_start_and_train_in_one_breath_train_the_new_start(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_weights": "", "two_inputs_start": "3"})
    at.button(key="two_inputs_new").click()
    at.button(key="two_inputs_play").click().run()
    assert not at.exception
    assert explorer(at).setup.start == 4
    assert explorer(at).is_running or steps(at) > 0
    explorer(at).pause()


def test_train_waits_for_a_new_start_whose_run_was_cut_short(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_weights": "", "two_inputs_start": "3"})
    at.session_state["two_inputs_start"] = 8  # as the callback of New start leaves it
    at.session_state["two_inputs_weights"] = ""
    at.button(key="two_inputs_play").click().run()
    assert explorer(at).setup.start == 8
    until(at, lambda at: steps(at) > 0)
    explorer(at).pause()


@pytest.mark.parametrize("view", VIEWS[:5])
@pytest.mark.parametrize("is_deep", [False, True])
def test_weights_at_their_limit_make_no_number_that_is_too_long(
    open_page, view: str, is_deep: bool
) -> None:
    query = {"two_inputs_units": "8", "two_inputs_weights": "100 " * 33}
    if is_deep:  # squares of squares: beyond any float
        text = write_text_of(np.full(Setup(hidden=(4,) * 6).network().n_parameters, 100))
        query = {"two_inputs_deeper": "true", "two_inputs_layers": "6", "two_inputs_weights": text}
    at = open_page(PAGE, query=query | {"two_inputs_view": view})
    assert not at.exception
    for _ in range(2):
        said = notices(at) + " ".join(block.value for block in at.markdown)
        assert not re.search(r"\d{8}|\bnan\b|\binf\b", said)
        assert "also fits new points" not in said
        at.button(key="two_inputs_step").click().run()
        assert not at.exception


def write_text_of(values: np.ndarray) -> str:
    return "f32:" + base64.urlsafe_b64encode(values.astype("<f4").tobytes()).decode()


def test_an_error_is_written_alike_wherever_it_stands(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_view": LOSS, "two_inputs_share": "0.9"})
    train = re.search(r"train \*\*(.+?)\*\*", " ".join(block.value for block in at.markdown))[1]
    assert f"with the initial weights the error is {train} on the training points" in notices(at)
    assert train != "0" or explorer(at).snapshot().losses[0] == 0


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("query", [{}, DEEP], ids=["lecture", "deep"])
def test_every_view_s_program_runs_alone_and_prints_the_errors(
    view: str, query, open_page, monkeypatch, tmp_path
) -> None:
    at = open_page(PAGE, query=query | {"two_inputs_view": view})
    losses = explorer(at).snapshot().losses
    output = said_at_home(at, "two_inputs_code", monkeypatch, tmp_path)
    for name, loss in zip(("train", "test"), losses, strict=True):
        printed = float(re.search(rf"^{name} error: (\S+)$", output, re.MULTILINE)[1])
        assert printed == pytest.approx(loss, rel=1e-3, abs=1e-12)
    assert ("unit 1 adds" in output) == (view == "Ridges that add up" and not query)
    assert ("a * b = " in output) == (view == "Walk the valley" and not query)


def test_the_program_of_error_against_width_trains_what_the_page_has_measured(tmp_path) -> None:
    setup = Setup()
    snapshot = Explorer(setup, PRODUCT_SETTINGS).snapshot()
    program = snippets.small_network(setup, snapshot, "Error against K", 2)
    assert "range(1, 2 + 1)" in program
    files = {name: build() for name, build in snippets.files(snapshot, 2).items()}
    quick = "range(1, 2 + 1), seeds=2, epochs=2)"
    output = printed_alone(program.replace("range(1, 2 + 1))", quick), tmp_path, files)
    wanted = error_against_width(snapshot.split, setup.activation, widths=(1, 2), seeds=2, epochs=2)
    for one in filter(None, wanted):
        line = f"K = {one.width}: test error {one.best_test:.6g}, median {one.median_test:.6g}"
        assert line in output
    assert "K = " not in snippets.small_network(setup, snapshot, "Error against K")


# Gradient descent on two weights


def descends(at, name: str):
    at.button(key=f"two_inputs_descent_{name}").click().run()
    assert not at.exception
    return at


def test_steps_go_down_the_landscape_and_back_to_the_start(open_page) -> None:
    query = {"two_inputs_view": DESCENT, "two_inputs_weights": "0 1/4 -1/4; 0 2 -1/2; 0 1 -1"}
    at = open_page(PAGE, query=query | {"two_inputs_descent_rate": "0.1"})
    start = parameters(at)
    split = explorer(at).snapshot().split
    x1, x2 = split.train_inputs.double().numpy().T
    w1, w2 = 2.0, -0.5

    def off() -> np.ndarray:
        return 0.25 * (w1 * x1 + w2 * x2) ** 2 - 0.25 * (x1 + x2) ** 2

    first = float((off() ** 2).mean())
    descends(at, "ten")
    for _ in range(10):
        slopes = [(off() * (w1 * x1 + w2 * x2) * x).mean() for x in (x1, x2)]
        w1, w2 = w1 - 0.1 * slopes[0], w2 - 0.1 * slopes[1]
    changed = [place for place, own in enumerate(parameters(at)) if own != start[place]]
    assert sorted(parameters(at)[place] for place in changed) == pytest.approx(sorted([w1, w2]))
    said = notices(at)
    assert f"10 steps with the learning rate 0.1: the loss fell from {first:.3g}" in said
    assert f"to {(off() ** 2).mean():.3g}." in said
    descends(at, "back")
    assert parameters(at) == start
    assert "The gradient is" in notices(at)


def test_a_learning_rate_that_is_too_large_leaves_the_valley(open_page) -> None:
    query = {"two_inputs_view": DESCENT, "two_inputs_weights": "0 1/4 -1/4; 0 2 -1/2; 0 1 -1"}
    at = open_page(PAGE, query=query | {"two_inputs_descent_rate": "2.0"})
    descends(at, "ten")
    assert "the loss rose from" in notices(at)
    assert "It is not taken" in notices(at)
    assert max(map(abs, parameters(at))) <= 100


def test_two_other_weights_a_click_and_another_place(open_page) -> None:
    query = {"two_inputs_view": DESCENT, "two_inputs_descent_across": "β₁"}
    at = open_page(PAGE, query=query | {"two_inputs_descent_up": "β₁"})
    assert at.selectbox(key="two_inputs_descent_across").value == "β₁"
    assert at.selectbox(key="two_inputs_descent_up").value == "w₁₂"
    send(at, "live_figure", {"point": {"x": -1.5, "y": 0.5, "custom": None, "curve": 0}})
    assert not at.exception
    rows = component(at, "weight_editor")["rows"]
    assert [cell["value"] for cell in rows[1]["cells"]] == [0, 1, 0.5, -1.5]
    descends(at, "elsewhere")
    rows = component(at, "weight_editor")["rows"]
    assert [cell["value"] for cell in rows[1]["cells"]] == [0, 1, -0.5, 2]


def test_a_weight_moved_by_hand_begins_a_new_descent(open_page) -> None:
    at = open_page(PAGE, query={"two_inputs_view": DESCENT})
    assert "Both slopes are 0 up to rounding" in notices(at)
    descends(at, "elsewhere")
    descends(at, "one")
    assert "1 step with" in notices(at)
    at.session_state["two_inputs_weights"] = "0 1/4 -1/4; 0 2 1; 0 1 -1"
    at.run()
    assert "The gradient is" in notices(at)
    at.number_input(key="two_inputs_units").set_value(3).run()
    assert not at.exception


@pytest.mark.parametrize("query", [{}, DEEP], ids=["lecture", "deep"])
def test_the_program_takes_the_steps_on_screen(query, open_page, monkeypatch, tmp_path) -> None:
    at = open_page(PAGE, query=query | {"two_inputs_view": DESCENT})
    if not query:
        descends(at, "elsewhere")
    descends(at, "one")
    descends(at, "one")
    output = said_at_home(at, "two_inputs_code", monkeypatch, tmp_path)
    (line,) = [
        line.strip()
        for block in at.markdown
        if block.value.startswith("**Step 2:**")
        for line in block.value.split("  \n")[1:2]
    ]
    numbers = [float(x.replace("−", "-").strip("()")) for x in line.split(": ")[-1].split()[::2]]
    last = re.findall(r"^  .*: (\S+) - (\S+) \* (\S+) = (\S+)$", output, re.MULTILINE)[-2]
    assert numbers == pytest.approx([float(x) for x in last], rel=1e-3)
