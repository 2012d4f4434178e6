"""Occlusion sensitivity: a class's probability while a grey square covers parts of the picture.

M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014: the
network relies most on the places where covering them lowers the class's probability most.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from dlviz.feature_maps import stretched
from dlviz.networks.imagenet import Classifier
from dlviz.reframing import frame_answers
from dlviz.scheduling.turn import Progress, no_progress

SQUARE, STEP = 56, 14  # in pixels of 224: a quarter of the side, thirteen positions each way


@dataclass(frozen=True, slots=True)
class Occlusion:
    """Effect of covering each position.

    Attributes:
        label: The class.
        square: Side of the square, in pixels.
        step: Pixels from one position to the next.
        whole: Probability of the class for the uncovered picture.
        lost: (rows, columns) decrease of the probability when the square is there; negative if it
            increases.
        winners: (rows, columns) the most probable class then.
    """

    label: int
    square: int
    step: int
    whole: float
    lost: np.ndarray
    winners: np.ndarray


def occlude(
    classifier: Classifier,
    picture: Image.Image,
    label: int,
    *,
    square: int = SQUARE,
    step: int = STEP,
    progress: Progress = no_progress,
) -> Occlusion:
    """Cover every position of a picture once and measure a class's probability.

    Args:
        classifier: The network.
        picture: RGB, at the size of the network's input.
        label: The class.
        square: Side of the square, in pixels.
        step: Pixels between neighbouring positions.
        progress: Called between batches with the share done, 0 to 1.

    Raises:
        ValueError: if the square does not fit, or there is no class of that number.
    """
    width, height = picture.size
    if not (0 < square <= min(width, height) and step > 0):
        raise ValueError(f"a square of {square} pixels does not fit into {width} x {height}")
    if not 0 <= label < len(classifier.categories):
        raise ValueError(f"There is no class {label}.")
    grey = tuple(round(255 * mean) for mean in classifier.transform.mean)
    rows = range(0, height - square + 1, step)
    columns = range(0, width - square + 1, step)
    covered = [picture]
    for top in rows:
        for left in columns:
            one = picture.copy()
            one.paste(grey, (left, top, left + square, top + square))
            covered.append(one)
    whole, *parts = frame_answers(classifier, covered, progress)
    table = np.stack(parts).reshape(len(rows), len(columns), -1)
    return Occlusion(
        label, square, step, float(whole[label]), whole[label] - table[:, :, label],
        table.argmax(axis=2),
    )  # fmt: skip


def spread(occlusion: Occlusion, size: tuple[int, int]) -> np.ndarray:
    """Return `lost` interpolated to a smooth map of the picture's `size` (rows, columns).

    Each value is placed at the middle of its square; the outermost ones are extended to the border.
    """
    lost = occlusion.lost
    height, width = (count * occlusion.step for count in lost.shape)  # one cell per position
    smooth = stretched(torch.from_numpy(lost.astype(np.float32)), (height, width)).numpy()
    above, left = (size[0] - height) // 2, (size[1] - width) // 2
    rims = (above, size[0] - height - above), (left, size[1] - width - left)
    return np.pad(smooth, rims, mode="edge")
