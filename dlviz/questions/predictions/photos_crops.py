"""What "Photos" asks about another crop of a photo: nearer, or elsewhere."""

import numpy as np
from PIL import Image

from dlviz.changing_mind import measure_curve
from dlviz.datasets import sample_photos
from dlviz.framing_search import ZOOMS, window_grid
from dlviz.networks import imagenet
from dlviz.networks.imagenet import Classifier
from dlviz.notices.photos import percent
from dlviz.questions.kinds import Choose, Mistake, Picture, Sketch
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import one_right, reasons
from dlviz.reframing import CHANGES, STANDARD, Reframing, frame_answers, see_all

_CHANGE, _AT, _CLASS = "photos_change", "photos_at", "photos_class"
_BEST = "Best framing"
_NEAR, _FAR = CHANGES["zoom"].values[-1], CHANGES["zoom"].values[0]
_SIDE = 112  # pixels of a picture in a question


def network() -> Classifier:
    """Return the network that the presets choose; it comes with dlviz."""
    return imagenet.load("efficientnet_lite0")


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
        worked=f"For the unchanged photo {name} has {percent(rows[neutral, own])}. At "
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
    near = [window for window in window_grid(photo, classifier) if window.zoom == ZOOMS[-1]]
    frames = see_all(photo, classifier.transform, map(Reframing, [STANDARD, *near]))
    rows = frame_answers(classifier, [frame.picture for frame in frames])
    start, best = rows[0, label], rows[:, label].max()
    first = classifier.categories[int(rows[0].argmax())]
    wins = bool((rows.argmax(axis=1) == label).any())
    found = f"one crop of the same photo, × {ZOOMS[-1]:g}, gives bee {percent(best)}"
    place = {_CHANGE: _BEST, _CLASS: "bee"}
    return Choose(
        prompt=f"In the standard crop the answer is {first} with {percent(rows[0].max())}, and bee "
        f"has {percent(start)}. Now many other crops of the same photo are tried. What does the "
        "best of them give?",
        worked=f"The standard crop gives bee {percent(start)}; {found}. The best framing that the "
        "page finds gives at least as much.",
        facts={"start": float(start), "best": float(best), "wins": wins},
        options=one_right(
            2 if wins else 1 if best > 2 * start else 0,
            (
                f"about {percent(start)} for bee: it is the same photo",
                Mistake(
                    "the answer depends on the photo, not on its crop",
                    f"The crop is all that the network gets: {found}.",
                    place,
                ),
            ),
            (
                "more for bee, but another class stays first",
                Mistake(
                    "another crop changes the probabilities only a little",
                    f"The standard crop gives bee {percent(start)}, and {found}.",
                    place,
                ),
            ),
            (
                "bee as the first answer",
                Mistake(
                    "for every class there is a crop in which it is first",
                    f"No crop that was tried has bee as first answer; {found}.",
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
