"""What "Photos" asks about another crop of a photo: nearer, or elsewhere."""

import numpy as np
from PIL import Image

from dlviz.changing_mind import measure_curve
from dlviz.datasets import sample_photos
from dlviz.framing_search import best_framing
from dlviz.networks import imagenet
from dlviz.networks.imagenet import Classifier
from dlviz.notices.photos import percent
from dlviz.questions.kinds import Choose, Mistake, Picture, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import misread, one_right, reasons
from dlviz.questions.shapes import Shape
from dlviz.reframing import CHANGES, frame_answers

_CHANGE, _AT, _CLASS = "photos_change", "photos_at", "photos_class"
_BEST = "Best framing"
_NEAR, _FAR = CHANGES["zoom"].values[-1], CHANGES["zoom"].values[0]
_SIDE = 112  # pixels of a picture in a question


def network() -> Classifier:
    """Return the network that the presets choose; it comes with dlviz."""
    return imagenet.load("efficientnet_lite0")


def speaker(classifier: Classifier) -> str:
    """Return the sentence that says which network the numbers are of."""
    return f"The network is {classifier.title}."


def small(title: str, crop: Image.Image) -> Picture:
    """Return a crop as a picture of a question."""
    return Picture(title, np.asarray(crop.resize((_SIDE, _SIDE))))


def _zoom() -> Sketch:
    classifier, photo = network(), sample_photos.load("kingfisher")
    change, curve = CHANGES["zoom"], measure_curve(classifier, photo, "zoom")
    neutral = change.nearest(change.neutral)
    own, other = int(curve.winners[neutral]), int(curve.winners[-1])
    name, now = classifier.categories[own], classifier.categories[other]
    rows = curve.probabilities
    return Sketch(
        prompt=f"For the unchanged photo the answer is {name} with {percent(rows[neutral, own])}. "
        f"Sketch the probability of {name} from far, {change.text(_FAR)}, to near, "
        f"{change.text(_NEAR)}.",
        worked=f"{speaker(classifier)} For the unchanged photo {name} has "
        f"{percent(rows[neutral, own])}. At "
        f"{change.text(_NEAR)} it has {percent(rows[-1, own])}, and the answer is {now} with "
        f"{percent(rows[-1, other])}: only a part of the bird is left in the picture.",
        facts={"label": own},
        shown=(small(f"At {change.text(change.neutral)}", curve.pictures[neutral]),),
        x=np.array(change.values),
        y=100 * rows[:, own].astype(float),
        low=0,
        high=100,
        names=("zoom", "the probability in %"),
        near=20,
        misread=(
            *misread(
                Mistake(
                    "zoom changes the size of a thing and not the answer",
                    f"Near, other parts of the bird fill the picture: at {change.text(_NEAR)} "
                    f"{name} has {percent(rows[-1, own])}.",
                    {_AT: _NEAR},
                ),
                Shape.FLAT,
            ),
            *misread(
                Mistake(
                    "the larger the thing in the picture, the surer the network",
                    f"From far, {name} has {percent(rows[0, own])}; from near, at "
                    f"{change.text(_NEAR)}, {percent(rows[-1, own])}.",
                    {_AT: _NEAR},
                ),
                Shape.RISING,
            ),
        ),
    )


_WHY_ZOOM = reasons(
    "Why does the answer change when you zoom in?",
    1,
    "The picture then shows another part of the bird, and nothing else is known",
    "The network gets 224 × 224 pixels and nothing else. Near, they show breast and feet, "
    "and these support another class than the whole bird does.",
    (
        "The picture then has fewer pixels",
        Mistake(
            "zooming in gives the network fewer numbers",
            "Its input has 224 × 224 pixels at every zoom; only what they show changes.",
            {_AT: _NEAR},
        ),
    ),
    (
        "The network has learned from the pictures before",
        Mistake(
            "a network goes on learning while it is used",
            "Its weights do not change: back at × 1 the answer is the one of before.",
            {_AT: 1.0},
        ),
    ),
)


def _framing() -> Choose:
    classifier, photo = network(), sample_photos.load("bee")
    label = classifier.categories.index("bee")
    standard, chosen = best_framing(classifier, photo, label)
    start, best = standard.probability, chosen.probability
    first = classifier.categories[standard.winner]
    own = frame_answers(classifier, [classifier.crop(photo)])[0]
    wins = chosen.winner == label
    found = f"the best framing gives {percent(best)}"
    place = {_CHANGE: _BEST, _CLASS: "bee"}
    return Choose(
        prompt=f"In the standard crop the answer is {first} with {percent(own.max())}, and bee "
        f"has {percent(start)}. Now many other crops of the same photo are tried. What does the "
        "best of them give?",
        worked=f"{speaker(classifier)} The standard crop gives bee {percent(start)}; {found}.",
        facts={"start": start, "best": best, "wins": wins},
        options=one_right(
            2 if wins else 1 if best > 2 * start else 0,
            (
                f"about {percent(start)} for bee: it is the same photo",
                Mistake(
                    "the answer depends on the photo, not on its crop",
                    "The crop is all that the network gets, and what else the photo shows does "
                    "not count.",
                    place,
                ),
            ),
            (
                "more for bee, but another class stays first",
                Mistake(
                    "another crop changes the probabilities only a little",
                    f"It can change the answer: bee has {percent(best)} in the best crop, and "
                    f"{percent(start)} in the standard one.",
                    place,
                ),
            ),
            (
                "bee as the first answer",
                Mistake(
                    "for every class there is a crop in which it is first",
                    "No crop that was tried has bee as first answer.",
                    place,
                ),
            ),
        ),
    )


_WHY_FRAMING = reasons(
    "Why does another crop of the same photo give another answer?",
    0,
    "The bee fills more of the pixels that the network gets",
    "Each crop is scaled to 224 × 224 pixels. In a close one the bee fills more of them, "
    "and less of the other things is left that supports other classes.",
    (
        "The network sees the whole photo, and the crop points at a part of it",
        Mistake(
            "the network sees the whole photo",
            "What lies outside the crop is not in its input at all.",
            {"photos_view": "What is it?"},
        ),
    ),
    (
        "The page tells the network which class is wanted",
        Mistake(
            "the wanted class changes the answer",
            "The class only chooses which crop is shown; the probabilities of a crop stay the "
            "same.",
            {_CHANGE: "Zoom"},
        ),
    ),
)


ZOOM = Prediction(
    name="photos_zoom",
    before={_AT: 1.0},
    after={_AT: _NEAR},
    task=f"drag the marker to × {_NEAR:g}, the right end of the film",
    make=_zoom,
    practice="photos_turning",
    hides=("photos_film",),
    why=_WHY_ZOOM,
)

FRAMING = Prediction(
    name="photos_framing",
    before={_CHANGE: CHANGES["zoom"].title, _AT: 1.0, "photos_window": ""},
    after={_CHANGE: _BEST},
    task="choose “Best framing” under “What changes”",
    make=_framing,
    practice="photos_turning",
    why=_WHY_FRAMING,
)
