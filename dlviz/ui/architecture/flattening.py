"""The view that follows one number through flattening: its map, place, receptive field, weights."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import nn

from dlviz import architecture_text
from dlviz.architecture import ShapePath
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.figures import architecture as figures
from dlviz.figures import bars
from dlviz.flattening import (
    Flattened,
    Place,
    Weights,
    flatten_picture,
    index_arithmetic,
    index_of,
    locate,
    seen_pixels,
    weigh,
)
from dlviz.layers import Flatten, Network, count
from dlviz.networks import built, cifar
from dlviz.notices import architecture as notices
from dlviz.seeds import LARGEST_SEED
from dlviz.snippets.architecture import Followed
from dlviz.training.plan import DATA
from dlviz.ui.architecture import pictures
from dlviz.ui.architecture.training import trained_network
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import keepsakes, page_parts
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import cap_kept_number

NUMBER = "architecture_flat_number"  # counted from 1
WEIGHTS = keepsakes.chosen("architecture_weights")
# Session key: the network's text, and the kinds of weights that were offered for it.
_OFFERED = keepsakes.kept("architecture_offered", only_reload=True)
STRIP, MAP = "architecture_strip", "architecture_map"
TRAINED, SHIPPED, RANDOM = "trained here", "shipped", "random"
_SHAPE = "architecture_shape"  # session key: shape of the maps on screen, to interpret a click
_MOST_PARAMETERS = 8_000_000  # largest network that a picture is sent through
_MOST_MULTIPLY_ADDS = 1_000_000_000
_MOST_FLATTENED = 60_000
_PUSHES = 6  # number of outputs shown that the number raises, and that it lowers

# The ranges of the numbers in a link: key, name, lowest, highest.
LIMITS = (
    Limit(NUMBER, "flattened number", 1, _MOST_FLATTENED, from_zero="architecture_number"),
    Limit("architecture_digit", "test digit", 0, 9_999),
    Limit("architecture_seed", "the seed", 0, LARGEST_SEED),
)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A network to send a picture through.

    Attributes:
        module: The network.
        prepare: Converts (N, C, H, W) pixels in [0, 1] to the input of `module`.
        told: A sentence on where its weights come from.
        categories: Class names of its outputs; () if they have none.
        is_trained: Whether it is trained, so that its answers are meaningful.
        seed: Seed of random weights, None for other weights.
    """

    module: nn.Sequential
    prepare: Callable[[torch.Tensor], torch.Tensor]
    told: str
    categories: tuple[str, ...]
    is_trained: bool = True
    seed: int | None = None


def show(path: ShapePath) -> Followed | None:
    """Send a picture through the network and trace one flattened number back and forward.

    Returns:
        The number that is traced, None if there is none.
    """
    problem = _obstacle(path)
    if problem:
        st.info(problem)
        return None
    with st.container(horizontal=True):
        picture = pictures.choose_picture(path.network.input)
        if picture is None:
            return None
        chosen = _choose_weights(path.network)
        module = chosen.module
        pixels = torch.from_numpy(picture.pixels.transpose(2, 0, 1).astype(np.float32) / 255)
        flattened = flatten_picture(module, chosen.prepare(pixels[None])[0])
        index = _choose_number(flattened)
    shape = flattened.maps.shape
    st.session_state[_SHAPE] = shape
    place = locate(index, shape)
    size = picture.pixels.shape[:2]
    field = seen_pixels(module, flattened.source, place, size)
    box = None
    if not field.is_empty:
        box = (field.top, field.left, field.bottom - field.top + 1, field.right - field.left + 1)
    way = (
        f"**{index_arithmetic(index, shape)}**: the numbers in the maps before it, in the rows "
        "before it and before it in its row, plus 1 for the number itself."
    )
    st.markdown(f"{way} {chosen.told}")
    _show_places(picture, flattened, index, place, box)
    names = chosen.categories
    if len(names) == len(flattened.logits) and chosen.is_trained:
        st.markdown(notices.answer(flattened.logits, names))
    st.caption(
        f"{picture.title}. Click a cell of the map or of the strip to choose another number."
    )
    weights = weigh(module, flattened, index)
    page_parts.notice(
        notices.about_flattened(
            flattened, index, place, field, size, is_weighed=weights is not None
        )
    )
    _show_weights(weights, float(flattened.numbers[index]), chosen.categories)
    is_standardised = chosen.prepare is cifar.standardise
    return Followed(picture.pixels, module, index, chosen.seed, is_standardised)


def _show_places(
    picture: pictures.SmallPicture,
    flattened: Flattened,
    index: int,
    place: Place,
    box: tuple[int, int, int, int] | None,
) -> None:
    """Draw the picture with the patch (top, left, height, width), the map, and all numbers."""
    shape = flattened.maps.shape
    outlined = (
        f"outlined are {box[2]} rows from row {box[0] + 1}, {box[3]} columns from column "
        f"{box[1] + 1}"
        if box
        else "nothing is outlined"
    )
    first, second, third = st.columns([0.25, 0.25, 0.5], gap="small")
    with first:
        live_figure(
            figures.patch(picture.pixels, box, "What it depends on"),
            key="architecture_patch",
            alt=f"{picture.title}; {outlined}",
            height=260,
        )
    with second:
        live_figure(
            figures.chosen_cell(
                flattened.maps[place.map],
                place.row,
                place.column,
                f"Map {place.map + 1} of {shape[0]}",
            ),
            key=MAP,
            alt=f"Map {place.map + 1}; outlined is row {place.row + 1}, column {place.column + 1}",
            height=260,
            on_click=_select_clicked_cell,
        )
    with third:
        live_figure(
            figures.strip(flattened.numbers, shape[1] * shape[2], index),
            key=STRIP,
            alt=f"All {flattened.numbers.size:,} flattened numbers in order; number {index + 1} is "
            f"{flattened.numbers[index]:.3f}",
            height=260,
            on_click=_select_clicked_number,
        )


def _obstacle(path: ShapePath) -> str:
    """Return why no flattened number can be shown, "" if it can."""
    if path.problem:
        return f"An impossible network cannot compute anything. {path.problem.sentence}"
    flat = next((step for step in path.steps if isinstance(step.layer, Flatten)), None)
    if flat is None:
        return "This network has no flatten layer yet: add one, and its numbers appear here."
    if flat.shape[0] > _MOST_FLATTENED:
        return (
            f"Here flattening makes {flat.shape[0]:,} numbers, too many to show one by one: up "
            f"to {_MOST_FLATTENED:,} can be shown. Pool earlier, or use fewer filters."
        )
    if path.parameters > _MOST_PARAMETERS or path.multiply_adds > _MOST_MULTIPLY_ADDS:
        return (
            "This network is too large to compute its output for a picture here: it has "
            f"{path.parameters:,} parameters and needs {path.multiply_adds:,} multiply-adds; "
            f"{_MOST_PARAMETERS:,} and {_MOST_MULTIPLY_ADDS:,} are possible."
        )
    return ""


def _choose_number(flattened: Flattened) -> int:
    """Place the input for the number, by default the largest; return its index, from 0."""
    most = flattened.numbers.size
    known = st.session_state.get(NUMBER)
    if known is None and NUMBER not in st.query_params:
        st.session_state[NUMBER] = int(flattened.numbers.argmax()) + 1
    cap_kept_number(NUMBER, most)  # the stored number may come from a larger network
    number = st.number_input(
        f"Number (1 to {most:,})",
        1,
        most,
        key=NUMBER,
        bind="query-params",
        width=150,
        help="Its position in the row, counted from 1. (Code counts from 0.)",
    )
    return number - 1


def _choose_weights(network: Network) -> _Chosen:
    """Place the choice of weights for `network`, and return it with them."""
    own = trained_network()
    has_own = own is not None and own.network == network
    text = architecture_text.write(network)
    is_shipped = text == architecture_text.SHIPPED
    offered = ((TRAINED, has_own), (SHIPPED, is_shipped), (RANDOM, True))
    names = [name for name, is_there in offered if is_there]
    if st.session_state.setdefault(_OFFERED, (text, names)) != (text, names):
        # Random weights that were selected because nothing else was offered are not kept.
        st.session_state[_OFFERED] = (text, names)
        if len(names) > 1 or st.session_state.get(WEIGHTS) not in names:
            st.session_state[WEIGHTS] = names[0]
    chosen = st.selectbox(
        "Weights",
        names,
        key=WEIGHTS,
        bind="query-params",
        width=160,
    )
    if own is not None and has_own and chosen == TRAINED:
        told = "The network has the weights that you have trained."
        return _Chosen(own.module, _as_they_are, told, own.categories)
    if is_shipped and chosen == SHIPPED:
        told = "The network has the trained weights that come with dlviz."
        return _Chosen(cifar.load(), cifar.standardise, told, CLASS_NAMES)
    seed = st.number_input(
        "Seed", 0, LARGEST_SEED, 1, key="architecture_seed", bind="query-params", width=100
    )
    categories = next((one.categories for one in DATA.values() if one.input == network.input), ())
    return _Chosen(
        _random_network(text, seed),
        _as_they_are,
        f"Its weights are random (seed {seed}): nothing has been learned yet.",
        categories,
        is_trained=False,
        seed=seed,
    )


def _as_they_are(pixels: torch.Tensor) -> torch.Tensor:
    return pixels


@st.cache_resource(max_entries=16, show_spinner=False)
def _random_network(text: str, seed: int) -> nn.Sequential:
    return built.build(architecture_text.network(text), seed)


def _show_weights(weights: Weights | None, value: float, categories: tuple[str, ...]) -> None:
    if weights is None:
        st.write("No dense layer follows: no weight is applied to this number yet.")
        return
    n_outputs = len(weights.slopes)
    names = categories if len(categories) == n_outputs else _numbered(n_outputs)
    left, right = st.columns(2, gap="small")
    with left:
        shown = _strongest(weights.weights)
        units = (
            names
            if weights.is_output
            else tuple(f"unit {i + 1}" for i in range(len(weights.weights)))
        )
        live_figure(
            bars.pushes(
                [units[place] for place in shown],
                weights.weights[shown],
                title=f"Its weights in {weights.dense}",
                decimals=3,
            ),
            key="architecture_weight_bars",
            alt=f"Strongest of its {len(weights.weights)} weights in {weights.dense}",
            height=330,
        )
    # The contributions to the outputs if the weights lead there directly; else the derivatives.
    effects = value * weights.weights if weights.is_output else weights.slopes
    what = (
        f"Here, times {value:.3f}, it adds" if weights.is_output else ("If it grows by 1, it adds")
    )
    with right:
        shown = _strongest(effects)
        live_figure(
            bars.pushes(
                [names[place] for place in shown],
                effects[shown],
                title=f"{what} to each class",
                decimals=3,
            ),
            key="architecture_effects",
            alt="The outputs that this number raises and lowers most",
            height=330,
        )
    page_parts.notice(notices.about_weights(value, weights, names))


def _numbered(n_outputs: int) -> tuple[str, ...]:
    """Return names for outputs without class names, numbered from 1."""
    return tuple(f"output {place}" for place in range(1, n_outputs + 1))


def _strongest(values: np.ndarray) -> np.ndarray:
    """Return the indices of the largest and the smallest values, from large to small."""
    order = np.argsort(-values, kind="stable")
    return order if len(order) <= 2 * _PUSHES else np.r_[order[:_PUSHES], order[-_PUSHES:]]


def _select_clicked_cell() -> None:
    """Choose the number of the cell that was clicked in the map."""
    shape, point = st.session_state.get(_SHAPE), st.session_state[MAP].point
    number = st.session_state.get(NUMBER)
    if shape is None or not isinstance(point, dict) or not isinstance(number, int):
        return
    index = number - 1
    row, column = point.get("y"), point.get("x")
    if not (isinstance(row, int) and isinstance(column, int)):
        return
    if 0 <= row < shape[1] and 0 <= column < shape[2] and 0 <= index < count(shape):
        place = Place(locate(index, shape).map, row, column)
        st.session_state[NUMBER] = index_of(place, shape) + 1


def _select_clicked_number() -> None:
    """Choose the number that was clicked in the strip."""
    shape, point = st.session_state.get(_SHAPE), st.session_state[STRIP].point
    number = point.get("custom") if isinstance(point, dict) else None
    if shape is not None and isinstance(number, int) and 1 <= number <= count(shape):
        st.session_state[NUMBER] = number
