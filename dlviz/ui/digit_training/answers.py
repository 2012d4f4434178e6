"""The views of "Digit training" on predictions: confusion matrix, errors per digit, one loss."""

from collections.abc import Mapping
from typing import cast

import numpy as np
import streamlit as st

from dlviz.datasets.mnist import N_CLASSES
from dlviz.figures import bars, maps, mistakes
from dlviz.mistakes import Answers, answer_all, loss_terms
from dlviz.notices import digit_training as notices
from dlviz.training.loop import ridge_penalty
from dlviz.training.methods import RIDGE
from dlviz.training.race import Race, Standing
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.digit_training import parts
from dlviz.ui.shared import digit_networks, page_parts, race_views

_CONFUSION = "digit_training_confusion"
_MOST_TILES = 32


def show_confusion(title: str, one: Standing) -> None:
    """Draw the confusion matrix; a click opens the digits of a cell."""
    answers = _answers(one)
    left, right = st.columns([0.5, 0.5], gap="medium")
    with left:
        live_figure(
            mistakes.confusion(answers.confusion()),
            key=_CONFUSION,
            alt=f"Confusion matrix of {title}: rows are the true digits, columns the predicted "
            "digits",
            height=430,
            on_click=_select_clicked_cell,
        )
    with right:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            true = st.number_input(
                "True digit", 0, 9, 4, key="digit_training_true", bind="query-params", width=110
            )
            read_as = st.number_input(
                "Predicted digit",
                0,
                9,
                9,
                key="digit_training_read",
                bind="query-params",
                width=110,
            )
        members = answers.members(true, read_as)
        tiles = members[:_MOST_TILES]
        st.caption(
            f"{len(members):,} test digits are a {true} and classified as {read_as}"
            + (f", the {len(tiles)} most confident below." if len(members) > len(tiles) else ".")
            + " Click another cell of the matrix, or use the boxes."
        )
        if len(tiles):
            images = digit_networks.test_digits().images
            live_figure(
                maps.ink_panels(
                    list(images[tiles] / 255.0), [str(place) for place in tiles], columns=8
                ),
                key="digit_training_cell",
                alt=f"{len(tiles)} test digits {true} that are classified as {read_as}",
                height=85 * -(-len(tiles) // 8) + 20,
            )
    page_parts.notice(notices.about_confusion(title, answers))


def show_digits(shown: Mapping[str, Standing]) -> None:
    """Draw the error rate of each of the ten digits with its confidence interval."""
    answers = {title: _answers(one) for title, one in shown.items()}
    rates = {title: own.rates() for title, own in answers.items()}
    errors = {
        title: (
            race_views.style(shown[title]),
            np.array([rate.value for rate in ten]),
            np.array([rate.low for rate in ten]),
            np.array([rate.high for rate in ten]),
        )
        for title, ten in rates.items()
    }
    live_figure(
        mistakes.error_by_digit(errors),
        key="digit_training_by_digit",
        alt="Test error of every digit with 95 % intervals, for " + ", ".join(rates),
        height=360,
    )
    page_parts.notice(notices.about_digits(answers))


def show_loss(race: Race | None, title: str, one: Standing) -> None:
    """Show the loss of one test digit as a formula with its numbers."""
    left, right = st.columns([0.2, 0.8], gap="medium")
    digits = digit_networks.test_digits()
    with left:
        index = parts.digit_box()
        label = parts.show_digit(index)
    terms = loss_terms(one.model, digits.images[index] / np.float32(255))
    choices = race.choices if race and parts.is_raced(race, one) else None
    l2 = choices.l2 if choices and one.method == RIDGE else 0.0
    penalty = float(ridge_penalty(one.model, l2)) if l2 else 0.0
    with right:
        live_figure(
            bars.answers({f"{title}: f(x)": np.exp(-terms)}),
            key="digit_training_loss_bars",
            alt=f"The ten probabilities that {title} gives to test digit {index}",
            height=290,
        )
        hits = [rf"{int(m == label)} \cdot ({-terms[m]:.2f})" for m in range(N_CLASSES)]
        # Separate lines instead of a LaTeX environment, which would not wrap on a phone.
        st.latex(
            rf"-\sum_{{m=0}}^{{9}} y_m \log f_m(x) = -\big({' + '.join(hits)}\big) = "
            rf"-\log f_{label}(x) = {terms[label]:.4f}"
        )
        if l2:
            squares = penalty / l2
            st.latex(
                r"\lambda \sum w^2 = " + rf"{l2:g} \cdot {squares:,.1f} = {penalty:.4f}, \qquad "
                rf"{terms[label]:.4f} + {penalty:.4f} = {terms[label] + penalty:.4f}"
            )
    page_parts.notice(notices.about_loss(label, terms, penalty))


def _select_clicked_cell() -> None:
    """Open the digits of the cell that was clicked."""
    point = st.session_state[_CONFUSION].point
    if not isinstance(point, dict):
        return
    true, read_as = point.get("y"), point.get("x")
    if all(isinstance(value, int) and 0 <= value <= 9 for value in (true, read_as)):
        st.session_state.digit_training_true = true
        st.session_state.digit_training_read = read_as


def _answers(one: Standing) -> Answers:
    cache = parts.remembered(one, "answers")
    if "all" not in cache:
        cache["all"] = answer_all(one.model, digit_networks.test_digits())
    return cast("Answers", cache["all"])
