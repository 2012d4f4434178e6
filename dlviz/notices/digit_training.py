"""What to notice while methods race on digits, in words made from the numbers on screen."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.intervals import Rate, error_rate
from dlviz.mistakes import Answers
from dlviz.paired import Comparison, compare
from dlviz.thinning import Spread
from dlviz.training.methods import METHODS, lecture_rate
from dlviz.training.race import Standing, Thinned

_GAP = 0.2  # points of error between training and test digits from which overfitting is named


def rate_of(standing: Standing) -> Rate | None:
    """Return the test error of `standing` with its interval; None before the first look."""
    score = standing.score
    return None if score is None else error_rate(score.errors, score.count)


def against_lecture(method: str, rate: Rate) -> str:
    """Return "better" or "worse" where the intervals say so, else "undecided".

    Where the lecture has no number it is "".
    """
    lecture = lecture_rate(method)
    if lecture is None:
        return ""
    if rate.is_below(lecture):
        return "better"
    return "worse" if lecture.is_below(rate) else "undecided"


def about_race(standings: Mapping[str, Standing]) -> str:
    """Say who leads, whom that beats beyond chance, and who overfits: title -> standing.

    All of them read the same test digits and are compared on these (McNemar's exact test); where it
    was not kept which digits a model read correctly, by the intervals of the two rates.
    """
    rates = {title: rate for title, one in standings.items() if (rate := rate_of(one)) is not None}
    if not rates:
        return "Nothing has been learnt yet: every curve begins at 90 % errors, pure guessing."
    fewest = min(rate.value for rate in rates.values())
    first = [title for title, rate in rates.items() if rate.value == fewest]
    best = first[0]
    rest = [title for title in rates if title not in first]
    compared = {title: _compared(standings[best], standings[title]) for title in rest}
    text = (
        f"{best} has the fewest errors, {fewest:.2f} %."
        if len(first) == 1
        else f"{_listed(first)} have equally few errors, {fewest:.2f} %."
    )
    paired = {title: own for title, own in compared.items() if own is not None}
    beaten = [_counts(title, own) for title, own in paired.items() if own.is_first_better]
    level = [_counts(title, own) for title, own in paired.items() if not own.is_first_better]
    count = next((one.score.count for one in standings.values() if one.score), 0)
    if beaten:
        text += f" On the same {count:,} digits {best} is better than {_listed(beaten)}."
    if level:
        text += f" What it leads by may be chance against {_listed(level)}."
    if paired and (beaten or level):
        text += " (McNemar's test: the digits that only one of the two reads correctly.)"
    return (
        text
        + _by_intervals(rates, best, [t for t in rest if t not in paired])
        + _about_gap(standings)
    )


def _compared(one: Standing, other: Standing) -> Comparison | None:
    """Return how two models compare on the same digits; None where that is not known."""
    if one.score is None or other.score is None or one.score.count != other.score.count:
        return None
    first, second = one.score.correct, other.score.correct
    return None if first is None or second is None else compare(first, second)


def _counts(title: str, own: Comparison) -> str:
    chance = "p < 0.0001" if own.p_value < 1e-4 else f"p = {own.p_value:.2g}"
    return f"{title} ({own.only_first} digits to {own.only_second}, {chance})"


def _by_intervals(rates: Mapping[str, Rate], best: str, others: Sequence[str]) -> str:
    beaten = [title for title in others if rates[best].is_below(rates[title])]
    level = [title for title in others if title not in beaten]
    text = ""
    if beaten:
        text += f" It is better than {_listed(beaten)}: the intervals lie apart."
    if level:
        text += f" 10,000 test digits do not tell it from {_listed(level)}: the intervals overlap."
    return text


def about_shipped(rates: Mapping[str, Rate]) -> str:
    """Say how the shipped networks stand against the lecture: method -> rate."""
    words: dict[str, list[str]] = {"better": [], "undecided": [], "worse": []}
    for method, rate in rates.items():
        verdict = against_lecture(method, rate)
        if verdict:
            words[verdict].append(METHODS[method].title)
    parts = []
    if words["better"]:
        parts.append(f"{_listed(words['better'])}: fewer errors than in the lecture, clearly")
    if words["undecided"]:
        parts.append(f"{_listed(words['undecided'])}: the intervals overlap, nothing is decided")
    if words["worse"]:
        parts.append(f"{_listed(words['worse'])}: more errors than in the lecture")
    return "These networks ship with dlviz. " + "; ".join(parts) + ". Press Race to train your own."


def about_weights(title: str, start: np.ndarray, now: np.ndarray) -> str:
    """Say how far first-layer weights (units, 28, 28) have come from their start."""
    size = np.sqrt((start**2).mean()), np.sqrt((now**2).mean())
    moved = np.sqrt(((now - start) ** 2).mean(axis=(1, 2)))
    ring = np.ones((28, 28), dtype=bool)
    ring[4:24, 4:24] = False
    edge = np.sqrt((now[:, ring] ** 2).mean())
    return (
        f"The weights of {title} were ±{size[0]:.3f} at the start and are ±{size[1]:.3f} now; unit "
        f"{int(moved.argmax())} has changed most. In the outer four rows and columns, where there "
        f"is hardly ever ink, they are ±{edge:.3f}: "
        + ("they have shrunk away." if edge < 0.5 * size[1] else "little has drawn on them.")
    )


def about_histogram(sizes: Mapping[str, float]) -> str:
    """Say which weights are small: title -> root mean square of all weights."""
    small, large = min(sizes, key=sizes.__getitem__), max(sizes, key=sizes.__getitem__)
    if small == large:
        return f"The weights of {small} are ±{sizes[small]:.4f} in the mean (root mean square)."
    return (
        f"The weights of {small} are ±{sizes[small]:.4f}, those of {large} ±{sizes[large]:.4f}, "
        f"{sizes[large] / max(sizes[small], 1e-12):.1f} times as large."
    )


def about_thinned(thinned: Thinned) -> str:
    """Say what dropout has left."""
    counts = [int(mask.sum()) for mask in thinned.kept]
    total = sum(len(mask) for mask in thinned.kept)
    return (
        f"For this {thinned.label}, {counts[0]} of {len(thinned.kept[0])} and {counts[1]} of "
        f"{len(thinned.kept[1])} units take part, one of 2^{total} possible networks. No unit can "
        "rely on another one being there; when training is over all of them are."
    )


def about_confusion(title: str, answers: Answers) -> str:
    """Say what is confused most."""
    counts = answers.confusion()
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    total = int(wrong.sum())
    if total == 0:
        return f"{title} reads every one of these {counts.sum():,} digits rightly."
    true, read_as = np.unravel_index(wrong.argmax(), wrong.shape)
    back = int(wrong[read_as, true])
    return (
        f"{title} makes {total:,} mistakes. Most often, {int(wrong.max())} times, a {true} is read "
        f"as {read_as}; the other way round it happens {back} times."
    )


def about_digits(rates: Mapping[str, Sequence[Rate]]) -> str:
    """Say which digit is hardest for each method, and whether that is sure."""
    parts = []
    for title, ten in rates.items():
        hardest = max(range(10), key=lambda digit: ten[digit].value)
        easiest = min(range(10), key=lambda digit: ten[digit].value)
        sure = "clearly" if ten[easiest].is_below(ten[hardest]) else "perhaps by chance"
        parts.append(
            f"{title} finds {hardest} hardest ({ten[hardest].value:.1f} %) and {easiest} easiest "
            f"({ten[easiest].value:.1f} %), {sure}"
        )
    return "; ".join(parts) + "."


def about_loss(label: int, terms: np.ndarray, penalty: float) -> str:
    """Say what one digit adds to the loss: `terms` are -log of the ten probabilities."""
    loss = float(terms[label])
    text = (
        f"Only the probability of the right digit counts: it is {np.exp(-loss):.2%}, so this "
        f"{label} adds {loss:.4f} to the sum. Pure guessing, 10 %, would add {np.log(10):.3f}."
    )
    if penalty:
        text += f" The ridge penalty adds {penalty:.3f} more, whatever the digit."
    return text


def about_robustness(shares: np.ndarray, errors: Mapping[str, np.ndarray]) -> str:
    """Say who bears missing units: title -> error in per cent at each of `shares`."""
    place = int(np.abs(shares - 0.5).argmin())
    best = min(errors, key=lambda title: errors[title][place])
    worst = max(errors, key=lambda title: errors[title][place])
    text = (
        f"With {shares[place]:.0%} of the hidden units off, {best} still reads all but "
        f"{errors[best][place]:.1f} % rightly"
    )
    if best == worst:
        return text + f"; with all units it is {errors[best][0]:.1f} %."
    return text + (
        f"; {worst} errs at {errors[worst][place]:.1f} %. With all units on they are at "
        f"{errors[best][0]:.2f} % and {errors[worst][0]:.2f} %."
    )


def about_spread(label: int, spread: Spread) -> str:
    """Say whether the thinned networks agree."""
    votes = spread.votes
    winner = int(votes.argmax())
    mean = spread.probabilities.mean(axis=0)
    deviation = spread.probabilities.std(axis=0)
    whole = int(spread.whole.argmax())
    agree = (
        f"All {votes.sum()} thinned networks read {winner}"
        if votes.max() == votes.sum()
        else f"{votes.max()} of {votes.sum()} thinned networks read {winner}, the others "
        + _listed([f"{digit} ({count})" for digit, count in enumerate(votes) if count and
                   digit != winner])
    )  # fmt: skip
    return (
        f"{agree}; its probability is {mean[winner]:.1%} ± {deviation[winner]:.1%}. The whole "
        f"network says {whole} with {spread.whole[whole]:.1%}; the label is {label}."
    )


def _about_gap(standings: Mapping[str, Standing]) -> str:
    gaps = {}
    for title, one in standings.items():
        if one.records and one.records[-1].train is not None:
            gaps[title] = (one.records[-1].train.error, one.records[-1].test.error)
    if not gaps:
        return ""
    title = max(gaps, key=lambda name: gaps[name][1] - gaps[name][0])
    train, test = gaps[title]
    if test - train < _GAP:
        return ""
    most = " most" if len(gaps) > 1 else ""
    return (
        f" {title} overfits{most}: {train:.2f} % errors on its training digits, "
        f"{test:.2f} % on new ones."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
