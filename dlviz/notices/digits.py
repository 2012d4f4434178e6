"""Sentences for the page "Draw a digit": prediction, units, normalisation, shifts, models."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.certainty import Bin
from dlviz.digits import BOX, CENTRE_PIXEL, NormalisationSteps, centre_of_mass, ink_box
from dlviz.inside import OUTPUT, Activity, Reading, ShiftMap, Unit
from dlviz.notation import fixed
from dlviz.notices.standings import about_scores
from dlviz.notices.words import count_of, listed, times, whole_share
from dlviz.training.loop import Score

_SURE = 0.9  # from this probability on the runner-up is not mentioned as a rival
_TORN = 0.6  # below this probability two digits share the prediction
_HARD = 0.02  # below this error rate the mistakes are digits that are hard to read
_MOST_NAMED = 4  # of equally frequent mistakes, at most this many are named


def about_activity(activity: Activity) -> str:
    """Say what the network predicts and how many of its units are active."""
    reading = activity.reading
    first, second = (int((layer > 0).sum()) for layer in activity.activations)
    silent = 384 - first - second
    return (
        f"{_verdict(reading)} {first} of 256 and {second} of 128 units are active; the other "
        f"{silent} output exactly 0, because ReLU replaces every negative sum by 0. The first "
        "answer leads by "
        f"{reading.lead:.1f} in the logits, which is a factor of {_factor(reading.lead)} in "
        "probability."
    )


def about_unit(unit: Unit) -> str:
    """Say which inputs determine the unit's value."""
    up, down = unit.products[unit.products > 0].sum(), unit.products[unit.products < 0].sum()
    silent = float((unit.inputs == 0).mean())
    end = (
        "ReLU turns this into exactly 0: the unit is inactive."
        if unit.activation == 0 and unit.pre_activation < 0
        else f"The unit outputs {unit.activation:.3g}."
    )
    if unit.layer == OUTPUT:
        end = f"The logit is {fixed(unit.activation, 2)}."
    lowered, bias = fixed(abs(down), 2), fixed(unit.bias, 2, sign="+")
    return (
        f"The inputs raise the sum of this unit by {fixed(up, 2)} and lower it by {lowered}; "
        f"{whole_share(silent)} of its {unit.inputs.size} inputs are 0 and contribute nothing. "
        f"With the bias {bias} that makes {fixed(unit.pre_activation, 2)}. {end}"
    )


def about_softmax(reading: Reading) -> str:
    """Say how softmax turns the difference of the best two logits into probabilities."""
    best, second = reading.winner, reading.runner_up
    rest = float(np.delete(reading.probabilities, [best, second]).sum())
    return (
        f"The logits of {best} and {second} lie {fixed(reading.lead, 2)} apart; e to this power is "
        f"a factor of {_factor(reading.lead)} in probability. The other eight digits share "
        f"{rest:.2g}. Only differences of logits matter: adding 5 to all ten logits would "
        "change nothing."
    )


def about_steps(steps: NormalisationSteps) -> str:
    """Describe the three steps from the pad to the network's input, with their numbers."""
    x, y = steps.centre
    height, width = steps.scaled.shape
    lies = (x + steps.left, y + steps.top)
    held = (
        ""
        if all(int(value) == CENTRE_PIXEL for value in lies)
        else " The digit is kept inside the picture, so that no ink is lost."
    )
    return (
        f"1. **Bounding box:** {steps.box_width} × {steps.box_height} of 280 × 280 pixels hold "
        f"ink.\n2. **Scale, keeping the aspect:** the longer side becomes {BOX}, so {width} × "
        f"{height}; every new pixel is the average of the old ones under it (anti-aliasing).\n"
        f"3. **Centre of mass:** it lies {x:.2f} pixels from the left edge of the scaled digit and "
        f"{y:.2f} from its top; in the 28 × 28 field {lies[0]:.2f} from the left and {lies[1]:.2f} "
        f"from the top. So the digit begins in column {steps.left + 1}, row {steps.top + 1}.{held}"
    )


def about_test_digit(image: np.ndarray) -> str:
    """Say where the ink of a test digit (28, 28) lies, unshifted or shifted."""
    if not image.any():
        return "All ink has been moved out of the picture."
    _, _, width, height = ink_box(image)
    x, y = centre_of_mass(image)
    return (
        f"The ink of this picture is {width} × {height} pixels; its centre of mass lies {x:.2f} "
        f"pixels from the left edge and {y:.2f} from the top. MNIST's digits were normalised "
        f"before they were stored: the longer side is {BOX} pixels in 69,984 of all 70,000, and "
        f"the centre lies between {CENTRE_PIXEL} and {CENTRE_PIXEL + 1} both ways in 69,998."
    )


def about_normalisation(normalised: np.ndarray, image: np.ndarray, *, is_on: bool) -> str:
    """Say how normalisation, or its absence, changes the network's input.

    Args:
        normalised: (28, 28) the drawing in MNIST's format.
        image: (28, 28) the network's input: normalised or not, then shifted.
        is_on: Whether the drawing is normalised.
    """
    if not image.any():
        return "All ink has been moved out of the picture: the network gets an empty one."
    inked, centred = int((image > 0).sum()), int((normalised > 0).sum())
    if is_on and np.array_equal(normalised, image):
        return (
            f"The digit covers {centred} of 784 pixels. Wherever on the pad you draw it, and "
            "however large, the network gets almost the same picture."
        )
    x, y = _middle(image)
    u, v = _middle(normalised)
    rest = f"{centred} around ({u:.0f}, {v:.0f}). The network was trained only on such digits."
    if is_on:
        return f"Moved afterwards: {inked} inked pixels around ({x:.0f}, {y:.0f}), before {rest}"
    return (
        f"Normalising is off: {inked} inked pixels around ({x:.0f}, {y:.0f}), where MNIST's way "
        f"gives {rest}"
    )


def about_models(readings: Mapping[str, Reading]) -> str:
    """Say whether several models agree about one picture."""
    digits = {name: reading.winner for name, reading in readings.items()}
    highest = max(reading.confidence for reading in readings.values())
    surest = [name for name, reading in readings.items() if reading.confidence == highest]
    sure = f"The most confident is {surest[0]} with {percent(highest)}"
    if len(surest) > 1:
        sure += (
            f", and equally confident {'is' if len(surest) == 2 else 'are'} {listed(surest[1:])}"
        )
    sure += "."
    if len(set(digits.values())) == 1:
        return f"All {len(digits)} models predict {next(iter(digits.values()))}. {sure}"
    votes = "; ".join(
        f"{' and '.join(name for name, digit in digits.items() if digit == value)} "
        f"{'predicts' if sum(digit == value for digit in digits.values()) == 1 else 'predict'} "
        f"{value}"
        for value in sorted(set(digits.values()))
    )
    return f"The models disagree: {votes}. {sure}"


def about_test_errors(scores: Mapping[str, Score]) -> str:
    """Say which models are better on the test digits: title -> its test score."""
    return f"On a single picture any of them may be correct. {about_scores(scores)}"


def about_shifts(shifts: ShiftMap) -> str:
    """Say how far the picture can be shifted before the prediction changes."""
    radius = shifts.safe_radius
    reach = int(shifts.shifts.max())
    start = float(shifts.probabilities[reach, reach])
    if shifts.n_kept == shifts.winners.size:
        return f"At every move up to {reach} pixels the network still predicts {shifts.digit}."
    rivals = np.bincount(shifts.winners[shifts.winners != shifts.digit])
    most = [str(digit) for digit in np.flatnonzero(rivals == rivals.max())]
    far = (
        f"It stays the answer for every move of up to {count_of(radius, 'pixel')} in each direction"
        if radius > 0
        else "A move of one pixel can be enough to change the answer"
    )
    return (
        f"At the present position {shifts.digit} has {percent(start)}. {far}, and "
        f"{shifts.n_kept} of all {shifts.winners.size} moves keep it; for the others the "
        f"network mostly predicts {listed(most)}. The weights contain no information that a "
        "moved digit is the same digit."
    )


def about_certainty(models: Mapping[str, Sequence[Bin]]) -> str:
    """Say where models are right less or more often than their probabilities promise.

    Args:
        models: title -> bins of the same pictures, as `dlviz.certainty.bins_of` returns them.
    """
    parts = []
    for title, bins in models.items():
        wrong = [own for own in bins if own.is_too_sure or own.is_too_unsure]
        if not wrong:
            parts.append(f"{title} is right about as often as its probabilities say.")
            continue
        worst = max(wrong, key=lambda own: own.count)
        often = "only for" if worst.is_too_sure else "even for"
        parts.append(
            f"{title} gives {count_of(worst.count, 'digit')} {span(worst)} and is right {often} "
            f"{percent(worst.right / worst.count)} of them."
        )
    return " ".join(parts)


def span(own: Bin) -> str:
    """Return the probabilities of a bin: "98% to 99%"."""
    return f"{own.low:.0%} to {own.high:.0%}"


def about_mistakes(total: int, count: int, pairs: Sequence[tuple[int, int, int]]) -> str:
    """Say what a model confuses: `pairs` are (true, predicted, count), the most frequent first."""
    if not count:
        return f"It classifies all of these {total:,} digits correctly."
    most = pairs[0][2]
    first = [f"{true} as {read}" for true, read, often in pairs if often == most]
    text = f"It misclassifies {count:,} of {total:,} digits, {count / total:.2%}."
    if most == 1:
        text += " No mistake occurs twice."
    elif len(first) == 1:
        text += f" It most often classifies {first[0]} ({times(most)})"
        others = [pair for pair in pairs if pair[2] < most]
        second = [pair for pair in others if pair[2] == others[0][2]]
        if len(second) == 1:
            true, read, often = second[0]
            text += f", then {true} as {read} ({times(often)})"
        text += "."
    else:
        named = listed(first[:_MOST_NAMED])
        more = "" if len(first) <= _MOST_NAMED else f" and {len(first) - _MOST_NAMED} more pairs"
        text += f" It most often classifies {named}{more} ({times(most)} each)."
    if count / total < _HARD:
        text += " Many of these digits are hard for people too."
    return text


def _verdict(reading: Reading) -> str:
    winner, rival = reading.winner, reading.runner_up
    sure, second = percent(reading.confidence), percent(float(reading.probabilities[rival]))
    if reading.confidence >= _SURE:
        return f"The network predicts {winner} with {sure}."
    if reading.confidence < _TORN:
        return f"The network is uncertain: {winner} with {sure}, {rival} with {second}."
    return f"The network predicts {winner} with {sure}; {rival} has {second}."


def percent(probability: float) -> str:
    """Return a probability in per cent with one decimal; 0 and 100 only if it is exact."""
    if 0.9995 <= probability < 1:
        return "more than 99.9%"
    if 0 < probability < 0.0005:
        return "less than 0.1%"
    return f"{probability:.1%}"


def _factor(lead: float) -> str:
    """Return e to the power `lead`, at least 0, in short words."""
    if lead > math.log(1e7):
        return f"about 10^{lead / math.log(10):.0f}"
    factor = math.exp(lead)
    return f"{factor:.1f}" if factor < 10 else f"{factor:,.0f}"


def _middle(image: np.ndarray) -> tuple[float, float]:
    """Return (x, y), the mean position of the inked pixels, from the left and the top edge."""
    rows, columns = np.nonzero(image)
    return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5
