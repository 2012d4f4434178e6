"""What "Feature maps" asks before its presets show it."""

import numpy as np

from dlviz.datasets import sample_photos
from dlviz.feature_maps import share_of_zeros, take_apart
from dlviz.networks.image_network import of_cifar
from dlviz.notices.words import whole_share
from dlviz.questions.kinds import Choose, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, placed, reasons
from dlviz.questions.predictions.feature_maps_filters import LIKE_KERNELS
from dlviz.questions.predictions.feature_maps_heat import HEAT, LITE, classifier
from dlviz.questions.predictions.feature_maps_patches import PATCHES
from dlviz.questions.shapes import Shape

_CIFAR = "CIFAR-100 network"
_FIRST, _LAST = "relu1_1", "relu4_2"
_NEAR = 15  # per cent
_MAP = 5  # counted from 1
_ALL = {
    "feature_maps_view": "All maps",
    "feature_maps_network": _CIFAR,
    "feature_maps_moment": "end",
    "feature_maps_photo": "cat",
}
_SUM = {
    "feature_maps_view": "One map as a sum",
    "feature_maps_network": LITE,
    "feature_maps_photo": "coffee",
    "feature_maps_layer": "stem.conv",
}


def _zeros() -> Sketch:
    network = of_cifar()
    layers = [name for name in network.maps if name.startswith("relu")]
    pixels = network.prepare(sample_photos.load("cat"))
    seen = network.traced.observe(pixels, layers)
    shares = {name: share_of_zeros(seen[name].result[0].numpy()) for name in layers}
    told = ", ".join(f"{name} {whole_share(share)}" for name, share in shares.items())
    return Sketch(
        prompt=f"ReLU makes every negative number 0. The network has {len(layers)} ReLU layers one "
        f"after another, from {layers[0]} to {layers[-1]}. Draw how many per cent of their "
        "numbers are 0 for this photo.",
        worked=f"The shares of zeros are {told}.",
        facts={"layers": layers},
        x=np.arange(1, len(layers) + 1),
        y=np.array([round(100 * share) for share in shares.values()], float),
        low=0,
        high=100,
        names=("ReLU layer", "per cent of zeros"),
        near=_NEAR,
        misread=(
            *misread(
                Mistake(
                    "every filter finds something in every photo",
                    f"In {_FIRST} {whole_share(shares[_FIRST])} of the numbers are 0, and in "
                    f"{_LAST} {whole_share(shares[_LAST])}: the late filters respond at fewer "
                    "places.",
                    _ALL | {"feature_maps_layer": _LAST},
                ),
                Shape.FLAT,
            ),
            *misread(
                Mistake(
                    "late maps are fuller than early ones",
                    f"They have more zeros: in {_FIRST} {whole_share(1 - shares[_FIRST])} of the "
                    f"numbers are above 0, in {_LAST} only {whole_share(1 - shares[_LAST])}.",
                    _ALL | {"feature_maps_layer": _LAST},
                ),
                Shape.FALLING,
                Shape.PEAK,
            ),
        ),
    )


_ZEROS_WHY = reasons(
    "Why are most numbers of the last maps 0?",
    2,
    "Most of its filters look for something that is not in this photo",
    "A filter that does not find its part gives a negative sum, and ReLU makes it 0.",
    (
        "Nothing of the photo is left after so many layers",
        Mistake(
            "a network uses up its picture",
            "The numbers that are not 0 are what the last layer decides with. Maps with a range "
            "of their own show where they are.",
            _ALL | {"feature_maps_layer": _LAST, "feature_maps_range": "per map"},
        ),
    ),
    (
        "Dark places of the photo stay 0 in all maps",
        Mistake(
            "dark means that nothing is there",
            "A filter responds to differences, in dark places too. Before ReLU hardly a number "
            "is 0: most are negative.",
            _ALL | {"feature_maps_layer": "conv4_2"},
        ),
    ),
)


def _parts() -> Choose:
    network = classifier()
    layer = next(iter(network.traced.convolutions()))
    convolution = network.traced.convolutions()[layer]
    given = network.traced.observe(network.prepare(sample_photos.load("coffee")), [layer])
    one, other = (take_apart(convolution, given[layer].given[0], _MAP - 1 + at) for at in (0, 1))
    filters = convolution.weight.detach()
    same = {
        "inputs": one.inputs == other.inputs,
        "filters": bool((filters[_MAP - 1] == filters[_MAP]).all()),
        "parts": bool((one.partial == other.partial).all()),
    }
    n_maps, n_colours = filters.shape[:2]
    own = (
        f"Each of the {n_maps} maps has {n_colours} filters of its own, one for each colour: "
        f"{n_maps} × {n_colours} = {n_maps * n_colours} filters."
    )
    texts = {
        (True, False, False): "Only the three input maps",
        (True, True, False): "The input maps and the three filters",
        (False, False, False): "Nothing",
        (True, True, True): "Everything, only the bias is another one",
    }
    mistakes = {
        (True, False, False): ("all maps of a layer share their filters", own),
        (True, True, False): (
            "a layer has one filter for each colour",
            f"With only {n_colours} filters all maps would be the same; map {_MAP + 1} has "
            f"{n_colours} others than map {_MAP}.",
        ),
        (False, False, False): (
            "each map gets a part of the photo of its own",
            f"All maps of {layer} get the same three maps, the photo's red, green and blue.",
        ),
        (True, True, True): (
            "maps differ in their bias alone",
            f"Another bias would only add the same number everywhere; map {_MAP + 1} shows other "
            f"edges than map {_MAP}.",
        ),
    }
    state = _SUM | {"feature_maps_map_number": _MAP + 1}
    right = (same["inputs"], same["filters"], same["parts"])
    mistaken = [(text, Mistake(*mistakes[at], state)) for at, text in texts.items() if at != right]
    return Choose(
        prompt=f"Map {_MAP} is made of three input maps, three filters, and three partial maps "
        f"that are added. What stays the same for map {_MAP + 1}?",
        worked=f"The input of {layer} is the photo for all its maps. {own} So the partial maps "
        f"differ, and so does their sum, the network's own map {_MAP + 1}.",
        facts={"layer": layer, "map": _MAP},
        options=placed(1, texts[right], *mistaken),
    )


PREDICTIONS = {
    "From edges to parts": Prediction(
        name="feature_maps_zeros",
        before=_ALL | {"feature_maps_layer": _FIRST},
        task=f"choose the layer {_LAST}, the last of them",
        after={"feature_maps_layer": _LAST},
        make=_zeros,
        practice="maps_zeros",
        why=_ZEROS_WHY,
    ),
    "Red plus green plus blue": Prediction(
        name="feature_maps_parts",
        before={"feature_maps_map_number": _MAP},
        task=f"choose map {_MAP + 1}",
        after={"feature_maps_map_number": _MAP + 1},
        make=_parts,
        practice="maps_filter_weights",
    ),
    "Learned, not given": LIKE_KERNELS,
    "One map, many things": PATCHES,
    "Where it looked": HEAT,
}
