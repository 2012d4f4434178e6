"""Sentences for the search for the best ridge penalty on the page "Digit training"."""

import math
from collections.abc import Sequence

from dlviz.notation import plain
from dlviz.notices.standings import compared_scores, versus
from dlviz.notices.words import listed
from dlviz.training.methods import N_TEST, N_TRAIN, Choices
from dlviz.training.ridge_sweep import N_HELD_OUT, Judged, Trained, best_of


def about_plan(choices: Choices, strengths: Sequence[float]) -> str:
    """Describe a sweep before it starts."""
    n_own = min(choices.n_digits, N_TRAIN - N_HELD_OUT)
    return (
        f"The ridge network is trained {len(strengths)} times on {n_own:,} digits, from no ridge "
        f"at all (λ = 0) to λ = {plain(max(strengths))}. The strength that misclassifies the "
        f"fewest of {N_HELD_OUT:,} held-out digits is chosen, and only then are the {N_TEST:,} "
        "test digits classified: errors on the digits that were used for choosing would be too "
        "optimistic."
    )


def about_sweep(points: Sequence[Trained], judged: Judged | None, n_learnt: int) -> str:
    """Say which penalty is best so far; at the end, which was chosen and its test error.

    Args:
        points: At least one.
        judged: None while the sweep is running.
        n_learnt: Number of training digits.
    """
    usable = [one for one in points if math.isfinite(one.validation.loss)]
    if not usable:
        return "The weights have become infinite: choose a smaller learning rate."
    chosen = best_of(usable)
    few = chosen.validation.errors
    same = [plain(one.l2) for one in usable if one.validation.errors == few]
    held_out = f"On the {chosen.validation.count:,} held-out digits"
    if judged is None:
        so_far = f"λ = {listed(same)}" + (" each" if len(same) > 1 else "")
        return (
            f"So far, with {len(points)} strengths tried on {n_learnt:,} digits: {so_far} "
            f"{'has' if len(same) == 1 else 'have'} the fewest errors on the held-out digits, "
            f"{chosen.validation.error:.2f} %. The test digits have not been used yet."
        )
    text = (
        f"{held_out} λ = {same[0]} has the fewest errors, {chosen.validation.error:.2f} %."
        if len(same) == 1
        else f"{held_out} λ = {listed(same)} have equally few errors, "
        f"{chosen.validation.error:.2f} %; the strongest of them is chosen."
    )
    return f"{text}{_alike(usable, chosen)} {_about_test(judged)}"


def _alike(usable: Sequence[Trained], chosen: Trained) -> str:
    level = []
    for one in usable:
        own = compared_scores(chosen.validation, one.validation)
        if one.validation.errors > chosen.validation.errors and own and not own.is_decided:
            level.append(plain(one.l2))
    if not level:
        return ""
    return f" Its lead over λ = {listed(level)} may be chance."


def _about_test(judged: Judged) -> str:
    if judged.chosen == 0:
        return (
            f"So ridge does not help here: the network without it misclassifies "
            f"{judged.test.error:.2f} "
            f"% of the {judged.test.count:,} test digits, used once."
        )
    text = (
        f"The {judged.test.count:,} test digits, used once: {judged.test.error:.2f} % errors with "
        f"ridge, {judged.without.error:.2f} % without it"
    )
    own = compared_scores(judged.test, judged.without)
    if own is None:
        return f"{text}."
    if own.only_first == own.only_second:
        verdict = "equally many"
    elif not own.is_decided:
        verdict = "a difference that may be chance"
    else:
        verdict = "significantly better" if own.is_first_better else "significantly worse"
    if own.only_first + own.only_second:
        verdict += f" (only with ridge {versus(own)}; McNemar's test)"
    return (
        f"{text}, {verdict}. The "
        f"cross-entropy is {judged.test.loss:.3f} with ridge and {judged.without.loss:.3f} without."
    )
