"""What to notice about a network and its pictures, in words made from the numbers on screen."""

from collections.abc import Sequence

import numpy as np

from dlviz.architecture import ShapePath, Step
from dlviz.flattening import Flattened, Place, Weights
from dlviz.intervals import error_rate
from dlviz.layers import Convolution, Dense, Flatten, count, shape_text
from dlviz.networks.cifar_statistics import Confusion
from dlviz.receptive_field import Field
from dlviz.training.loop import LoopEpoch
from dlviz.training.plan import Plan


def about_shapes(path: ShapePath) -> str:
    """Say where the parameters are, where the work is, and how the maps shrink while they grow."""
    if not path.parameters:
        return (
            "Nothing in this network can learn yet: no layer has weights. Add a convolution or a "
            "dense layer."
        )
    most = max(path.steps, key=lambda step: step.parameters)
    busiest = max(path.steps, key=lambda step: step.multiply_adds)
    share = most.parameters / path.parameters
    work = busiest.multiply_adds / path.multiply_adds
    where = (
        f"{most.name} has {share:.0%} of the {path.parameters:,} parameters and does {work:.0%} of "
        "the work"
        if most is busiest
        else f"{most.name} has {share:.0%} of the {path.parameters:,} parameters, but "
        f"{busiest.name} does {work:.0%} of the {path.multiply_adds:,} multiply-adds"
    )
    return f"{where}: {_why(most, busiest)}{_shrinking(path)}"


def about_flattened(
    flattened: Flattened, index: int, place: Place, field: Field, size: tuple[int, int]
) -> str:
    """Say what the chosen number is and how much of the picture is behind it."""
    if field.is_empty:
        return (
            f"Number {index} is {flattened.numbers[index]:.3f}: map {place.map}, row {place.row}, "
            f"column {place.column}. It sees nothing of the picture, only padding: it is the same "
            "for every picture."
        )
    rows, columns = field.bottom - field.top + 1, field.right - field.left + 1
    seen = rows * columns / (size[0] * size[1])
    value = flattened.numbers[index]
    zeros = float((flattened.numbers == 0).mean())
    silent = (
        f" {zeros:.0%} of all {len(flattened.numbers):,} numbers are exactly 0." if zeros else ""
    )
    return (
        f"Number {index} is {value:.3f}: map {place.map}, row {place.row}, column {place.column}. "
        f"It has seen {rows} × {columns} pixels, {seen:.0%} of the picture. The dense layer has a "
        f"weight of its own for it: what it means, and where it came from, lies in its index alone."
        f"{silent}"
    )


def about_confusion(confusion: Confusion, label: int, names: Sequence[str]) -> str:
    """Say how many mistakes the shipped network makes, which stay in the family, and one class's.

    Args:
        confusion: Of the 10,000 test pictures.
        label: The class that is looked at.
        names: Of the classes.
    """
    total = int(confusion.counts.sum())
    share = confusion.within_groups / confusion.mistakes
    siblings = int((confusion.groups == confusion.groups[label]).sum()) - 1
    by_chance = siblings / (len(names) - 1)
    own, of_class = int(confusion.counts[label, label]), int(confusion.counts[label].sum())
    others = ", ".join(f"{names[other]} ({n})" for other, n in confusion.taken_for(label))
    taken = f", the others most often as {others}" if others else ""
    return (
        f"Of {total:,} test pictures the shipped network reads {confusion.right:,} rightly. "
        f"{share:.0%} of its {confusion.mistakes:,} mistakes stay within the group; guessing, it "
        f"would be {by_chance:.0%}. It reads {own} of {of_class} pictures of the class "
        f"{names[label]} rightly{taken}."
    )


def answer(logits: np.ndarray, names: tuple[str, ...]) -> str:
    """Return the three classes that a network finds most probable, in one sentence."""
    exponentials = np.exp(logits - logits.max())
    shares = exponentials / exponentials.sum()
    best = np.argsort(-shares, kind="stable")[:3]
    return "It answers " + ", ".join(f"{names[place]} {shares[place]:.0%}" for place in best) + "."


def about_weights(value: float, weights: Weights, names: tuple[str, ...]) -> str:
    """Say for which class the chosen number speaks, and against which."""
    best, worst = int(weights.slopes.argmax()), int(weights.slopes.argmin())
    what = "Its weights" if weights.is_output else "At this picture its influences"
    sum_ = (
        "The number is 0 for this picture, so it says nothing about any class."
        if value == 0
        else f"Here it adds {value * weights.slopes[best]:+.3f} to {names[best]} and "
        f"{value * weights.slopes[worst]:+.3f} to {names[worst]}."
        if weights.is_output
        else f"One more of it would add {weights.slopes[best]:+.3f} to {names[best]}."
    )
    return (
        f"{what} run from {weights.slopes[worst]:+.3f} ({names[worst]}) to "
        f"{weights.slopes[best]:+.3f} ({names[best]}). {sum_}"
    )


def about_picture(picture: np.ndarray) -> str:
    """Say which channel is strongest and how many numbers a picture is."""
    height, width, channels = picture.shape
    whole = f"{height} × {width} × {channels} = {picture.size:,} numbers"
    if channels == 1:
        return f"For the network this is {whole} from 0 to 255, on average {picture.mean():.0f}."
    means = picture.reshape(-1, channels).mean(axis=0)
    names = ("red", "green", "blue")
    strongest, weakest = int(means.argmax()), int(means.argmin())
    apart = float(np.abs(picture.astype(float) - picture.mean(axis=2, keepdims=True)).mean())
    grey = (
        "The three channels hardly differ: the picture is almost grey."
        if apart < 6
        else f"On average {names[strongest]} is strongest ({means[strongest]:.0f} of 255) and "
        f"{names[weakest]} weakest ({means[weakest]:.0f})."
    )
    return f"For the network this is {whole}, three maps of {height} × {width}. {grey}"


def about_plan(path: ShapePath, plan: Plan) -> str:
    """Say what a training will cost and what its network has to be set by."""
    per_weight = plan.n_pictures / max(1, path.parameters)
    amount = (
        f"{per_weight:.1f} for each of the network's {path.parameters:,} parameters"
        if per_weight >= 1
        else f"the network has {path.parameters / plan.n_pictures:,.0f} parameters for each picture"
    )
    return (
        f"{plan.n_pictures:,} pictures: {amount}. Going {plan.epochs} times through them, "
        f"forwards and backwards, takes about {_spoken(plan.work)} multiplications; errors are "
        f"counted on {plan.n_tested:,} test pictures. It goes on while you look at other pages."
    )


def about_training(records: tuple[LoopEpoch, ...], n_classes: int, what: str) -> str:
    """Say how well the network reads by now, against guessing, and whether it learns by heart."""
    last = records[-1]
    rate = error_rate(last.test.errors, last.test.count)
    guess = 100 * (1 - 1 / n_classes)
    gap = ""
    if last.train is not None:
        apart = last.test.error - last.train.error
        gap = f" On pictures it learned from the error is {last.train.error:.1f} %: " + (
            "it begins to know them by heart." if apart > 5 else "about the same."
        )
    return (
        f"After {last.epoch:.3g} epochs {last.test.errors:,} of {last.test.count:,} test "
        f"{what} are read wrongly: {rate.value:.1f} % (95 % interval {rate.low:.1f} to "
        f"{rate.high:.1f}). Guessing would be {guess:.0f} %.{gap}"
    )


def _why(most: Step, busiest: Step) -> str:
    if isinstance(most.layer, Dense) and isinstance(busiest.layer, Convolution):
        return (
            "a dense weight is used once for each picture, a filter's weight at "
            f"{count(busiest.shape[1:])} places."
        )
    if isinstance(most.layer, Convolution):
        return (
            f"each of its filters reaches through all {most.before[0]} maps and is used at "
            f"{count(most.shape[1:])} places."
        )
    return f"every unit weighs all {most.before[0]:,} numbers, each by a weight of its own."


def _shrinking(path: ShapePath) -> str:
    flat = next((step for step in path.steps if isinstance(step.layer, Flatten)), None)
    if flat is None or len(flat.before) != 3 or flat is path.steps[0]:
        return ""
    first = path.network.input
    return (
        f" From {shape_text(first)} to {shape_text(flat.before)}: {count(first):,} numbers have "
        f"become {count(flat.shape):,}."
    )


def _spoken(number: float) -> str:
    """Return a large number for people, to two digits."""
    rounded = float(f"{number:.2g}")
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if rounded >= size:
            return f"{rounded / size:,g} {name}"
    return f"{rounded:,.0f}"
