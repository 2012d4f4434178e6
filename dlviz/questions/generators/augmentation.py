"""Questions about augmentation: pixels that move, labels that break, draws, predictions."""

from dlviz.questions.generators import (
    augmentation_draws,
    augmentation_features,
    augmentation_labels,
    augmentation_pixels,
    augmentation_predictions,
    augmentation_trainings,
)

GENERATORS = (
    *augmentation_pixels.GENERATORS,
    *augmentation_labels.GENERATORS,
    *augmentation_draws.GENERATORS,
    *augmentation_features.GENERATORS,
    *augmentation_predictions.GENERATORS,
    *augmentation_trainings.GENERATORS,
)
