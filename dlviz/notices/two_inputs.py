"""What to notice about a small network, in words made from the numbers on screen."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from dlviz.notation import format_number
from dlviz.training.two_inputs_explorer import Snapshot
from dlviz.two_inputs import PRODUCT, LectureNetwork, polynomial, valley

_EXACT = 1e-6  # float32 weights cannot do better than a few of these
_SLIDE = (
    "The lecture's slide lists β₂ = +1/4 and its formula (2) uses −1/4; only with the minus do the "
    "squares cancel and leave X₁X₂."
)
_SUPERSCRIPT = ("1", "X₁", "X₂", "X₁²", "X₂²", "X₁X₂")


def about_function(
    snapshot: Snapshot,
    network: LectureNetwork | None,
    values: np.ndarray,
    wanted: np.ndarray | None,
    points: np.ndarray,
) -> str:
    """Say how far the network is from its target, and where it is worst.

    Args:
        snapshot: Of the explorer.
        network: The lecture's form of it, None for any other network.
        values: (N,) the network's outputs on the grid.
        wanted: (N,) the target's, None where it is known at the data only.
        points: (N, 2) the grid.
    """
    if wanted is None:
        return _about_data(snapshot)
    off = values - wanted
    if not np.isfinite(off).all():
        return "Somewhere on this square the output is beyond any number. Make the weights smaller."
    worst = int(np.abs(off).argmax())
    if abs(off[worst]) < _EXACT * max(1.0, float(np.abs(wanted).max())):
        sizes = f"{len(network.weights)} hidden units" if network else "the network"
        exact = (
            f"Exact: with {sizes} the largest difference from the target on {off.size:,} points is "
            f"{abs(off[worst]):.1g}, rounding and no more."
        )
        return f"{exact} {_SLIDE}" if network and _is_lectures(network) else exact
    spread = float(np.square(wanted - wanted.mean()).mean())
    missed = float(np.square(off).mean())
    share = f"R² = {1 - missed / spread:.3g}. " if spread > 0 else ""
    x1, x2 = points[worst]
    parts = [
        f"The mean squared difference from the target is {missed:.3g}. {share}"
        f"It is worst at X₁ = {x1:.3g}, X₂ = {x2:.3g}: {values[worst]:.3g} instead of "
        f"{wanted[worst]:.3g}."
    ]
    if network is not None and network.activation in ("square", "identity"):
        parts.append(about_coefficients(network))
    return " ".join(parts)


def _is_lectures(network: LectureNetwork) -> bool:
    return (
        network.activation == "square"
        and torch.equal(network.weights.double(), PRODUCT.weights)
        and torch.equal(network.beta.double(), PRODUCT.beta)
    )


def about_coefficients(network: LectureNetwork) -> str:
    """Say what a network that is a polynomial multiplies out to."""
    coefficients = polynomial(network).tolist()
    named = {
        name: value
        for name, value in zip(_SUPERSCRIPT, coefficients, strict=True)
        if abs(value) >= _EXACT
    }
    if network.activation == "identity":
        a, b, c = (format_number(value) for value in coefficients[:3])
        return (
            f"All {len(network.weights)} units together are one plane, {a} + ({b}) X₁ + ({c}) X₂: "
            "without a nonlinear g, more units add nothing."
        )
    if not named:
        return "All six coefficients are 0: the network is flat."
    if set(named) == {"X₁X₂"} and math.isclose(named["X₁X₂"], 1, abs_tol=_EXACT):
        return "Five of the six coefficients are 0 and that of X₁X₂ is 1: this is multiplication."
    if set(named) == {"X₁²", "X₂²"} and network.weights.shape[0] == 2:
        return (
            f"The products cancel and the squares stay, {format_number(named['X₁²'])} X₁² and "
            f"{format_number(named['X₂²'])} X₂². {_SLIDE}"
        )
    listed = ", ".join(f"{format_number(value)} for {name}" for name, value in named.items())
    zero = 6 - len(named)
    return f"{zero} of the six coefficients {'is' if zero == 1 else 'are'} 0; the others: {listed}."


def about_valley(t: float, network: LectureNetwork, largest: float, error: float) -> str:
    """Say what stayed the same on the way to `t`.

    Args:
        t: Place in the valley.
        network: The network there.
        largest: Its largest difference from X1X2 on the grid.
        error: What the mean squared error would be after leaving the valley by 10 %.
    """
    here, start = network.weights[0].tolist(), valley(0.0).weights[0].tolist()
    return (
        f"At t = {t:.2f} the first unit weighs X₁ by {here[1]:.3g} and X₂ by {here[2]:.3g} instead "
        f"of {start[1]:.3g} and {start[2]:.3g}, yet f differs from X₁X₂ by at most {largest:.1g}. "
        f"Make only b 10 % larger and the mean squared error is {error:.3g}: along the valley "
        "nothing changes, across it everything does. Many weights, one function."
    )


def about_training(snapshot: Snapshot) -> str:
    """Say where the training stands, and why it stopped if it did."""
    train, test = snapshot.losses
    if snapshot.verdict is not None:
        return snapshot.verdict.sentence
    if snapshot.steps == 0:
        return f"Not trained yet: the error of this start is {train:.3g} on the training points."
    first = snapshot.history[0][1] if snapshot.history else train
    change = f"{train / first:.2g} of what it was" if first > 0 else "as it was"
    gap = test / train if train > 0 else 1.0
    words = (
        f"test points do {gap:.1f} times worse: it learns the noise of its own points"
        if gap > 1.5 and test > 0.01
        else "the test points do as well, so this holds beyond the data"
    )
    return (
        f"After {snapshot.steps:,} steps, {snapshot.epoch:.1f} times through the data, the "
        f"training error is {train:.3g}, {change}; {words}."
    )


def about_widths(widths: Sequence[int], best: Sequence[float], activation: str) -> str:
    """Say what more hidden units bought."""
    first, last = best[0], best[-1]
    enough = next((width for width, error in zip(widths, best, strict=True) if error < 1e-4), None)
    if enough is not None:
        return (
            f"With {activation} units the error falls from {first:.3g} at K = {widths[0]} to below "
            f"0.0001 at K = {enough}; more units are not needed for this target."
        )
    return (
        f"With {activation} units the error falls from {first:.3g} at K = {widths[0]} to "
        f"{last:.3g} at K = {widths[-1]}, {first / max(last, 1e-12):.3g} times less. "
        "Accuracy is bought with width."
    )


def about_pieces(weights: Tensor, beta: Tensor, spans: Sequence[float]) -> str:
    """Say which hidden unit moves the output most.

    Args:
        weights: (K, 3).
        beta: (K + 1,).
        spans: Largest minus smallest value of each piece beta_k g(...) on the square.
    """
    most = int(np.argmax(spans))
    bias, first, second = weights[most].tolist()
    length = math.hypot(first, second)
    direction = (
        f"it is a ridge along which {format_number(first)} X₁ + ({format_number(second)}) X₂ stays "
        "the same"
        if length > 0
        else "it sees neither input, so it is flat"
    )
    return (
        f"f is β₀ = {format_number(float(beta[0]))} plus {len(spans)} ridges. Unit {most + 1} "
        f"moves the output most, by {spans[most]:.3g} over the square; {direction}. "
        f"Its bias {format_number(bias)} only shifts the ridge sideways."
    )


def _about_data(snapshot: Snapshot) -> str:
    train, test = snapshot.losses
    split = snapshot.split
    answers = snapshot.network(split.test_inputs)
    right = float((answers.sign() == split.test_targets.sign()).float().mean())
    return (
        f"{right:.1%} of {len(answers)} test points lie on the right side of f = 0. Mean squared "
        f"error {train:.3g} on the training points, {test:.3g} on the test points; TensorFlow "
        f"Playground would show half of it, {test / 2:.3g}."
    )
