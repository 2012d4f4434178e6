"""Sentences for the page "Digit training": the race, weights, dropout, mistakes, loss."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.intervals import Rate
from dlviz.mistakes import Answers
from dlviz.notices.standings import (
    about_gap,
    about_scores,
    about_ten_digits,
    digit_comparisons,
    rate_of,
)
from dlviz.notices.words import count_of, listed, share_text, times
from dlviz.thinning import Spread
from dlviz.training.methods import lecture_rate
from dlviz.training.race import Standing, Thinned

_RUN_AWAY = "The weights of {title} have become infinite: choose a smaller learning rate."
_HALF = (
    0.5  # from there on weights that shrank, and from its inverse on weights that grew, are named
)
_ALIKE = 1.05  # two sizes of weights with a smaller ratio count as equal
_MOST_NAMED = 4  # of equally frequent mistakes, at most this many are named


def against_lecture(method: str, rate: Rate) -> str:
    """Return "better" or "worse" if the intervals do not overlap, else "undecided".

    It is "" if the lecture has no number.
    """
    lecture = lecture_rate(method)
    if lecture is None:
        return ""
    if rate.is_below(lecture):
        return "better"
    return "worse" if lecture.is_below(rate) else "undecided"


def about_race(standings: Mapping[str, Standing]) -> str:
    """Say who leads, by how much, and who overfits: title -> standing."""
    scores = {title: one.score for title, one in standings.items() if one.score is not None}
    if not scores:
        return (
            "Nothing has been learned yet: an untrained network guesses, and about 90 % of its "
            "guesses are wrong."
        )
    waiting = [title for title in standings if title not in scores]
    text = about_scores(scores) + about_gap(standings)
    if not all(one.is_done for one in standings.values()):
        text = f"So far: {text}"
    if waiting:
        has = "has" if len(waiting) == 1 else "have"
        text += f" {listed(waiting)} {has} not been measured yet."
    return text


def about_shipped(standings: Mapping[str, Standing]) -> str:
    """Say how the shipped networks compare with each other and with the lecture.

    Args:
        standings: Title -> standing, each with a score; may include a network loaded from a file.
    """
    scores = {title: one.score for title, one in standings.items() if one.score is not None}
    words: dict[str, list[str]] = {"better": [], "undecided": [], "worse": []}
    for title, one in standings.items():
        rate = rate_of(one)
        verdict = against_lecture(one.method, rate) if rate else ""
        if verdict:
            words[verdict].append(title)
    parts = []
    if words["better"]:
        parts.append(f"{listed(words['better'])} below the lecture")
    if words["worse"]:
        parts.append(f"{listed(words['worse'])} above the lecture")
    if words["undecided"]:
        parts.append(f"{listed(words['undecided'])} too close to the lecture to decide")
    told = (
        " It is not known which digits the lecture's methods classified correctly, so only the "
        f"intervals can be compared: {'; '.join(parts)}."
        if parts
        else ""
    )
    return (
        f"These networks ship with dlviz. {about_scores(scores)}{told} Press Race to train your "
        "own networks."
    )


def about_lost(titles: Sequence[str]) -> str:
    """Say which networks have diverged, so that there are no weights to show."""
    return (
        f"The weights of {listed(titles)} have become infinite: nothing can be drawn. Choose a "
        "smaller learning rate."
    )


def about_weights(title: str, start: np.ndarray, now: np.ndarray) -> str:
    """Say how far first-layer weights (units, 28, 28) have moved from their initial values."""
    if not np.isfinite(now).all():
        return _RUN_AWAY.format(title=title)
    size = np.sqrt((start**2).mean()), np.sqrt((now**2).mean())
    moved = np.sqrt(((now - start) ** 2).mean(axis=(1, 2)))
    if not moved.any():
        return (
            f"The weights of {title} are still the initial weights: nothing has been learned yet."
        )
    ring = np.ones((28, 28), dtype=bool)
    ring[4:24, 4:24] = False
    before, edge = (np.sqrt((weights[:, ring] ** 2).mean()) for weights in (start, now))
    return (
        f"The weights of {title} were ±{size[0]:.3f} at the start and are ±{size[1]:.3f} now (root "
        f"mean square); unit {int(moved.argmax()) + 1} has changed most. In the outer four rows "
        f"and columns, where there is almost never ink, they were ±{before:.3f} and are "
        f"±{edge:.3f}: {_edge(before, edge)}"
    )


def _edge(before: float, edge: float) -> str:
    if edge < _HALF * before:
        return (
            "they have become smaller; pixels without ink do not change a weight, and ridge, if "
            "it is used, makes the weight smaller at every step."
        )
    if edge > before / _HALF:
        return "they have become larger, because some digits have ink there."
    return (
        "pixels without ink do not change a weight, so most weights stay near their initial values."
    )


def about_histogram(sizes: Mapping[str, float]) -> str:
    """Say whose weights are smallest: title -> root mean square of all weights."""
    known = {title: size for title, size in sizes.items() if np.isfinite(size)}
    lost = "".join(" " + _RUN_AWAY.format(title=t) for t in sizes if t not in known)
    if not known:
        return lost.strip()
    small, large = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    if known[large] < _ALIKE * known[small] or len(known) == 1:
        names = list(known)
        are = "are" if len(names) == 1 else "are about equal,"
        return f"The weights of {listed(names)} {are} ±{known[small]:.3g} (root mean square).{lost}"
    ratio = f", {known[large] / known[small]:.3g} times as large" if known[small] else ""
    return (
        f"The weights of {small} are ±{known[small]:.3g} (root mean square), those of {large} "
        f"±{known[large]:.3g}{ratio}.{lost}"
    )


def about_thinned(thinned: Thinned) -> str:
    """Say how many units dropout has kept."""
    parts = [f"{int(mask.sum())} of {len(mask)}" for mask in thinned.kept]
    total = sum(len(mask) for mask in thinned.kept)
    if all(mask.all() for mask in thinned.kept):
        return (
            f"For this {thinned.label}, all {total} hidden units are active: dropout switched "
            "none off."
        )
    return (
        f"For this {thinned.label}, {parts[0]} and {parts[1]} hidden units are active. Each of "
        f"the {total} can be on or off, which makes 2^{total} possible networks if both layers "
        "have dropout: no unit can rely on another unit. After training all units are active."
    )


def about_confusion(title: str, answers: Answers) -> str:
    """Say which mistakes are most frequent."""
    counts = answers.confusion()
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    total, most = int(wrong.sum()), int(wrong.max())
    if total == 0:
        return f"{title} classifies all of these {counts.sum():,} digits correctly."
    text = f"{title} makes {count_of(total, 'mistake')}."
    pairs = [
        (int(true), int(read_as)) for true, read_as in zip(*np.nonzero(wrong == most), strict=True)
    ]
    if most == 1:
        return f"{text} None occurs twice."
    if len(pairs) > 1:
        named = listed([f"a {true} as {read_as}" for true, read_as in pairs[:_MOST_NAMED]])
        more = "" if len(pairs) <= _MOST_NAMED else f" and {len(pairs) - _MOST_NAMED} more"
        return (
            f"{text} {len(pairs)} mistakes are the most frequent, {times(most)} each: "
            f"{named}{more}."
        )
    ((true, read_as),) = pairs
    return (
        f"{text} Most often, {times(most)}, a {true} is classified as {read_as}; the reverse "
        f"happens {times(int(wrong[read_as, true]))}."
    )


def about_digits(answers: Mapping[str, Answers]) -> str:
    """Say which digit is hardest for each method, and on which digits the best two differ."""
    text = "; ".join(_hardest(title, one.rates()) for title, one in answers.items()) + "."
    if len(answers) < 2:
        return text
    wrong = {title: int((one.answers != one.labels).sum()) for title, one in answers.items()}
    first, second = sorted(wrong, key=wrong.__getitem__)[:2]
    one, other = answers[first], answers[second]
    pairs = digit_comparisons(one.labels, one.answers == one.labels, other.answers == other.labels)
    return f"{text} {about_ten_digits(first, second, pairs)}"


def _hardest(title: str, ten: Sequence[Rate]) -> str:
    values = [rate.value for rate in ten]
    hardest = [digit for digit in range(10) if values[digit] == max(values)]
    easiest = [digit for digit in range(10) if values[digit] == min(values)]
    if len(hardest) == 10:
        return f"{title} finds all ten digits equally hard ({values[0]:.1f} %)"
    sure = "clearly" if ten[easiest[0]].is_below(ten[hardest[0]]) else "perhaps by chance"
    return (
        f"{title} finds {listed([str(digit) for digit in hardest])} hardest ({max(values):.1f} %) "
        f"and {listed([str(digit) for digit in easiest])} easiest ({min(values):.1f} %), {sure}"
    )


def about_loss(label: int, terms: np.ndarray, penalty: float) -> str:
    """Say what one digit adds to the loss: `terms` are -log of the ten probabilities."""
    loss = float(terms[label])
    if not np.isfinite(loss):
        return (
            "The weights have become infinite: there is no probability whose logarithm could "
            "be taken."
        )
    text = (
        f"Only the probability of the correct digit counts: it is {_right(loss)}, so "
        f"this {label} adds {loss:.4f} to the sum. Guessing, with 10 % for each digit, would add "
        f"{np.log(10):.3f}."
    )
    if penalty:
        text += f" The ridge penalty adds {penalty:.3g} more, the same for every digit."
    return text


def _right(loss: float) -> str:
    """Return the probability whose -log is `loss` as text; one that underflows is not 0."""
    return share_text(max(float(np.exp(-loss)), 1e-300))


def about_robustness(shares: np.ndarray, errors: Mapping[str, np.ndarray]) -> str:
    """Say which network loses least when units are dropped: title -> error in per cent by share."""
    place = int(np.abs(shares - 0.5).argmin())
    half = {title: float(values[place]) for title, values in errors.items()}
    fewest, most = min(half.values()), max(half.values())
    best = [title for title in half if half[title] == fewest]
    worst = [title for title in half if half[title] == most]
    text = f"With {shares[place]:.0%} of the hidden units off, {listed(best)} "
    if fewest == most:
        has = "has" if len(best) == 1 else "each have"
        whole = listed([f"{errors[title][0]:.2f} %" for title in best])
        return f"{text}{has} {fewest:.1f} % errors; with all units on: {whole}."
    has = "has" if len(best) == 1 else "have"
    whole = listed([f"{errors[title][0]:.2f} %" for title in (*best, *worst)])
    return (
        f"{text}{has} the fewest errors, {fewest:.1f} %, and {listed(worst)} the most, "
        f"{most:.1f} %. With all units on: {whole}."
    )


def about_spread(label: int, spread: Spread) -> str:
    """Say whether the thinned networks agree."""
    if not np.isfinite(spread.whole).all():
        return _RUN_AWAY.format(title="this network")
    votes = spread.votes
    count, winner = int(votes.sum()), int(votes.argmax())
    mean = spread.probabilities.mean(axis=0)
    deviation = spread.probabilities.std(axis=0)
    whole = int(spread.whole.argmax())
    others = [f"{digit} ({own})" for digit, own in enumerate(votes) if own and digit != winner]
    agree = (
        f"All {count} thinned networks predict {winner}"
        if not others
        else f"{votes[winner]} of {count} thinned networks predict {winner}, the others "
        + listed(others)
    )
    return (
        f"{agree}; its probability is {mean[winner]:.1%} on average, with a standard deviation of "
        f"{100 * deviation[winner]:.1f} points. The whole network predicts {whole} with "
        f"{spread.whole[whole]:.1%}; the label is {label}."
    )
