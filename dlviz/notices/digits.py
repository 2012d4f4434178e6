"""What to notice while a digit is drawn, in words made from the numbers on screen."""

import numpy as np

from dlviz.inside import OUTPUT, Activity, Reading, ShiftMap, Unit

_SURE = 0.9  # from here on the runner-up hardly matters
_TORN = 0.6  # below this two digits share the answer


def about_activity(activity: Activity) -> str:
    """Say what the network answers and how much of it takes part."""
    reading = activity.reading
    first, second = (int((layer > 0).sum()) for layer in activity.activations)
    silent = 384 - first - second
    return (
        f"{_verdict(reading)} {first} of 256 and {second} of 128 units are active; the other "
        f"{silent} output exactly 0, because ReLU cuts every negative sum. The winner leads by "
        f"{reading.lead:.1f} in the logits, a factor of {_factor(reading.lead)} in probability."
    )


def about_unit(unit: Unit) -> str:
    """Say what made the unit's value."""
    up, down = unit.products[unit.products > 0].sum(), unit.products[unit.products < 0].sum()
    silent = float((unit.products == 0).mean())
    end = (
        "ReLU turns this into exactly 0: the unit stays silent."
        if unit.activation == 0 and unit.pre_activation < 0
        else f"The unit passes {unit.activation:.2f} on."
    )
    if unit.layer == OUTPUT:
        end = f"The logit is {unit.activation:.2f}."
    return (
        f"Inputs pull this unit up by {up:.2f} and down by {abs(down):.2f}; {silent:.0%} of its "
        f"{unit.products.size} inputs are 0 and have no say. With the bias {unit.bias:+.2f} that "
        f"makes {unit.pre_activation:.2f}. {end}"
    )


def about_softmax(reading: Reading) -> str:
    """Say what the exponential does to the distance of the best two logits."""
    best, second = reading.winner, reading.runner_up
    rest = max(0.0, 1 - float(reading.probabilities[[best, second]].sum()))
    return (
        f"The logits of {best} and {second} lie {reading.lead:.2f} apart; e to that power makes it "
        f"a factor of {_factor(reading.lead)} in probability. The other eight digits share "
        f"{rest:.2g}. Only differences count: adding 5 to all ten logits would change nothing."
    )


def about_normalisation(normalised: np.ndarray, image: np.ndarray, *, is_on: bool) -> str:
    """Say what normalising does, or what its absence does, to the picture the network gets."""
    inked, centred = int((image > 0).sum()), int((normalised > 0).sum())
    if is_on:
        return (
            f"The digit covers {centred} of 784 pixels. Wherever on the pad you draw it, and "
            "however large, the network gets this picture."
        )
    rows, columns = np.nonzero(image)
    x, y = columns.mean() + 0.5, rows.mean() + 0.5
    return (
        f"Normalising is off: {inked} inked pixels around ({x:.0f}, {y:.0f}), where MNIST's way "
        f"gives {centred} around (14, 14). The network was trained on such centred digits only."
    )


def about_models(readings: dict[str, Reading]) -> str:
    """Say whether several models agree about one picture."""
    digits = {name: reading.winner for name, reading in readings.items()}
    surest = max(readings, key=lambda name: readings[name].confidence)
    sure = f"The surest is {surest} with {readings[surest].confidence:.1%}."
    if len(set(digits.values())) == 1:
        return f"All {len(digits)} models read {next(iter(digits.values()))}. {sure}"
    votes = "; ".join(
        f"{' and '.join(name for name, digit in digits.items() if digit == value)} "
        f"{'reads' if sum(digit == value for digit in digits.values()) == 1 else 'read'} {value}"
        for value in sorted(set(digits.values()))
    )
    return f"The models disagree: {votes}. {sure}"


def about_shifts(shifts: ShiftMap) -> str:
    """Say how far the picture can be moved before the answer changes."""
    radius = shifts.safe_radius
    reach = int(shifts.shifts.max())
    start = float(shifts.probabilities[reach, reach])
    if shifts.kept == 1.0:
        return f"At every move up to {reach} pixels the network still reads {shifts.digit}."
    rivals = shifts.winners[shifts.winners != shifts.digit]
    rival = int(np.bincount(rivals).argmax())
    far = (
        f"It survives every move of up to {radius} pixel{'s' if radius != 1 else ''}"
        if radius > 0
        else "One pixel can be enough to lose it"
    )
    return (
        f"Unmoved, {shifts.digit} has {start:.1%}. {far}, and {shifts.kept:.0%} of all "
        f"{shifts.winners.size} moves keep it; where it is lost the network mostly reads {rival}. "
        "Nothing in these 784 weights knows that a moved digit is the same digit."
    )


def about_mistakes(total: int, count: int, pairs: list[tuple[int, int, int]]) -> str:
    """Say what a model confuses: `pairs` are (true, read, how often), the most frequent first."""
    worst = " and ".join(f"{true} for {read} ({often} times)" for true, read, often in pairs[:2])
    return (
        f"It gets {count} of {total:,} wrong, {count / total:.2%}. It most often takes {worst}. "
        "Many of these a person would argue about too."
    )


def _verdict(reading: Reading) -> str:
    winner, rival = reading.winner, reading.runner_up
    if reading.confidence >= _SURE:
        return f"The network reads {winner} with {reading.confidence:.1%}."
    second = reading.probabilities[rival]
    if reading.confidence < _TORN:
        return (
            f"The network is torn: {winner} with {reading.confidence:.1%}, {rival} with "
            f"{second:.1%}."
        )
    return f"The network reads {winner} with {reading.confidence:.1%}; {rival} keeps {second:.1%}."


def _factor(lead: float) -> str:
    factor = float(np.exp(min(lead, 50.0)))
    return f"{factor:.1f}" if factor < 10 else f"{factor:,.0f}"
