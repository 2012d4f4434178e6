"""Sentences made from numbers are claims about every state: each is recomputed by another route."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dlviz import pooling
from dlviz.datasets.photos import KEPT_MEGAPIXELS
from dlviz.fan import Fan
from dlviz.flattening import flatten_picture, locate, seen_pixels, weigh
from dlviz.inside import ShiftMap
from dlviz.intervals import error_rate
from dlviz.moves import HALF, MoveCurves
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.notation import format_number
from dlviz.notices import (
    architecture,
    augmentation,
    convolution,
    digit_training,
    digits,
    feature_maps,
    location_invariance,
    own_photos,
    ridge_sweep,
    standings,
    transfer,
    two_inputs,
)
from dlviz.notices import pooling as pooled_notices
from dlviz.notices.words import listed, times, whole_share
from dlviz.paired import compare
from dlviz.responses import GRADIENT
from dlviz.thinning import Spread
from dlviz.training.fine_tuning import Depth, Run
from dlviz.training.loop import Score
from dlviz.training.ridge_sweep import Judged, Trained

FEW = settings(max_examples=40, derandomize=True, deadline=None, database=None)
NAMES = ("ant", "bee", "cat")
SHARES = st.sampled_from([0.0, 0.001, 0.3, 0.5, 0.5, 0.7, 0.999, 1.0])


def numbers(shape: tuple[int, ...], low: int, high: int):
    """Return a strategy of small whole numbers in an array: ties and zeros are frequent."""
    size = int(np.prod(shape))
    return st.lists(st.integers(low, high), min_size=size, max_size=size).map(
        lambda values: np.array(values, float).reshape(shape)
    )


# Two inputs


@FEW
@given(st.lists(st.sampled_from([0.0, 1e-5, 0.01, 0.1, 0.2, 1.0]), min_size=1, max_size=6))
def test_widths_are_praised_for_what_they_buy(best: list[float]) -> None:
    widths = list(range(1, len(best) + 1))
    text = two_inputs.about_widths(widths, best, "ReLU")
    if "a wider network is more accurate" in text:
        assert best[-1] < 0.9 * best[0]
        assert min(best) >= 0.75 * best[-1]
    if "not much more accurate" in text:
        assert min(best) >= 0.75 * min(best[0], best[-1]) > 0
    if "lowest in between" in text:
        width = int(re.search(r"in between, at K = (\d+)", text)[1])
        assert best[width - 1] == min(best)
        assert 1 < width < len(best)
    if "not needed" in text:
        width = next(k for k, error in zip(widths, best, strict=True) if error < 1e-4)
        assert f"K = {width}" in text


# Convolution


@FEW
@given(numbers((3, 4), 0, 3))
def test_the_steepest_place_is_steepest_and_ties_are_counted(magnitude: np.ndarray) -> None:
    directions = np.where(magnitude < 0.1 * magnitude.max(), np.nan, 0.0)
    parts = [SimpleNamespace(values=own) for own in (magnitude, magnitude, directions, magnitude)]
    answer = SimpleNamespace(
        kernels=[np.eye(3)], responses=parts, pixels=np.ones(1), energy=0.5, strong=0.1
    )
    text = convolution.about_response(answer, GRADIENT, ["Sobel"])
    if not magnitude.any():
        assert "there is no edge" in text
        return
    row, column = map(int, re.search(r"at row (\d+), column (\d+)", text).groups())
    assert magnitude[row - 1, column - 1] == magnitude.max()
    ties = sum(value == magnitude.max() for value in magnitude.ravel())
    assert (f"{ties} places of the map have equally strong edges" in text) == (ties > 1)


# Draw a digit


@FEW
@given(numbers((5, 5), 0, 2))
def test_moves_are_counted_and_the_radius_holds(winners: np.ndarray) -> None:
    own, shifts = winners.astype(int), np.arange(-2, 3)
    digit = int(own[2, 2])
    kept = own == digit
    shown = ShiftMap(digit, shifts, np.full((5, 5), 0.7), own)
    text = digits.about_shifts(shown)
    if kept.all():
        assert "At every move up to 2 pixels" in text
        return
    assert f"{kept.sum()} of all 25 moves keep it" in text
    safe = [r for r in (1, 2) if kept[2 - r : 3 + r, 2 - r : 3 + r].all()]
    said = re.search(r"up to (\d) pixels? in each", text)
    assert (int(said[1]) if said else 0) == max(safe, default=0)
    rivals = [int(x) for x in own[~kept]]
    often = max(map(rivals.count, rivals))
    wanted = [str(x) for x in range(10) if rivals.count(x) == often]
    assert f"mostly predicts {listed(wanted)}." in text


# Architecture


@FEW
@given(numbers((2, 2, 3), 0, 4))
def test_the_strongest_channel_is_strongest(pixels: np.ndarray) -> None:
    picture = (60 * pixels).astype(np.uint8)
    text = architecture.about_picture(picture)
    means = dict(zip(("red", "green", "blue"), picture.reshape(-1, 3).mean(axis=0), strict=True))
    said = re.search(r"On average (.*) (?:is|are) strongest \(\d+ of 255\) and (.*) weakest", text)
    if said:
        for who, end in zip(said.groups(), (max(means.values()), min(means.values())), strict=True):
            assert who == listed([name for name, mean in means.items() if mean == end])
    elif "equally strong" in text:
        assert len(set(means.values())) == 1
    else:
        assert "almost grey" in text


@pytest.mark.parametrize("layers", [[torch.nn.Linear(8, 3)], [torch.nn.ReLU()], []])
def test_a_dense_layer_is_spoken_of_only_where_one_follows(layers) -> None:
    module = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 2), torch.nn.Flatten(), *layers)
    flat = flatten_picture(module, torch.rand(1, 3, 3))
    place = locate(5, flat.maps.shape)
    field = seen_pixels(module, flat.source, place, (3, 3))
    is_weighed = weigh(module, flat, 5) is not None
    text = architecture.about_flattened(flat, 5, place, field, (3, 3), is_weighed=is_weighed)
    assert text.startswith("Number 6 is")  # counted from 1
    assert ("dense layer has separate weights" in text) == any(
        isinstance(one, torch.nn.Linear) for one in layers
    )


@FEW
@given(numbers((5,), -30, 30))
def test_only_what_is_certain_reads_as_certain(logits: np.ndarray) -> None:
    text = architecture.answer(logits, tuple("abcde"))
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    for name, said in re.findall(r"([a-e]) ((?:less|more)?[a-z ]*\d+%)", text):
        own = shares["abcde".index(name)]
        assert said == whole_share(float(own))
        assert said != "100%" or own == 1
        assert said != "0%" or own == 0


# Pooling


@FEW
@given(numbers((4, 5), -1, 2), st.sampled_from(pooling.KINDS), st.integers(1, 3), st.integers(1, 4))
def test_what_is_thrown_away_decides_and_is_silent(grid, kind: str, window: int, stride) -> None:
    own = pooling.pool_by_hand(grid, kind, window, stride)
    text = pooled_notices.about_by_hand(grid, own)
    starts = [range(0, length - window + 1, stride) for length in grid.shape]
    windows = [(r, c) for r in starts[0] for c in starts[1]]
    covered = {(r + i, c + j) for r, c in windows for i in range(window) for j in range(window)}
    assert f"20 numbers become {len(windows)}:" in text
    missed = 20 - len(covered)
    said = re.search(r"(\d+) numbers? (?:between|at) [^.]* in no window", text)
    assert (int(said[1]) if said else 0) == missed
    if said and "at the edge" in text:  # then all before the last window's end are covered
        ends = [own[-1] + window for own in starts]
        assert all((r, c) in covered for r in range(ends[0]) for c in range(ends[1]))
    if kind in (pooling.MAX, pooling.NONE):
        winners = set()
        for r, c in windows:
            cells = [(r + i, c + j) for i in range(window) for j in range(window)]
            winners.add(max(cells, key=lambda at: grid[at]) if kind == pooling.MAX else cells[0])
        verb = "decides" if len(winners) == 1 else "decide"
        assert f"{len(winners)} of 20 {verb} the whole output" in text
        silent = 0
        for at in np.ndindex(grid.shape):
            changed = grid.copy()
            changed[at] += 0.25
            after = pooling.pool_by_hand(changed, kind, window, stride).output
            silent += bool((after == own.output).all())
        said = re.search(r"(\d+) numbers? could change a little", text)
        # One that equals a winner moves nothing by falling, but by growing.
        assert (int(said[1]) if said else 0) == silent
    for sentence, value in zip(
        pooled_notices.window_sentences(grid, own), own.output.ravel(), strict=True
    ):
        assert f"= {format_number(float(value))}" in sentence


@FEW
@given(st.lists(SHARES, min_size=2, max_size=4), st.lists(SHARES, min_size=2, max_size=4))
def test_the_kind_that_keeps_most_keeps_most(one: list[float], other: list[float]) -> None:
    n = min(len(one), len(other))
    sizes = [(2 ** (n - place), 2 ** (n - place)) for place in range(n)]
    kept = {"max": [1.0, *one[1:n]], "average": [1.0, *other[1:n]]}
    means = {kind: [3.0] * n for kind in kept}
    text = pooled_notices.about_cascade(sizes, means, kept, is_photo=True)
    last = {kind: whole_share(values[-1]) for kind, values in kept.items()}
    said = re.search(r"; (\w+) keeps most, (\w+) least", text)
    if said:
        assert kept[said[1]][-1] > kept[said[2]][-1]
    else:
        assert len(set(last.values())) == 1
        assert "keep the same amount" in text


# Location invariance


@FEW
@given(st.lists(st.integers(0, 4), min_size=16, max_size=16), st.sampled_from(["none", "max"]))
def test_a_stride_alone_is_blamed_only_where_both_ends_are_known(steps, kind: str) -> None:
    rise = np.r_[0.0, np.cumsum(steps) / 20]
    flat = np.zeros(WINDOW_REACH + 1)
    for mine, plain in ((rise, rise), (flat, flat), (rise, flat), (flat, rise)):
        text = location_invariance.about_kinds({"convolution": plain, kind: mine}, 2)
        is_told = "not more invariant" in text
        known = mine.max() >= HALF and plain.max() >= HALF
        assert not is_told or (known and kind == "none")


@FEW
@given(st.lists(st.integers(0, 1), min_size=16, max_size=16))
def test_the_first_answer_holds_as_long_as_it_is_said_to(winners: list[int]) -> None:
    own = np.array([0, *winners])
    held = next((x for x, label in enumerate(winners) if label), 16)
    made = SimpleNamespace(
        winners=own, probability=np.linspace(0.9, 0.2, 17), held=held, direction="right",
        variation=np.linspace(0, 1, 17),
    )  # fmt: skip
    assert isinstance(MoveCurves.held, property)
    text = location_invariance.about_moves(made, {"convolution": np.linspace(0, 1, 17)}, "bee")
    if not any(winners):
        assert "stays over all 16 px" in text
        return
    first = winners.index(1) + 1
    assert f"changes at {first} px" in text or (first == 1 and "changes at the first pixel" in text)
    again = [place for place in range(first, 17) if own[place] == 0]
    said = re.search(r"at (\d+) px it is the answer again", text)
    assert (int(said[1]) if said else None) == (again[0] if again else None)


# Augmentation


@FEW
@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=5), SHARES)
def test_copies_and_their_mean_are_told(copies: list[tuple[float, float]], alone: float) -> None:
    fan = Fan(0, np.array([alone, 1 - alone]), np.array(copies) + 1e-9)
    wrong = sum(b > a for a, b in copies)
    text = augmentation.about_copies(fan, NAMES, "a 6", "it")
    n = len(copies)
    assert (f"All {n} copies" in text) == (wrong == 0)
    assert wrong == 0 or f"{n - wrong or 'None'} of the {n} copies" in text
    said = augmentation.about_prediction(fan, NAMES, [["turn"]] * n)
    mean = np.mean([a for a, _ in copies])
    if "raises it" in said:
        assert mean > alone
    if "lowers it" in said:
        assert mean < alone


@FEW
@given(*[st.integers(0, 40)] * 4, st.booleans())
def test_augmentation_is_praised_only_beyond_chance(a: int, b: int, c: int, d: int, is_paired):
    plain, own = ((error_rate(x, 40), error_rate(y, 40)) for x, y in ((a, b), (c, d)))
    compared = None
    if is_paired:
        first, second = np.arange(40) >= d, np.arange(40) >= b
        compared = compare(first, second)
    text = augmentation.about_training(plain, own, "digits", compared=compared)
    better = own[1].is_below(plain[1]) if compared is None else compared.is_first_better
    assert ("fewer errors" in text) == better
    assert ("Augmentation regularises" in text) == (better and c > a)
    assert "goes from" not in text.partition("The training error")[2] or a != c


# Feature maps


@FEW
@given(numbers((3, 2, 2), 0, 2), numbers((3, 2, 2), 0, 2), numbers((2, 3), 0, 2))
def test_maps_and_heat_are_told_as_they_are(one, other, heat) -> None:
    text = feature_maps.about_two(one, other)
    apart = [abs(float(a.mean()) - float(b.mean())) for a, b in zip(one, other, strict=True)]
    said = re.search(r"Map (\d) differs most between the two(?: \(and (\d) more as well\))?", text)
    if said:
        assert apart[int(said[1]) - 1] == max(apart) > 0
        assert int(said[2] or 0) == apart.count(max(apart)) - 1
    else:
        assert max(apart) == 0
    text = feature_maps.about_heat(heat / 2, "bee", 0.4, "bee", "conv1")
    if not heat.any():
        assert "Nothing in conv1 supports" in text
        return
    row, column = map(int, re.search(r"at row (\d), column (\d)", text).groups())
    assert heat[row - 1, column - 1] == heat.max()
    more = re.search(r"and equally at (\d) more", text)
    assert (int(more[1]) if more else 0) == (heat == heat.max()).sum() - 1


# Digit training


@FEW
@given(st.lists(st.sampled_from([1.0, 2.0, 2.0, 50.0]), min_size=1, max_size=4))
def test_who_bears_missing_units_is_named_with_its_equals(half: list[float]) -> None:
    errors = {f"net {place}": np.array([1.0, value]) for place, value in enumerate(half)}
    text = digit_training.about_robustness(np.array([0.0, 0.5]), errors)
    least = [f"net {x}" for x, value in enumerate(half) if value == min(half)]
    most = [f"net {x}" for x, value in enumerate(half) if value == max(half)]
    assert re.search(rf"off, {listed(least)} (each )?ha(s|ve) ", text)
    if min(half) < max(half):
        assert f"and {listed(most)} the most" in text


@FEW
@given(st.sampled_from([0.0, 1e-9, 0.1, 2.3, 9.0, 12.0, 800.0]))
def test_a_probability_is_never_said_to_be_nothing(loss: float) -> None:
    text = digit_training.about_loss(3, np.full(10, loss), 0.0)
    said = re.search(r"it is (.*?), so", text)[1]
    assert not said.startswith("0.00")
    assert said != "100.00 %" or loss == 0


@FEW
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.integers(0, 9))
def test_thinned_networks_are_counted(votes: list[int], label: int) -> None:
    every = np.bincount(votes, minlength=10)
    spread = Spread(np.full((len(votes), 10), 0.1), np.eye(10)[2])
    if not np.array_equal(spread.votes, every):  # ten equal answers all vote for the first
        spread = SimpleNamespace(
            votes=every, probabilities=np.full((len(votes), 10), 0.1), whole=np.eye(10)[2]
        )
    text = digit_training.about_spread(label, spread)
    winner = int(re.search(r"networks predict (\d)", text)[1])
    assert every[winner] == every.max()
    assert ("All" in text) == (every.max() == len(votes))


# Standings and the search for ridge's strength


def score(errors: np.ndarray, *, is_kept: bool = True) -> Score:
    """Return the score of a model that misreads where `errors` is True."""
    packed = np.packbits(~errors).tobytes() if is_kept else b""
    return Score(0.5, int(errors.sum()), len(errors), packed)


@FEW
@given(st.lists(numbers((24,), 0, 1), min_size=1, max_size=3), st.booleans())
def test_the_first_is_better_only_beyond_chance(wrong: list[np.ndarray], is_kept: bool) -> None:
    scores = {f"net {n}": score(own > 0, is_kept=is_kept) for n, own in enumerate(wrong)}
    text = standings.about_scores(scores)
    counts = {title: one.errors for title, one in scores.items()}
    first = [title for title, n in counts.items() if n == min(counts.values())]
    assert text.startswith(listed(first))
    beaten = text.partition("is better than ")[2].partition("Its lead over")[0]
    for title, one in scores.items():
        if title in first:
            continue
        own = standings.compared_scores(scores[first[0]], one)
        is_beaten = (
            own.is_first_better
            if own
            else error_rate(counts[first[0]], 24).is_below(error_rate(counts[title], 24))
        )
        assert (title in beaten) == is_beaten


@FEW
@given(st.lists(numbers((16,), 0, 1), min_size=2, max_size=4), numbers((16,), 0, 1))
def test_a_sweep_names_the_strengths_with_fewest_errors(held_out, read) -> None:
    strengths = [0.0, 0.001, 0.01, 0.1][: len(held_out)]
    points = [
        Trained(l2, torch.nn.Identity(), score(own > 0), score(own > 0))
        for l2, own in zip(strengths, held_out, strict=True)
    ]
    fewest = min(one.validation.errors for one in points)
    best = [one.l2 for one in points if one.validation.errors == fewest]
    judged = Judged(max(best), score(read > 0), score(held_out[0] > 0))
    text = ridge_sweep.about_sweep(points, judged, 100)
    assert f"λ = {listed([format(l2, 'g') for l2 in best])} " in text
    assert ("does not help" in text) == (max(best) == 0)
    own = compare(read == 0, held_out[0] == 0)
    assert ("significantly better" in text) == (max(best) > 0 and own.is_first_better)
    assert ("significantly worse" in text) == (max(best) > 0 and own.is_second_better)


# Transfer


@FEW
@given(numbers((3, 3), 0, 2))
def test_the_commonest_mistakes_are_all_named(counts: np.ndarray) -> None:
    whole = counts.astype(int)
    wrong = whole - np.diag(np.diag(whole))
    worst = ("ant", "bee", 0.9) if wrong.any() else None
    text = transfer.about_result(NAMES, whole, worst)
    if not whole.any():
        assert "nothing can be counted" in text
    elif worst is None:
        assert "There are no mistakes" in text
    else:
        pairs = [
            (a, b) for a in range(3) for b in range(3) if a != b and wrong[a, b] == wrong.max()
        ]
        named = re.findall(r"(\w+) is classified as (\w+)", text)
        assert named == [(NAMES[a], NAMES[b]) for a, b in pairs[:3]]
        more = re.search(r"and (\d) more", text)
        assert (int(more[1]) if more else 0) == max(0, len(pairs) - 3)
        assert ("No mistake occurs twice" in text) == (wrong.max() == 1 and len(pairs) > 1)


@FEW
@given(SHARES, SHARES, SHARES)
def test_the_verdict_on_a_part_follows_from_the_answers(whole, without, alone) -> None:
    text = transfer.about_object("bee", whole, without, alone, 0.2)
    verdicts = {
        "is not sure of bee even for the whole photo": whole < 0.5,
        "depends on this part": whole >= 0.5 and alone >= 0.5 > without,
        "Each of the two parts": whole >= 0.5 and alone >= 0.5 and without >= 0.5,
        "The rest is enough": whole >= 0.5 and without >= 0.5 > alone,
        "The answer needs both": whole >= 0.5 > max(without, alone),
    }
    assert [words for words in verdicts if words in text] == [
        words for words, holds in verdicts.items() if holds
    ]
    if "falls from" in text:
        assert without < whole
    if "rises from" in text:
        assert without > whole


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=4))
def test_runs_that_read_as_many_are_not_beaten(runs: list[tuple[int, int]]) -> None:
    made = [
        Run(Depth(1), size, n_checked=3, seconds=1, reads=tuple(x < right for x in range(3)))
        for right, size in runs
    ]
    text = transfer.about_runs([_with_right(one) for one in made], [f"run {x}" for x in range(4)])
    most = max(right for right, _ in runs)
    level = sum(right == most for right, _ in runs)
    assert ("is the most accurate" in text) == (level == 1 and len(runs) > 1)
    assert re.search(rf"classifies {most} of 3 ", text)


def _with_right(run: Run) -> SimpleNamespace:
    """Return a run that knows how many photos it reads rightly."""
    names = ("n_trainable", "n_checked", "seconds", "before", "after", "reads")
    return SimpleNamespace(n_right=sum(run.reads), **{name: getattr(run, name) for name in names})


def test_a_spread_that_is_small_is_not_nothing() -> None:
    points = [SimpleNamespace(n_each=2, accuracies=(0.5, 0.5004))]
    assert "by less than 0.1 points" in transfer.about_curve(points)


def test_a_photo_just_over_the_limit_is_over_it() -> None:
    limit = KEPT_MEGAPIXELS
    assert own_photos.about_size((1000, limit * 1000), (1000, limit * 1000)) == ""
    close = own_photos.about_size((1000, limit * 1000 + 400), (500, 500))
    assert f"has a little over {limit} megapixels; a photo above {limit}" in close
    assert "has 108 megapixels" in own_photos.about_size((12_000, 9_000), (6_000, 4_500))


def test_times_reads_as_people_say_it() -> None:
    assert [times(n) for n in (0, 1, 2, 3)] == ["never", "once", "twice", "3 times"]
