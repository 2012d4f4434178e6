"""Sentences for the page "Transfer learning": photos, trainings, mistakes, new photos."""

from collections.abc import Sequence

import numpy as np

from dlviz.datasets.own_classes import ENOUGH, FEWEST_CLASSES, OwnClass, Project
from dlviz.intervals import Rate, error_rate
from dlviz.notices.words import listed, whole_share
from dlviz.paired import Comparison, compare
from dlviz.training.fine_tuning import Run
from dlviz.training.transfer import CurvePoint, Trained

_NAMED = 3  # of equally frequent mistakes, at most this many are named


def about_class(own: OwnClass) -> str:
    """Say how many photos a class has, and whether more are needed."""
    n = len(own.photos)
    count = f"{n:,} photo{'' if n == 1 else 's'}"
    if not own.is_enabled:
        return f"{count}, takes no part"
    if n < ENOUGH:
        return f"{count} · **more photos needed**, {ENOUGH} or more"
    return count


def about_photos(project: Project, pairs: Sequence[tuple[int, int, float]] | None) -> str:
    """Say how many photos there are, their memory, and which are nearly the same.

    Args:
        project: The classes.
        pairs: From `dlviz.embeddings.near_duplicates`; None if they have not been computed.
    """
    n = len(project.photos)
    if len(project.enabled) < FEWEST_CLASSES:
        missing = FEWEST_CLASSES - len(project.enabled)
        text = (
            f"{missing} more class{'es' if missing > 1 else ''} with photos, and the last layer "
            "can learn."
        )
        return f"{_memory(project)} {text}" if project.n_photos else f"Still {text}"
    text = f"{n:,} photos of {len(project.enabled)} classes take part. {_memory(project)}"
    sizes = [len(own.photos) for own in project.enabled]
    if max(sizes) > 3 * min(sizes):
        small = min(project.enabled, key=lambda own: len(own.photos))
        text += (
            f" The classes differ in size: {small.name} has {min(sizes)}, another {max(sizes)}; "
            "the new last layer will prefer the large one."
        )
    if pairs is None:
        return text
    if not pairs:
        return f"{text} No two photos are nearly the same."
    cosine = pairs[0][2]
    involved = {place for pair in pairs for place in pair[:2]}
    labels = project.labels()
    text += (
        f" {len(involved)} photos are near-duplicates of another (cosine 0.97 or more, the "
        f"highest {cosine:.3f}): a held-out photo may be nearly the same as a training photo."
    )
    across = sum(labels[a] != labels[b] for a, b, _ in pairs)
    lie = "1 such pair lies" if across == 1 else f"{across} such pairs lie"
    return text + (f" {lie} in different classes!" if across else "")


def _memory(project: Project) -> str:
    each = project.n_bytes / max(1, project.n_photos) / 1000
    return (
        f"They take {project.n_bytes / 1e6:.1f} MB of memory, {each:.0f} kB a photo: "
        f"{len(project.photos[0].embedding) if project.photos else 0:,} numbers and a small JPEG."
    )


def about_training(
    trained: Trained, n_photos: int, n_frozen: int, n_trainable: int, seconds: float
) -> str:
    """Say the head's accuracy with its interval, and how few of all parameters were trained."""
    last, n_held = trained.epochs[-1], len(trained.split.validation)
    text = (
        f"{n_trainable:,} of {n_frozen + n_trainable:,} parameters were trained, "
        f"{n_trainable / (n_frozen + n_trainable):.2%}, in {seconds:.2f} s from "
        f"{n_photos - n_held} photos."
    )
    if not n_held:
        return f"{text} No photo is held out, so the accuracy on new photos is unknown."
    right = round(last.accuracy * n_held)
    rate = error_rate(n_held - right, n_held)
    text += (
        f" It classifies {right} of the {n_held} held-out photos correctly: "
        f"{whole_share(last.accuracy)}; with so few photos the 95 % interval reaches from "
        f"{100 - rate.high:.0f} to {100 - rate.low:.0f} %."
    )
    losses = [own.loss for own in trained.epochs]
    best = int(np.argmin(losses))
    if not np.isfinite(losses).all():
        text += " Its loss on them became infinite: the learning rate is too high."
    elif best == 0 and losses[-1] > 1.1 * losses[0]:
        text += (
            " Its loss on them was lowest before the first step: the network is more "
            "confident than it is accurate."
        )
    elif best < len(losses) - 1 and losses[-1] > 1.1 * losses[best]:
        text += f" Its loss on them was lowest after epoch {best}: since then it overfits."
    return text


def about_runs(runs: Sequence[Run], titles: Sequence[str]) -> str:
    """Compare trainings that froze different parts of the network."""
    if not runs:
        return (
            "Nothing has been trained here yet: choose which layers are trained, and press Train."
        )
    order = sorted(range(len(runs)), key=lambda i: (-runs[i].n_right, runs[i].n_trainable))
    best = runs[order[0]]
    if not best.n_checked:
        return (
            "No photo is held out, so it is unknown which training is most accurate on new photos."
        )
    worst = runs[order[-1]]
    level = sum(own.n_right == best.n_right for own in runs) - 1
    reads = "is the most accurate: it classifies" if len(runs) > 1 and not level else "classifies"
    text = (
        f"{titles[order[0]].capitalize()} {reads} {best.n_right} of {best.n_checked} "
        f"held-out photos correctly, with {best.n_trainable:,} trained parameters, in "
        f"{best.seconds:.0f} s."
    )
    if level and worst.n_right < best.n_right:
        text += (
            f" None is better, and {level} other{' does' if level == 1 else 's do'} equally well."
        )
    if len(runs) > 1 and worst.n_right == best.n_right:
        others = "The other one does" if len(runs) == 2 else f"{len(runs) - 1} others do"
        text += f" {others} equally well: training the fewest parameters is enough."
    elif len(runs) > 1:
        text += (
            f" {titles[order[-1]].capitalize()} is last with {worst.n_right} "
            f"({worst.n_trainable:,} parameters, {worst.seconds:.0f} s)."
        )
        if best.reads and len(best.reads) == len(worst.reads):
            text += _paired(compare(np.array(best.reads), np.array(worst.reads)))
    kept = [
        name
        for own in runs
        if own.before and own.after
        for name in own.before
        if own.before[name] == own.after[name]
    ]
    if kept:
        text += (
            f" {len(kept)} frozen block{' has' if len(kept) == 1 else 's have'} the same checksum "
            "before and after."
        )
    return text


def _paired(found: Comparison) -> str:
    """Say how two trainings compare on the photos that exactly one of them gets right."""
    split = (
        f" On the same photos, {found.only_first} are classified correctly by the first alone and "
        f"{found.only_second} by the last alone: McNemar's test gives p = {found.p_value:.2g}"
    )
    return (
        f"{split}: the difference is significant."
        if found.is_decided
        else (f"{split}: the difference may be chance.")
    )


def about_curve(points: Sequence[CurvePoint]) -> str:
    """Say how much more photos help, and how much the accuracy varies between splits."""
    if not points:
        return "Each number of photos is tried with ten random splits."
    first, last = points[0], points[-1]
    spread = 100 * (max(last.accuracies) - min(last.accuracies))
    text = f"With {first.n_each} photo{'' if first.n_each == 1 else 's'} of each class "
    text += f"{np.mean(first.accuracies):.0%} are classified correctly on average"
    pairs = list(zip(first.accuracies, last.accuracies, strict=False))
    if len(points) > 1:
        more, fewer = sum(b > a for a, b in pairs), sum(b < a for a, b in pairs)
        text += (
            f", with {last.n_each} {np.mean(last.accuracies):.0%}. On the same held-out photos, "
            f"training with {last.n_each} is more accurate in {more} of {len(pairs)} splits and "
            f"less accurate in {fewer}"
        )
    if len(last.accuracies) < 2:
        return f"{text}."
    moves = (
        f"changes the result by {_points(spread)} at {last.n_each}: a single split is not reliable"
        if spread
        else f"does not change the result at {last.n_each}"
    )
    return f"{text}. The choice of held-out photos alone {moves}."


def about_result(
    names: Sequence[str], counts: np.ndarray, worst: tuple[str, str, float] | None
) -> str:
    """Say how many validation photos are classified correctly, and the most confident mistake.

    Args:
        names: Names of the classes.
        counts: (n, n) by true (rows) and predicted class (columns).
        worst: True class, predicted class and its probability for the most confident mistake.
    """
    total, right = int(counts.sum()), int(np.trace(counts))
    if not total:
        return "No photo is held out, so nothing can be counted."
    rate = error_rate(total - right, total)
    text = (
        f"{right} of {total} held-out photos are classified correctly, "
        f"{whole_share(right / total)} "
        f"(95 % interval {100 - rate.high:.0f} to {100 - rate.low:.0f} %)."
    )
    if worst is None:
        return f"{text} There are no mistakes."
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    return (
        f"{text} {_most_often(names, wrong)}; the most confident mistake classifies a photo of "
        f"{worst[0]} "
        f"as {worst[1]} with {whole_share(worst[2])}."
    )


def _most_often(names: Sequence[str], wrong: np.ndarray) -> str:
    """Say which mistake is most frequent, of counts (n, n) with a zero diagonal."""
    n = int(wrong.max())
    pairs = [
        f"{names[row]} is classified as {names[column]}" for row, column in np.argwhere(wrong == n)
    ]
    if len(pairs) == 1:
        return f"Most often {pairs[0]} ({n} time{'' if n == 1 else 's'})"
    more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    often = "No mistake occurs twice" if n == 1 else f"Most often, {n} times each"
    shown = ", ".join(pairs[:_NAMED]) if more else listed(pairs)
    return f"{often}: {shown}{more}"


def about_new(
    names: Sequence[str], probabilities: np.ndarray, distance: float, threshold: float
) -> str:
    """Say the predicted class of a new photo, and whether it resembles any of the classes."""
    best = int(probabilities.argmax())
    answer = f"The new last layer predicts {names[best]} with {probabilities[best]:.1%}"
    if not np.isfinite(threshold):
        return f"{answer}. With one photo per class there is no threshold for “too far away”."
    if distance > threshold:
        return (
            f"{answer}, but this is **none of these**: its distance to the nearest class is "
            f"{distance:.3f}, the threshold {threshold:.3f}. Softmax always gives the highest "
            "probability to one of the classes."
        )
    return (
        f"{answer}, and the photo looks like one of these: its distance to the nearest class is "
        f"{distance:.3f}, within the threshold of {threshold:.3f}."
    )


def about_object(name: str, whole: float, without: float, alone: float, share: float) -> str:
    """Say whether the prediction depends on the hot part of the heat map.

    Args:
        name: Name of the class.
        whole: Its probability for the photo.
        without: Its probability with the hot part painted grey.
        alone: Its probability with all but the hot part painted grey.
        share: Share of the photo's area that is hot, in [0, 1].
    """
    before, after = whole_share(whole), whole_share(without)
    if before == after:
        change = f"With this part painted grey, {name} stays at {after}"
    elif without < whole:
        change = f"With this part painted grey, {name} falls from {before} to {after}"
    else:
        change = f"Yet with this part painted grey, {name} rises from {before} to {after}"
    text = (
        f"{whole_share(share)} of the photo is marked as important (“hot”). {change}; with "
        "everything else grey it is "
        f"{whole_share(alone)}."
    )
    if whole >= 0.5 and alone >= 0.5 > without:
        return f"{text} The answer depends on this part: is it the object?"
    if whole < 0.5:
        return f"{text} The network is not sure of {name} even for the whole photo."
    if without >= 0.5 and alone >= 0.5:
        return (
            f"{text} Each of the two parts is enough for the answer: the network may have learned "
            "the background too."
        )
    if without >= 0.5:
        return (
            f"{text} The rest is enough for the answer: the network may have learned the "
            "background."
        )
    return f"{text} The answer needs both this part and its surroundings."


def _points(spread: float) -> str:
    """Return a difference of rates in points; a difference that is not 0 does not read as 0."""
    if spread >= 1.5:
        return f"{spread:.0f} points"
    return "less than 0.1 points" if spread < 0.05 else f"{spread:.1f} points"


def about_classes(rates: Sequence[Rate]) -> str:
    """Say how wide the widest interval of a class is."""
    if not rates:
        return "No photo is held out, so nothing can be counted."
    widest = max(rate.high - rate.low for rate in rates)
    return (
        f"The widest 95 % interval (Wilson's) is {widest:.0f} points wide: with so few photos per "
        "class, a difference between classes can easily be chance."
    )


def about_rings(n_mistakes: int) -> str:
    """Say how many validation photos are misclassified."""
    if not n_mistakes:
        return "none of them is misclassified."
    return (
        "1 of them is misclassified and ringed."
        if n_mistakes == 1
        else f"{n_mistakes} of them are misclassified and ringed."
    )
