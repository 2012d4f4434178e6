"""What "Feature maps" asks before it shows which parts of many photos excite one map."""

import numpy as np

from dlviz.datasets.sample_photos import SAMPLES, load
from dlviz.networks.image_network import of_cifar
from dlviz.notices.words import listed
from dlviz.patches import peaks, strongest
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import one_right, reasons
from dlviz.receptive_field import reach

_LAYER, _MAP, _MOST = "relu2_2", 9, 8  # as the preset has them: the map counted from 1
_NUMBER = "feature_maps_map_number"
_PATCHES = {
    "feature_maps_view": "Patches",
    "feature_maps_network": "CIFAR-100 network",
    "feature_maps_layer": _LAYER,
}


def _photos() -> Choose:
    network, names = of_cifar(), list(SAMPLES)
    fields = reach(network.traced, _LAYER, shape=network.side)
    found = []
    for name in names:
        seen = network.traced.observe(network.prepare(load(name)), [_LAYER])[_LAYER]
        found.append(peaks(seen.result[0].cpu().numpy(), fields))
    patches = strongest(found, _MAP - 1, _MOST)
    shown = [names[patch.picture] for patch in patches]
    first, different = shown[0], list(dict.fromkeys(shown))
    counts = np.array([shown.count(name) for name in different])
    told = listed([f"{count} from {name}" for name, count in zip(different, counts, strict=True)])
    state = _PATCHES | {_NUMBER: _MAP}
    return Choose(
        prompt=f"Of {len(names)} photos the page looks for the {len(patches)} places that excite "
        f"map {_MAP} of {_LAYER} most. The strongest one is in the photo “{first}”. Where are the "
        "others?",
        worked=f"The {len(patches)} patches shown come from {len(different)} of {len(names)} "
        f"pictures: {told}.",
        facts={"layer": _LAYER, "map": _MAP, "photos": different},
        options=one_right(
            0 if len(different) == 1 else 2 if len(different) == len(names) else 1,
            (
                "All in the same photo",
                Mistake(
                    "one map finds one thing",
                    f"Of the {len(patches)} places {counts[0]} are in “{first}”; another one is in "
                    f"“{different[-1]}”.",
                    state,
                ),
            ),
            (
                "In some of the photos",
                Mistake(
                    "a map responds to a few photos only",
                    f"Here they lie in {len(different)} of the {len(names)} photos.",
                    state,
                ),
            ),
            (
                "In all photos, one or more in each",
                Mistake(
                    "every filter finds something in every photo",
                    f"In {len(names) - len(different)} of the photos no place excites it so much.",
                    state,
                ),
            ),
        ),
    )


_WHY = reasons(
    "Why does one map respond to parts of different things?",
    1,
    "Its filter responds to colours and edges, and different things share these",
    "A filter of an early layer sees only a few pixels: an edge between red and something else "
    "looks alike on a flower, a saucer and a suit.",
    (
        "The network takes these things for the same",
        Mistake(
            "one map decides for a class",
            "The classes are decided by all maps together; what one map has in common for two "
            "things, others tell apart.",
            _PATCHES | {_NUMBER: _MAP - 1},
        ),
    ),
    (
        "It was trained with these photos",
        Mistake(
            "a network stores the examples",
            "These photos were not among its training pictures, which have 32 × 32 pixels.",
            _PATCHES | {_NUMBER: _MAP},
        ),
    ),
)

PATCHES = Prediction(
    name="feature_maps_patches",
    before={_NUMBER: _MAP - 1},
    task=f"choose map {_MAP}",
    after={_NUMBER: _MAP},
    make=_photos,
    notice="different things can excite the same map.",
    practice="maps_strongest_place",
    why=_WHY,
)
