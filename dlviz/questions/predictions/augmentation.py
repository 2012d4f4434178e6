"""What "Augmentation" asks before a preset shows it: copies, features, averages, trainings."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from dlviz.augmentation import N_COPIES, copies, draw
from dlviz.augmentation_text import LECTURE_TEXT, chain_of
from dlviz.cloud import OTHERS_PER_DIGIT, count_strays
from dlviz.datasets import mnist as digits
from dlviz.datasets import sample_photos
from dlviz.fan import Fan
from dlviz.networks import imagenet
from dlviz.networks import mnist as networks
from dlviz.networks.image_network import ImageNetwork, Readings, of_classifier, of_digits
from dlviz.questions.kinds import Choose, Misread, Mistake, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions import augmentation_training
from dlviz.questions.predictions.answers import misread, one_right, placed, reasons
from dlviz.questions.shapes import Shape
from dlviz.training.methods import AUGMENTED, METHODS

_SEED = 1
_CHAIN, _SPACE = "augmentation_chain", "augmentation_space"
_IN_PIXELS, _IN_FEATURES = "in pixels", "in the network's features"
_WITHOUT_FLIP = LECTURE_TEXT.replace("hflip50", "hflip0")
_ALWAYS_FLIPPED = LECTURE_TEXT.replace("hflip50", "hflip100")
_ANGLES = (0, 30, 60, 90, 120, 150, 180)
_CLOUD = "zoom85..115 shear-20..20 rotate-15..15 elastic0..60"
_AS_MUCH = 3  # percentage points
_WHOLE_PHOTO, _PIECES = "crop100..100 hflip50", "crop8..100 hflip50"


def _digit(label: int, number: int) -> Tensor:
    """Return a test digit, (1, 28, 28) floats; the page counts those of a class from 1."""
    known = digits.load("test")
    index = int(np.flatnonzero(known.labels == label)[number - 1])
    return torch.from_numpy(known.images[index] / np.float32(255))[None]


def _reader() -> ImageNetwork:
    return of_digits(networks.load(AUGMENTED), METHODS[AUGMENTED].title)


def _read(network: ImageNetwork, image: Tensor, text: str) -> tuple[Tensor, Readings]:
    """Return an image with its copies, the image first, and what the network says about them."""
    height, width = image.shape[-2:]
    chain = chain_of(text)
    drawn = draw(chain, N_COPIES, (height, width), _SEED)
    pictures = torch.cat([image[None], copies(chain, drawn, image)])
    return pictures, network.read(pictures)


def _fan(network: ImageNetwork, image: Tensor, label: int, text: str) -> Fan:
    probabilities = _read(network, image, text)[1].probabilities
    return Fan(label, probabilities[0], probabilities[1:])


def _right(network: ImageNetwork, image: Tensor, label: int, text: str) -> int:
    """Return how many copies are classified as `label`."""
    return N_COPIES - int(_fan(network, image, label, text).is_misread.sum())


def _flip() -> Choose:
    network, image = _reader(), _digit(6, 1)
    plain, half, every = (
        _right(network, image, 6, text) for text in (_WITHOUT_FLIP, LECTURE_TEXT, _ALWAYS_FLIPPED)
    )
    drawn = draw(chain_of(LECTURE_TEXT), N_COPIES, (28, 28), _SEED)
    flipped = sum(values[-1] == (1.0,) for values in drawn)
    return Choose(
        prompt=f"One 6 has become {N_COPIES} copies, each a little zoomed, moved, sheared and "
        f"rotated, and {plain} of them are classified as 6. Now each copy is also flipped "
        "left-right with a probability of 50 %. How many copies are then still classified as 6?",
        worked=f"The flip is drawn for {flipped} of the {N_COPIES} copies. Without it {plain} "
        f"copies are classified as 6, and with it {half} of the {N_COPIES} copies.",
        facts={"without": plain, "with": half, "always": every, "flipped": flipped},
        options=placed(
            1,
            f"{half}",
            (
                f"{plain}, as before",
                Mistake(
                    "every transform keeps the label",
                    "A 6 that is flipped left-right is no 6: if every copy is flipped, only "
                    f"{every} of {N_COPIES} are classified as 6.",
                    {_CHAIN: _ALWAYS_FLIPPED},
                ),
            ),
            (
                f"{every}",
                Mistake(
                    "a probability of 50 % flips every copy",
                    f"The flip is drawn for each copy anew: {flipped} of the {N_COPIES} copies are "
                    "flipped, the others are not.",
                    {_CHAIN: "hflip50"},
                ),
            ),
        ),
    )


_WHY_FLIP = reasons(
    "Why does the flip change the answers so often?",
    1,
    "A flipped 6 has another shape, and no training digit looked like it",
    "The training digits were rotated, slanted, stretched and bent, but never flipped; a 6 "
    "that is flipped left-right has a shape of no digit.",
    (
        "A flip deletes a part of the picture",
        Mistake(
            "a flip loses information",
            "A flip only moves the pixels: a second flip brings each of them back.",
            {_CHAIN: "hflip100 hflip100"},
        ),
    ),
    (
        "The network has learned from the wrong copies",
        Mistake(
            "a network goes on learning while it is used",
            "Nothing is trained in this view: without the flip the answers are those of before.",
            {_CHAIN: _WITHOUT_FLIP},
        ),
    ),
)


def _rotation() -> Sketch:
    network, image = _reader(), _digit(6, 2)
    fans = [_fan(network, image, 6, f"rotate-{own}..{own}") for own in _ANGLES]
    right = [N_COPIES - int(own.is_misread.sum()) for own in fans]
    nines = int((fans[-1].answers == 9).sum())
    *counts, last = (
        f"{count} of the {N_COPIES} copies for w = {angle}°"
        for count, angle in zip(right, _ANGLES, strict=True)
        if angle % 60 == 0
    )
    return Sketch(
        prompt=f"Each of {N_COPIES} copies of a 6 is rotated by an angle between −w and w. Sketch "
        "which share of the copies is classified as 6, while w grows from 0° to 180°.",
        worked=f"Classified as 6 are {', '.join(counts)} and {last}. Upside down a 6 looks like a "
        f"9: for w = 180°, {nines} copies are classified as 9.",
        facts={"right": right, "nines": nines},
        x=np.array(_ANGLES, float),
        y=100 * np.array(right) / N_COPIES,
        low=0,
        high=100,
        names=("w in degrees", "the share in %"),
        near=12,
        misread=_misread_turns(dict(zip(_ANGLES, right, strict=True)), nines),
    )


def _misread_turns(right: Mapping[int, int], nines: int) -> tuple[Misread, ...]:
    most, few = max(right), 30
    turned = {_CHAIN: f"rotate-{most}..{most}"}
    return (
        *misread(
            Mistake(
                "every transform keeps the label",
                f"For w = {most}° {nines} copies are classified as 9, and only {right[most]} as 6.",
                turned,
            ),
            Shape.FLAT,
            Shape.RISING,
        ),
        *misread(
            Mistake(
                "the smallest rotation makes another picture of it",
                f"The network was trained with rotated digits: for w = {few}° "
                f"{right[few]} of the {N_COPIES} copies are still classified as 6.",
                {_CHAIN: f"rotate-{few}..{few}"},
            ),
            Shape.FALLING_EARLY,
        ),
        *misread(
            Mistake(
                "each degree costs the same",
                f"The first {few}° cost {N_COPIES - right[few]} of {N_COPIES} copies, the 30° from "
                f"90° on cost {right[90] - right[120]}: only large angles change the shape much.",
                {_CHAIN: "rotate-90..90"},
            ),
            Shape.FALLING_EVENLY,
        ),
        *misread(
            Mistake(
                "turned far enough, it is a 6 again",
                "With w the small angles stay possible, and the large ones are added: the share "
                f"falls to the end, to {right[most]} of {N_COPIES} copies.",
                turned,
            ),
            Shape.VALLEY,
        ),
    )


def _cloud() -> Choose:
    known, network = digits.load("test"), _reader()
    pictures, own = _read(network, _digit(7, 1), _CLOUD)
    places = known.places_of_others(7, OTHERS_PER_DIGIT)
    others = torch.from_numpy(known.images[places] / np.float32(255))[:, None]
    flat, strange = pictures.flatten(1).numpy(), others.flatten(1).numpy()
    in_pixels = count_strays(flat[0], flat[1:], strange)
    in_features = count_strays(own.features[0], own.features[1:], network.read(others).features)
    n_features = own.features.shape[1]
    counts = f"measured in the features it is {in_features}, in pixels {in_pixels}"
    here = {_SPACE: _IN_FEATURES}
    return Choose(
        prompt=f"Measured in pixels, {in_pixels} of the {N_COPIES} copies of a 7 lie nearer to one "
        f"of {len(places)} other digits than to their original. Now the {n_features} features of "
        "the network are compared instead of the pixels. How many copies lie nearer to another "
        "digit then?",
        worked=f"Nearer to another digit than to the original are, measured in pixels, {in_pixels} "
        f"of the {N_COPIES} copies, and {in_features} measured in the features.",
        facts={"pixels": in_pixels, "features": in_features, "others": len(places)},
        options=one_right(
            1 + (in_features < in_pixels) - (in_features > in_pixels),
            (
                f"more than {in_pixels}",
                Mistake(
                    "with fewer numbers pictures are confused more often",
                    f"There are {n_features} features and {flat.shape[1]} pixels, and {counts}.",
                    here,
                ),
            ),
            (
                f"{in_pixels}, the same ones",
                Mistake(
                    "pictures that differ in pixels differ in features as well",
                    f"A copy that has moved differs in many pixels, but {counts}.",
                    here,
                ),
            ),
            (
                f"fewer than {in_pixels}",
                Mistake("features mix the digits", f"Here {counts}.", here),
            ),
        ),
    )


_WHY_CLOUD = reasons(
    "Why do the copies lie closer together in the features?",
    2,
    "Training made the features of pictures with one label alike",
    "The features are what the last layer gets. Training made them alike for pictures with "
    "the same label, wherever their pixels lie.",
    (
        "The network has stored the original and recognises it",
        Mistake(
            "a network stores the examples",
            "It stores only weights: this is a test digit, which it never saw in training.",
            {_SPACE: _IN_FEATURES},
        ),
    ),
    (
        "Fewer numbers always give shorter distances",
        Mistake(
            "distances depend only on how many numbers there are",
            "The other digits have as many features, and they lie farther away.",
            {_SPACE: _IN_FEATURES},
        ),
    ),
)


def _average() -> Choose:
    network = of_classifier(imagenet.load("efficientnet_lite0"))
    image = network.pixels(network.shrink(sample_photos.load("cat")))
    probabilities = _read(network, image, _PIECES)[1].probabilities
    own = Fan(int(probabilities[0].argmax()), probabilities[0], probabilities[1:])
    alone, mean = (float(one[own.label]) for one in (own.original, own.average))
    low, high = (f"{float(one):.1%}" for one in (own.of_label.min(), own.of_label.max()))
    above = int((own.of_label > own.original[own.label]).sum())
    name = network.categories[own.label].split(",")[0]
    near = f"within {_AS_MUCH} points of {alone:.1%}"
    return Choose(
        prompt=f"The network gives a photo of a cat “{name}” with {alone:.1%}. It also classifies "
        f"{N_COPIES} copies: random pieces of 8 % to 100 % of its area. Where is the average of "
        "their probabilities of this class?",
        worked=f"Of the {N_COPIES} copies {above} have more than the original. They have {low} to "
        f"{high}, and their average is {mean:.1%}; the original has {alone:.1%}. Averaging over "
        "copies is optional: who uses a network may also ask it once, for one crop, as the page "
        "Photos does.",
        facts={"label": own.label, "above": above, "points": 100 * (mean - alone)},
        options=one_right(
            0 if mean < alone - _AS_MUCH / 100 else 2 if mean > alone + _AS_MUCH / 100 else 1,
            (
                "lower: a piece shows less of the cat",
                Mistake(
                    "the more of a photo is shown, the surer is the network",
                    "A piece may leave out what supports other classes, and shows the rest larger.",
                    {_CHAIN: _PIECES},
                ),
            ),
            (
                near,
                Mistake(
                    "a copy says the same as its original",
                    f"Each copy gets an answer of its own, from {low} to {high}.",
                    {_CHAIN: _PIECES},
                ),
            ),
            (
                "higher",
                Mistake(
                    "averaging makes every answer surer",
                    f"The average lies between the lowest copy, {low}, and the highest, {high}.",
                    {_CHAIN: _WHOLE_PHOTO},
                ),
            ),
        ),
    )


_WHY_AVERAGE = reasons(
    "Why can a piece of the photo have a higher probability than the whole photo?",
    0,
    "The cat's face fills more of the pixels that the network gets",
    "Each piece is scaled to 224 × 224 pixels: a piece with the face shows more of its details, "
    "and less of all else.",
    (
        "The network has seen the original before, and knows the copies from it",
        Mistake(
            "a network goes on learning while it is used",
            "No weight changes here: each copy is classified by itself.",
            {_CHAIN: _WHOLE_PHOTO},
        ),
    ),
    (
        "With more copies the probabilities add up",
        Mistake(
            "the probabilities of copies add up",
            "They are averaged: their sum is divided by the number of copies, so the average lies "
            "between the lowest and the highest.",
            {_CHAIN: _PIECES},
        ),
    ),
)


PREDICTIONS: Mapping[str, Prediction] = {
    "The lecture's five": Prediction(
        name="augmentation_flip",
        before={_CHAIN: _WITHOUT_FLIP},
        after={_CHAIN: LECTURE_TEXT},
        task="drag the flip from 0 % to 50 %",
        notice="a transform keeps the label in the table, but not always the digit in the picture.",
        make=_flip,
        practice="augmentation_label",
        why=_WHY_FLIP,
    ),
    "A six turned upside down": Prediction(
        name="augmentation_upside_down",
        before={_CHAIN: "rotate0..0"},
        after={_CHAIN: "rotate-180..180"},
        task="drag both ends of the rotation, to −180° and to 180°",
        make=_rotation,
        practice="augmentation_label",
    ),
    "A cloud of points": Prediction(
        name="augmentation_features",
        before={_SPACE: _IN_PIXELS},
        after={_SPACE: _IN_FEATURES},
        task="choose “in the network's features”",
        make=_cloud,
        practice="augmentation_strays",
        why=_WHY_CLOUD,
    ),
    "Does it still see the cat?": Prediction(
        name="augmentation_pieces",
        before={_CHAIN: _WHOLE_PHOTO},
        after={_CHAIN: _PIECES},
        task="drag the lower end of the crop from 100 % to 8 %",
        make=_average,
        practice="augmentation_average",
        why=_WHY_AVERAGE,
    ),
    "A thousand digits": augmentation_training.FEW_DIGITS,
}
