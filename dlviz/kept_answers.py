"""For how many test digits a network's first answer stays while they move to the right."""

import numpy as np
import torch

from dlviz.consistency import moved_windows
from dlviz.datasets import mnist
from dlviz.networks.windowed import LOGITS, of_digits

N_DIGITS = 1_000  # the first ones of the test digits
REACH = 8  # pixels of the longest move


def kept_answers(weights: str) -> np.ndarray:
    """Return (REACH + 1,) the share of digits that keep their answer after 0, 1, ... pixels.

    The pixels that move in are black.

    Args:
        weights: A shipped digit network with hidden layers.
    """
    network = of_digits(weights)
    images = torch.tensor(mnist.load("test").images[:N_DIGITS]).float() / 255
    scenes = torch.nn.functional.pad(images, [REACH] * 4)[:, None]
    answers = []
    with torch.inference_mode():
        for pixels in range(REACH + 1):
            moves = torch.tensor([[pixels, 0]]).expand(len(scenes), 2)
            seen = moved_windows(scenes, network.side, moves)
            answers.append(network.observe(seen)[LOGITS].argmax(dim=1))
    return np.array([float((own == answers[0]).float().mean()) for own in answers])
