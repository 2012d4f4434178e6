"""The view "Descent" of "Two inputs": the loss over two weights, and steps of gradient descent."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from dlviz.descent import Landscape, Pair, Trail, descend
from dlviz.figures.curves import descent as descent_figure
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.notation import LARGEST, format_measure
from dlviz.notices import descent as notices
from dlviz.snippets.two_inputs import Steps
from dlviz.training.two_inputs_explorer import Explorer, Snapshot
from dlviz.two_inputs_setup import Setup, weight_names
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts, turns
from dlviz.ui.two_inputs.weights import EXPLORER, begin_anew

ACROSS, UP, RATE = (f"two_inputs_descent_{name}" for name in ("across", "up", "rate"))
VIEW = "two_inputs_descent"  # key of the view's container, by which the page is laid out
_FIGURE = "two_inputs_landscape"
_TRAIL = "two_inputs_descent_trail"
_PICTURE = "two_inputs_descent_losses"
_RATES = tuple(
    float(f"{digit}e{power}") for power in range(-3, 1) for digit in (1, 2, 5)
)  # 0.001 to 5
_RATE = 0.05
_SIDE = 45  # places along a side of the landscape
_WINDOWS = (3.0, 6.0, 12.0, 25.0, 50.0, 100.0)  # half sides; the first is that of the sliders
_ARROW = 0.3  # length of the gradient's arrow, as a share of the half side
# Where "Elsewhere" leads, in turn: on slopes of the lecture's network.
_ELSEWHERE = ((2.0, -0.5), (0.4, 0.3), (-2.0, -2.0), (-0.5, 2.5), (2.5, 2.0))


@dataclass(frozen=True, slots=True)
class _Walk:
    """Steps of this visitor, and what they belong to."""

    setup: Setup
    pair: tuple[int, int]
    parameters: Tensor
    trail: Trail


def show_descent(explorer: Explorer, snapshot: Snapshot) -> None:
    """Draw the landscape with its controls, and write out the last step."""
    with st.container(key=VIEW):
        left, right = st.columns([0.44, 0.56], gap="small")
        with left:
            names = _choose_pair(snapshot.network)
            rate = st.select_slider(
                "Learning rate", _RATES, value=_RATE, key=RATE, bind="query-params"
            )
            _show_buttons()
        walk = _walk(explorer.setup, snapshot, names)
        land = Landscape(snapshot.network, snapshot.split, walk.pair)
        with left:
            _show_arithmetic(walk.trail, names, rate)
        with right:
            _show_landscape(land, walk, names, rate)
        page_parts.notice(_notice(land, walk.trail, names, rate))


def steps_on_screen(setup: Setup, snapshot: Snapshot) -> Steps:
    """Return the steps that the view shows, for the program."""
    walk = _walk(setup, snapshot, _names(snapshot.network))
    return Steps(walk.trail, walk.pair, st.session_state.get(RATE, _RATE))


def _choose_pair(network: TwoInputNetwork) -> tuple[str, str]:
    """Place the choice of the two weights."""
    names = weight_names(network)
    found = _names(network)
    is_short = len(network.hidden) == 1  # names such as w₁₁
    with st.container(horizontal=True, gap="xsmall"):
        for label, key, name in zip(("Across", "Up"), (ACROSS, UP), found, strict=True):
            if st.session_state.get(key, name) != name:
                st.session_state[key] = name  # the stored weight belongs to another network
            st.selectbox(
                label,
                names,
                index=names.index(_usual(key, names)),
                key=key,
                bind="query-params",
                width=124 if is_short else "stretch",
            )
            names = [other for other in names if other != found[0]]
    return found


def _names(network: TwoInputNetwork) -> tuple[str, str]:
    """Return the names of the two chosen weights, never twice the same."""
    names = weight_names(network)
    first = _asked(ACROSS)
    first = first if first in names else _usual(ACROSS, names)
    names.remove(first)
    second = _asked(UP)
    return first, second if second in names else _usual(UP, names)


def _usual(key: str, names: list[str]) -> str:
    """Return the weight at first: w₁₁ and w₁₂ of the lecture's network, else the first two."""
    usual = {ACROSS: "w₁₁", UP: "w₁₂"}[key]
    return usual if usual in names else names[0]


def _asked(key: str) -> str | None:
    """Return the choice in the session, else in the link."""
    asked: str | None = st.session_state.get(key, st.query_params.get(key))
    return asked


def _show_buttons() -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "One step", key="two_inputs_descent_one", type="primary",
            on_click=_step, args=(1,),
        )  # fmt: skip
        st.button("Ten steps", key="two_inputs_descent_ten", on_click=_step, args=(10,))
        st.button(
            "Back to the start", key="two_inputs_descent_back",
            on_click=_go_back,
        )  # fmt: skip
        st.button(
            "Elsewhere", help="Starts at another place.", key="two_inputs_descent_elsewhere",
            on_click=_start_elsewhere,
        )  # fmt: skip


def _show_arithmetic(trail: Trail, names: tuple[str, str], rate: float) -> None:
    """Write out the last step, or the coming one if none has been taken."""
    is_taken = bool(trail.rates)
    place = trail.places[-2] if is_taken else trail.places[-1]
    used = trail.rates[-1] if is_taken else rate
    loss = format_measure(trail.places[-1].loss)
    head = f"Step {len(trail.rates)}" if is_taken else "The coming step"
    lines = [notices.written(name, place, axis, used) for axis, name in enumerate(names)]
    change = f"loss {format_measure(place.loss)} → {loss}" if is_taken else f"loss now {loss}"
    st.markdown("  \n".join([f"**{head}:** weight − rate × gradient", *lines, change]))


def _show_landscape(land: Landscape, walk: _Walk, names: tuple[str, str], rate: float) -> None:
    trail = walk.trail
    here = trail.places[-1]
    half = _half([place.at for place in trail.places])
    axis = np.linspace(-half, half, _SIDE)
    slope = np.array(here.gradient)
    length = float(np.linalg.norm(slope))
    is_flat = notices.is_flat(here) or not np.isfinite(length)
    uphill = None if is_flat else np.array(here.at) + slope * (_ARROW * half / length)
    live_figure(
        descent_figure(
            (axis, axis),
            _losses(land, walk, half),
            names,
            [place.at for place in trail.places],
            None if is_flat else here.after(rate),
            None if uphill is None else tuple(uphill.tolist()),
        ),
        key=_FIGURE,
        alt=(
            f"Mean squared error over {names[0]} and {names[1]}, and {len(trail.rates)} steps of "
            f"gradient descent: now {names[0]} = {format_measure(here.at[0])}, {names[1]} = "
            f"{format_measure(here.at[1])}, loss {format_measure(here.loss)}"
        ),
        height=310,
        on_click=_start_at_click,
    )
    st.caption(
        "Solid: the steps taken, from the square to the circle. Dashed: the coming step. Dotted: "
        "the gradient, uphill. Click a place to start there."
    )


def _notice(land: Landscape, trail: Trail, names: tuple[str, str], rate: float) -> str:
    others = trail, trail
    if trail.rates:
        start = Trail(trail.places[:1])
        slower, faster = (
            descend(land.place, start, trail.rates[0] * factor, len(trail.rates))
            for factor in (0.1, 10.0)
        )
        others = slower, faster
    return notices.about_descent(trail, names, rate, others)


def _losses(land: Landscape, walk: _Walk, half: float) -> np.ndarray:
    """Return the landscape (n, n); the last one is kept, because no step changes it."""
    rest = walk.parameters.clone()
    rest[list(walk.pair)] = 0
    key = (walk.setup, walk.pair, half, tuple(rest.tolist()))
    kept = st.session_state.get(_PICTURE)
    if kept is None or kept[0] != key:
        places = torch.linspace(-half, half, _SIDE, dtype=torch.float64)
        up, across = torch.meshgrid(places, places, indexing="ij")
        with turns.turn("Computing the landscape"):
            flat = land.losses(torch.stack([across, up], dim=-1).reshape(-1, 2))
        kept = st.session_state[_PICTURE] = (key, flat.reshape(_SIDE, _SIDE).numpy())
    losses: np.ndarray = kept[1]
    return losses


def _half(places: list[Pair]) -> float:
    """Return half the side of the smallest window that holds all places."""
    largest = max(abs(weight) for place in places for weight in place)
    return next((half for half in _WINDOWS if largest <= half), _WINDOWS[-1])


def _walk(setup: Setup, snapshot: Snapshot, names: tuple[str, str]) -> _Walk:
    """Return the visitor's steps; none if anything else has changed the weights since."""
    network = snapshot.network
    found = weight_names(network)
    pair = found.index(names[0]), found.index(names[1])
    kept: _Walk | None = st.session_state.get(_TRAIL)
    if (
        kept is not None
        and (kept.setup, kept.pair) == (setup, pair)
        and torch.equal(kept.parameters, network.parameters)
    ):
        return kept
    land = Landscape(network, snapshot.split, pair)
    walk = _Walk(setup, pair, network.parameters.clone(), Trail((land.place(land.here()),)))
    st.session_state[_TRAIL] = walk
    return walk


def _step(n_steps: int) -> None:
    explorer: Explorer | None = st.session_state.get(EXPLORER)
    rate = st.session_state.get(RATE, _RATE)
    if explorer is None or rate not in _RATES:
        return
    walk, land = _present(explorer)
    _adopt(explorer, walk, descend(land.place, walk.trail, rate, n_steps))


def _go_back() -> None:
    explorer: Explorer | None = st.session_state.get(EXPLORER)
    if explorer is not None:
        walk, _ = _present(explorer)
        _adopt(explorer, walk, Trail(walk.trail.places[:1]))


def _start_elsewhere() -> None:
    explorer: Explorer | None = st.session_state.get(EXPLORER)
    if explorer is None:
        return
    walk, _ = _present(explorer)
    start = walk.trail.places[0].at
    places = [place for place in _ELSEWHERE if place != start]
    turn = _ELSEWHERE.index(start) if start in _ELSEWHERE else 0
    _start_at(places[turn % len(places)])


def _start_at_click() -> None:
    """Start at the place that was clicked in the landscape."""
    point = st.session_state[_FIGURE].point
    if not isinstance(point, dict):
        return
    at = point.get("x"), point.get("y")
    if all(isinstance(x, int | float) and abs(x) <= LARGEST for x in at):
        _start_at((float(at[0] or 0), float(at[1] or 0)))


def _start_at(at: Pair) -> None:
    explorer: Explorer | None = st.session_state.get(EXPLORER)
    if explorer is not None:
        walk, land = _present(explorer)
        _adopt(explorer, walk, Trail((land.place(at),)))


def _present(explorer: Explorer) -> tuple[_Walk, Landscape]:
    snapshot = explorer.snapshot()
    walk = _walk(explorer.setup, snapshot, _names(snapshot.network))
    return walk, Landscape(snapshot.network, snapshot.split, walk.pair)


def _adopt(explorer: Explorer, walk: _Walk, trail: Trail) -> None:
    """Give the network the two weights at the end of `trail`, and remember the steps."""
    if explorer.snapshot().steps:
        explorer = begin_anew(explorer)
    explorer.pause()
    parameters = explorer.network().parameters
    parameters.copy_(walk.parameters)
    parameters[list(walk.pair)] = torch.tensor(trail.places[-1].at, dtype=parameters.dtype)
    explorer.adopt(parameters, is_own=False)
    st.session_state[_TRAIL] = replace(walk, parameters=parameters.clone(), trail=trail)
