"""Sentences for the page "Convolution": sliding a kernel, responses on photos, learned kernels."""

from collections.abc import Sequence

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels, uses
from dlviz.kernels import OWN, SMALLEST
from dlviz.notation import fixed, format_measure
from dlviz.responses import COLOURS, EACH, GRADIENT, STRONG, SUMMED, WEAK, Answer, centred
from dlviz.training.kernel_fit import KernelTask, Record, recorded_steps


def about_sliding(
    image: np.ndarray, kernel: np.ndarray, geometry: Geometry, *, flipped: bool
) -> str:
    """Say how often weights and pixels are used, and what flipping the kernel would change."""
    index = touched_pixels(geometry, flipped=flipped)
    weights, outputs = kernel.size, len(index)
    turned = convolve(image, kernel, geometry, flipped=not flipped)
    changed = int((~np.isclose(turned, convolve(image, kernel, geometry, flipped=flipped))).sum())
    zeros = ", on the padding's zeros too" if (index < 0).any() else ""
    return (
        f"{_times(weights, 'weight')} {'makes' if weights == 1 else 'make'} "
        f"{_times(outputs, 'output')}: each weight is used {_times(outputs, 'time')}{zeros}, and "
        f"{about_uses(geometry)}. "
        f"A dense layer would need {geometry.dense_weights:,} weights for the same. "
        f"{_about_turning(changed, outputs, flipped=flipped)}"
    )


def about_uses(geometry: Geometry) -> str:
    """Say in how many outputs each pixel is used, and where this number is lowest and highest.

    It is a product: the number of windows that cover the pixel's row, times the number that cover
    its column. So the lowest and the highest number each occur where certain rows and columns meet;
    which ones depends on stride, padding and dilation.
    """
    counts = uses(geometry)
    most, least = int(counts.max()), int(counts.min())
    if most == least:
        everyone = "every pixel is" if counts.size > 1 else "its one pixel is"
        return f"{everyone} used for {_times(most, 'output')}"
    if least == 0:
        silent = int((counts == 0).sum())
        fewest = int(counts[counts > 0].min())
        some = f"{fewest} to {most:,} outputs" if fewest < most else _times(most, "output")
        return (
            f"{silent} of {counts.size} pixels are not used at all; the others are used for {some}"
        )
    return (
        f"a pixel is used for {least} to {_times(most, 'output')}, "
        f"fewest {_meeting(counts == least)}, most {_meeting(counts == most)}"
    )


def _meeting(chosen: np.ndarray) -> str:
    """Return in words which whole rows and columns meet at the chosen pixels (H, W)."""
    height, width = chosen.shape
    rows, columns = np.flatnonzero(chosen.any(1)), np.flatnonzero(chosen.any(0))
    ends = [rows.tolist() == [0, height - 1], columns.tolist() == [0, width - 1]]
    if height > 1 and width > 1 and all(ends):
        return "at the corners"
    across = "" if len(rows) == height else _counted("row", rows)
    down = "" if len(columns) == width else _counted("column", columns)
    if across and down:
        return f"where {across} and {down} meet"
    return f"in {across or down}"


def _counted(noun: str, places: np.ndarray) -> str:
    """Return indices from 0 in words, counted from 1: "rows 1 to 3", "columns 1 and 4"."""
    numbers = [str(place + 1) for place in places.tolist()]
    if len(numbers) == 1:
        return f"{noun} {numbers[0]}"
    if len(numbers) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{noun}s {numbers[0]} to {numbers[-1]}"
    return f"{noun}s {', '.join(numbers[:-1])} and {numbers[-1]}"


def about_matrix(kernel: np.ndarray, geometry: Geometry, *, is_letters: bool) -> str:
    """Say how many entries of the equivalent matrix are not 0.

    Args:
        kernel: (h, w) weights.
        geometry: Sizes and steps of the kernel over the image.
        is_letters: Whether letters stand for the weights, so that none of them is 0.
    """
    index = touched_pixels(geometry)
    filled = int((index >= 0).sum())
    zero = int((index[:, kernel.ravel() == 0] >= 0).sum())
    dense = f"{geometry.dense_weights:,}"
    held = f"{filled:,} of {dense} entries {'holds' if filled == 1 else 'hold'} a weight"
    if is_letters:
        held += ", the others are 0" if filled < geometry.dense_weights else ""
    else:
        held += f", and {filled - zero:,} of {dense} are not 0"
    weights = f"{_times(kernel.size, 'number')}"
    return (
        f"The convolution is the same as a {len(index)} × "
        f"{geometry.image[0] * geometry.image[1]} matrix times the "
        f"image as a vector: {held}; each colour stands for one weight. A dense layer learns "
        f"{_times(geometry.dense_weights, 'number')} here, the convolution {weights}."
    )


def _about_turning(changed: int, outputs: int, *, flipped: bool) -> str:
    now = (
        "True convolution turns the kernel by 180° first (libraries do not: training would "
        "simply give the turned kernel)"
        if flipped
        else "The kernel is not turned"
    )
    if not changed:
        return f"{now}; for this kernel and image that makes no difference."
    return f"{now}; otherwise {changed} of {_times(outputs, 'output')} would change."


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def about_misfit(kernel: tuple[int, int], photo: tuple[int, int]) -> str:
    """Say that a kernel (height, width) does not fit into a photo, and what would help."""
    rows, columns = kernel
    others = ", and so would a smaller kernel" if min(photo) >= SMALLEST else ""
    return (
        f"The kernel has {rows} × {columns} weights and this photo only {photo[0]} × {photo[1]} "
        "pixels (height × width): the kernel fits nowhere, so there is no response. A photo of at "
        f"least {rows} × {columns} pixels would have one{others}."
    )


def about_response(answer: Answer, mode: str, names: Sequence[str]) -> str:
    """Say how large the responses are, where they are largest, and what the kernel's sum means.

    Args:
        answer: The responses on screen.
        mode: One of `dlviz.responses.MODES`.
        names: Names of the kernels.
    """
    if not any(kernel.any() for kernel in answer.kernels):
        return "Every weight is 0, so the response is 0 everywhere, for every photo."
    energy = _about_energy(answer)
    if mode == GRADIENT:
        return f"{_about_gradient(answer)} {energy}"
    if mode == SUMMED:
        return f"{_about_sum(answer)} {energy}"
    values = np.stack([part.values for part in answer.responses])
    where = " over the three colours" if mode == EACH else ""
    strong = (
        f"{fine_share(answer.strong)} of all responses are larger than {STRONG:.0%} of the largest "
        "response that these weights can give."
    )
    return (
        f"{_capital(names[0])} responds with values from {whole_response(float(values.min()))} to "
        f"{whole_response(float(values.max()))}{where}. {_about_even_areas(answer.kernels[0])} "
        f"{energy} {strong}"
    )


def _about_energy(answer: Answer) -> str:
    """Say the measure of size: squared responses over squared pixels."""
    if not answer.pixels.any():
        return "The photo is all black: every pixel is 0."
    return (
        f"The sum of all squared responses is {_part(answer.energy)} the sum of all squared "
        "pixels (the energy of the response, compared with that of the photo)."
    )


def _about_gradient(answer: Answer) -> str:
    magnitude = answer.responses[-1].values
    if not magnitude.any():
        return (
            "The photo has the same brightness everywhere: there is no edge, so no place has "
            "a direction."
        )
    rows, columns = np.nonzero(magnitude == magnitude.max())
    silent = float(np.isnan(answer.responses[2].values).mean())
    place = f"row {rows[0] + 1}, column {columns[0] + 1}"
    where = (
        f"The strongest edge of the map is at {place}"
        if len(rows) == 1
        else f"{len(rows):,} places of the map have equally strong edges, the first at {place},"
    )
    return (
        f"{where} with a magnitude of {fixed(magnitude.max(), 0)}. {fine_share(silent)} of the "
        f"map have less than {WEAK:.0%} of that: too little change for a direction."
    )


def _about_sum(answer: Answer) -> str:
    parts = [float(np.abs(part.values).mean(dtype=np.float64)) for part in answer.responses[:3]]
    if not any(parts):
        return "No colour gives a response: each map is 0 everywhere."
    loudest = [
        colour
        for colour, part in zip(COLOURS, parts, strict=True)
        if np.isclose(part, max(parts), rtol=1e-6)
    ]
    most = (
        f"{loudest[0].capitalize()} has the strongest response"
        if len(loudest) == 1
        else f"{' and '.join(loudest).capitalize()} have equally strong responses"
        if len(loudest) == 2
        else "All three colours have equally strong responses"
    )
    together = float(np.abs(answer.responses[-1].values).mean(dtype=np.float64))
    share = together / sum(parts)
    left = (
        "In their sum nothing cancels."
        if share > 1 - 1e-6
        else f"Of the three separate responses, {fine_share(share)} remains in their sum; the rest "
        "cancels."
    )
    return f"{most}, {fixed(max(parts), 1)} on average (absolute values). {left}"


def _about_even_areas(kernel: np.ndarray) -> str:
    total = float(kernel.sum(dtype=np.float64))
    if abs(total) <= 1e-4 * float(np.abs(kernel).sum(dtype=np.float64)):
        return "Its weights sum to 0, so areas of one brightness become 0."
    if abs(total - 1) < 1e-4:
        return "Its weights sum to 1, so areas of one brightness stay unchanged."
    times = _signed(total, ".3g")
    if total < 0:
        return (
            f"Its weights sum to {times}, so areas of one brightness become negative: "
            f"{times} times as bright."
        )
    return f"Its weights sum to {times}, so areas of one brightness become {times} times as bright."


def _capital(name: str) -> str:
    own = "your own kernel" if name == OWN else name
    return f"{own[0].upper()}{own[1:]}"


def _part(share: float) -> str:
    """Return "12.3% of"; beyond 100% "1.2 times", which is easier to read than 120%."""
    if np.isclose(share, 1, rtol=1e-6):
        return "as large as"
    if share < 1:
        return f"{fine_share(share)} of"
    return f"{share:,.1f} times" if share >= 1.05 else "slightly larger than"


def fine_share(share: float) -> str:
    """Return a share in per cent; shares near 0 or 1 do not read as 0 or 100."""
    if 0 < share < 0.0005:
        return "less than 0.1%"
    if 0.9995 <= share < 1:
        return "more than 99.9%"
    return f"{share:,.1%}"


def whole_response(value: float) -> str:
    """Return a whole number, or a small one that is not 0 to three digits."""
    return _signed(value, ".0f" if abs(value) >= 0.5 else ".3g")


def _signed(value: float, digits: str) -> str:
    text = f"{value:{digits}}"
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def about_small_patches(task: KernelTask) -> str:
    """Say what to do if the patches are smaller than the larger of both kernels."""
    return (
        f"Set “Pixels of a patch” to {task.reach} or more: a kernel with a side of {task.reach} "
        f"does not fit into a patch of {task.patch} × {task.patch} pixels."
    )


def about_learning(records: Sequence[Record], task: KernelTask) -> str:
    """Say how close the learned kernel came to the hidden one, and what prevented more."""
    first, last = records[0], records[-1]
    if last.step < recorded_steps(task.steps)[-1]:
        return (
            f"Diverged: after step {last.step:,} the loss was more than a million times its "
            f"first value, {format_measure(first.train_loss)}. The film ends there, with a "
            "meaningless kernel. Each step was too large: a learning rate smaller than "
            f"{task.learning_rate:g} is needed here."
        )
    gone = (
        f"After {last.step:,} steps the distance from the hidden kernel is "
        f"{fine_share(last.distance)} of its length"
    )
    return f"{gone}{_what_decides(first, last, records, task)}"


def _what_decides(first: Record, last: Record, records: Sequence[Record], task: KernelTask) -> str:
    """Return the rest of a sentence: why the final distance is what it is."""
    train, test = format_measure(last.train_loss), format_measure(last.test_loss)
    unknowns = task.side**2
    outside = int(np.count_nonzero(task.hidden)) - int(
        np.count_nonzero(centred(task.hidden, (task.side, task.side)))
    )
    if outside:
        return (
            f", and the loss is {train}: {_times(unknowns, 'weight')} cannot do what "
            f"{task.hidden.size} do, however long the training is ({outside} outside "
            f"{'is' if outside == 1 else 'are'} not 0)."
        )
    if task.equations < unknowns:
        return (
            f", and the training loss is {train}: {_times(task.equations, 'equation')} "
            f"{'leaves' if task.equations == 1 else 'leave'} {unknowns} weights undetermined, "
            f"so many kernels fit. On other patches the loss is {test}."
        )
    if last.train_loss > first.train_loss:
        return (
            f", and the loss has risen from {format_measure(first.train_loss)} to {train}: each "
            f"step is too large. Try a learning rate smaller than {task.learning_rate:g}."
        )
    if task.noise:
        answers = f"{task.equations:,} noisy {'target' if task.equations == 1 else 'targets'}"
        if last.test_loss < 0.1 * last.train_loss:
            return (
                f". The training loss stays at {train}, which is the noise; on clean patches it "
                "is "
                f"{test}, because {answers} are averaged over {_times(unknowns, 'weight')}."
            )
        return (
            f". The training loss is {train}, and {test} on clean patches: {answers} are too "
            f"few for {_times(unknowns, 'weight')}, or there were too few steps."
        )
    if last.distance < 0.02:
        half = next(
            (record.step for record in records if record.distance <= first.distance / 2), last.step
        )
        return (
            f": it was not given the weights, only {task.equations:,} target values. The "
            f"distance was halved at step {half:,}."
        )
    if last.train_loss == first.train_loss:
        return f", and the loss has stayed at {train}: nothing can be learned from these pairs."
    further = "more steps help" if task.momentum else "more steps, or momentum, help"
    return (
        f", although the loss has fallen from {format_measure(first.train_loss)} to {train}. "
        f"Neighbouring pixels are so similar that the loss hardly depends on which of their "
        f"weights is larger: {further}."
    )
