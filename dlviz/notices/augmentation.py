"""What to notice about copies of a picture and about training on them, from the numbers."""

from collections.abc import Sequence

from dlviz.fan import Case, Cause, Fan, Mistaken
from dlviz.intervals import Rate
from dlviz.transforms import TRANSFORMS

_SURE = 0.8  # mean probability from which a wrong answer speaks for another label
_SOME, _MANY = 0.05, 0.25  # shares of misread copies that are told, with and without a cause


def about_copies(fan: Fan, names: Sequence[str], subject: str, reader: str) -> str:
    """Say how many copies the network still reads as their label, and how surely."""
    n, wrong = len(fan.copies), int(fan.is_misread.sum())
    right = f"{n - wrong or 'None'} of the {n} copies" if wrong else f"All {n} copies"
    are = "is" if n - wrong == 1 else "are"
    own = fan.of_label
    return (
        f"{right} of {subject} {are} read as “{names[fan.label]}” by {reader}. It gives the "
        f"original {fan.original[fan.label]:.1%} and the copies {own.min():.1%} to "
        f"{own.max():.1%}, {own.mean():.1%} on average; the label is the same on all."
    )


def about_labels(
    fan: Fan, names: Sequence[str], subject: str, mistaken: Mistaken | None, blame: Cause | None
) -> str:
    """Warn where a transform breaks the label, by the network's answers; "" where none does."""
    own = int(fan.original.argmax())
    label = names[fan.label]
    if own != fan.label:
        return (
            f"The original itself is read as “{names[own]}” ({fan.original[own]:.0%}), not as "
            f"“{label}”: what the network says about its copies tells little about their label."
        )
    n = len(fan.copies)
    is_sure = mistaken is not None and mistaken.confidence >= _SURE
    if mistaken is None or mistaken.count < (_SOME if is_sure or blame else _MANY) * n:
        return ""
    wrong, answer = mistaken.count, names[mistaken.answer]
    are = "is" if wrong == 1 else "are"
    what = (
        f"{are} read as “{answer}”"
        if mistaken.most == wrong
        else f"{are} misread, {mistaken.most} of them as “{answer}”"
    )
    text = f"{wrong} of {n} copies of {subject} {what}, with {mistaken.confidence:.0%} on average"
    if blame is None:
        return f"{text}. No transform of the chain tells them from the others."
    verdict = "breaks its label" if is_sure else "makes its label doubtful"
    return f"{text}: {_who(blame)} {verdict}. {_shares(blame)}"


def _who(blame: Cause) -> str:
    titles = [TRANSFORMS[word].title.lower() for word in blame.words]
    if blame.case is Case.ONE:
        return f"{' or '.join(titles)} alone"
    return " + ".join(titles)


def _shares(blame: Cause) -> str:
    which = {
        Case.APPLIED: "copies with it",
        Case.STRONG: "copies that it changes most",
        Case.BOTH: "copies with both",
        Case.ONE: "copies with one of the two",
    }[blame.case]
    return (
        f"{blame.misread} of the {blame.strong} {which} are misread, {blame.weak_misread} of the "
        f"other {blame.weak}."
    )


def about_cloud(
    strays: tuple[int, int],
    n: int,
    n_others: int,
    spaces: tuple[str, str],
    shares: Sequence[float],
) -> str:
    """Say how many copies lie nearer to a stranger than to their original, in two spaces.

    Args:
        strays: So many, in the space on screen and in the other one.
        n: Copies.
        n_others: Pictures of other classes.
        spaces: Names of the two spaces.
        shares: Of the variance, along the two axes on screen.
    """
    here, there = strays
    lie = "lies" if here == 1 else "lie"
    return (
        f"Measured in {spaces[0]}, {here or 'none'} of the {n} copies {lie} nearer to one of the "
        f"{n_others} pictures of other classes than to their own original; measured in "
        f"{spaces[1]}, {there or 'none'}. The two axes hold {shares[0]:.0%} and {shares[1]:.0%} of "
        "all variation: what looks close on this plane may be far apart in the rest."
    )


def about_prediction(fan: Fan, names: Sequence[str], values: Sequence[Sequence[str]]) -> str:
    """Say how far the answers to the copies spread, and what averaging makes of them."""
    label = names[fan.label]
    best, worst = fan.best, fan.worst
    average = fan.average
    winner = int(average.argmax())
    own = int(fan.original.argmax())
    done = ", ".join(values[worst]) or "nothing"
    alone, mean = (f"{row[fan.label]:.1%}" for row in (fan.original, average))
    rises = average[fan.label] > fan.original[fan.label]
    moved = f"{'raises' if rises else 'lowers'} it from {alone} to {mean}"
    text = (
        f"The probability of “{label}” goes from {fan.of_label[worst]:.1%} (copy {worst + 1}: "
        f"{done}) to {fan.of_label[best]:.1%} (copy {best + 1}). Averaging all {len(values)} "
        f"{moved if alone != mean else f'leaves it at {mean}'}"
    )
    if winner == own:
        return f"{text}; the answer stays “{names[winner]}”."
    return f"{text} and changes the answer from “{names[own]}” to “{names[winner]}”."


def about_training(
    plain: tuple[Rate, Rate], augmented: tuple[Rate, Rate], what: str, *, is_done: bool = True
) -> str:
    """Say what augmentation did to the errors; "better" only where the intervals lie apart.

    Args:
        plain: Train and test error of the network that saw its pictures as they are.
        augmented: The same of its twin.
        what: They learned from.
        is_done: Whether the training has ended.
    """
    (plain_train, plain_test), (own_train, own_test) = plain, augmented
    start = "On" if is_done else "So far, on"
    if own_test.is_below(plain_test):
        gain = (
            f"{1 - own_test.value / plain_test.value:.0%} fewer errors, and the intervals lie apart"
        )
    elif plain_test.is_below(own_test):
        gain = "it is worse, and the intervals lie apart"
    else:
        gain = "the intervals overlap: that is no difference yet"
    text = (
        f"{start} {what} augmentation moves the test error from {_per_cent(plain_test)} to "
        f"{_per_cent(own_test)}: {gain}. The train error goes from {plain_train.value:.2f} % to "
        f"{own_train.value:.2f} %"
    )
    if own_train.value > plain_train.value and own_test.value < plain_test.value:
        return f"{text}: worse on what it learned from, better on what is new. It regularises."
    return f"{text}."


def _per_cent(rate: Rate) -> str:
    return f"{rate.value:.2f} % ({rate.low:.2f} to {rate.high:.2f})"
