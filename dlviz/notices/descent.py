"""Sentences on gradient descent over two weights, for the page "Two inputs"."""

import math
from itertools import pairwise

from dlviz.descent import Place, Trail
from dlviz.notation import LARGEST, format_measure
from dlviz.notices.words import count_of

_FLAT = 1e-6  # with the largest learning rate such a slope changes no digit on screen
_BEYOND = "beyond the largest number that the computer holds"
_DIGITS = 4


def written(name: str, place: Place, axis: int, rate: float) -> str:
    """Return one weight's step with its numbers: "w₁₁: 2 − 0.05 × 24.3 = 0.785".

    Args:
        name: Name of the weight.
        place: The place before the step.
        axis: 0 for the first weight, 1 for the second.
        rate: Learning rate.
    """
    before, slope, after = place.at[axis], place.gradient[axis], place.after(rate)[axis]
    shown = f"({_number(slope)})" if slope < 0 else _number(slope)
    return f"{name}: {_number(before)} − {rate:g} × {shown} = {_number(after)}"


def about_descent(
    trail: Trail, names: tuple[str, str], rate: float, others: tuple[Trail, Trail]
) -> str:
    """Say what the steps did to the loss, and what other learning rates would have done.

    Args:
        trail: The steps so far.
        names: Names of the two weights.
        rate: The learning rate that is set.
        others: As many steps from the same start, with a tenth of the learning rate and with ten
            times it; they count only if all steps were taken with one rate.
    """
    place = trail.places[-1]
    if not trail.rates:
        return _about_start(place, names, rate) + _about_refused(trail, rate)
    before, now = trail.places[0].loss, place.loss
    steps = count_of(len(trail.rates), "step")
    used = sorted(set(trail.rates))
    rates = f"the learning rate {used[0]:g}"
    if len(used) > 1:
        rates = f"learning rates from {used[0]:g} to {used[-1]:g}"
    text = f"{steps} with {rates}: the loss {_change(before, now)}.{_on_the_way(trail)}"
    if len(used) == 1:
        text += _about_others(trail, others, used[0])
    if is_flat(place):
        text += " Both slopes are 0 here up to rounding: further steps change nothing."
    return text + _about_refused(trail, rate)


def _about_start(place: Place, names: tuple[str, str], rate: float) -> str:
    if not math.isfinite(place.loss) or not all(map(math.isfinite, place.gradient)):
        return f"The loss of these weights is {_BEYOND}: choose another place."
    text = f"The loss here is {format_measure(place.loss)}."
    if is_flat(place):
        return (
            f"{text} Both slopes are 0 up to rounding, so a step changes nothing. Click another "
            "place in the landscape to start there."
        )
    slopes = " and ".join(
        f"{_number(slope)} for {name}" for name, slope in zip(names, place.gradient, strict=True)
    )
    return (
        f"{text} The gradient is {slopes}. A step subtracts the learning rate {rate:g} times the "
        "gradient, so it goes downhill as seen from here."
    )


def _change(before: float, now: float) -> str:
    if not math.isfinite(now):
        return f"went from {format_measure(before)} to a number {_BEYOND}"
    first, last = format_measure(before), format_measure(now)
    if first == last:
        return f"stayed at {first}"
    return f"{'fell' if now < before else 'rose'} from {first} to {last}"


def _on_the_way(trail: Trail) -> str:
    """Say how many steps raised the loss, and how many turned around."""
    losses = [place.loss for place in trail.places]
    raised = sum(not after <= before for before, after in pairwise(losses))
    gradients = [place.gradient for place in trail.places]
    turned = sum(a * c + b * d < 0 for (a, b), (c, d) in pairwise(gradients))
    n = len(trail.rates)
    text = ""
    if raised == n:
        text = (
            " It was so long that it went uphill on the other side."
            if n == 1
            else f" Each of the {n} steps was so long that it went uphill on the other side."
        )
    elif raised:
        text = f" {raised} of the {n} steps raised it."
    if turned and raised < n:
        text += (
            f" {turned} of the {n} steps went past a lower place."
            if n > 1
            else " The step went past a lower place."
        )
    return text


def _about_others(trail: Trail, others: tuple[Trail, Trail], rate: float) -> str:
    parts = []
    for other, factor in zip(others, (0.1, 10.0), strict=True):
        where = f"with {rate * factor:g}"
        if other.refused is not None:
            parts.append(f"{where} a weight would go beyond {LARGEST:g}, the largest here")
        else:
            parts.append(f"{where} it would be {format_measure(other.places[-1].loss)}")
    n = len(trail.rates)
    return f" After {'one step' if n == 1 else f'{n} steps'} {parts[0]}; {parts[1]}."


def _about_refused(trail: Trail, rate: float) -> str:
    if trail.refused is None:
        return ""
    if not all(map(math.isfinite, trail.refused)):
        return f" The next step with the learning rate {rate:g} is not possible: it is {_BEYOND}."
    x, y = map(_number, trail.refused)
    return (
        f" One more step with the learning rate {rate:g} would lead to {x} and {y}, beyond "
        f"{LARGEST:g}, the largest weight here. It is not taken; a smaller learning rate makes a "
        "shorter step."
    )


def is_flat(place: Place) -> bool:
    """Return whether no step from here changes anything that can be seen."""
    return all(abs(slope) < _FLAT for slope in place.gradient)


def _number(value: float) -> str:
    return format_measure(value, _DIGITS).replace("-", "−")
