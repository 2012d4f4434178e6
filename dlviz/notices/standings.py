"""Comparisons of methods on the same test digits in words: who is better, who overfits."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.intervals import Rate, error_rate
from dlviz.notices.words import count_of, listed
from dlviz.paired import LEVEL, Comparison, compare
from dlviz.training.loop import Score
from dlviz.training.race import Standing

_GAP = 0.2  # difference of train and test error, in points, from which overfitting is named


def rate_of(standing: Standing) -> Rate | None:
    """Return the test error of `standing` with its interval; None before the first measurement."""
    score = standing.score
    return None if score is None else error_rate(score.errors, score.count)


def about_scores(scores: Mapping[str, Score]) -> str:
    """Say who makes the fewest errors and whom that beats significantly: title -> test score.

    All of them classify the same test digits and are compared on these (McNemar's exact test). If
    it is unknown which digits a model got right, the intervals of the rates are compared.

    Args:
        scores: At least one.
    """
    fewest = min(score.error for score in scores.values())
    first = [title for title, score in scores.items() if score.error == fewest]
    best, rest = first[0], [title for title in scores if title not in first]
    compared = {title: compared_scores(scores[best], scores[title]) for title in rest}
    if len(scores) == 1:
        return f"{best} misclassifies {fewest:.2f} % of the test digits."
    text = (
        f"{best} has the fewest errors, {fewest:.2f} %."
        if len(first) == 1
        else f"{listed(first)} have equally few errors, {fewest:.2f} %."
    )
    paired = {title: own for title in rest if (own := compared[title]) is not None}
    return (
        text
        + _by_digits(best, paired, scores[best].count)
        + _by_intervals(scores, best, [title for title in rest if title not in paired])
    )


def about_gap(standings: Mapping[str, Standing]) -> str:
    """Say who overfits most; "" if no train error is significantly below its test error."""
    gaps = {}
    for title, one in standings.items():
        train = one.records[-1].train if one.records else None
        if train is None or one.score is None:
            continue
        known, new = error_rate(train.errors, train.count), rate_of(one)
        if new is not None and known.is_below(new) and new.value - known.value >= _GAP:
            gaps[title] = (known.value, new.value)
    if not gaps:
        return ""
    title = max(gaps, key=lambda name: gaps[name][1] - gaps[name][0])
    train_error, test_error = gaps[title]
    most = " most" if len(gaps) > 1 else ""
    return (
        f" {title} overfits{most}: {train_error:.2f} % errors on training digits, "
        f"{test_error:.2f} % on test digits."
    )


def about_ten_digits(best: str, other: str, pairs: Sequence[Comparison]) -> str:
    """Say on which digits `best` is significantly better; `pairs` has one comparison per digit.

    With ten comparisons each must pass a ten times stricter level (Bonferroni correction).
    """
    sure = [digit for digit, pair in enumerate(pairs) if pair.p_value < LEVEL / len(pairs)]
    better = [str(digit) for digit in sure if pairs[digit].is_first_better]
    worse = [str(digit) for digit in sure if not pairs[digit].is_first_better]
    rest = " On every other digit the difference may be chance."
    if not sure:
        return (
            f"Compared digit by digit on the same pictures, {best} and {other} do not differ "
            "significantly on any digit."
        )
    text = f"Compared on the same pictures, {best} is better than {other} on {listed(better)}"
    if not better:
        text = f"Compared on the same pictures, {best} is worse than {other} on {listed(worse)}"
    elif worse:
        text += f" and worse on {listed(worse)}"
    return text + "." + (rest if len(sure) < len(pairs) else "")


def compared_scores(one: Score, other: Score) -> Comparison | None:
    """Return the paired comparison of two models; None if either lacks its correct digits."""
    first, second = one.correct, other.correct
    if first is None or second is None or one.count != other.count:
        return None
    return compare(first, second)


def versus(own: Comparison) -> str:
    """Return the basis of a comparison, for brackets: the two counts and p."""
    if own.only_first == own.only_second == 0:
        return "both classify the same digits correctly"
    chance = "p < 0.0001" if own.p_value < 1e-4 else f"p = {own.p_value:.2g}"
    return f"{count_of(own.only_first, 'digit')} to {own.only_second:,}, {chance}"


def _by_digits(best: str, paired: Mapping[str, Comparison], count: int) -> str:
    beaten = [f"{title} ({versus(own)})" for title, own in paired.items() if own.is_first_better]
    level = [f"{title} ({versus(own)})" for title, own in paired.items() if not own.is_first_better]
    text = ""
    if beaten:
        text += f" On the same {count_of(count, 'digit')} {best} is better than {listed(beaten)}."
    if level:
        text += f" Its lead over {listed(level)} may be chance."
    if text:
        text += (
            f" In brackets: the number of digits that only {best} classifies correctly, then the "
            "number that only the other one does (McNemar's test)."
        )
    return text


def _by_intervals(scores: Mapping[str, Score], best: str, others: Sequence[str]) -> str:
    """Compare rates by their intervals: if these overlap, they do not tell which is better."""
    rates = {title: error_rate(score.errors, score.count) for title, score in scores.items()}
    beaten = [title for title in others if rates[best].is_below(rates[title])]
    level = [title for title in others if title not in beaten]
    text = ""
    if beaten:
        text += f" It is better than {listed(beaten)}: the intervals do not overlap."
    if level:
        text += (
            f" It is not known which digits it classifies correctly and {listed(level)} does not, "
            "and overlapping intervals do not show which is better."
        )
    return text


def digit_comparisons(
    labels: np.ndarray, first: np.ndarray, second: np.ndarray
) -> list[Comparison]:
    """Return the paired comparison of two models for each of the ten digits.

    Args:
        labels: (N,) true digits, 0 to 9.
        first: (N,) bool, whether the first model classifies each correctly.
        second: (N,) bool, the same for the second model.
    """
    return [compare(first[labels == digit], second[labels == digit]) for digit in range(10)]
