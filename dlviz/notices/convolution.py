"""What to notice about kernels, in words made from the numbers on screen."""

from collections.abc import Sequence

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels
from dlviz.responses import COLOURS, EACH, GRADIENT, STRONG, SUMMED, Answer
from dlviz.training.kernel_fit import KernelTask, Record, recorded_steps


def about_sliding(
    image: np.ndarray, kernel: np.ndarray, geometry: Geometry, *, flipped: bool
) -> str:
    """Say how often weights and pixels are used, and what turning the kernel would change."""
    index = touched_pixels(geometry, flipped=flipped)
    uses = np.bincount(index[index >= 0], minlength=image.size)
    most, least = int(uses.max()), int(uses.min())
    weights, outputs = kernel.size, len(index)
    spread = (
        f"every pixel has a say in {_times(most, 'output')}"
        if most == least
        else f"a pixel has a say in {least} to {_times(most, 'output')}, fewest at the border"
        if least
        else f"{int((uses == 0).sum())} of {image.size} pixels have no say at all"
    )
    turned = convolve(image, kernel, geometry, flipped=not flipped)
    changed = int((~np.isclose(turned, convolve(image, kernel, geometry, flipped=flipped))).sum())
    return (
        f"{_times(weights, 'weight')} {'makes' if weights == 1 else 'make'} "
        f"{_times(outputs, 'output')}: each weight is used {_times(outputs, 'time')}, and "
        f"{spread}. "
        f"A dense layer would need {geometry.dense_weights:,} weights for the same. "
        f"{_about_turning(changed, outputs, flipped=flipped)}"
    )


def _about_turning(changed: int, outputs: int, *, flipped: bool) -> str:
    now = (
        "True convolution turns the kernel by 180° first (libraries do not: one that is learned "
        "comes out turned by itself)"
        if flipped
        else "The kernel is not turned"
    )
    if not changed:
        return f"{now}; for this kernel and image that makes no difference."
    return f"{now}; the other way {changed} of {_times(outputs, 'output')} would change."


def _times(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def about_response(answer: Answer, mode: str, names: Sequence[str]) -> str:
    """Say how much the kernels keep, where they answer most, and what their sum tells.

    Args:
        answer: What is on screen.
        mode: One of `dlviz.responses.MODES`.
        names: Of the kernels.
    """
    kept = f"{answer.energy:.1%} of the photo's energy is kept"
    strong = (
        f"{answer.strong:.1%} of all pixels answer with more than {STRONG:.0%} of what is possible"
    )
    if mode == GRADIENT:
        magnitude = answer.responses[-1].values
        row, column = np.unravel_index(int(magnitude.argmax()), magnitude.shape)
        silent = float(np.isnan(answer.responses[2].values).mean())
        return (
            f"The steepest place is at row {row + 1}, column {column + 1} with a magnitude of "
            f"{magnitude[row, column]:.0f}. {silent:.0%} of all pixels are too even to have a "
            f"direction, and {kept}."
        )
    values = answer.responses[-1].values
    low, high = float(values.min()), float(values.max())
    total = sum(float(kernel.sum(dtype=np.float64)) for kernel in answer.kernels)
    if mode == SUMMED:
        parts = [float(np.abs(part.values).mean()) for part in answer.responses[:3]]
        loudest = COLOURS[int(np.argmax(parts))]
        together = float(np.abs(values).mean())
        share = together / sum(parts) if sum(parts) else 0.0
        return (
            f"{loudest.capitalize()} answers most, {max(parts):.1f} on average. Of what the three "
            f"maps answer apart, {share:.0%} is left in their sum: the rest cancels. {kept}."
        )
    name = names[0]
    if abs(total) < 1e-4:
        flat = "Its weights sum to 0, so even areas vanish"
    elif abs(total - 1) < 1e-4:
        flat = "Its weights sum to 1, so even areas stay as bright as they are"
    else:
        times = _signed(total, ".3g")
        flat = f"Its weights sum to {times}, so even areas come out {times} times as bright"
    where = "" if mode != EACH else f", in {COLOURS[-1]}"
    return (
        f"{name[0].upper()}{name[1:]} answers from {_signed(low)} to {_signed(high)}{where}. "
        f"{flat}. {kept}, and {strong}."
    )


def _signed(value: float, digits: str = ".0f") -> str:
    return f"{value:{digits}}".replace("-", "\N{MINUS SIGN}")


def about_learning(records: Sequence[Record], task: KernelTask) -> str:
    """Say how close the learned kernel came, and what stood in the way if it did not."""
    last = records[-1]
    steps = f"After {last.step:,} steps"
    if last.step < recorded_steps(task.steps)[-1]:
        return (
            f"Diverged: the loss grew beyond all measure after step {last.step:,}. A learning rate "
            f"of {task.learning_rate:g} is too large here; take a smaller one."
        )
    gone = f"{steps} the distance from the hidden kernel is {last.distance:.1%} of its length"
    unknowns = task.side**2
    if task.side < max(task.hidden.shape):
        return (
            f"{gone}, and the loss stays at {last.train_loss:.3g}: {unknowns} "
            f"weight{'s' if unknowns > 1 else ''} cannot do what {task.hidden.size} do, however "
            "long they learn."
        )
    if task.equations < unknowns:
        return (
            f"{gone}, though the training loss is {last.train_loss:.1g}: {task.equations} answers "
            f"leave {unknowns} weights free, so many kernels fit. On other patches the loss is "
            f"{last.test_loss:.3g}."
        )
    if task.noise:
        return (
            f"{gone}. The training loss stays at {last.train_loss:.3g}, which is the noise; on "
            f"clean patches it is {last.test_loss:.3g}, because {task.equations:,} noisy answers "
            f"average out over {unknowns} weights."
        )
    if last.distance < 0.02:
        half = next(record.step for record in records if record.distance < 0.5)
        return (
            f"{gone}: nobody told it the weights, only {task.equations:,} answers. It was half way "
            f"at step {half:,}."
        )
    return (
        f"{gone}, although the loss has fallen from {records[0].train_loss:.3g} to "
        f"{last.train_loss:.3g}. Neighbouring pixels are so alike that their weights can hardly "
        "be told apart: more steps, or momentum, get further."
    )
