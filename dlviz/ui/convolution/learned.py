"""The view "Learned instead of given" of "Convolution": a kernel learns a hidden kernel."""

import numpy as np
import streamlit as st

from dlviz.datasets import sample_photos
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.kernels import KERNELS, weights
from dlviz.notices import convolution as notices
from dlviz.responses import to_grey
from dlviz.snippets import convolution as snippets
from dlviz.training.kernel_fit import KernelTask, Record, fit_kernel, learned_csv
from dlviz.ui.components.kernel_film.kernel_film import kernel_film
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.limits import Limit

SIDES = (1, 3, 5)
PLAIN, MOMENTUM = "plain", "with momentum"
_WIDE = "Gaussian blur, 5 × 5"
HIDDEN = (*(name for name, kernel in KERNELS.items() if not kernel.is_sized), _WIDE)
_PHOTOS = ("cat", "coffee", "bricks")
_SHOWN = 64  # side in pixels of the patch on which responses are shown
_CORNER = {"cat": (62, 118), "coffee": (120, 250), "bricks": (200, 200)}

LIMITS = (
    Limit("convolution_pairs", "pairs", 1, 64),
    Limit("convolution_patch", "pixels of a patch", 3, 32),
    Limit("convolution_noise", "noise", 0.0, 2.0),
    Limit("convolution_rate", "learning rate", 0.0001, 10.0),
    Limit("convolution_steps", "steps", 10, 2000),
    Limit("convolution_seed", "the seed", 0, 9999),
)


def learned() -> None:
    """Show a kernel learning another one."""
    left, right = st.columns([7, 3], gap="medium")
    with right:
        task, hidden, photo = _choose_task()
    if task.patch < task.reach:
        left.warning(notices.about_small_patches(task))
        return
    records = _records(
        hidden, photo, task.side, task.pairs, task.patch, task.noise, task.learning_rate,
        task.momentum, task.steps, task.seed,
    )  # fmt: skip
    with left:
        kernel_film(
            records,
            task,
            _patch(photo),
            key="convolution_film",
            identity=f"{hidden} {photo} {task}",
        )
        page_parts.notice(notices.about_learning(records, task))
        page_parts.code(
            lambda: snippets.learned(SAMPLES[photo].file, task, records[-1]),
            key="convolution_learned_code",
            files=lambda: page_parts.program_files(
                {SAMPLES[photo].file: SAMPLES[photo].path.read_bytes}
            ),
        )
        page_parts.download_csv(lambda: learned_csv(records), key="convolution_learning")


def _choose_task() -> tuple[KernelTask, str, str]:
    """Place the controls; return the task, the hidden kernel's name, and the photo's."""
    hidden = st.selectbox("Hidden kernel", HIDDEN, key="convolution_hidden", bind="query-params")
    photo = st.selectbox("Photo", _PHOTOS, key="convolution_source", bind="query-params")
    side = st.segmented_control(
        "Side of the learned kernel",
        SIDES,
        default=3,
        required=True,
        key="convolution_learner",
        bind="query-params",
    )
    with st.container(horizontal=True):
        pairs = st.number_input(
            "Pairs", 1, 64, 48, key="convolution_pairs", bind="query-params", width=128
        )
        patch = st.number_input(
            "Pixels of a patch", 3, 32, 24, key="convolution_patch", bind="query-params", width=128
        )
    noise = st.slider(
        "Noise on the targets",
        0.0,
        2.0,
        0.0,
        0.1,
        key="convolution_noise",
        bind="query-params",
        help="In standard deviations of the target values.",
    )
    with st.popover("Gradient descent", icon=":material/tune:"):
        rate = st.number_input(
            "Learning rate", 0.0001, 10.0, 0.05, 0.01, format="%.4f", key="convolution_rate",
            bind="query-params",
        )  # fmt: skip
        descent = st.segmented_control(
            "Descent",
            (MOMENTUM, PLAIN),
            default=MOMENTUM,
            required=True,
            key="convolution_descent",
            bind="query-params",
        )
        steps = st.number_input(
            "Steps", 10, 2000, 400, 10, key="convolution_steps", bind="query-params"
        )
        seed = st.number_input("Seed", 0, 9999, 0, key="convolution_seed", bind="query-params")
    task = KernelTask(
        hidden=hidden_weights(hidden),
        side=int(side),
        pairs=int(pairs),
        patch=int(patch),
        noise=float(noise),
        learning_rate=float(rate),
        momentum=0.9 if descent == MOMENTUM else 0.0,
        steps=int(steps),
        seed=int(seed),
    )
    return task, hidden, photo


def hidden_weights(name: str) -> np.ndarray:
    """Return the weights of a kernel in HIDDEN."""
    return weights("Gaussian blur", 5) if name == _WIDE else weights(name)


@st.cache_data(max_entries=64, show_spinner="Learning the kernel")
def _records(
    hidden: str,
    photo: str,
    side: int,
    pairs: int,
    patch: int,
    noise: float,
    learning_rate: float,
    momentum: float,
    steps: int,
    seed: int,
) -> list[Record]:
    """Return all records of a training; cached for all visitors (it takes a second at most)."""
    task = KernelTask(
        hidden_weights(hidden), side, pairs, patch, noise, learning_rate, momentum, steps, seed
    )
    return list(fit_kernel([_grey(photo)], task))


@st.cache_resource(max_entries=8, show_spinner=False)
def _grey(photo: str) -> np.ndarray:
    return to_grey(sample_photos.load(photo))


def _patch(photo: str) -> np.ndarray:
    """Return the patch on which responses are shown, with mean 0 and standard deviation 1."""
    top, left = _CORNER[photo]
    patch = _grey(photo)[top : top + _SHOWN, left : left + _SHOWN].astype(np.float32)
    return (patch - patch.mean()) / patch.std()
