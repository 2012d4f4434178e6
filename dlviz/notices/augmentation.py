"""What to notice about copies of a picture and about training on them, from the numbers."""

from collections.abc import Sequence

from dlviz.fan import Case, Cause, Fan, Mistaken
from dlviz.intervals import Rate
from dlviz.notices.comparisons import chance
from dlviz.paired import Comparison
from dlviz.transforms import TRANSFORMS

_SURE = 0.8  # mean probability from which a wrong answer speaks for another label
_SOME, _MANY = 0.05, 0.25  # shares of misread copies that are told, with and without a cause


def about_copies(
    fan: Fan, names: Sequence[str], subject: str, reader: str, *, is_labelled: bool = True
) -> str:
    """Say how many copies the network still reads as their label, and how surely.

    Args:
        fan: The answers.
        names: Of the classes.
        subject: What was copied.
        reader: Who answers.
        is_labelled: Whether people have named the class; else it is the network's first answer.
    """
    n, wrong = len(fan.copies), int(fan.is_misread.sum())
    right = f"{n - wrong or 'None'} of the {n} copies" if wrong else f"All {n} copies"
    are = "is" if n - wrong == 1 else "are"
    own = fan.of_label
    what = (
        "all have the same label"
        if is_labelled
        else "it has no label: this is the network's own answer for the original"
    )
    return (
        f"{right} of {subject} {are} classified as “{names[fan.label]}” by {reader}. For this "
        f"class the network gives the original {fan.original[fan.label]:.1%} and the copies "
        f"{own.min():.1%} to "
        f"{own.max():.1%}, {own.mean():.1%} on average; {what}."
    )


def about_labels(
    fan: Fan,
    names: Sequence[str],
    subject: str,
    mistaken: Mistaken | None,
    blame: Cause | None,
    *,
    acting: Sequence[str] = (),
    is_labelled: bool = True,
) -> str:
    """Warn where a transform breaks the label, by the network's answers; "" where none does.

    Args:
        fan: The answers.
        names: Of the classes.
        subject: What was copied.
        mistaken: What the misread copies are taken for.
        blame: The transform that separates them from the others.
        acting: Words of the transforms that changed any copy.
        is_labelled: Whether people have named the class; else it is the network's first answer.
    """
    own = int(fan.original.argmax())
    label = names[fan.label]
    if own != fan.label:
        return (
            f"The original itself is classified as “{names[own]}” ({fan.original[own]:.0%}), "
            "not as "
            f"“{label}”: so the network's answers for the copies say little about their label."
        )
    n = len(fan.copies)
    is_sure = mistaken is not None and mistaken.confidence >= _SURE
    has_cause = is_sure or blame is not None or len(set(acting)) == 1
    if mistaken is None or mistaken.count < (_SOME if has_cause else _MANY) * n:
        return ""
    text = _mistakes(mistaken, names, subject, n)
    if not is_labelled:
        text += f", not as “{label}”, its own first answer"
    verdict = "makes its label wrong" if is_sure else "makes its label doubtful"
    if not is_labelled:
        verdict = "changes its answer"
    if blame is not None:
        return f"{text}: {_who(blame)} {verdict}. {_shares(blame)}"
    if len(set(acting)) == 1:
        return f"{text}: {TRANSFORMS[acting[0]].title.lower()}, the only transform, {verdict}."
    if mistaken.count == n:
        return (
            f"{text}. No copy is classified differently, so the copies do not show which "
            "transform is the cause."
        )
    return f"{text}. No transform of the chain distinguishes them from the other copies."


def _mistakes(mistaken: Mistaken, names: Sequence[str], subject: str, n: int) -> str:
    wrong, answer = mistaken.count, names[mistaken.answer]
    are = "is" if wrong == 1 else "are"
    what = (
        f"{are} classified as “{answer}”"
        if mistaken.most == wrong
        else f"{are} misclassified, {mistaken.most} of them as “{answer}”"
    )
    return f"{wrong} of {n} copies of {subject} {what}, with {mistaken.confidence:.0%} on average"


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
        f"{blame.misread} of the {blame.strong} {which} are misclassified, {blame.weak_misread} "
        f"of the other {blame.weak}."
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
        f"{n_others} pictures of other classes than to the original; measured in "
        f"{spaces[1]}, {there or 'none'}. The two axes contain {shares[0]:.0%} and "
        f"{shares[1]:.0%} of "
        "the variance: points that look close on this plane may be far apart in the other "
        "dimensions."
    )


def about_prediction(fan: Fan, names: Sequence[str], values: Sequence[Sequence[str]]) -> str:
    """Say how far the answers to the copies spread, and what averaging makes of them."""
    label = names[fan.label]
    best, worst = fan.best, fan.worst
    average = fan.average
    winner = int(average.argmax())
    own = int(fan.original.argmax())
    done = ", ".join(values[worst]) or "nothing"
    low, high = (f"{fan.of_label[place]:.1%}" for place in (worst, best))
    spread = (
        f"is {low} for every copy"
        if low == high
        else f"goes from {low} (copy {worst + 1}: {done}) to {high} (copy {best + 1})"
    )
    alone, mean = (f"{row[fan.label]:.1%}" for row in (fan.original, average))
    rises = average[fan.label] > fan.original[fan.label]
    moved = f"{'raises' if rises else 'lowers'} it from {alone} to {mean}"
    text = (
        f"The probability of “{label}” {spread}. Averaging all {len(values)} "
        f"{moved if alone != mean else f'leaves it at {mean}'}"
    )
    if winner == own:
        return f"{text}; the answer stays “{names[winner]}”."
    return f"{text} and changes the answer from “{names[own]}” to “{names[winner]}”."


def about_training(
    plain: tuple[Rate, Rate],
    augmented: tuple[Rate, Rate],
    what: str,
    *,
    is_done: bool = True,
    compared: Comparison | None = None,
) -> str:
    """Say what augmentation did to the errors; "better" only beyond chance.

    Args:
        plain: Train and test error of the network that saw its pictures as they are.
        augmented: The same of its twin.
        what: They learned from.
        is_done: Whether the training has ended.
        compared: The twin, first, and the network on the same test pictures; None where it was not
            kept which of them they read correctly: the intervals stand in.
    """
    (plain_train, plain_test), (own_train, own_test) = plain, augmented
    start = "On" if is_done else "So far, on"
    is_better = own_test.is_below(plain_test) if compared is None else compared.is_first_better
    is_worse = plain_test.is_below(own_test) if compared is None else compared.is_second_better
    why = "the intervals do not overlap" if compared is None else _same_pictures(compared)
    if is_better:
        gain = f"{1 - own_test.value / plain_test.value:.0%} fewer errors, and {why}"
    elif is_worse:
        gain = f"it is worse, and {why}"
    elif compared is None:
        gain = "the intervals overlap: these rates alone decide nothing"
    else:
        gain = f"that may be chance, {why}"
    moves = (
        f"augmentation changes the test error from {_per_cent(plain_test)} to {_per_cent(own_test)}"
        if own_test.value != plain_test.value
        else f"the test error is {_per_cent(own_test)} with and without augmentation"
    )
    text = f"{start} {what} {moves}: {gain}. The training error " + (
        f"goes from {plain_train.value:.2f} % to {own_train.value:.2f} %"
        if own_train.value != plain_train.value
        else f"is {own_train.value:.2f} % with and without"
    )
    if own_train.value > plain_train.value and is_better:
        return (
            f"{text}: more errors on training pictures, fewer on test pictures. Augmentation "
            "regularises."
        )
    return f"{text}."


def _same_pictures(own: Comparison) -> str:
    """Write how many test pictures only one of two networks reads correctly; the twin is first."""
    return (
        f"of the same test pictures {own.only_first:,} are classified correctly only with "
        "augmentation, "
        f"{own.only_second:,} only without (McNemar's test, {chance(own)})"
    )


def _per_cent(rate: Rate) -> str:
    return f"{rate.value:.2f} % ({rate.low:.2f} to {rate.high:.2f})"
