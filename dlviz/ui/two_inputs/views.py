"""The layout of "Two inputs", the equation, and the views below the network."""

from dataclasses import replace
from functools import cache

import numpy as np
import streamlit as st
import torch

from dlviz.datasets.points import TARGETS
from dlviz.figures.curves import loss_curves, valley_floor, width_curve
from dlviz.notation import format_measure
from dlviz.notices import two_inputs as notices
from dlviz.training.two_inputs_explorer import Explorer, Snapshot
from dlviz.two_inputs import (
    LectureNetwork,
    grid,
    mean_square_on_valley_plane,
    polynomial,
    valley,
)
from dlviz.two_inputs_setup import trainable_network
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.base.messages import Moving
from dlviz.ui.components.equation.equation import equation
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.surfaces.surfaces import SIDE, Panel, Recipe, surfaces
from dlviz.ui.shared import page_parts
from dlviz.ui.two_inputs import descent, training, weights

SURFACE, PIECES, VALLEY, DESCENT, TRAINING, WIDTH = (
    "Surface",
    "Ridges that add up",
    "Walk the valley",
    "Descent",
    "Loss",
    "Error against K",
)
VIEWS = (SURFACE, PIECES, VALLEY, DESCENT, TRAINING, WIDTH)


# The picture is beside the weights and above the views; on a phone it comes first. The landscape of
# the descent is what its buttons change: there the view comes first.
_STYLE = """<style>
.st-key-two_inputs_stage, .st-key-two_inputs_deep_stage {
  display: grid; grid-template: auto 1fr / 38fr 62fr; gap: 0.75rem 1.5rem; align-items: start;
  grid-template-areas: "tuning picture" "tuning views"}
.st-key-two_inputs_deep_stage {grid-template-areas: "picture picture" "tuning views"}
.st-key-two_inputs_stage:has(.st-key-two_inputs_descent),
.st-key-two_inputs_deep_stage:has(.st-key-two_inputs_descent) {
  grid-template-areas: "tuning views" "tuning picture"}
:has(> .st-key-two_inputs_picture) {grid-area: picture; min-width: 0}
:has(> .st-key-two_inputs_tuning) {grid-area: tuning; min-width: 0}
:has(> .st-key-two_inputs_views) {grid-area: views; min-width: 0}
@media (max-width: 640px) {
  .st-key-two_inputs_stage, .st-key-two_inputs_deep_stage {
    grid-template: auto auto auto / minmax(0, 1fr);
    grid-template-areas: "picture" "tuning" "views"}
  .st-key-two_inputs_stage:has(.st-key-two_inputs_descent),
  .st-key-two_inputs_deep_stage:has(.st-key-two_inputs_descent) {
    grid-template-areas: "views" "tuning" "picture"}
}
</style>"""


def lay_out() -> None:
    """Add the page's style sheet; not in the polling fragment, where it would restyle the page."""
    st.html(_STYLE)


def stage(*, is_deep: bool) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places for the network, its weights and the views."""
    with st.container(key="two_inputs_deep_stage" if is_deep else "two_inputs_stage"):
        places = [st.container(key=f"two_inputs_{name}") for name in ("picture", "tuning", "views")]
    return places[0], places[1], places[2]


def output_limit(target: str) -> float:
    """Return the end of the colour range of f: the target's largest absolute value."""
    wanted = _wanted(target)
    return 1.0 if wanted is None else float(np.abs(wanted).max())


def show_equation(moving: Moving, network: LectureNetwork, target: str) -> None:
    """Show f with its numbers, and its six coefficients beside the target's if it has some."""
    is_polynomial = network.activation in ("square", "identity")
    equation(
        moving,
        key="two_inputs_equation",
        coefficients=polynomial(network).tolist() if is_polynomial else None,
        target=("X₁X₂", [0, 0, 0, 0, 0, 1]) if target == "product" else None,
    )
    if not is_polynomial:
        st.caption(
            f"{network.activation} units do not give a polynomial, so there are no six "
            "coefficients; f can approximate functions that no such polynomial can."
        )


def show(
    view: str,
    explorer: Explorer,
    snapshot: Snapshot,
    network: LectureNetwork | None,
    moving: Moving,
) -> None:
    """Draw `view`; `network` is the lecture's form of the network, None for any other."""
    if network is None and view in (PIECES, VALLEY):
        st.info("This view works only for the lecture's network: switch “Deeper” off.")
        view = SURFACE
    if view == SURFACE:
        _show_surface(explorer, snapshot, network, moving)
    elif view == PIECES and network is not None:
        _show_pieces(explorer, network, moving)
    elif view == VALLEY and network is not None:
        _show_valley(explorer, network)
    elif view == DESCENT:
        descent.show_descent(explorer, snapshot)
    elif view == TRAINING:
        _show_training(explorer, snapshot)
    else:
        _show_widths(explorer)


def _show_surface(
    explorer: Explorer, snapshot: Snapshot, network: LectureNetwork | None, moving: Moving
) -> None:
    setup = explorer.setup
    plane = _plane(setup.reach)
    values = (network or snapshot.network)(plane).numpy()
    wanted = _wanted(setup.target)
    limit = output_limit(setup.target)
    output = Recipe(output=True)
    panels = [_panel("f(X)", "f", values, output)]
    if wanted is not None:
        panels += [
            _panel(f"target: {_written(setup.target)}", "target", wanted),
            _panel(
                "difference f − target", "difference", values - wanted, replace(output, minus=1)
            ),
        ]
    surfaces(panels, key="two_inputs_surfaces", reach=setup.reach, limit=limit, moving=moving)
    page_parts.notice(notices.about_function(snapshot, network, values, wanted, plane.numpy()))


def _show_pieces(explorer: Explorer, network: LectureNetwork, moving: Moving) -> None:
    reach = explorer.setup.reach
    plane = _plane(reach)
    units = network.units(plane.double()) * network.beta[1:].double()
    pieces = units.numpy().T  # (K, N), in 64 bits so that squares do not overflow
    names = [f"β_{unit + 1} h_{unit + 1}" for unit in range(len(pieces))]
    added = st.pills(
        "Added up",
        [f"unit {unit + 1}" for unit in range(len(pieces))],
        selection_mode="multi",
        default=[f"unit {unit + 1}" for unit in range(len(pieces))],
        key=f"two_inputs_added{len(pieces)}",
        bind="query-params",
        help="Leave a unit out and see the sum of the others.",
    )
    is_in = [f"unit {unit + 1}" in added for unit in range(len(pieces))]
    total = pieces[is_in].sum(axis=0) + float(network.beta[0])
    shown = [
        _panel(
            f"{'+' if inside else 'left out: '} β{unit + 1} h{unit + 1}",
            name,
            piece,
            Recipe(units=(unit,)),
        )
        for unit, (piece, inside, name) in enumerate(zip(pieces, is_in, names, strict=True))
    ]
    least = output_limit(explorer.setup.target)
    sum_of = Recipe(units=tuple(np.flatnonzero(is_in).tolist()), bias=True)
    title = "= f(X)" if all(is_in) else "= f(X) without the others"
    surfaces(
        [*shown, _panel(title, "sum", total, sum_of)],
        key="two_inputs_pieces",
        reach=reach,
        limit=max(least, _finite_limit(pieces)),
        least_limit=least,
        moving=moving,
    )
    spans = (pieces.max(axis=1) - pieces.min(axis=1)).tolist()
    page_parts.notice(notices.about_pieces(network.weights, network.beta, spans))


def _show_valley(explorer: Explorer, network: LectureNetwork) -> None:
    place = _place_in_valley(network)
    with st.container(key="two_inputs_valley_words"):  # it tells what a prediction asks
        st.markdown(
            "With $w_1 = (0, a, b)$, $w_2 = (0, a, -b)$ and "
            "$\\beta = (0, \\tfrac14, -\\tfrac14)$ the network is $f(X) = a\\,b\\,X_1 X_2$. On "
            "$a = e^t$, $b = e^{-t}$ the product $ab$ is 1 for every $t$."
        )
    weights.walk_the_valley(place, explorer.stamp)
    axis = np.linspace(0.05, 5, 67)
    a, b = np.meshgrid(axis, axis)
    errors = mean_square_on_valley_plane(torch.from_numpy(a), torch.from_numpy(b)).numpy()
    t = np.linspace(-weights.WIDEST_T, weights.WIDEST_T, 61)
    point = (float(network.weights[0, 1]), float(network.weights[0, 2]))
    live_figure(
        valley_floor(axis, errors, (np.exp(t), np.exp(-t)), point),
        key="two_inputs_floor",
        alt=(
            f"Mean squared error over two weights a and b: 0 along the curve b = 1/a and larger "
            f"away from it; now a = {point[0]:.2f}, b = {point[1]:.2f}"
        ),
        height=320,
    )
    if place is None:
        page_parts.notice(
            "The weights are not in the valley now; move t to set them to weights in the valley."
        )
        return
    here = valley(place)
    plane = _plane(2.0).double()
    largest = float((here(plane) - plane.prod(dim=1)).abs().max())
    off = mean_square_on_valley_plane(here.weights[0, 1], 1.1 * here.weights[0, 2])
    page_parts.notice(notices.about_valley(place, here, largest, float(off)))


def _show_training(explorer: Explorer, snapshot: Snapshot) -> None:
    history = snapshot.history or [(0, *snapshot.losses)]
    steps, train, test = (list(column) for column in zip(*history, strict=True))
    live_figure(
        loss_curves(steps, train, test),
        key="two_inputs_loss",
        alt=(
            f"Mean squared error over {steps[-1]:,} steps, on training points now "
            f"{format_measure(train[-1])}, on test points {format_measure(test[-1])}"
        ),
        height=260,
    )
    page_parts.notice(notices.about_training(snapshot, explorer.setup.noise))


def _show_widths(explorer: Explorer) -> None:
    measured = training.measure_widths(explorer)
    if not measured:
        return
    widths = [one.width for one in measured]
    best = [one.best_test for one in measured]
    setup = explorer.setup
    live_figure(
        width_curve(
            widths,
            best,
            [one.median_test for one in measured],
            current=setup.hidden[0] if len(setup.hidden) == 1 else None,
        ),
        key="two_inputs_widths",
        alt="Test error against hidden units: "
        + ", ".join(
            f"K = {width}: {format_measure(error)}"
            for width, error in zip(widths, best, strict=True)
        ),
        height=260,
    )
    page_parts.notice(notices.about_widths(widths, best, setup.activation))


@cache
def _plane(reach: float) -> torch.Tensor:
    """Return the grid points (SIDE * SIDE, 2) of the pictures; cached, so never change them."""
    return grid(reach, SIDE)


@cache
def _wanted(target: str) -> np.ndarray | None:
    """Return the target (SIDE * SIDE,) at the grid points, None if only data define it."""
    values = TARGETS[target].surface(_plane(TARGETS[target].reach))
    return None if values is None else values.numpy()


def _panel(title: str, short: str, values: np.ndarray, recipe: Recipe | None = None) -> Panel:
    low, high = float(values.min()), float(values.max())
    return Panel(
        title,
        short,
        values,
        alt=f"Surface of {title} over X1 and X2",
        runs=f"from {format_measure(low)} to {format_measure(high)}",
        recipe=recipe,
    )


def _finite_limit(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max(initial=0.0))


def _place_in_valley(network: LectureNetwork) -> float | None:
    """Return the parameter t if `network` lies in the valley, else None."""
    if network.activation != "square" or network.weights.shape != (2, 3):
        return None
    a = float(network.weights[0, 1])
    if not np.exp(-weights.WIDEST_T - 1e-6) <= a <= np.exp(weights.WIDEST_T + 1e-6):
        return None
    t = float(np.log(a))
    same = trainable_network(valley(t)).parameters
    return t if torch.allclose(trainable_network(network).parameters, same, atol=1e-6) else None


def _written(target: str) -> str:
    return {"product": "X₁X₂"}.get(target, target)
