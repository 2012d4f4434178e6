"""Chooses the pictures of other classes that "Augmentation" shows around the cloud of copies."""

import numpy as np
import torch
from torch import Tensor

from dlviz.augmentation import copies, draw
from dlviz.cloud import OTHERS_PER_DIGIT
from dlviz.datasets import sample_photos
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.networks.image_network import Readings
from dlviz.ui.augmentation.controls import SMALL
from dlviz.ui.augmentation.reading import Made
from dlviz.ui.shared import digit_networks
from dlviz.ui.shared.cifar_pictures import available_pictures

_RIVALS = 9  # number of other CIFAR-100 classes: those with the highest probabilities
_PER_RIVAL = 12
_COPIES = 6  # of every other sample photo


def other_pictures(made: Made, readings: Readings, label: int) -> tuple[Tensor, list[str]]:
    """Return pictures of other classes than `label`, (M, C, H, W), and what they are."""
    subject = made.subject
    if subject.network.channels == 1:
        return _other_digits(label)
    data = available_pictures("test") if subject.source == SMALL else None
    if data is None:
        return _other_photos(made)
    order = np.argsort(-readings.probabilities[0], kind="stable")
    rivals = [int(place) for place in order if place != label][:_RIVALS]
    places = [place for one in rivals for place in np.flatnonzero(data.labels == one)[:_PER_RIVAL]]
    pictures = torch.from_numpy(data.images[places]).permute(0, 3, 1, 2).float() / 255
    return pictures, [f"{CLASS_NAMES[data.labels[p]]}, test picture {p}" for p in places]


def _other_digits(label: int) -> tuple[Tensor, list[str]]:
    digits = digit_networks.test_digits()
    places = digits.places_of_others(label, OTHERS_PER_DIGIT)
    pictures = torch.from_numpy(digits.images[places] / np.float32(255))[:, None]
    return pictures, [f"A {digits.labels[place]}, test digit {place}" for place in places]


def _other_photos(made: Made) -> tuple[Tensor, list[str]]:
    """Return the other sample photos, each with some copies made by the same chain."""
    pictures, names = [], []
    for name in sample_photos.SAMPLES:
        if name == made.subject.sample:
            continue
        image = made.subject.network.pixels(sample_photos.load(name))
        drawn = draw(made.chain, _COPIES, made.subject.size, made.seed)
        own = torch.cat([image[None], copies(made.chain, drawn, image)])
        pictures.append(own)
        names += [f"The photo “{name}”{f', copy {i}' if i else ''}" for i in range(len(own))]
    return torch.cat(pictures), names
