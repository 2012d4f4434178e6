"""Sentences for the page "Feature maps": filters, maps, their sums, and heat maps.

Arguments count maps, filters, rows and columns from 0; the sentences count from 1.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.feature_maps import Parts, activity, share_of_zeros
from dlviz.filters import Nearest
from dlviz.networks.cifar_statistics import LayerStatistics
from dlviz.networks.image_network import Maps
from dlviz.notices.words import whole_share
from dlviz.patches import Patch

CLOSE = 0.8  # absolute cosine from which a filter counts as like a hand-made kernel
_UNBELIEVED = 0.01  # a class with a lower probability does not count as predicted
_LISTED = 4  # up to this number, partial maps are named one by one


def about_maps(layer: str, maps: np.ndarray, dead: np.ndarray, index: int) -> str:
    """Say how many of a layer's maps are active, which is strongest, and what one map contains."""
    n = len(maps)
    strength = activity(maps)
    own = maps[index]
    if not strength.any():
        return f"In {layer} every number is 0: the layer does not respond to this picture."
    if own.size == 1:
        return (
            f"In {layer} every map is a single number, without any position; {_most(strength)}. "
            f"Map {index + 1} is {float(own[0, 0]):.3g}."
        )
    gone = int(dead.sum())
    silence = (
        "no map is the same number everywhere"
        if gone == 0
        else f"{gone} of {n} maps {'is' if gone == 1 else 'are'} dead for this picture, the same "
        "number everywhere (crossed out)"
    )
    quiet = share_of_zeros(maps)
    zeros = f", and {whole_share(quiet)} of all numbers are 0" if quiet else ""
    ends = (
        f"is {own.min():.3g} everywhere"
        if own.min() == own.max()
        else f"goes from {own.min():.3g} to {own.max():.3g}"
    )
    return f"In {layer} {_most(strength)}; {silence}{zeros}. Map {index + 1} {ends}."


def about_order(maps: np.ndarray) -> str:
    """Say how much of a layer's activity lies in the maps that come first when they are sorted."""
    strength = activity(maps)
    if (strength == strength[0]).all():
        return "The maps keep the network's order: all are equally active."
    shares = np.cumsum(np.sort(strength)[::-1].astype(float))
    first = int(np.argmax(shares >= shares[-1] / 2)) + 1
    held = "The first map holds" if first == 1 else f"The first {first} maps hold"
    return (
        f"The maps are sorted by their mean absolute response. {held} at least half of the "
        f"activity of all {len(maps)}."
    )


def _most(strength: np.ndarray) -> str:
    """Say which map is strongest; several if they are equal."""
    best = np.flatnonzero(strength == strength.max())
    if len(best) == 1:
        return f"map {best[0] + 1} responds most, {strength.max():.3g} on average"
    return f"{len(best)} maps respond most, {strength.max():.3g} on average each"


def about_filter(measured: LayerStatistics, index: int, names: Sequence[str]) -> str:
    """Say to which classes a filter responds most, over the 10,000 test pictures."""
    if not measured.highest[index]:
        return f"Map {index + 1} responded to none of CIFAR-100's 10,000 test pictures."
    best = measured.favourites(index)
    listed = ", ".join(f"{names[label]} ({mean:.2f})" for label, mean in best)
    return (
        f"Over CIFAR-100's 10,000 test pictures map {index + 1} is above 0 at "
        f"{whole_share(float(measured.active[index]))} of all places. Its mean response is "
        f"largest for {listed}; the mean over all classes is "
        f"{measured.by_class[index].mean():.2f}."
    )


def about_sum(parts: Parts, names: Sequence[str], own: np.ndarray, place: tuple[int, int]) -> str:
    """Write out the lecture's sum for one position, and compare the map with the network's own.

    Args:
        parts: The map, split by input maps.
        names: Names of the input maps in `parts.inputs`.
        own: (H, W) the network's own map.
        place: Row and column.
    """
    values = parts.partial[:, place[0], place[1]].double().numpy()
    order = np.argsort(-np.abs(values)) if len(values) > _LISTED else np.arange(len(values))
    terms = [f"{names[i]} {_signed(values[i])}" for i in order[:_LISTED]]
    if len(values) > _LISTED:
        rest = float(values[order[_LISTED:]].sum())
        terms.append(f"the other {len(values) - _LISTED} together {_signed(rest)}")
    terms.append(f"bias {_signed(parts.bias)}")
    total = parts.total.numpy()
    difference = float(np.abs(total - own).max())
    together, networks = _signed(float(total[place])), _signed(float(own[place]))
    return (
        f"At row {place[0] + 1}, column {place[1] + 1}: {', '.join(terms)}; together "
        f"{together}. The network's own number is {networks}. "
        f"Over the whole map the largest difference is {difference:.1g}."
    )


def about_filters(nearest: Sequence[Nearest], start: Sequence[Nearest] | None) -> str:
    """Say which filter is most like a hand-made kernel, and how similar it was before training."""
    sizes = np.abs([own.cosine for own in nearest])
    best = int(sizes.argmax())
    names = [own.name.split(",")[0] for own in nearest]
    often = max(names.count(name) for name in names)
    common = [name for name in dict.fromkeys(names) if names.count(name) == often]
    frequent = (
        f"the most frequent nearest kernel is {common[0]}"
        if len(common) == 1
        else f"{_listed(common)} are equally frequent nearest kernels"
    )
    close = int((sizes >= CLOSE).sum())
    text = (
        f"Filter {best + 1} is the most similar to a hand-made kernel: {nearest[best].name}, "
        "cosine "
        f"{_signed(nearest[best].cosine)}. {close} of {len(nearest)} have a cosine of at least "
        f"{CLOSE} in absolute value; {frequent}."
    )
    if start is None:
        return text
    before = float(np.abs([own.cosine for own in start]).mean())
    return (
        f"{text} The mean absolute cosine is {sizes.mean():.2f}; at the start, with random "
        f"numbers, it was {before:.2f}."
    )


def about_depth(maps: Mapping[str, Maps], reaches: Mapping[str, int]) -> str:
    """Say how maps shrink and multiply, and the receptive fields at both ends.

    Args:
        maps: The convolutions' maps, first to last.
        reaches: Rows of the largest receptive field, if known.
    """
    names = list(maps)
    first, last = maps[names[0]], maps[names[-1]]
    numbers = [own.count * own.height * own.width for own in (first, last)]
    text = (
        f"From {names[0]} to {names[-1]} the maps shrink from {first.height} × {first.width} to "
        f"{last.height} × {last.width} while their number goes from {first.count} to {last.count}: "
        f"{numbers[0]:,} numbers become {numbers[1]:,}."
    )
    if names[0] in reaches and names[-1] in reaches:
        text += (
            f" A number in the first depends on up to {reaches[names[0]]} rows of the picture, "
            f"a number in the last on up to {reaches[names[-1]]}."
        )
    return text


def about_two(one: np.ndarray, other: np.ndarray) -> str:
    """Say which map differs most between two pictures, and how many are equal."""
    if np.array_equal(one, other):
        return "All maps are the same for both: choose another picture to compare with."
    means = [maps.reshape(len(maps), -1).mean(axis=1) for maps in (one, other)]
    difference = means[0] - means[1]
    apart = np.abs(difference)
    index, level = int(apart.argmax()), int((apart == apart.max()).sum())
    first, second = (float(own[index]) for own in means)
    if not difference.any():
        return "Every map has the same mean for both pictures: only the positions differ."
    varied = all(own.std() > 0 for own in means)
    alike = float(np.corrcoef(*means)[0, 1]) if varied and len(one) > 2 else None
    equal = f" (and {level - 1} more as well)" if level > 1 else ""
    text = (
        f"Map {index + 1} differs most between the two{equal}: {first:.3g} on average for the "
        "first "
        f"picture, {second:.3g} for the second."
    )
    if alike is None:
        return text
    return (
        f"{text} Over all {len(one)} maps the correlation between the two lists of means is "
        f"{alike:.2f}."
    )


def about_heat(
    heat: np.ndarray,
    category: str,
    probability: float,
    winner: str,
    layer: str,
    *,
    strength: float | None = None,
) -> str:
    """Say how probable the class is, and which part of the picture counts for it.

    Args:
        heat: (h, w) in [0, 1], 1 at the maximum; all 0 if nothing counts for the class.
        category: The class.
        probability: Its probability.
        winner: The predicted class.
        layer: Name of the layer.
        strength: The maximum for this class relative to the maximum for the predicted class; None
            if that is unknown or nothing counts for the predicted class.
    """
    sure = f"The network gives {category} a probability of {probability:.1%}"
    if category != winner:
        sure += f" (its answer is {winner})"
    if not heat.any():
        return f"{sure}. Nothing in {layer} supports {category}: no weighted sum is above 0."
    if heat.size == 1:
        return f"{sure}. {layer} has only one position: it cannot show where."
    rows, columns = np.nonzero(heat == heat.max())
    equal = f" and equally at {len(rows) - 1} more" if len(rows) > 1 else ""
    strong = float((heat >= 0.5).mean())
    text = (
        f"{sure}. In {layer} the strongest support for it is at row {rows[0] + 1}, column "
        f"{columns[0] + 1} of "
        f"{heat.shape[0]} × {heat.shape[1]}{equal}; {whole_share(strong)} of the places have at "
        "least half of that."
    )
    if category == winner:
        return text
    text += " The colours show where, not how much: 1 is the strongest place of this class"
    if strength is not None:
        text += f", {whole_share(strength)} of the value at the strongest place for {winner}"
    if probability < _UNBELIEVED:
        text += f". Altogether the picture does not support {category}"
    return f"{text}."


def about_no_heat(largest: float, category: str, layer: str) -> str:
    """Say why there is no heat map; `largest` is the largest weighted sum, at most 0."""
    return (
        f"There is no heat map for {category}. Grad-CAM keeps only what is above 0, but in {layer} "
        f"the weighted sum is {_signed(largest) if largest else '0'} at its largest place: nothing "
        f"there supports {category}."
    )


def about_patches(
    layer: str,
    index: int,
    patches: Sequence[tuple[Patch, str]],
    n_pictures: int,
    size: tuple[int, int],
    side: tuple[int, int],
) -> str:
    """Say which picture excites a map most, and how large its patches are.

    Args:
        layer: Name of the layer.
        index: The map.
        patches: The strongest patches, each with its picture's name; the strongest first.
        n_pictures: Number of pictures searched.
        size: Rows and columns of a patch.
        side: Rows and columns of the network's input.
    """
    if not patches:
        return (
            f"Map {index + 1} of {layer} is nowhere above 0 in the {n_pictures} pictures: nothing "
            "in them excites it."
        )
    best, name = patches[0]
    ties = sum(own.value == best.value for own, _ in patches) - 1
    also = f" (and equally at {ties} more)" if ties else ""
    names = list(dict.fromkeys(name for _, name in patches))
    if len(patches) == 1:
        spread = "It is the only patch above 0"
    elif len(names) == 1:
        spread = f"All {len(patches)} patches shown come from {name}"
    else:
        spread = f"The {len(patches)} patches shown come from {len(names)} of {n_pictures} pictures"
    seen = (
        "a patch is the whole input of the network, because the receptive field covers it"
        if size[0] >= side[0] and size[1] >= side[1]
        else f"each is {size[0]} × {size[1]} of the {side[0]} × {side[1]} pixels that the network "
        "gets"
    )
    return (
        f"Map {index + 1} of {layer} responds most to {name}: {best.value:.3g} at row "
        f"{best.row + 1}, column {best.column + 1}{also}. {spread}; {seen}. What the patches have "
        "in common is what the map looks for."
    )


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−")
