"""What to notice about pooling, in words made from the numbers on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.notation import format_number
from dlviz.pooling import AVERAGE, L2, MAX, NONE, Pooled

_WRITTEN = 16  # numbers of a window that are written out


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network says to a picture.

    Attributes:
        label: The name of the most probable class.
        probability: Of that class, in [0, 1].
    """

    label: str
    probability: float


def named(kind: str) -> str:
    """Return what a kind of pooling is called beside others: "none" would say too little."""
    return "stride alone" if kind == NONE else kind


def window_sentences(grid: np.ndarray, pooled: Pooled) -> list[str]:
    """Return for each output how it comes about."""
    columns, wide = pooled.output.shape[1], grid.shape[1]
    sentences = []
    for index, value in enumerate(pooled.output.ravel().tolist()):
        numbers = grid.ravel()[pooled.windows[index]].tolist()
        name = f"Output {_place(index, columns)}"
        text = f"{name} = {_sum(numbers, pooled.kind)} = {format_number(value)}"
        winner = int(pooled.winners[index])
        if pooled.kind == MAX:
            equal = numbers.count(value)
            which = f", the first of {equal} equal ones" if equal > 1 else ""
            text += f": number {_place(winner, wide)} has won{which}."
        elif pooled.kind == NONE:
            text += f": number {_place(winner, wide)}, whatever the others are."
        else:
            text += ": all have a say."
        sentences.append(text)
    return sentences


def number_sentences(grid: np.ndarray, pooled: Pooled) -> list[str]:
    """Return for each number of the grid where it goes, and its gradient."""
    wide, columns = grid.shape[1], pooled.output.shape[1]
    sentences = []
    for index, value in enumerate(grid.ravel().tolist()):
        outputs = np.flatnonzero((pooled.windows == index).any(axis=1))
        name = f"Number {_place(index, wide)} = {format_number(value)}"
        if not outputs.size:
            sentences.append(f"{name} is passed over: no window covers it.")
            continue
        gradient = format_number(float(pooled.gradient.ravel()[index]))
        won = [at for at in outputs if pooled.winners[at] == index]
        places = ", ".join(_place(int(at), columns) for at in outputs)
        if won:
            what = f"decides output {', '.join(_place(int(at), columns) for at in won)}"
        elif pooled.kind in (MAX, NONE):
            what = (
                f"decides nothing: output {places} {'go' if outputs.size > 1 else 'goes'} to others"
            )
        else:
            what = f"has a say in output {places}"
        sentences.append(f"{name} {what}; gradient {gradient}.")
    return sentences


def about_by_hand(grid: np.ndarray, pooled: Pooled) -> str:
    """Say how many numbers are thrown away, who decides, and who learns."""
    before, after = grid.size, pooled.output.size
    share = pooled.thrown_away
    text = f"{_count(before, 'number')} become {after}: "
    text += f"{share:.0%} are thrown away." if share > 0 else "no fewer than before."
    covered = np.unique(pooled.windows).size
    if covered < before:
        text += f" {_count(before - covered, 'number')} at the rim lie in no window at all."
    if pooled.kind in (MAX, NONE):
        alone = np.unique(pooled.winners).size
        text += (
            f" {alone} of {before} decide the whole output, and gradients flow only there: "
            f"{pooled.silent} numbers could change a little and nothing would follow."
        )
        most = int(np.bincount(pooled.winners).max())
        if most > 1:
            text += f" Windows overlap: one number decides {most} outputs."
        return text
    low, high = float(pooled.gradient.min()), float(pooled.gradient.max())
    spread = (
        f"the gradient is {format_number(low)} everywhere"
        if np.isclose(low, high)
        else f"gradients go from {format_number(low)} to {format_number(high)}"
    )
    kind = "The larger a number, the more it counts" if pooled.kind == L2 else "All count alike"
    return f"{text} {kind}: {spread}."


def about_cascade(
    sizes: Sequence[tuple[int, int]],
    means: Mapping[str, Sequence[float]],
    explained: Mapping[str, Sequence[float]],
    *,
    is_photo: bool,
) -> str:
    """Say how few numbers are left, what they still explain, and how bright they have become.

    Args:
        sizes: (H, W) from the picture to the last pooling.
        means: By kind of pooling, the mean of the numbers at each size.
        explained: By kind, the share of the picture's variance that each size explains.
        is_photo: Whether the numbers are a photo's, 0 to 255.
    """
    (height, width), (rows, columns) = sizes[0], sizes[-1]
    left = rows * columns / (height * width)
    order = sorted(explained, key=lambda kind: -explained[kind][-1])
    best, worst = order[0], order[-1]
    text = (
        f"{height} × {width} becomes {rows} × {columns}: {left:.2%} of the numbers are left. "
        f"Stretched back they explain {_listed(explained, order)} of the picture's variance; "
        f"{named(best)} keeps most"
    )
    text += f", {named(worst)} least." if len(order) > 1 else "."
    if MAX in means and AVERAGE in means:
        first, top, mean = means[MAX][0], means[MAX][-1], means[AVERAGE][-1]
        what = "brightness" if is_photo else "number"
        text += (
            f" Max raises the mean {what} from {first:.3g} to {top:.3g}: of every four the largest "
            f"survives. Average leaves it at {mean:.3g}."
        )
    return text


def about_answers(sizes: Sequence[tuple[int, int]], answers: Mapping[str, Sequence[Answer]]) -> str:
    """Say down to which size a network gives the answer that it gives to the whole picture.

    Args:
        sizes: (H, W) from the picture to the last pooling.
        answers: By kind of pooling, what it says to the picture and to what is left of it.
    """
    first = next(iter(answers.values()))[0].label
    ends = []
    for kind, row in answers.items():
        lost = next((place for place, own in enumerate(row) if own.label != first), len(row))
        rows, columns = sizes[lost - 1]
        ends.append(f"{rows} × {columns} with {named(kind)}")
    return f"EfficientNet-Lite0 says {first} down to {', '.join(ends)}."


def _listed(explained: Mapping[str, Sequence[float]], order: Sequence[str]) -> str:
    return ", ".join(f"{explained[kind][-1]:.0%} ({named(kind)})" for kind in order)


def _sum(numbers: Sequence[float], kind: str) -> str:
    texts = [format_number(value) for value in numbers]
    count = len(texts)
    if count > _WRITTEN:
        return f"{kind} of {count} numbers" if kind != NONE else f"the first of {count} numbers"
    if kind == MAX:
        return f"max({', '.join(texts)})"
    if kind == NONE:
        return f"the first of {', '.join(texts)}"
    bracketed = [f"({text})" if text.startswith("-") or "/" in text else text for text in texts]
    if kind == AVERAGE:
        return f"({' + '.join(bracketed)}) / {count}"
    return f"√({' + '.join(f'{text}²' for text in bracketed)})"


def _place(index: int, columns: int) -> str:
    return f"({index // columns + 1}, {index % columns + 1})"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
