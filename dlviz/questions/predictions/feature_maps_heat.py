"""What "Feature maps" asks before it shows which places support a class."""

import numpy as np
import torch

from dlviz.datasets import sample_photos
from dlviz.feature_maps import class_map
from dlviz.networks import imagenet
from dlviz.networks.image_network import ImageNetwork, of_cifar, of_classifier
from dlviz.notices import feature_maps as notices
from dlviz.questions.kinds import Mistake, Picture, Place
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import at_the_rim, reasons

LITE = "EfficientNet-Lite0"
_HAS_LITE = imagenet.is_available("efficientnet_lite0")
# A class whose thing is in the photo and is not what supports it: its name, what the photo shows,
# and where that lies, as shares of the photo's height and width.
_CLASS, _THING, _PLACES = (
    (
        "wooden spoon",
        "a spoon, of metal",
        ((0.25, 0.8), (0.4, 0.76), (0.64, 0.6), (0.64, 0.75), (0.8, 0.6), (0.8, 0.75)),
    )
    if _HAS_LITE
    else ("plate", "a saucer", ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75)))
)
_LAYER = "head.relu" if _HAS_LITE else "pool4"  # the last one with places, as the page begins
_LOOKED = {
    "feature_maps_view": "Where it looked",
    "feature_maps_network": LITE,
    "feature_maps_photo": "coffee",
}


def classifier() -> ImageNetwork:
    """Return the network that the page takes for EfficientNet-Lite0."""
    return of_classifier(imagenet.load("efficientnet_lite0")) if _HAS_LITE else of_cifar()


def _supported() -> Place:
    network, photo = classifier(), sample_photos.load("coffee")
    probabilities = network.probabilities(photo)
    label, winner = network.categories.index(_CLASS), int(probabilities.argmax())
    pixels = network.prepare(photo)
    own, best = (
        class_map(network.traced, pixels, _LAYER, at).clamp_min(0) for at in (label, winner)
    )
    heat = _scaled(own)
    mistakes = _at_the_thing(heat)
    rim = at_the_rim(heat, _LOOKED | {"feature_maps_class": _CLASS})
    told = notices.about_heat(
        heat,
        _CLASS,
        float(probabilities[label]),
        network.categories[winner],
        _LAYER,
        strength=float(own.max() / best.max()),
    )
    return Place(
        prompt=f"The photo shows {_THING}. “{_CLASS.capitalize()}” is one of the network's "
        f"{len(probabilities):,} classes. Point at the place that supports this class most.",
        worked=told.partition(" The colours show where")[0],  # the rest is the reason asked for
        facts={"class": _CLASS, "layer": _LAYER},
        title="The photo",
        values=heat,
        picture=Picture("The photo", np.asarray(network.crop(photo))),
        mistakes=rim | mistakes,
    )


def _scaled(spoken: torch.Tensor) -> np.ndarray:
    """Return a class map as the page shows it: 1 at its largest place."""
    values: np.ndarray = spoken.numpy()
    return values / values.max()


def _at_the_thing(heat: np.ndarray) -> dict[tuple[int, int], Mistake]:
    rows, columns = heat.shape
    right = divmod(int(heat.argmax()), columns)
    cells = {(int(down * rows), int(across * columns)) for down, across in _PLACES}
    return {
        cell: Mistake(
            "a network finds the thing whose name it is given",
            f"The network was never told where things are. Here the support is {heat[cell]:.2f} of "
            f"the strongest, which is at row {right[0] + 1}, column {right[1] + 1}.",
            _LOOKED | {"feature_maps_class": _CLASS},
        )
        for cell in sorted(cells - {right})
    }


HEAT = Prediction(
    name="feature_maps_heat",
    before={"feature_maps_class": "its answer", "feature_maps_cam_layer": _LAYER},
    task=f"choose the class “{_CLASS}”",
    after={"feature_maps_class": _CLASS},
    make=_supported,
    practice="maps_class_place",
    why=reasons(
        "Why does the map have a bright place although the class is improbable?",
        1,
        "The strongest place of each class is shown as 1, however weak it is",
        "The colours show where, not how much: compare with the value for its answer.",
        (
            "The network is not sure what the photo shows",
            Mistake(
                "a heat map shows how sure the network is",
                "The probabilities beside the map say that; every class has a map.",
                _LOOKED | {"feature_maps_class": "its answer"},
            ),
        ),
        (
            "It found a part of the thing there",
            Mistake(
                "a bright place shows the thing itself",
                "A place supports a class if its numbers raise the class's output; things that "
                "often lie beside it do that too. Whether the class needs the place shows only "
                "when it is covered: the page Photos does that, under “Cover a part”.",
                _LOOKED | {"feature_maps_class": _CLASS},
            ),
        ),
    ),
)
