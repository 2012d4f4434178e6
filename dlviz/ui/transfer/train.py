"""The view that trains the head: the lecture's lines of code beside the training's numbers."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from dlviz.datasets import project_archive
from dlviz.datasets.own_classes import Project
from dlviz.figures import transfer as figures
from dlviz.networks.backbone import HEAD, Backbone, checksums
from dlviz.notices import transfer as notices
from dlviz.seeds import LARGEST_SEED
from dlviz.tables import table_csv
from dlviz.training import transfer as training
from dlviz.training.transfer import HeadSettings, Trained
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import link, page_parts
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import current_number
from dlviz.ui.transfer import memo, projects, work

_DEFAULT = HeadSettings()
_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
_SECONDS = "transfer_seconds"
_CONTROLS: dict[str, tuple[str, Callable[[float], Any]]] = {
    "seed": ("transfer_seed", int),
    "epochs": ("transfer_epochs", int),
    "learning_rate": ("transfer_rate", float),
    "held_back": ("transfer_held", lambda share: round(100 * share)),
    "augmented": ("transfer_augmented", bool),
}  # by setting: its widget key, and its default
LIMITS = (
    Limit("transfer_epochs", "epochs", 1, training.MOST_EPOCHS),
    Limit("transfer_held", "the percentage held out", 10, 50),
    Limit("transfer_seed", "the seed", 0, LARGEST_SEED),
)


def choose() -> HeadSettings:
    """Place the training settings of the head and return them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = st.number_input(
            "Epochs", 1, training.MOST_EPOCHS, _DEFAULT.epochs, key="transfer_epochs",
            bind="query-params", width=105,
        )  # fmt: skip
        held = st.number_input(
            "Held out, %", 10, 50, 25, 5, key="transfer_held", bind="query-params", width=115,
            help="This share of every class is not used for training: the accuracy is measured on "
                 "it.",
        )  # fmt: skip
        seed = st.number_input(
            "Seed", 0, LARGEST_SEED, 0, key="transfer_seed", bind="query-params", width=105
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rate = st.selectbox(
            "Learning rate", _RATES, index=_RATES.index(_DEFAULT.learning_rate),
            key="transfer_rate", bind="query-params", width=125,
        )  # fmt: skip
        augmented = st.toggle(
            "Augmented", key="transfer_augmented", bind="query-params",
            help="Three flipped and cropped versions of each training photo are also embedded "
                 "once and used for training.", width="content",
        )  # fmt: skip
    return HeadSettings(epochs, rate, held_back=held / 100, augmented=augmented, seed=seed)


def settings() -> HeadSettings:
    """Return the training settings of the head, on views without their controls."""
    get = st.session_state.get
    rate = get("transfer_rate", _DEFAULT.learning_rate)
    return HeadSettings(
        epochs=int(get("transfer_epochs", _DEFAULT.epochs)),
        learning_rate=rate if rate in _RATES else _DEFAULT.learning_rate,
        held_back=float(get("transfer_held", 25)) / 100,
        augmented=bool(get("transfer_augmented", False)),
        seed=int(get("transfer_seed", 0)),
    )


def follow_link() -> None:
    """Adopt the link's settings on views without their controls."""
    for limit in LIMITS:
        if limit.key not in st.session_state and limit.key in st.query_params:
            value = current_number(limit.key, math.nan)
            if value.is_integer() and limit.low <= value <= limit.high:
                st.session_state[limit.key] = int(value)
    if "transfer_rate" not in st.session_state and "transfer_rate" in st.query_params:
        rate = current_number("transfer_rate", _DEFAULT.learning_rate)
        if rate in _RATES:
            st.session_state["transfer_rate"] = rate
    is_wanted = st.query_params.get("transfer_augmented") == "true"
    if is_wanted and "transfer_augmented" not in st.session_state:
        st.session_state["transfer_augmented"] = True


def kept(how: HeadSettings) -> dict[str, float]:
    """Return the settings that a project's file keeps, by name."""
    return {name: getattr(how, name) for name in project_archive.TRAINING}


def restore(training: Mapping[str, float]) -> None:
    """Set the controls to a project's saved settings; all other settings stay as they are."""
    for name, (key, in_control) in _CONTROLS.items():
        if name not in training:
            continue
        value = in_control(training[name])
        if name == "learning_rate" and value not in _RATES:
            continue
        # The control comes with another view, and would take the link's value.
        link.forget(key)
        st.query_params[key] = str(value).lower() if isinstance(value, bool) else str(value)
        st.session_state[key] = value


def show(project: Project) -> None:
    """Draw the blocks, the curves, the lecture's lines and the checksums."""
    network = projects.backbone()
    left, right = st.columns([0.6, 0.4], gap="medium")
    with right:
        how = choose()
        if how.augmented:
            _offer_variants(project, how.seed)
        show_lines(network, max(2, len(project.enabled)))
    before = time.perf_counter()
    trained = memo.trained(project, how)
    if trained is None:
        page_parts.notice(notices.about_photos(project, None))
        return
    seconds = _seconds(trained, time.perf_counter() - before)
    n_trainable = trained.head.weight.size + trained.head.bias.size
    with left:
        show_blocks(network, n_trainable)
        last = trained.epochs[-1]
        live_figure(
            figures.head_curves(
                [own.epoch for own in trained.epochs],
                [own.train_accuracy for own in trained.epochs],
                [own.accuracy for own in trained.epochs],
                [own.train_loss for own in trained.epochs],
                [own.loss for own in trained.epochs],
            ),
            key="transfer_curves",
            alt=f"Accuracy and loss over the epochs; at the end {last.accuracy:.0%} of the "
            "held-out photos",
            height=300,
        )
        page_parts.notice(
            notices.about_training(
                trained, len(project.photos), network.n_frozen, n_trainable, seconds
            )
        )
    with right:
        show_proof(network, trained)
        _show_stand_in(network, len(project.names))


def show_blocks(network: Backbone, n_head: int) -> None:
    """Draw the blocks: all are frozen except the new last layer."""
    row = [figures.Block(name, network.n_parameters(name), False) for name in network.blocks]
    with st.container(key="transfer_wide"):
        live_figure(
            figures.blocks([*row, figures.Block(HEAD, n_head, True)]),
            key="transfer_blocks",
            alt=f"{len(row)} blocks are frozen; {HEAD} is trained",
            height=76,
        )


def show_lines(network: Backbone, n_classes: int) -> None:
    """Show the lecture's lines of code and their effect on this network."""
    is_resnet = network.classifier.name == "resnet50"
    loading = (
        "model = models.resnet50(pretrained=True)"
        if is_resnet
        else "model = efficientnet_lite0(pretrained)"
    )
    trainable = (network.width + 1) * n_classes
    st.code(
        f"""\
# Load pre-trained model
{loading}
# Freeze all layers: {network.n_frozen:,} numbers
for param in model.parameters():
    param.requires_grad = False
# Replace the classifier layer: {trainable:,}
model.fc = nn.Linear({network.width}, {n_classes})
# Now only train model.fc""",
        language="python",
        wrap_lines=True,
    )


def _show_stand_in(network: Backbone, n_classes: int) -> None:
    if network.classifier.name != "resnet50":
        st.caption(
            "EfficientNet-Lite0 is used instead of ResNet50, whose weights are not on this "
            "machine. With ResNet50 these lines would freeze 23,508,032 parameters and train "
            f"{2049 * n_classes:,}."
        )


def show_proof(network: Backbone, trained: Trained) -> None:
    """Show the checksum of every block before and after a training, computed once for each."""
    before = first_checksums()
    # It holds the training too: as long as it does, no other one has the same id.
    _, after = memo.remembered("proof", id(trained), lambda: (trained, checksums(network.network)))
    same = [name for name in network.blocks if before[name] == after[name]]
    with st.expander(
        f"Proof: {len(same)} of {len(network.blocks)} frozen blocks have not changed by one bit",
        icon=":material/lock:",
    ):
        st.table(
            {
                "block": list(network.blocks),
                "SHA-256 before": [before[name][:12] for name in network.blocks],
                "after": [after[name][:12] for name in network.blocks],
            }
        )
        st.caption(
            "Computed over every parameter and every buffer, including the batch-norm statistics."
        )


@st.cache_resource(show_spinner=False)
def first_checksums() -> dict[str, str]:
    """Return the checksums of the network as it was loaded."""
    return checksums(projects.backbone().network)


def curves_csv(trained: Trained) -> str:
    """Return the measurements after every epoch as CSV."""
    head = ("epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
    rows = []
    for own in trained.epochs:
        values = (own.train_loss, own.train_accuracy, own.loss, own.accuracy)
        rows.append((own.epoch, *(f"{value:.6g}" for value in values)))
    return table_csv(head, rows)


def _offer_variants(project: Project, seed: int) -> None:
    missing = work.missing_variants(project)
    if missing and not work.is_busy():
        st.button(
            f"Embed variants of {len(missing)} photos",
            icon=":material/play_arrow:",
            key="transfer_vary",
            on_click=work.begin_variants,
            args=(project, seed),
        )


def _seconds(trained: Trained, elapsed: float) -> float:
    """Return the seconds that this training took; later runs return the stored time."""
    kept = st.session_state.get(_SECONDS)
    if kept is None or kept[0] != id(trained):
        kept = st.session_state[_SECONDS] = (id(trained), elapsed)
    return float(np.float64(kept[1]))
