"""What happens when a part is covered: a grey square slides over the picture.

M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014: where
covering a place costs the class most, there the network has looked.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from dlviz.feature_maps import stretched
from dlviz.networks.imagenet import Classifier
from dlviz.reframing import frame_answers
from dlviz.scheduling.turn import Progress, no_progress

SQUARE, STEP = 56, 14  # pixels of the 224: a quarter of the side, thirteen places each way


@dataclass(frozen=True, slots=True)
class Occlusion:
    """What covering each place does.

    Attributes:
        label: The class.
        square: Side of the square, in pixels.
        step: Pixels from one place to the next.
        whole: Probability of the class for the picture as it is.
        lost: (rows, columns) what of it is lost when the square lies there; below 0 is gained.
        winners: (rows, columns) the class that wins then.
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
    """Cover every place of a picture once and ask for a class.

    Args:
        classifier: The network.
        picture: RGB, as large as the network sees it.
        label: The class.
        square: Side of the square, in pixels.
        step: Pixels between neighbouring places.
        progress: Told between batches which share is done.

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
    """Return what is lost as a smooth map of the picture's `size` (rows, columns).

    Each number stands at the middle of its square; towards the border the outermost ones go on.
    """
    lost = occlusion.lost
    height, width = (count * occlusion.step for count in lost.shape)  # one cell for each place
    smooth = stretched(torch.from_numpy(lost.astype(np.float32)), (height, width)).numpy()
    above, left = (size[0] - height) // 2, (size[1] - width) // 2
    rims = (above, size[0] - height - above), (left, size[1] - width - left)
    return np.pad(smooth, rims, mode="edge")
