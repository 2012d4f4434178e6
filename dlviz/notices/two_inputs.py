"""Sentences for the page "Two inputs": the function, its polynomial, training, units."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from dlviz.notation import format_measure, format_number
from dlviz.training.two_inputs_explorer import Snapshot
from dlviz.two_inputs import PRODUCT, LectureNetwork, polynomial, valley

_EXACT = 1e-6  # an error this small counts as exact; float32 weights reach no better
_ROUNDING = 1e-6  # of a sum of float32 weights, as a share of its terms; as in equation/terms.js
_LOWER = 0.75  # share of the error at both ends; a higher minimum may be chance
_BEYOND = "beyond the largest number that the computer holds"
_RIDGE = (
    "Each is a ridge: it is constant along the lines where its weighted sum of X₁ "
    "and X₂ is constant."
)
_SLIDE = (
    "The lecture's slide lists β₂ = +1/4 and its formula (2) uses −1/4; only with −1/4 do the "
    "squares cancel, so that X₁X₂ remains."
)
_SUPERSCRIPT = ("1", "X₁", "X₂", "X₁²", "X₂²", "X₁X₂")


def about_function(
    snapshot: Snapshot,
    network: LectureNetwork | None,
    values: np.ndarray,
    wanted: np.ndarray | None,
    points: np.ndarray,
) -> str:
    """Say how far the network is from its target, and where the error is largest.

    Args:
        snapshot: From the explorer.
        network: The network in the lecture's form, None if it has another one.
        values: (N,) the network's outputs on the grid.
        wanted: (N,) the target on the grid, None if it is only known at the data points.
        points: (N, 2) the grid.
    """
    if wanted is None:
        return _about_data(snapshot)
    # float64, because squares of large float32 numbers would overflow.
    values, wanted = values.astype(np.float64), wanted.astype(np.float64)
    if not np.isfinite(values).all():
        return f"Somewhere on this square the output is {_BEYOND}. Make the weights smaller."
    off = values - wanted
    worst = int(np.abs(off).argmax())
    if abs(off[worst]) < _EXACT * max(1.0, float(np.abs(wanted).max())):
        sizes = _counted(len(network.weights), "hidden unit") if network else "the network"
        exact = (
            f"Exact: with {sizes} the largest difference from the target on {off.size:,} points "
            f"is {format_measure(abs(off[worst]), 1)}, which is only rounding."
        )
        return f"{exact} {_SLIDE}" if network and _is_lectures(network) else exact
    spread = float(np.square(wanted - wanted.mean()).mean())
    missed = float(np.square(off).mean())
    share = f"R² = {format_measure(1 - missed / spread)}. " if spread > 0 else ""
    x1, x2, got, due = map(format_measure, (*points[worst], values[worst], wanted[worst]))
    ties = int(np.isclose(np.abs(off), abs(off[worst]), rtol=1e-6).sum())
    also = f" (and equally far off at {_counted(ties - 1, 'other point')})" if ties > 1 else ""
    parts = [
        f"The mean squared difference from the target is {format_measure(missed)}. {share}"
        f"The difference is largest at X₁ = {x1}, X₂ = {x2}: {got} instead of {due}{also}."
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


def _is_the_slides(network: LectureNetwork) -> bool:
    """Return whether these are the slide's numbers, which include beta_2 = +1/4."""
    return (
        network.activation == "square"
        and torch.equal(network.weights.double(), PRODUCT.weights)
        and torch.equal(network.beta.double(), PRODUCT.beta.abs())
    )


def about_coefficients(network: LectureNetwork) -> str:
    """Say which polynomial the network is, if it is one."""
    coefficients = polynomial(network).tolist()
    sizes = LectureNetwork(network.weights.abs(), network.beta.abs(), network.activation)
    noise = [_ROUNDING * size for size in polynomial(sizes).tolist()]
    if not np.isfinite(coefficients).all():
        return f"A coefficient is {_BEYOND}. Make the weights smaller."
    named = {
        name: value
        for name, value, least in zip(_SUPERSCRIPT, coefficients, noise, strict=True)
        if abs(value) > least
    }
    if network.activation == "identity":
        return (
            f"{_together(len(network.weights))} one plane, {_plane(coefficients[:3], noise)}: "
            "without a nonlinear g, more units do not help."
        )
    if not named:
        return "All six coefficients are 0: the network is flat."
    if set(named) == {"X₁X₂"} and math.isclose(named["X₁X₂"], 1, abs_tol=_EXACT):
        return "Five of the six coefficients are 0 and that of X₁X₂ is 1: this is multiplication."
    if _is_the_slides(network):
        return (
            f"The products cancel and the squares stay, {format_number(named['X₁²'])} X₁² and "
            f"{format_number(named['X₂²'])} X₂². {_SLIDE}"
        )
    listed = ", ".join(f"{format_number(value)} for {name}" for name, value in named.items())
    zero = 6 - len(named)
    if not zero:
        return f"None of the six coefficients is 0: {listed}."
    return f"{zero} of the six coefficients {'is' if zero == 1 else 'are'} 0; the others: {listed}."


def _plane(coefficients: Sequence[float], noise: Sequence[float]) -> str:
    """Return "−1 + 1/4 X₁ + 3 X₂" for the coefficients of 1, X₁ and X₂."""
    a, b, c = (
        format_number(value, noise=least) for value, least in zip(coefficients, noise, strict=False)
    )
    return f"{a} + {b} X₁ + {c} X₂".replace("+ -", "\N{MINUS SIGN} ").replace("-", "\N{MINUS SIGN}")


def about_valley(t: float, network: LectureNetwork, largest: float, error: float) -> str:
    """Say what is the same everywhere in the valley.

    Args:
        t: Position in the valley.
        network: The network there.
        largest: Its largest absolute difference from X1X2 on the grid.
        error: The mean squared error if the valley were left by 10 %.
    """
    here, start = network.weights[0].tolist(), valley(0.0).weights[0].tolist()
    place = f"{t:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")
    a, b, a_0, b_0 = map(format_measure, (here[1], here[2], start[1], start[2]))
    moved = f" instead of {a_0} and {b_0}, yet" if (a, b) != (a_0, b_0) else ", and"
    return (
        f"At t = {place} the first unit has the weights {a} for X₁ and {b} for X₂{moved} "
        f"f differs from X₁X₂ by at most {format_measure(largest, 1)}. Make only b 10 % larger "
        f"and the mean squared error is {format_measure(error)}: along the valley the function "
        "stays the same, "
        "across the valley it changes. Many different weights give the same function: if X₁ came "
        "in centimetres and not in metres, weights 100 times as small would do for it, and X₁ "
        "would be as important as before."
    )


def about_training(snapshot: Snapshot, noise: float = 0.0) -> str:
    """Say the present errors, and why the training stopped if it did.

    Args:
        snapshot: From the explorer.
        noise: Noise of the data, as in `dlviz.datasets.points.draw_points`.
    """
    train, test = snapshot.losses
    if snapshot.verdict is not None:
        return snapshot.verdict.sentence
    if not (math.isfinite(train) and math.isfinite(test)):
        return (
            f"The error of these weights is {_BEYOND}: training cannot start from here. Press "
            "Reset or New start, or make the weights smaller."
        )
    if snapshot.steps == 0:
        return (
            f"Not trained yet: with the initial weights the error is {format_measure(train)} on "
            "the training "
            f"points and {format_measure(test)} on the test points."
        )
    first = snapshot.history[0][1] if snapshot.history else train
    return (
        f"After {_counted(snapshot.steps, 'step')}, {snapshot.epoch:.1f} times through the data, "
        f"the training error is {format_measure(train)}, {_change(train, first)}; "
        f"{_against_test_points(snapshot, noise)}."
    )


def _change(now: float, first: float) -> str:
    if now == first or first <= 0:
        return "as at the start"
    ratio = now / first
    if not math.isfinite(ratio):
        return "far more than at the start"
    if 0.995 < ratio < 1.005:
        return "almost as at the start"
    return (
        f"{format_measure(ratio, 2)} of what it was at the start"
        if ratio < 1
        else f"{format_measure(ratio)} times what it was at the start"
    )


def _against_test_points(snapshot: Snapshot, noise: float) -> str:
    """Compare train and test error with each other, with the noise, and with a constant prediction.

    The baseline is to predict the mean always: only a test error well below it shows that the
    network generalises. Two equally large errors show nothing.
    """
    (train, test), split = snapshot.losses, snapshot.split
    mean = split.train_targets.mean()
    plain = float((split.test_targets - mean).square().mean())
    known, always = (
        format_measure(test),
        f"a model that always answers the mean would have {format_measure(plain)}",
    )
    if test > 1.5 * train and test > 0.01 * plain:
        worse = (
            f"the test error is {_ratio(test / train)} times as large as the training error "
            f"({known})"
            if train > 0
            else f"on test points it is {known}"
        )
        # Of targets y + noise * std(y) * e, this part of the variance is noise.
        hidden = float(split.train_targets.var(correction=0)) * noise**2 / (1 + noise**2)
        if not _are_labels(split.train_targets) and train < 0.8 * hidden:
            return (
                f"{worse}: below {format_measure(hidden)}, the variance of the noise, it learns "
                "the noise of its training points"
            )
        return f"{worse}: it fits the training points better than new points"
    if test >= plain:
        return (
            f"on test points it is {known}, no better than a network that has learned nothing: "
            f"{always}"
        )
    if test > 0.1 * plain:
        return f"on test points it is {known}, where {always}"
    if test > 1.5 * train:
        return f"on test points it is {known}, larger but still small: {always}"
    return f"the test error is small too ({known}), so the network also fits new points"


def _ratio(value: float) -> str:
    return f"{value:,.1f}" if value < 1e6 else format_measure(value)


def _are_labels(targets: Tensor) -> bool:
    return bool((targets.abs() == 1).all())


def about_widths(widths: Sequence[int], best: Sequence[float], activation: str) -> str:
    """Say how much more hidden units reduce the error."""
    if not np.isfinite(best).all():
        return f"The test error of a width is {_BEYOND}: its trainings have all diverged."
    first, last = best[0], best[-1]
    start = f"With {activation} units the test error is {format_measure(first)} at K = {widths[0]}"
    enough = next((width for width, error in zip(widths, best, strict=True) if error < 1e-4), None)
    if enough is not None:
        before = "" if enough == widths[0] else f" and falls below 0.0001 at K = {enough}"
        return f"{start}{before}; more units are not needed for this target."
    if len(widths) == 1:
        return f"{start}; wider networks are being measured."
    lowest = int(np.argmin(best))
    if best[lowest] < _LOWER * min(first, last):
        return (
            f"{start} and {format_measure(last)} at K = {widths[-1]}, but lowest in between, at "
            f"K = {widths[lowest]} ({format_measure(best[lowest])})."
        )
    if last < 0.9 * first:
        times = f", {format_measure(first / last)} times less"
        return (
            f"{start} and {format_measure(last)} at K = {widths[-1]}{times}: here a wider "
            "network is more accurate."
        )
    return (
        f"{start} and {format_measure(last)} at K = {widths[-1]}, lowest at K = {widths[lowest]} "
        f"({format_measure(best[lowest])}): here a wider network is not much "
        "more accurate."
    )


def about_pieces(weights: Tensor, beta: Tensor, spans: Sequence[float]) -> str:
    """Say which hidden unit changes the output most.

    Args:
        weights: (K, 3).
        beta: (K + 1,).
        spans: Largest minus smallest value of each term beta_k g(...) on the square.
    """
    if not np.isfinite(spans).all():
        return f"A piece is {_BEYOND} somewhere on this square. Make the weights smaller."
    total = f"f is β₀ = {format_number(float(beta[0]))} plus {_counted(len(spans), 'ridge')}."
    largest = max(spans)
    if largest == 0:
        return f"{total} All are flat: none changes the output."
    first = [unit for unit, span in enumerate(spans) if math.isclose(span, largest, rel_tol=1e-6)]
    by = f"by {format_measure(largest)} over the square"
    if len(first) > 1:
        units = f"{', '.join(str(unit + 1) for unit in first[:-1])} and {first[-1] + 1}"
        return f"{total} Units {units} change the output most, each {by}. {_RIDGE}"
    bias, *slopes = weights[first[0]].tolist()
    one, two = map(format_number, slopes)
    return (
        f"{total} Unit {first[0] + 1} changes the output most, {by}; it is a ridge, constant "
        f"along the lines where {one} X₁ + ({two}) X₂ is constant. Its "
        f"bias {format_number(bias)} only shifts the ridge sideways."
    )


def _about_data(snapshot: Snapshot) -> str:
    train, test = snapshot.losses
    split = snapshot.split
    answers = snapshot.network(split.test_inputs)
    right = float((answers.sign() == split.test_targets.sign()).float().mean())
    return (
        f"{right:.1%} of {_counted(len(answers), 'test point')} lie on the right side of f = 0. "
        f"Mean squared error {format_measure(train)} on the training points, "
        f"{format_measure(test)} on the test points; TensorFlow Playground would show half of "
        f"this, {format_measure(test / 2)}."
    )


def _together(units: int) -> str:
    return f"All {units} units together are" if units > 1 else "The unit is"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
