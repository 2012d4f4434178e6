"""Sentences for the page "Augmentation": predictions for copies, label-breaking transforms."""

from collections.abc import Sequence

from dlviz.fan import Case, Cause, Fan, Mistaken
from dlviz.intervals import Rate
from dlviz.notices.comparisons import chance
from dlviz.paired import Comparison
from dlviz.transforms import TRANSFORMS

_SURE = 0.8  # mean probability of wrong predictions from which they suggest another label
_SOME, _MANY = 0.05, 0.25  # least share of misread copies for a warning: with and without a cause


def about_copies(
    fan: Fan, names: Sequence[str], subject: str, reader: str, *, is_labelled: bool = True
) -> str:
    """Say for how many copies the network still predicts the label, and how confidently.

    Args:
        fan: The predictions.
        names: Names of the classes.
        subject: What was copied.
        reader: Name of the network.
        is_labelled: Whether people have named the class; else it is the network's own prediction.
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
    """Warn if a transform seems to change the label, judged by the predictions; "" if none does.

    Args:
        fan: The predictions.
        names: Names of the classes.
        subject: What was copied.
        mistaken: The wrong predictions.
        blame: The transform that separates misread copies from the others.
        acting: Words of the transforms that changed any copy.
        is_labelled: Whether people have named the class; else it is the network's own prediction.
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
    """Say how many copies are closer to another class's picture than to their original.

    Args:
        strays: Number of such copies, in the space on screen and in the other one.
        n: Number of copies.
        n_others: Number of pictures of other classes.
        spaces: Names of the two spaces.
        shares: Share of the variance along the two axes on screen.
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
    """Say how much the predictions for the copies vary, and what averaging them gives."""
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
    """Say how augmentation changed the errors; "better" only if the difference is significant.

    Args:
        plain: Train and test error of the network without augmentation.
        augmented: Train and test error of the network with augmentation.
        what: What they were trained on.
        is_done: Whether the training has ended.
        compared: Paired comparison on the test pictures, the augmented network first; None if it
            is not known which pictures each classified correctly: then the intervals decide.
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
    """Return how many test pictures only one network got right; the augmented one is first."""
    return (
        f"of the same test pictures {own.only_first:,} are classified correctly only with "
        "augmentation, "
        f"{own.only_second:,} only without (McNemar's test, {chance(own)})"
    )


def _per_cent(rate: Rate) -> str:
    return f"{rate.value:.2f} % ({rate.low:.2f} to {rate.high:.2f})"
