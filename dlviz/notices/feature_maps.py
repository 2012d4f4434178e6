"""What to notice about a trained network's filters and maps, from the numbers on screen."""

from collections.abc import Mapping, Sequence

import numpy as np

from dlviz.feature_maps import Parts
from dlviz.filters import Nearest
from dlviz.networks.cifar_statistics import LayerStatistics
from dlviz.networks.image_network import Maps

_LISTED = 4  # partial maps that are named one by one


def about_maps(layer: str, maps: np.ndarray, dead: np.ndarray, index: int) -> str:
    """Say how much of a layer answers at all, which map answers most, and what one map holds."""
    n = len(maps)
    quiet = float((maps == 0).mean())
    strength = np.abs(maps).reshape(n, -1).mean(axis=1)
    strongest = int(strength.argmax())
    gone = int(dead.sum())
    silence = (
        "no map is the same number everywhere"
        if gone == 0
        else f"{gone} of {n} maps {'is' if gone == 1 else 'are'} dead for this picture, the same "
        "number everywhere (crossed out)"
    )
    zeros = f", and {quiet:.0%} of all numbers are 0" if quiet else ""
    own = maps[index]
    return (
        f"In {layer} map {strongest} answers most, {strength[strongest]:.3g} on average; "
        f"{silence}{zeros}. Map {index} goes from {own.min():.3g} to {own.max():.3g}."
    )


def about_filter(measured: LayerStatistics, index: int, names: Sequence[str]) -> str:
    """Say which classes a filter answers most to, over the 10,000 test pictures."""
    if not measured.highest[index]:
        return f"Map {index} answered to none of CIFAR-100's 10,000 test pictures."
    best = measured.favourites(index)
    listed = ", ".join(f"{names[label]} ({mean:.2f})" for label, mean in best)
    return (
        f"Over CIFAR-100's 10,000 test pictures map {index} answers at "
        f"{measured.active[index]:.0%} of all places, on average most to {listed}; to all classes "
        f"{measured.by_class[index].mean():.2f}."
    )


def about_sum(parts: Parts, names: Sequence[str], own: np.ndarray, place: tuple[int, int]) -> str:
    """Write the lecture's sum for one place, and compare the whole map with the network's own.

    Args:
        parts: The map, taken apart.
        names: Of the input maps in `parts.inputs`.
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
        f"At row {place[0]}, column {place[1]}: {', '.join(terms)}; together "
        f"{together}. The network's own number is {networks}. "
        f"Over the whole map the largest difference is {difference:.1g}."
    )


def about_filters(nearest: Sequence[Nearest], start: Sequence[Nearest] | None) -> str:
    """Say which filter is nearest to a hand-made kernel, and how that was before training."""
    sizes = np.abs([own.cosine for own in nearest])
    best = int(sizes.argmax())
    names = [own.name.split(",")[0] for own in nearest]
    common = max(dict.fromkeys(names), key=names.count)
    close = int((sizes >= 0.8).sum())
    text = (
        f"Filter {best} comes nearest to a kernel of people's: {nearest[best].name}, cosine "
        f"{_signed(nearest[best].cosine)}. {close} of {len(nearest)} reach 0.8 in size; the most "
        f"frequent neighbour is {common}."
    )
    if start is None:
        return text
    before = float(np.abs([own.cosine for own in start]).mean())
    return (
        f"{text} The mean size of the cosine is {sizes.mean():.2f}; at the start, with random "
        f"numbers, it was {before:.2f}."
    )


def about_depth(maps: Mapping[str, Maps], reaches: Mapping[str, int]) -> str:
    """Say how the maps shrink and multiply, and how far one number sees at both ends.

    Args:
        maps: The convolutions' maps, first to last.
        reaches: Rows of the picture that one number sees at most, where that is known.
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
            f" A number of the first sees up to {reaches[names[0]]} rows of the picture, one of "
            f"the last up to {reaches[names[-1]]}."
        )
    return text


def about_two(one: np.ndarray, other: np.ndarray) -> str:
    """Say which map tells two pictures apart best, and how many answer alike."""
    means = [maps.reshape(len(maps), -1).mean(axis=1) for maps in (one, other)]
    difference = means[0] - means[1]
    index = int(np.abs(difference).argmax())
    first, second = (float(own[index]) for own in means)
    varied = all(own.std() > 0 for own in means)
    alike = float(np.corrcoef(*means)[0, 1]) if varied and len(one) > 2 else None
    text = (
        f"Map {index} tells the two apart best: {first:.3g} on average for the first picture, "
        f"{second:.3g} for the second."
    )
    if alike is None:
        return text
    return f"{text} Over all {len(one)} maps the two lists of means correlate with {alike:.2f}."


def about_heat(heat: np.ndarray, category: str, probability: float, winner: str, layer: str) -> str:
    """Say how sure the network is of the class, and where it looked for it."""
    sure = f"The network gives {category} {probability:.1%}"
    if category != winner:
        sure += f" (its answer is {winner})"
    if not heat.any():
        return f"{sure}. Nothing in {layer} speaks for {category}: every weighted sum is below 0."
    row, column = (int(x) for x in np.unravel_index(int(heat.argmax()), heat.shape))
    strong = float((heat >= 0.5).mean())
    return (
        f"{sure}. In {layer} most speaks for it at row {row}, column {column} of "
        f"{heat.shape[0]} × {heat.shape[1]}; {strong:.0%} of the places reach half of that."
    )


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−")
