"""What "Photos" asks before a preset shows it: crops, groups, evidence, certainty."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from PIL import Image

from dlviz import class_groups
from dlviz.datasets import sample_photos
from dlviz.feature_maps import grad_cam
from dlviz.networks.image_network import of_classifier
from dlviz.networks.imagenet import Classifier
from dlviz.notices.photos import percent
from dlviz.notices.words import listed
from dlviz.questions.kinds import Choose, Mistake, Number, Place
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions import photos_changed, photos_crops
from dlviz.questions.predictions.answers import at_the_rim, one_right, reasons
from dlviz.questions.wrong import told_apart, wrong
from dlviz.reframing import frame_answers

_CLASS, _PHOTO, _TABLE = "photos_class", "photos_photo", "photos_table"
_ITS_ANSWER = "its answer"
_TABLED, _ADDED = ("kingfisher", "crab", "coffee"), "cat"


def _answer(classifier: Classifier, name: str) -> tuple[Image.Image, np.ndarray]:
    """Return the crop of a photo that the network gets, and the (classes,) probabilities."""
    crop = classifier.crop(sample_photos.load(name))
    return crop, frame_answers(classifier, [crop])[0]


def _group() -> Number:
    classifier, groups = photos_crops.network(), class_groups.tree()
    crop, row = _answer(classifier, "kingfisher")
    members = groups.members[groups.names.index("bird")]
    share, count = float(members @ row), int(members.sum())
    order = np.argsort(-row, kind="stable")[:5]
    told = listed([f"{classifier.categories[at]} {percent(row[at])}" for at in order])
    tolerance, truth = 5, round(100 * share)
    mistaken = (
        wrong(
            round(100 * float(row.max())),
            "a group is as probable as its most probable class",
            f"The answer {classifier.categories[order[1]]} is a bird, too, and its "
            f"{percent(row[order[1]])} are added.",
            {_PHOTO: "kingfisher"},
        ),
        wrong(
            round(100 * share / count),
            "a group has the mean of its classes",
            f"The photo shows one of the {count} classes of birds, so their probabilities add up.",
            {_PHOTO: "kingfisher"},
        ),
        wrong(
            100,
            "what is certain for us is certain for the network",
            f"Classes that are no birds have {percent(1 - share)}.",
            {_PHOTO: "kingfisher"},
        ),
    )
    return Number(
        prompt=f"Of the 1,000 classes {count} are birds, and none is called “kingfisher”. The "
        f"first five answers for a kingfisher are {told}. What is the probability of the group "
        "“bird”, in %?",
        worked=f"{photos_crops.speaker(classifier)} All {count} classes of birds together have "
        f"{percent(share)}; the first answer, {classifier.categories[order[0]]}, has "
        f"{percent(row[order[0]])} alone.",
        facts={"share": share, "tolerance": tolerance},
        shown=(photos_crops.small("The network's input", crop),),
        truth=Fraction(truth),
        tolerance=Fraction(tolerance),
        unit="%",
        wrong=told_apart(truth, *(own for own in mistaken if abs(own.value - truth) > tolerance)),
    )


def _support() -> Place:
    classifier, photo = photos_crops.network(), sample_photos.load("kingfisher")
    network, (crop, row) = of_classifier(classifier), _answer(classifier, "kingfisher")
    layer = [name for name, maps in network.maps.items() if maps.height > 1][-1]
    own, robin = int(row.argmax()), classifier.categories.index("robin")
    image = network.prepare(photo)
    heats = [
        grad_cam(network.traced, image, layer, label).float().cpu().numpy()
        for label in (own, robin)
    ]
    first, right = (np.unravel_index(int(heat.argmax()), heat.shape) for heat in heats)
    name = classifier.categories[own]
    rim = at_the_rim(heats[1], {_CLASS: "robin"})
    same = Mistake(
        "one place supports every class",
        f"The strongest place for {name} has only {heats[1][first]:.2f} for robin.",
        {_CLASS: _ITS_ANSWER},
    )
    return Place(
        prompt=f"Grad-CAM shows which places of the photo support a class; on the page it is drawn "
        f"for the answer, {name}. Point at the place that supports robin most.",
        worked=f"{photos_crops.speaker(classifier)} The strongest support for robin is at "
        f"{_at(right)}; for {name} it is at {_at(first)}. This does not prove that the place is "
        "the reason for an answer: to measure that, cover the place under “Cover a part”.",
        facts={"layer": layer},
        title="The photo",
        values=heats[1].astype(float),
        picture=photos_crops.small("The network's input", crop),
        mistakes=rim if first == right else rim | {(int(first[0]), int(first[1])): same},
    )


_WHY_SUPPORT = reasons(
    "The bright places for robin lie on the breast of the bird. What does this prove?",
    2,
    "Nothing yet: that place has to be covered, and the probability measured again",
    "Grad-CAM shows which places raise the output of a class in this layer. Covering a place "
    "measures what the answer loses without it, and the two need not agree.",
    (
        "That the network knows a robin by its breast",
        Mistake(
            "a heat map shows the reason",
            "It shows places that support the class, also for a class that is not the answer; a "
            "reason would be missed when it is covered.",
            {_CLASS: "robin", "photos_method": "Cover a part"},
        ),
    ),
    (
        "That there is a robin at this place",
        Mistake(
            "a bright place shows the thing itself",
            "Every class has a brightest place, robin too, in a photo of a kingfisher.",
            {_CLASS: "robin"},
        ),
    ),
)


def _at(place: tuple[np.intp, ...]) -> str:
    return f"row {place[0] + 1}, column {place[1] + 1}"


def _certainty() -> Choose:
    classifier = photos_crops.network()
    rows = {name: _answer(classifier, name)[1] for name in (*_TABLED, _ADDED)}
    firsts = {name: float(row.max()) for name, row in rows.items()}
    own = firsts.pop(_ADDED)
    first, second, third = (
        f"{classifier.categories[at]} {percent(rows[_ADDED][at])}"
        for at in np.argsort(-rows[_ADDED], kind="stable")[:3]
    )
    split = f"The network splits the probability: {first}, {second}, {third}."
    alone = {"photos_view": "What is it?", _PHOTO: _ADDED}
    told = listed([f"{percent(share)} for the {name}" for name, share in firsts.items()])
    return Choose(
        prompt=f"The first answers have {told}. Now a photo of a cat is added, which every child "
        "recognises. Where is the probability of its first answer?",
        worked=f"{photos_crops.speaker(classifier)} The first answer for the {_ADDED} has "
        f"{percent(own)}. {split}",
        facts={"firsts": firsts, "added": own},
        options=one_right(
            0 if own > max(firsts.values()) else 2 if own < min(firsts.values()) else 1,
            (
                "above all the others",
                Mistake(
                    "what is easy for people gets a high probability",
                    "The network knows five kinds of house cats, and people only ask for a cat.",
                    alone,
                ),
            ),
            (
                "between the others",
                Mistake(
                    "all clear photos get about the same probability",
                    f"The first answers here have {percent(min(own, *firsts.values()))} to "
                    f"{percent(max(own, *firsts.values()))}, and each photo is clear.",
                    alone,
                ),
            ),
            (
                "below all the others",
                Mistake(
                    "similar classes always make an answer uncertain",
                    f"Here one of them has {percent(own)} alone.",
                    alone,
                ),
            ),
        ),
    )


PREDICTIONS: Mapping[str, Prediction] = {
    "Another bird": photos_crops.ZOOM,
    "Turned": photos_changed.TURN,
    "Covered": photos_changed.COVER,
    "Look elsewhere": photos_crops.FRAMING,
    "As a group": Prediction(
        name="photos_bird",
        before={_PHOTO: "bee"},
        after={_PHOTO: "kingfisher"},
        task="choose the photo “kingfisher”",
        make=_group,
        practice="photos_group",
    ),
    "Where it looked": Prediction(
        name="photos_robin",
        before={_CLASS: _ITS_ANSWER},
        after={_CLASS: "robin"},
        task="choose the class “robin”",
        make=_support,
        practice="photos_heat",
        notice="for another class, other places support it. Whether the answer needs a place "
        "shows only when it is covered: choose “Cover a part”.",
        why=_WHY_SUPPORT,
    ),
    "The lecture's table": Prediction(
        name="photos_cat",
        before={_TABLE: list(_TABLED)},
        after={_TABLE: [*_TABLED, _ADDED]},
        task="add the photo “cat” from the collection",
        make=_certainty,
        practice="photos_statement",
    ),
}
