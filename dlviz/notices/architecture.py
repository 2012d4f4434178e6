"""Sentences for the page "Architecture": sizes, counts, flattened numbers, training, mistakes."""

from collections.abc import Callable, Sequence

import numpy as np

from dlviz.architecture import ShapePath, Step
from dlviz.flattening import Flattened, Place, Weights
from dlviz.intervals import error_rate
from dlviz.layers import Convolution, Dense, Flatten, count, shape_text
from dlviz.networks.cifar_statistics import Confusion
from dlviz.notation import fixed
from dlviz.notices.words import listed, whole_share
from dlviz.receptive_field import Field
from dlviz.training.loop import LoopEpoch
from dlviz.training.plan import Plan


def about_shapes(path: ShapePath) -> str:
    """Say which layers have most parameters and most work, and how maps shrink and multiply."""
    if not path.parameters:
        return (
            "This network cannot be trained yet: no layer has weights. Add a convolution or a "
            "dense layer."
        )
    largest = _largest(path, lambda step: step.parameters)
    busiest = _largest(path, lambda step: step.multiply_adds)
    share = _share(largest[0].parameters, path.parameters)
    done = _share(busiest[0].multiply_adds, path.multiply_adds)
    # If several layers are equal, take one that has most of both: then no "but" is needed.
    both = [step for step in largest if step in busiest]
    most, hardest = (both[0], both[0]) if both else (largest[0], busiest[0])
    has = f"{most.name} has {share} of the {path.parameters:,} parameters{_equal(largest, most)}"
    if both:
        does = f"does {done} of the work{_equal(busiest, most)}"
        return f"{has} and {does}: {_why(most)}.{_shrinking(path)}"
    return (
        f"{has}, but {hardest.name} does {done} of the {path.multiply_adds:,} multiply-adds"
        f"{_equal(busiest, hardest)}: {_why_apart(most, hardest)}.{_shrinking(path)}"
    )


def _largest(path: ShapePath, size: Callable[[Step], int]) -> list[Step]:
    """Return the steps with the largest `size`: several if they are equal."""
    most = max(map(size, path.steps))
    return [step for step in path.steps if size(step) == most]


def _equal(steps: Sequence[Step], one: Step) -> str:
    """Return in brackets which other steps have the same number as `one`; "" if none."""
    names = [step.name for step in steps if step is not one]
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f" (as much as {listed})"


def about_flattened(
    flattened: Flattened,
    index: int,
    place: Place,
    field: Field,
    size: tuple[int, int],
    *,
    is_weighed: bool = True,
) -> str:
    """Say where the selected number comes from, and on how much of the picture it depends.

    Args:
        flattened: All numbers.
        index: Index of the selected one, from 0; the sentence counts from 1.
        place: Its position in the maps.
        field: Its receptive field in the picture.
        size: (H, W) of the picture.
        is_weighed: Whether a dense layer follows.
    """
    if field.is_empty:
        return (
            f"Number {index + 1:,} is {fixed(flattened.numbers[index], 3)}: {_spelled(place)}. It "
            "depends only on padding, not on the picture, so it is the same for every picture."
        )
    rows, columns = field.bottom - field.top + 1, field.right - field.left + 1
    seen = _share(rows * columns, size[0] * size[1])
    value = flattened.numbers[index]
    zeros = float((flattened.numbers == 0).mean())
    silent = (
        f" {_share(round(zeros * len(flattened.numbers)), len(flattened.numbers))} of all "
        f"{len(flattened.numbers):,} numbers are exactly 0."
        if zeros
        else ""
    )
    behind = (
        " The following dense layer has separate weights for this place of this map: the "
        "position in the row tells where the number came from."
        if is_weighed
        else ""
    )
    return (
        f"Number {index + 1:,} is {fixed(value, 3)}: {_spelled(place)}. It depends on {rows} × "
        f"{columns} "
        f"pixels, {seen} of the picture.{behind}{silent}"
    )


def _spelled(place: Place) -> str:
    """Return a position in words, counted from 1."""
    return f"map {place.map + 1}, row {place.row + 1}, column {place.column + 1}"


def about_confusion(confusion: Confusion, label: int, names: Sequence[str]) -> str:
    """Say how many mistakes the shipped network makes, how many within a group, and one class's.

    Args:
        confusion: Of the 10,000 test pictures.
        label: The selected class.
        names: Names of the classes.
    """
    total = int(confusion.counts.sum())
    share = confusion.within_groups / confusion.mistakes
    siblings = int((confusion.groups == confusion.groups[label]).sum()) - 1
    by_chance = siblings / (len(names) - 1)
    own, of_class = int(confusion.counts[label, label]), int(confusion.counts[label].sum())
    others = ", ".join(f"{names[other]} ({n})" for other, n in confusion.taken_for(label))
    taken = f", the others most often as {others}" if others else ""
    return (
        f"Of {total:,} test pictures the trained network that comes with dlviz classifies "
        f"{confusion.right:,} correctly. "
        f"{share:.0%} of its {confusion.mistakes:,} mistakes stay within the same group of "
        f"classes; with random guessing it would be {by_chance:.0%}. It classifies {own} of "
        f"{of_class} pictures of the class {names[label]} correctly{taken}."
    )


def answer(logits: np.ndarray, names: tuple[str, ...]) -> str:
    """Return the three most probable classes in one sentence."""
    exponentials = np.exp(logits - logits.max())
    shares = exponentials / exponentials.sum()
    best = np.argsort(-shares, kind="stable")[:3]
    said = (f"{names[place]} {whole_share(float(shares[place]))}" for place in best)
    return f"Its prediction: {', '.join(said)}."


def about_weights(value: float, weights: Weights, names: tuple[str, ...]) -> str:
    """Say for which class the selected number counts most, and against which."""
    best, worst = int(weights.slopes.argmax()), int(weights.slopes.argmin())
    if weights.slopes[best] == weights.slopes[worst]:
        return (
            f"It changes {'the one output' if len(names) == 1 else 'all outputs equally'}, by "
            f"{_change(weights.slopes[best])} if the number grows by 1: it does not favour any "
            "class."
        )
    what = "Its weights" if weights.is_output else "For this picture its influences"
    sum_ = (
        "The number is 0 for this picture, so it does not change any output."
        if value == 0
        else f"Here it adds {_change(value * weights.slopes[best])} to {names[best]} and "
        f"{_change(value * weights.slopes[worst])} to {names[worst]}."
        if weights.is_output
        else f"If the number grew by 1, it would add {_change(weights.slopes[best])} to "
        f"{names[best]}."
    )
    return (
        f"{what} run from {_change(weights.slopes[worst])} ({names[worst]}) to "
        f"{_change(weights.slopes[best])} ({names[best]}). {sum_}"
    )


def _change(value: float) -> str:
    return fixed(value, 3, sign="+")


def about_picture(picture: np.ndarray) -> str:
    """Say which channel is strongest and of how many numbers a picture consists."""
    height, width, channels = picture.shape
    whole = f"{height} × {width} × {channels} = {picture.size:,} numbers"
    if channels == 1:
        return f"For the network this is {whole} from 0 to 255, on average {picture.mean():.0f}."
    means = picture.reshape(-1, channels).mean(axis=0)
    names = ("red", "green", "blue")
    strongest, weakest = (
        listed([name for name, mean in zip(names, means, strict=True) if mean == end])
        for end in (means.max(), means.min())
    )
    are = "is" if (means == means.max()).sum() == 1 else "are"
    apart = float(np.abs(picture.astype(float) - picture.mean(axis=2, keepdims=True)).mean())
    grey = (
        "The three channels are almost equal: the picture is almost grey."
        if apart < 6
        else f"On average all three are equally strong ({means.max():.0f} of 255)."
        if means.min() == means.max()
        else f"On average {strongest} {are} strongest ({means.max():.0f} of 255) and "
        f"{weakest} weakest ({means.min():.0f})."
    )
    return f"For the network this is {whole}, three maps of {height} × {width}. {grey}"


def about_plan(path: ShapePath, plan: Plan) -> str:
    """Say how much a training will cost, and how many parameters it adjusts."""
    per_weight = plan.n_pictures / max(1, path.parameters)
    amount = (
        f"{per_weight:.1f} for each of the network's {path.parameters:,} parameters"
        if per_weight >= 1
        else f"the network has {path.parameters / plan.n_pictures:,.0f} parameters for each picture"
    )
    return (
        f"{plan.n_pictures:,} pictures: {amount}. {plan.epochs} epochs, forward and backward, "
        f"take about {about_work(plan)} multiplications; the error is measured on "
        f"{plan.n_tested:,} test pictures. The training continues while you look at other pages."
    )


def about_work(plan: Plan) -> str:
    """Return how many multiplications a training takes, in words."""
    return _spoken(plan.work)


def about_training(records: tuple[LoopEpoch, ...], n_classes: int, what: str) -> str:
    """Say how accurate the network is so far, compared with guessing, and whether it overfits."""
    last = records[-1]
    rate = error_rate(last.test.errors, last.test.count)
    guess = 100 * (1 - 1 / n_classes)
    return (
        f"After {last.epoch:.3g} epochs {last.test.errors:,} of {last.test.count:,} test "
        f"{what} are misclassified: {rate.value:.1f} % (95 % interval {rate.low:.1f} to "
        f"{rate.high:.1f}). Random guessing would give {guess:.0f} %.{_about_heart(last)}"
    )


def _about_heart(last: LoopEpoch) -> str:
    """Compare train and test error; say which is lower only if their intervals do not overlap.

    The two sets of pictures differ, so each error has an interval of its own. Before the first
    epoch is complete, nothing is said about overfitting.
    """
    if last.train is None:
        return ""
    train = error_rate(last.train.errors, last.train.count)
    test = error_rate(last.test.errors, last.test.count)
    known = f" On training pictures the error is {train.value:.1f} %"
    if train.is_below(test):
        apart = f"{test.value - train.value:.1f} points lower"
        if last.epoch < 1:
            return f"{known}, {apart}; it has not seen all of them yet."
        if test.value - train.value > 5:
            return f"{known}: it begins to overfit, {apart}."
        return f"{known}, {apart}: slightly better than on new pictures."
    if test.is_below(train):
        return f"{known}, higher than on test pictures: it does not overfit."
    return f"{known}: about the same; the intervals overlap."


def _why(step: Step) -> str:
    """Return why one layer has most parameters and most work at once."""
    if isinstance(step.layer, Convolution):
        return f"{_reach(step, 'each of its filters')}"
    return f"every unit has a separate weight for each of the {step.before[0]:,} numbers"


def _why_apart(largest: Step, busiest: Step) -> str:
    """Return why the layer with most parameters is not the one with most work, with both numbers.

    Work is parameters times the positions where they are used; a dense weight has one position.
    """
    places = count(busiest.shape[1:])
    if isinstance(largest.layer, Dense):
        return (
            f"a dense weight is used once for each picture, a filter's weight at {places:,} place"
            f"{'' if places == 1 else 's'}"
        )
    own = count(largest.shape[1:])
    return (
        f"a filter's weight of {largest.name} is used at {own:,} place{'' if own == 1 else 's'} of "
        f"each picture, one of {busiest.name} at {places:,}"
        if isinstance(busiest.layer, Convolution)
        else f"{_reach(largest, f'each filter of {largest.name}')}, and {busiest.name} has as many "
        "multiplications as weights"
    )


def _reach(step: Step, what: str) -> str:
    maps, places = step.before[0], count(step.shape[1:])
    through = f"all {maps:,} maps" if maps > 1 else "the one map"
    return f"{what} covers {through} and is used at {places:,} place{'' if places == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    """Return a share in whole per cent; 0 % and 100 % only stand for none and all."""
    return whole_share(part / whole)


def _shrinking(path: ShapePath) -> str:
    flat = next((step for step in path.steps if isinstance(step.layer, Flatten)), None)
    if flat is None or len(flat.before) != 3 or flat is path.steps[0]:
        return ""
    first = path.network.input
    way = f" From {shape_text(first)} to {shape_text(flat.before)}"
    if count(first) == count(flat.shape):
        return f"{way} the number of values stays {count(first):,}."
    return f"{way}, {count(first):,} values become {count(flat.shape):,}."


def _spoken(number: float) -> str:
    """Return a large number in words, to two digits."""
    rounded = float(f"{number:.2g}")
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if rounded >= size:
            return f"{rounded / size:,g} {name}"
    return f"{rounded:,.0f}"
