"""Downloads and uploads of "Digit training": numbers as CSV, networks as files."""

import math
from collections.abc import Mapping

import streamlit as st
import torch

from dlviz.networks.files import LARGEST_FILE, read_network
from dlviz.networks.mnist import MLP
from dlviz.tables import table_csv
from dlviz.training.loop import LoopEpoch, measure
from dlviz.training.methods import (
    LOGISTIC,
    METHODS,
    PLAIN,
)
from dlviz.training.race import Race, Standing
from dlviz.ui.digit_training import controls, parts
from dlviz.ui.shared import digit_networks, uploaded

_PROBLEM = "digit_training_problem"
_UPLOAD = "digit_training_upload"


def race_csv(shown: Mapping[str, Standing]) -> str:
    """Return every record of `shown` as CSV."""
    head = (
        "method", "epoch", "train_loss_of_steps", "train_loss", "train_errors", "train_digits",
        "test_loss", "test_errors", "test_digits",
    )  # fmt: skip
    rows = []
    for title, one in shown.items():
        for record in one.records:
            train, test = record.train, record.test
            seen: tuple[object, ...] = (None, None, None)
            if train is not None:
                seen = (f"{train.loss:.6g}", train.errors, train.count)
            losses = [_known(loss) for loss in (record.train_loss, test.loss)]
            rows.append(
                (title, f"{record.epoch:.4g}", losses[0], *seen, losses[1], test.errors, test.count)
            )
    return table_csv(head, rows)


def record_of(race: Race | None, standing: Standing) -> dict[str, object]:
    """Return a network's training settings, to be stored in its file."""
    if race is None or not parts.is_raced(race, standing):
        method = METHODS[standing.method]
        made: dict[str, object] = {"origin": f"shipped or loaded, {method.title}"}
    else:
        choices = race.choices
        settings = choices.settings(standing.method)
        made = {
            "n_digits": choices.n_digits,
            "epochs": choices.epochs,
            "epochs_done": round(standing.share * choices.epochs, 3),
            "seed": choices.seed,
            "seconds": round(standing.seconds, 2),
        }
        if settings is not None:
            made |= {
                "optimiser": settings.optimiser,
                "learning_rate": settings.learning_rate,
                "batch_size": settings.batch_size,
                "l2": settings.l2,
                "augmented": settings.augmented,
            }
    if isinstance(standing.model, MLP):
        model = standing.model
        made |= {
            "hidden": [model.hidden1.out_features, model.hidden2.out_features],
            "activation": model.activation,
            "dropout": [model.dropout1.share, model.dropout2.share],
        }
    score = standing.score
    if score is not None:
        made |= {"test_errors": score.errors, "test_digits": score.count}
    return {"method": standing.method, "torch": torch.__version__} | made


def show_keep(race: Race | None, title: str, one: Standing) -> None:
    """Place the buttons that save this network or use it elsewhere, and the upload of another."""
    from dlviz.networks.files import record_file, weights_file

    record = record_of(race, one)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Weights (.safetensors)",
            lambda: weights_file(one.model, record),
            file_name="dlviz-network.safetensors",
            icon=":material/download:",
            on_click="ignore",
            key="digit_training_weights_file",
        )
        st.download_button(
            "Record (.json)",
            lambda: record_file(record),
            file_name="dlviz-network.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="digit_training_record_file",
        )
        model = one.model
        fits = isinstance(model, MLP) and digit_networks.fits_drawing(model)
        st.button(
            "Use it on “Draw a digit”",
            icon=":material/draw:",
            key="digit_training_use",
            disabled=not fits,
            help="That page shows 784-256-128-10 networks of ReLU units.",
            on_click=_use_for_drawing,
            args=(model,),
        )
        if digit_networks.kept_digit_network() is not None:
            st.page_link(
                "pages/digits.py", label="**Draw a digit** has it now", icon=":material/check:"
            )
    _choose_file()
    score = one.score
    if score is not None:
        st.caption(f"{title}: {score.errors:,} of {score.count:,} test digits misclassified.")


def _choose_file() -> None:
    """Place the upload of a network; if the file has a problem, say so and change nothing."""
    st.file_uploader(
        "Load a network (.safetensors, with its .json if you like)",
        type=["safetensors", "json"],
        accept_multiple_files=True,
        max_upload_size=LARGEST_FILE // 2**20,
        key=_UPLOAD,
        on_change=_load_uploaded_network,
    )
    if problem := st.session_state.get(_PROBLEM):
        st.error(problem)


def _use_for_drawing(model: MLP) -> None:
    """Offer `model` on "Draw a digit" in this visitor's tab."""
    digit_networks.keep_digit_network(model)
    st.session_state.digits_weights = digit_networks.OWN


def _load_uploaded_network() -> None:
    st.session_state[_PROBLEM] = ""
    files = st.session_state.get(_UPLOAD) or []
    weights = [file for file in files if file.name.endswith(".safetensors")]
    records = [file for file in files if file.name.endswith(".json")]
    if not weights:
        if records:
            st.session_state[_PROBLEM] = "The weights are missing: add the .safetensors file."
        return
    if len(weights) > 1 or len(records) > 1:
        st.session_state[_PROBLEM] = "One network at a time: one file of weights, one record."
        return
    try:
        record = uploaded.content(records[0]) if records else None
        network = read_network(uploaded.content(weights[0]), record)
    except ValueError as problem:
        st.session_state[_PROBLEM] = f"{problem} Nothing has changed."
        return
    method = str(network.record.get("method"))
    if method not in METHODS or METHODS[method].is_network != isinstance(network.model, MLP):
        method = PLAIN if isinstance(network.model, MLP) else LOGISTIC
    record_of_test = LoopEpoch(0.0, 0.0, measure(network.model, digit_networks.test_digits()))
    st.session_state[controls.LOADED] = Standing(
        method, network.model, (record_of_test,), share=1.0
    )


def _known(loss: float) -> str:
    """Return `loss` as text for a table; "" if it was not measured."""
    return "" if math.isnan(loss) else f"{loss:.6g}"
