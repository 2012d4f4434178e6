"""The views below the network on "Draw a digit": different analyses of the same picture."""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import streamlit as st

from dlviz.certainty import Bin, bins_of
from dlviz.digits import normalisation_steps
from dlviz.figures import bars, maps
from dlviz.figures.spec import Figure
from dlviz.inside import (
    DIGIT_REACH,
    OUTPUT,
    Activity,
    Reading,
    Unit,
    inspect_unit,
    picture_through,
    read,
    shift_map,
    strongest,
)
from dlviz.networks.mnist import MLP, record
from dlviz.notices import digits as notices
from dlviz.training.loop import Score
from dlviz.training.methods import METHODS, N_TEST
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.network_view.network_view import unit_name
from dlviz.ui.digits.controls import (
    FIGURE_MISTAKES,
    FIGURE_SHIFTS,
    Controls,
    apply_clicked_shift,
    open_clicked_mistake,
)
from dlviz.ui.shared import digit_networks, page_parts
from dlviz.ui.shared.digit_networks import digit_model, test_readings

VIEWS = ("One unit", "Softmax", "Normalisation", "Four models", "Move it", "Mistakes", "Certainty")
COMPARED = {name: METHODS[name].title for name in ("dropout", "ridge", "logistic", "lda")}
_SHOWN_SHARE = 0.9  # share of a template's weights that lie within its colour range
_TINY = 1e-6  # smaller shares would be shown as 0.0000%
_LARGE = 600  # e to this power still fits into a float
_TILES = 24  # mistakes shown at a time


def show(
    model: MLP,
    activity: Activity,
    ink: np.ndarray | None,
    controls: Controls,
    selected: tuple[int, int],
    *,
    is_blank: bool,
) -> None:
    """Place the choice of a view and draw the selected view; only that one is computed.

    Args:
        model: The network on screen.
        activity: Result of `dlviz.inside.observe` for the picture on screen.
        ink: The pad's ink, None for a test digit.
        controls: The visitor's settings.
        selected: (layer, index) of the selected unit.
        is_blank: Whether the picture is empty; "Mistakes" and "Certainty" need no digit.
    """
    view = st.segmented_control(
        "Look closer",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key="digits_view",
        bind="query-params",
    )
    if view == "Mistakes":
        mistakes(controls.weights, controls.seed, open_clicked_mistake)
    elif view == "Certainty":
        certainty()
    elif is_blank:
        st.write("Draw a digit or choose a test digit: this view then shows its numbers.")
    elif view == "One unit":
        one_unit(model, activity, *selected)
    elif view == "Softmax":
        softmax(activity)
    elif view == "Normalisation":
        normalisation(ink, activity.image, is_on=controls.is_normalised)
    elif view == "Four models":
        four_models(activity.image)
    else:
        moves(model, activity.image, apply_clicked_shift)


def one_unit(model: MLP, activity: Activity, layer: int, index: int) -> None:
    """Show one unit: its weights as a picture, its sum, its bias, its activation."""
    unit = inspect_unit(model, activity, layer, index)
    st.latex(_equation(unit))
    left, right = st.columns([3, 2])
    with left:
        live_figure(
            maps.signed_panels(*_unit_panels(model, unit)),
            key="digits_unit_weights",
            alt=f"Weights of {unit_name(unit)}, its inputs and their products, zero white",
            height=250,
        )
    with right:
        live_figure(
            _unit_pushes(unit),
            key="digits_unit_pushes",
            alt=f"The inputs with the largest influence on {unit_name(unit)}, with their sign",
            height=290,
        )
    page_parts.notice(notices.about_unit(unit))


def softmax(activity: Activity) -> None:
    """Fill the softmax formula with the numbers of the picture on screen."""
    reading = activity.reading
    largest = float(reading.logits.max())  # exp of a large logit overflows
    total = largest + math.log(np.exp(reading.logits - largest).sum())
    winner = reading.winner
    # Ten terms in a denominator would not wrap on a phone; on a line of their own they do.
    st.latex(
        r"\sum_m e^{z_m} = "
        + " + ".join(f"e^{{{logit:.1f}}}" for logit in reading.logits)
        + f" = {_exponential(total)}"
    )
    st.latex(
        rf"P({winner}) = \frac{{e^{{z_{winner}}}}}{{\sum_m e^{{z_m}}}} = "
        rf"\frac{{e^{{{reading.logits[winner]:.2f}}}}}{{{_exponential(total)}}} = "
        rf"\frac{{{_exponential(reading.logits[winner])}}}{{{_exponential(total)}}} = "
        rf"{reading.confidence:.4f}"
    )
    st.table(
        {
            "digit": [str(digit) for digit in range(10)],
            "logit z": [f"{logit:+.3f}" for logit in reading.logits],
            "e^z": [
                f"{math.exp(logit):.4g}" if logit < _LARGE else f"10^{logit / math.log(10):.1f}"
                for logit in reading.logits
            ],
            "probability": [
                f"{value:.4%}" if value >= _TINY else f"{value:.1e}"
                for value in reading.probabilities
            ],
        },
        hide_index=True,
        alt="Logit, exponential and probability of every digit",
    )
    page_parts.notice(notices.about_softmax(reading))


def normalisation(ink: np.ndarray | None, image: np.ndarray, *, is_on: bool) -> None:
    """Show the normalisation of the drawing to the network's 28 x 28 picture, step by step."""
    if ink is None:
        page_parts.notice(notices.about_test_digit(image))
        st.write("Draw on the pad to see how your drawing is normalised.")
        return
    steps = normalisation_steps(ink)
    box = (steps.box_left, steps.box_top, steps.box_width, steps.box_height)
    live_figure(
        maps.normalisation(ink / 255, box, steps.scaled / 255, steps.centre, steps.image),
        key="digits_steps",
        alt="Ink with its bounding box, scaled into 20 x 20, centred in 28 x 28",
        height=280,
    )
    st.markdown(notices.about_steps(steps))
    page_parts.notice(notices.about_normalisation(steps.image, image, is_on=is_on))


def four_models(image: np.ndarray) -> None:
    """Show the predictions of four models, and the templates of the two linear ones."""
    readings = {name: read(digit_model(name), image) for name in COMPARED}
    _four_answers(readings)
    page_parts.notice(notices.about_models({COMPARED[name]: readings[name] for name in COMPARED}))
    records = {name: record(name) for name in COMPARED}
    st.table(
        {
            "model": list(COMPARED.values()),
            "answer": [str(readings[name].winner) for name in COMPARED],
            "probability": [f"{readings[name].confidence:.1%}" for name in COMPARED],
            "parameters": [f"{records[name].parameters:,}" for name in COMPARED],
            "error on 10,000 test digits": [
                f"{records[name].test_error:.2f}%" for name in COMPARED
            ],
            "in the lecture": [f"{METHODS[name].lecture}%" for name in COMPARED],
        },
        hide_index=True,
        alt="Answer, size and test error of four models",
    )
    scores = {
        COMPARED[name]: Score(math.nan, records[name].test_errors, N_TEST, records[name].packed)
        for name in COMPARED
    }
    st.caption(notices.about_test_errors(scores))
    for name in ("logistic", "lda"):
        _templates(name)
    live_figure(
        bars.parameter_budget(
            {
                "network": {"784 → 256": 200_960, "256 → 128": 32_896, "128 → 10": 1_290},
                "logistic, LDA": {"784 → 10": 7_850},
            }
        ),
        key="digits_budget",
        alt="200,960 + 32,896 + 1,290 = 235,146 parameters against 7,850",
        height=190,
    )
    st.caption(
        "200,960 + 32,896 + 1,290 = 235,146 parameters, 30 times the 7,850 of a linear model. "
        "LDA fits means and one covariance matrix; only its 7,850 discriminant coefficients are "
        "used for prediction."
    )


def moves(model: MLP, image: np.ndarray, on_click: Callable[[], None]) -> None:
    """Shift the picture by up to 8 pixels each way and show how the prediction changes."""
    shifts = shift_map(model, image)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        live_figure(
            maps.shift_heatmap(shifts.shifts, shifts.probabilities, shifts.winners, shifts.digit),
            key=FIGURE_SHIFTS,
            alt=(
                f"Probability of {shifts.digit} over moves of -{DIGIT_REACH} to {DIGIT_REACH} "
                f"pixels; it is still the answer for {shifts.n_kept} of {shifts.winners.size}"
            ),
            height=400,
            on_click=on_click,
        )
    with right:
        st.write(
            "Every cell is one forward pass with the picture moved; all 289 run as one batch. A "
            "number in a cell is the predicted digit where it is another one. Click a cell to "
            "move the "
            "picture, or drag the input above."
        )
        page_parts.notice(notices.about_shifts(shifts))


def mistakes(weights: str, seed: int, on_click: Callable[[], None]) -> None:
    """Show misclassified test digits, those with the highest probability first."""
    digits = digit_networks.test_digits()
    labels = digits.labels
    probabilities = test_readings(weights, seed)
    answers = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(answers != labels)
    order = wrong[np.argsort(-probabilities[wrong].max(axis=1), kind="stable")]
    if not len(order):
        page_parts.notice(notices.about_mistakes(len(labels), 0, ()))
        return
    pages = -(-len(order) // _TILES)
    page = st.number_input(
        f"Sheet (1 to {pages})", 1, pages, key="digits_sheet", persist_state="session", width=160
    )
    shown = order[(page - 1) * _TILES : page * _TILES]
    figure = maps.ink_panels(
        list(digits.images[shown] / 255.0),
        [f"{labels[place]} → {answers[place]}" for place in shown],
        columns=8,
    )
    for cells, place in zip(figure["data"], shown, strict=True):
        cells["customdata"] = np.full((28, 28), place)
    live_figure(
        figure,
        key=FIGURE_MISTAKES,
        alt=f"{len(shown)} misclassified test digits, with the true and the predicted digit",
        height=110 * -(-len(shown) // 8) + 20,
        on_click=on_click,
    )
    pairs = Counter(zip(labels[wrong].tolist(), answers[wrong].tolist(), strict=True))
    worst = [(true, read_as, often) for (true, read_as), often in pairs.most_common()]
    st.caption(
        "5 → 6: the digit is a 5, the network predicts 6. The most confident mistakes come first. "
        "Click a digit to open it in the network above."
    )
    page_parts.notice(notices.about_mistakes(len(labels), len(wrong), worst))


def certainty() -> None:
    """Show of how many test digits each model is right, by the probability of its first answer."""
    labels = digit_networks.test_digits().labels
    bins = {title: bins_of(test_readings(name, 0), labels) for name, title in COMPARED.items()}
    first = next(iter(bins.values()))
    st.markdown(f"**Of the {len(labels):,} test digits, how many are classified correctly?**")
    st.table(
        {"probability of the first answer": [notices.span(own) for own in first]}
        | {title: [_right_of(own) for own in row] for title, row in bins.items()},
        hide_index=True,
        alt="Digits classified correctly of those with such a probability, for four models",
    )
    page_parts.notice(notices.about_certainty(bins))


def _right_of(own: Bin) -> str:
    return "no digits" if own.share is None else f"{own.right:,} of {own.count:,}: {own.share:.1%}"


def _templates(name: str) -> None:
    weights = digit_model(name).get_parameter("weight").cpu().numpy().reshape(10, 28, 28)
    # LDA gives huge weights to pixels that almost never have ink; clip them to see the others.
    limit = float(np.quantile(np.abs(weights), _SHOWN_SHARE))
    largest = float(np.abs(weights).max())
    st.markdown(
        f"**{COMPARED[name]}: ten templates.** A digit's score is the sum of template × ink: "
        f"ink on orange raises the score, ink on blue lowers it. The colour scale ends at "
        f"±{limit:.2g}; the "
        f"largest weight is {largest:,.{0 if largest >= 10 else 1}f}."
    )
    live_figure(
        maps.signed_maps(
            list(weights), [str(digit) for digit in range(10)], columns=5, limit=limit
        ),
        key=f"digits_templates_{name}",
        alt=f"Ten 28 x 28 templates of {COMPARED[name]}, zero white, one common range",
        height=380,
    )


def _four_answers(readings: dict[str, Reading]) -> None:
    live_figure(
        bars.answers({COMPARED[name]: readings[name].probabilities for name in COMPARED}),
        key="digits_answers",
        alt="; ".join(
            f"{COMPARED[name]} predicts {reading.winner} with {reading.confidence:.0%}"
            for name, reading in readings.items()
        ),
        height=300,
    )


def _unit_panels(model: MLP, unit: Unit) -> tuple[list[np.ndarray], list[str]]:
    shape = ((28, 28), (16, 16), (16, 8))[unit.layer]
    panels = [unit.weights.reshape(shape), unit.products.reshape(shape)]
    titles = ["weights w", "weights × inputs"]
    if unit.layer > 0:
        panels.append(picture_through(model, unit.layer, unit.index))
        titles.append("traced back to the pixels")
    return panels, titles


def _unit_pushes(unit: Unit) -> Figure:
    top = strongest(unit.products, 10)
    if unit.layer == 0:
        labels = [f"row {place // 28 + 1}, column {place % 28 + 1}" for place in top]
        title = "Pixels with the largest influence"
    else:
        labels = [f"unit {place + 1}" for place in top]
        title = "Units with the largest influence"
    return bars.pushes(labels, unit.products[top], title=title)


def _equation(unit: Unit) -> str:
    layer = unit.layer + 1
    total = rf"{unit.weighted_input:.3f} {unit.bias:+.3f} = {unit.pre_activation:.3f}"
    if unit.layer == OUTPUT:
        return rf"z_{{{unit.index}}} = \sum_\ell \beta_\ell A_\ell^{{(2)}} + \beta_0 = {total}"
    source = "x_j" if unit.layer == 0 else r"A_j^{(1)}"
    return (
        rf"A_{{{unit.index + 1}}}^{{({layer})}} = g\Big(\sum_j w_j {source} + w_0\Big) = "
        rf"g({total}) = \max(0, {unit.pre_activation:.3f}) = {unit.activation:.3f}"
    )


def _exponential(power: float) -> str:
    """Format exp(power) for a formula: 12.3, or 4.56 times a power of ten."""
    if math.log(0.1) <= power < math.log(1e6):
        return f"{math.exp(power):.1f}"
    exponent = math.floor(power / math.log(10))
    return rf"{math.exp(power - exponent * math.log(10)):.2f} \cdot 10^{{{exponent}}}"
