"""What a class's handwriting says beside MNIST's, in words."""

from collections.abc import Sequence

from dlviz.classroom.handwriting import Wall
from dlviz.classroom.learning import Learned
from dlviz.intervals import error_rate
from dlviz.networks.mnist import record
from dlviz.notices.words import listed
from dlviz.paired import LEVEL, Comparison, sign_test
from dlviz.training.methods import METHODS, N_TEST

ABOUT_INTERVALS = (
    "The intervals count each drawing as independent of the others. Drawings of one pupil are "
    "alike, so the true intervals are wider."
)


def about_no_drawing(digits: Sequence[int]) -> str:
    """Say what the phones ask for, as long as nothing is on the wall."""
    asked = listed([str(digit) for digit in digits])
    return f"No drawing is on the wall. The phones ask for {asked}."


def about_mnist(wall: Wall) -> str:
    """Say for which models the class's drawings are harder than MNIST's test digits."""
    harder: list[str] = []
    easier: list[str] = []
    level: list[str] = []
    for name, rate in wall.rates().items():
        mnist = error_rate(record(name).test_errors, N_TEST)
        found = harder if mnist.is_below(rate) else easier if rate.is_below(mnist) else level
        found.append(METHODS[name].title)
    said = [
        f"Your drawings are significantly {what} than MNIST's test digits for {listed(names)}: the "
        "intervals do not overlap."
        for what, names in (("harder", harder), ("easier", easier))
        if names
    ]
    if level:
        whom = "each model" if len(level) == len(wall.readings) else listed(level)
        said.append(
            f"For {whom} the intervals of your error and of MNIST's overlap: the difference may be "
            "chance."
        )
    return " ".join(said)


def about_few(learned: Learned) -> str:
    """Say what so few drawings can show."""
    wrong = round(learned.before.value * learned.n_held / 100)
    if wrong == 0:
        return (
            "Before, it classified all of them correctly: on these drawings it cannot become better"
            "."
        )
    needed = fewest_significant()
    if wrong < needed:
        them = "this one" if wrong == 1 else f"these {wrong}"
        return (
            f"Before, it misclassified only {wrong} of them: correcting {them} and spoiling none "
            f"would not be a significant difference. For that, {needed} must be corrected."
        )
    low, high = learned.after.low, learned.after.high
    return (
        f"The 95 % interval of its error afterwards is {low:.1f} to {high:.1f} %. At least "
        f"{needed} drawings must change to one side, and none to the other, for a significant "
        "difference."
    )


def about_forgetting(before: int, after: int, pair: Comparison) -> str:
    """Say what the learning has done to MNIST's test digits.

    Args:
        before: How many of them were misclassified before.
        after: How many afterwards.
        pair: The paired comparison on these digits, before (first) and after (second).
    """
    said = f"Of MNIST's {N_TEST:,} test digits it misclassified {before:,} before, {after:,} now"
    if pair.is_first_better:
        return f"{said}: significantly more than before, the price of learning."
    if pair.is_second_better:
        return f"{said}: significantly fewer than before."
    if before == after:
        return f"{said}: as many as before."
    return f"{said}: this difference may be chance."


def fewest_significant() -> int:
    """Return how many drawings must change to one side, if none changes to the other."""
    changed = 1
    while sign_test(changed, 0) >= LEVEL:
        changed += 1
    return changed
