"""Sentences for the page "Pooling": pooling by hand, repeated pooling, predictions afterwards."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.notation import format_number
from dlviz.notices.words import whole_share
from dlviz.pooling import AVERAGE, L2, MAX, NONE, Pooled, rounding

_WRITTEN = 16  # up to this many numbers of a window are written out


@dataclass(frozen=True, slots=True)
class Answer:
    """A network's prediction for a picture.

    Attributes:
        label: Name of the most probable class.
        probability: Its probability, in [0, 1].
    """

    label: str
    probability: float


def named(kind: str) -> str:
    """Return the name of a kind of pooling; NONE is called "stride alone"."""
    return "stride alone" if kind == NONE else kind


def window_sentences(grid: np.ndarray, pooled: Pooled) -> list[str]:
    """Return for each output how it is computed."""
    columns, wide = pooled.output.shape[1], grid.shape[1]
    sentences, noise = [], rounding(grid, pooled.kind)
    for index, value in enumerate(pooled.output.ravel().tolist()):
        inside = pooled.windows[index] >= 0
        numbers = grid.ravel()[pooled.windows[index][inside]].tolist()
        name = f"Output {_place(index, columns)}"
        text = f"{name} = {_sum(_with_padding(grid, pooled, index), pooled.kind)}"
        text += f" = {format_number(value, noise=noise)}"
        winner = int(pooled.winners[index])
        if pooled.kind == MAX:
            equal = numbers.count(value)
            which = f", the first of {equal} equal ones" if equal > 1 else ""
            text += f": number {_place(winner, wide)} is the largest{which}."
        elif pooled.kind == NONE:
            text += f": number {_place(winner, wide)}, the other numbers are ignored."
        else:
            text += ": all of them contribute."
            text += _left_out(int((~inside).sum()), pooled)
        sentences.append(text)
    return sentences


def _with_padding(grid: np.ndarray, pooled: Pooled, output: int) -> list[float]:
    """Return the numbers of which an output is computed, with those of the padding."""
    is_written = pooled.windows.shape[1] <= _WRITTEN  # else only the numbers are counted
    spare = {
        MAX: [-math.inf] if is_written else [],
        AVERAGE: [0.0] if pooled.counts_padding else [],
    }
    numbers: list[float] = []
    for index in pooled.windows[output].tolist():
        numbers += [float(grid.flat[index])] if index >= 0 else spare.get(pooled.kind, [])
    return numbers


def _left_out(cells: int, pooled: Pooled) -> str:
    """Say that the padding in a window is not counted, if so."""
    if not cells or pooled.counts_padding:
        return ""
    return f" {_count(cells, 'cell')} of padding {'is' if cells == 1 else 'are'} not counted."


def padding_sentence(pooled: Pooled) -> str:
    """Say what a cell of the padding is."""
    if pooled.kind == MAX:
        return "This cell is padding: −∞, so it is never the largest, and it gets no gradient."
    if pooled.counts_padding:
        return "This cell is padding: a 0 that every average over it counts."
    return "This cell is padding: averages leave it out."


def about_padding(pooled: Pooled) -> str:
    """Say what the padding does to the outputs at the edge; "" without padding."""
    padding = pooled.geometry.padding
    if not padding:
        return ""
    rings = f" Padding {padding} puts {_count(padding, 'ring')} around the numbers"
    if pooled.kind == MAX:
        return f"{rings}, of −∞: it never wins."
    if pooled.counts_padding:
        return (
            f"{rings}, of zeros that are counted: every output divides by all "
            f"{pooled.windows.shape[1]} cells of its window."
        )
    fewest = int((pooled.windows >= 0).sum(axis=1).min())
    return (
        f"{rings} that are not counted: an output divides only by the numbers in its window, at "
        f"the edge by as few as {fewest}."
    )


def about_move(before: Pooled, after: Pooled, columns: int) -> str:
    """Say what changed when the numbers moved to the right; "" if they did not move.

    Args:
        before: The pooling of the numbers in their old places.
        after: The same pooling of the moved numbers, with zeros on the left.
        columns: By how many columns they moved.
    """
    if not columns:
        return ""
    lost = before.numbers.shape[0] * columns
    left = "1 number has left" if lost == 1 else f"{lost} numbers have left"
    numbers = int((before.numbers != after.numbers).sum())
    outputs = int((~np.isclose(before.output, after.output, rtol=1e-12, atol=1e-12)).sum())
    return (
        f"Moved right by {columns}: {left} at the right edge, and as many zeros came in at the "
        f"left. {numbers} of {_count(before.numbers.size, 'number')} changed, and {outputs} of "
        f"{_count(before.output.size, 'output')}. {_about_whole_strides(before, after, columns)}"
    )


def _about_whole_strides(before: Pooled, after: Pooled, columns: int) -> str:
    """Say that the map moved along, if it did; "" else."""
    steps, rest = divmod(columns, before.geometry.stride)
    if rest or steps >= before.output.shape[1]:
        return ""
    if not np.array_equal(after.output[:, steps:], before.output[:, :-steps]):
        return ""
    places = "1 place" if steps == 1 else f"{steps} places"
    return f"The move is a multiple of the stride, so the map moved along, by {places}. "


def number_sentences(grid: np.ndarray, pooled: Pooled) -> list[str]:
    """Return for each number of the grid which outputs it enters, and its gradient."""
    wide, columns = grid.shape[1], pooled.output.shape[1]
    sentences = []
    for index, value in enumerate(grid.ravel().tolist()):
        outputs = np.flatnonzero((pooled.windows == index).any(axis=1))
        name = f"Number {_place(index, wide)} = {format_number(value)}"
        if not outputs.size:
            sentences.append(f"{name} is not used: no window covers it.")
            continue
        gradient = format_number(float(pooled.gradient.ravel()[index]))
        won = [at for at in outputs if pooled.winners[at] == index]
        places = ", ".join(_place(int(at), columns) for at in outputs)
        if won:
            what = f"decides output {', '.join(_place(int(at), columns) for at in won)}"
        elif pooled.kind in (MAX, NONE):
            what = f"decides nothing: other numbers decide output {places}"
        else:
            what = f"contributes to output {places}"
        sentences.append(f"{name} {what}; gradient {gradient}.")
    return sentences


def about_by_hand(grid: np.ndarray, pooled: Pooled) -> str:
    """Say how many numbers are lost, which ones decide, and which ones get a gradient."""
    before, after = grid.size, pooled.output.size
    share = pooled.thrown_away
    text = f"{_count(before, 'number')} become {after}: "
    if share > 0:
        text += f"{share:.0%} are discarded."
    else:
        text += "more than before." if share < 0 else "as many as before."
    missed = before - pooled.used.size
    if missed:
        where = "between or beside the windows " if _has_gaps(pooled) else "at the edge "
        text += (
            f" {_count(missed, 'number')} {where}{'lies' if missed == 1 else 'lie'} in no window."
        )
    text += about_padding(pooled)
    if pooled.kind in (MAX, NONE):
        return text + _about_winners(pooled)
    low, high = float(pooled.gradient.min()), float(pooled.gradient.max())
    spread = (
        f"the gradient is {format_number(low)} everywhere"
        if np.isclose(low, high)
        else f"gradients go from {format_number(low)} to {format_number(high)}"
    )
    kind = (
        "In a window, a number farther from 0 has a larger weight"
        if pooled.kind == L2
        else "In a window all numbers have equal weight"
    )
    return f"{text} {kind}: {spread}."


def _has_gaps(pooled: Pooled) -> bool:
    """Return whether the stride leaves numbers between the windows unused."""
    own = pooled.geometry
    return own.stride > own.kernel[0] and pooled.output.size > 1


def _about_winners(pooled: Pooled) -> str:
    """Say how few numbers decide, and how many have no influence."""
    alone, size = np.unique(pooled.winners).size, pooled.gradient.size
    text = (
        f" {alone} of {size} {'decides' if alone == 1 else 'decide'} the whole output; the "
        "gradient of all others is 0"
    )
    if pooled.tied:
        equal, it = ("equals", "it") if pooled.tied == 1 else ("equal", "they")
        text += (
            f"; {_count(pooled.tied, 'other')} {equal} a maximum and would become it if {it} "
            "increased a little"
        )
    text += (
        f": {_count(pooled.silent, 'number')} could change a little without changing any output."
        if pooled.silent
        else "."
    )
    most = int(np.bincount(pooled.winners).max())
    return f"{text} Windows overlap: one number decides {most} outputs." if most > 1 else text


def about_cascade(
    sizes: Sequence[tuple[int, int]],
    means: Mapping[str, Sequence[float]],
    explained: Mapping[str, Sequence[float]],
    *,
    is_photo: bool,
) -> str:
    """Say how few numbers remain, how similar they are to the picture, and how the mean changed.

    Args:
        sizes: (H, W) from the picture to the last pooling.
        means: By kind of pooling, the mean of the numbers at each size.
        explained: By kind, the squared correlation with the picture at each size.
        is_photo: Whether the numbers are a photo's, 0 to 255.
    """
    (height, width), (rows, columns) = sizes[0], sizes[-1]
    if len(sizes) == 1:
        return f"{height} × {width} cannot be halved, so nothing is pooled."
    left = rows * columns / (height * width)
    return (
        f"{height} × {width} becomes {rows} × {columns}: {left:.2%} of the numbers are left. "
        f"{_about_likeness(sizes, explained)}{_about_means(means, is_photo=is_photo)}"
    )


def _about_likeness(
    sizes: Sequence[tuple[int, int]], explained: Mapping[str, Sequence[float]]
) -> str:
    """Say how similar to the picture the last size is that still has a pattern."""
    height, width = sizes[0]
    if not any(values[0] for values in explained.values()):
        return "All numbers are equal even before pooling: there is no pattern that could be lost."
    single = sizes[-1] == (1, 1)
    place = len(sizes) - (2 if single else 1)
    if place == 0:
        return "A single number contains no pattern."
    last = {kind: values[place] for kind, values in explained.items()}
    order = sorted(last, key=lambda kind: -last[kind])
    texts = {kind: whole_share(last[kind]) for kind in order}
    listed = ", ".join(f"{texts[kind]} ({named(kind)})" for kind in order)
    rows, columns = sizes[place]
    text = (
        f"Stretched back to {height} × {width}, the {rows} × {columns} squares have a squared "
        f"correlation with the picture of {listed}"
    )
    most = [kind for kind in order if texts[kind] == texts[order[0]]]
    least = [kind for kind in order if texts[kind] == texts[order[-1]]]
    if len(order) > 1 and len(most) == len(order):
        text += "; they keep the same amount"
    elif len(order) > 1:
        text += f"; {_and(most)} {_keeps(most)} most, {_and(least)} least"
    return f"{text}. The single number at the end contains no pattern." if single else f"{text}."


def _about_means(means: Mapping[str, Sequence[float]], *, is_photo: bool) -> str:
    what = "brightness" if is_photo else "number"
    text = ""
    if MAX in means:
        first, top = (f"{means[MAX][place]:.3g}" for place in (0, -1))
        text += (
            f" With max the mean {what} stays at {top}."
            if first == top
            else f" Max raises the mean {what} from {first} to {top}: of every four numbers the "
            "largest is kept."
        )
    if AVERAGE in means:
        mean = f"{means[AVERAGE][-1]:.3g}"
        text += f" Average leaves {'it' if MAX in means else f'the mean {what}'} at {mean}."
    return text


def about_answers(sizes: Sequence[tuple[int, int]], answers: Mapping[str, Sequence[Answer]]) -> str:
    """Say down to which size a network's prediction stays that for the whole picture.

    Args:
        sizes: (H, W) from the picture to the last pooling.
        answers: By kind of pooling, the predictions for the picture and for each pooled size.
    """
    first = next(iter(answers.values()))[0].label
    ends = []
    for kind, row in answers.items():
        lost = next((place for place, own in enumerate(row) if own.label != first), len(row))
        rows, columns = sizes[lost - 1]
        ends.append(f"{rows} × {columns} with {named(kind)}")
    return f"EfficientNet-Lite0 still answers {first.split(',')[0]} down to {', '.join(ends)}."


def _and(kinds: Sequence[str]) -> str:
    names = [named(kind) for kind in kinds]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _keeps(kinds: Sequence[str]) -> str:
    return "keeps" if len(kinds) == 1 else "keep"


def _sum(numbers: Sequence[float], kind: str) -> str:
    texts = [format_number(value).replace("-∞", "−∞") for value in numbers]
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
