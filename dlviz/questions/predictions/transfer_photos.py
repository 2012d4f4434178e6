"""The photos of the page's ready sets as the page's network embeds them, and what is trained."""

from dataclasses import dataclass

import numpy as np

from dlviz.datasets.ready_sets import SETS
from dlviz.intervals import error_rate
from dlviz.networks import backbone as backbones
from dlviz.networks.backbone import Backbone
from dlviz.training.embedding import embed_crops
from dlviz.training.transfer import HeadSettings, Trained, train_head
from dlviz.transfer_result import Reading

HOW = HeadSettings()
SEED = "transfer_seed"
EPOCHS = {"transfer_epochs": HOW.epochs}
USUAL = {
    "transfer_held": round(100 * HOW.held_back),
    "transfer_rate": HOW.learning_rate,
    "transfer_augmented": HOW.augmented,
}  # settings of a training that no preset sets
GUESSED = 0.65  # share of correct answers that can be reached by guessing


def network() -> Backbone:
    """Return the network of the page: ResNet50 if its weights are here."""
    return backbones.load(backbones.best())


@dataclass(frozen=True, slots=True)
class Photos:
    """The embeddings of a ready set's photos, (N, width), with their labels, (N,)."""

    names: tuple[str, ...]
    embeddings: np.ndarray
    labels: np.ndarray

    def train(self, seed: int) -> tuple[Trained, Reading]:
        """Return the trained last layer, and its answers to the photos held out."""
        trained = train_head(self.embeddings, self.labels, HeadSettings(seed=seed))
        places = trained.split.validation
        every = trained.head.probabilities(self.embeddings)
        return trained, Reading(places, self.labels[places], every[places])


def interval_text(right: int, count: int) -> str:
    """Return between which rates the accuracy for other photos may lie, as the page tells it."""
    rate = error_rate(count - right, count)
    return f"95 % interval {100 - rate.high:.0f} to {100 - rate.low:.0f} %"


def embed(title: str) -> Photos:
    """Return the photos of a ready set, as the page embeds them."""
    frozen, own = network(), SETS[title]
    photos = [embed_crops(frozen, own.draw(name)) for name in own.classes]
    embeddings = np.stack([photo.embedding for each in photos for photo in each])
    return Photos(own.classes, embeddings, np.repeat(range(len(photos)), [*map(len, photos)]))
