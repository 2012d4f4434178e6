"""Questions about transfer learning: similar photos, unknown ones, and learned backgrounds."""

from math import hypot
from random import Random

import numpy as np

from dlviz.embeddings import Familiar
from dlviz.notices.words import listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Mistake, Option
from dlviz.training.transfer import Head

_TRY = {"transfer_view": "Try it"}
_PHOTOS = {"transfer_view": "Photos", "transfer_set": "Cat, coffee or rocket"}
_NAMES = ("cat", "dog", "fox")
# Directions whose lengths are whole numbers.
_DIRECTIONS = ((1, 0), (0, 1), (3, 4), (4, 3), (5, 12), (12, 5), (8, 15), (15, 8))
_SIMPLE = _DIRECTIONS[:4]

Vector = tuple[int, int]


def _draw_vector(draw: Random, directions: tuple[Vector, ...], longest: int) -> Vector:
    across, up = draw.choice(directions)
    most = max(1, longest // round(hypot(across, up)))
    factor = draw.randint(1, min(6, most))
    return factor * across, factor * up


def _nearest(draw: Random, level: int) -> Choose:
    """Ask for the class whose mean embedding has the most similar direction."""
    directions = _SIMPLE if level < 3 else _DIRECTIONS
    vectors = [_draw_vector(draw, directions, 10 if level < 3 else 26) for _ in range(3)]
    photo = _draw_vector(draw, directions, 10 if level < 3 else 26)
    means, own = np.array(vectors, float), np.array(photo, float)
    distances = Familiar(means, np.inf).distances(own[None])[0]
    ends = np.sort(distances)
    if ends[1] - ends[0] < 0.015 or (ends[0] < 1e-9) != (level == 1):
        raise AmbiguousError
    right = int(distances.argmin())
    mistakes = _wrong_classes(means, own, right, distances)
    if not mistakes:
        raise AmbiguousError
    options = [Option(_NAMES[at], mistakes.get(at)) for at in sorted({right, *mistakes})]
    draw.shuffle(options)
    told = listed([f"{name} {_told(vector)}" for name, vector in zip(_NAMES, vectors, strict=True)])
    cosines = "; ".join(
        f"{name}: {_cosine(photo, vector)}" for name, vector in zip(_NAMES, vectors, strict=True)
    )
    return Choose(
        prompt=f"The mean embeddings of three classes are {told}. A new photo has {_told(photo)}. "
        "The cosine distance compares directions only. To which mean is it the smallest?",
        worked="The cosine is the sum of the products divided by both lengths; the largest cosine "
        f"is the smallest distance. Cosines: {cosines}. The largest is that of {_NAMES[right]}.",
        facts={"means": vectors, "photo": photo},
        options=tuple(options),
    )


def _told(vector: Vector) -> str:
    return f"({vector[0]}, {vector[1]})"


def _cosine(one: Vector, other: Vector) -> str:
    product = one[0] * other[0] + one[1] * other[1]
    lengths = round(hypot(*one)), round(hypot(*other))
    cosine = product / lengths[0] / lengths[1]
    return (
        f"({one[0]} × {other[0]} + {one[1]} × {other[1]}) / ({lengths[0]} × {lengths[1]}) = "
        f"{cosine:.3g}"
    )


def _wrong_classes(
    means: np.ndarray, photo: np.ndarray, right: int, distances: np.ndarray
) -> dict[int, Mistake]:
    gaps, products = np.linalg.norm(means - photo, axis=1), means @ photo
    name, least = _NAMES[right], f"{distances[right]:.2f}"
    found: dict[int, Mistake] = {}
    near, large = int(gaps.argmin()), int(products.argmax())
    if near != right and np.sum(np.isclose(gaps, gaps.min())) == 1:
        found[near] = Mistake(
            "the nearest point is the most similar one",
            f"Lengths do not count, only directions: the distance to {name} is {least}, to "
            f"{_NAMES[near]} {distances[near]:.2f}.",
            _TRY,
        )
    if large != right and np.sum(np.isclose(products, products.max())) == 1:
        found.setdefault(large, Mistake(
            "larger numbers are more alike",
            f"The products are divided by the lengths: the distance to {name} is {least}, to "
            f"{_NAMES[large]} {distances[large]:.2f}.",
            _TRY,
        ))  # fmt: skip
    return found


def _none(draw: Random, level: int) -> Choose:
    """Ask whether a photo is one of the classes or none of these."""
    angles = [draw.randint(0, 90) for _ in range(3)]
    means, photo = (
        np.array([[np.cos(np.radians(own)), np.sin(np.radians(own))] for own in some])
        for some in (angles[:2], angles[2:])
    )
    known = Familiar(means, draw.choice((0.05, 0.1, 0.15, 0.2, 0.25)))
    distances = known.distances(photo)[0].round(2)
    head = draw.randrange(2)
    near = int(distances.argmin())
    is_unknown = bool(known.is_unknown(photo)[0])
    if abs(distances[0] - distances[1]) < 0.03 or abs(distances - known.threshold).min() < 0.02:
        raise AmbiguousError
    if (level == 1 and head != near) or (level == 3 and head == near):
        raise AmbiguousError
    if level == 2 and not is_unknown and (distances < known.threshold).all():
        raise AmbiguousError
    sure = draw.randint(60, 99) / 100
    right = "none of these" if is_unknown else _NAMES[head]
    options = [
        Option(name, None if name == right else _wrong_known(name, right, head, known, distances))
        for name in (*_NAMES[:2], "none of these")
    ]
    draw.shuffle(options)
    first, second = (f"{own:g}" for own in distances)
    side = "beyond" if is_unknown else "within"
    return Choose(
        prompt=f"The last layer names the class of a new photo: {_NAMES[head]}, with {sure:g}. But "
        "a photo that is farther from every class than the threshold is none of these. Its "
        f"distance to {_NAMES[0]} is {first}, to {_NAMES[1]} {second}, and the threshold is "
        f"{known.threshold:g}. What is the answer?",
        worked=f"The smaller distance is {distances[near]:g}, {side} the threshold of "
        f"{known.threshold:g}. "
        + (f"So it is none of these, even with a probability of {sure:g}." if is_unknown else
           f"So it is one of these, and the last layer names it: {_NAMES[head]}."),
        facts={"angles": angles, "threshold": known.threshold, "head": head, "sure": sure},
        options=tuple(options),
    )  # fmt: skip


def _wrong_known(
    name: str, right: str, head: int, known: Familiar, distances: np.ndarray
) -> Mistake:
    least, threshold = f"{distances.min():g}", f"{known.threshold:g}"
    if right == "none of these":
        if name == _NAMES[head]:
            sentence = (
                "The probabilities of the known classes add up to 1 for every photo, also for an "
                f"unknown one; the smallest distance, {least}, is beyond {threshold}."
            )
            return Mistake("a high probability means a known class", sentence, _TRY)
        sentence = f"Even the smallest distance, {least}, is beyond the threshold of {threshold}."
        return Mistake("a photo is always one of the classes", sentence, _TRY)
    if name == "none of these":
        sentence = f"One class within the threshold is enough: {least} is less than {threshold}."
        return Mistake("a photo has to be near all classes", sentence, _TRY)
    sentence = (
        f"The distances only decide whether it is any of the classes; the last layer gives "
        f"{_NAMES[head]} the higher probability."
    )
    return Mistake("the nearest class is the answer", sentence, _TRY)


_SCENES = (("dog", "snow", "cat", "grass"), ("cow", "grass", "camel", "sand"),
           ("duck", "water", "hen", "straw"), ("car", "road", "boat", "water"))  # fmt: skip


def _background(draw: Random, level: int) -> Choose:
    """Ask for the answer to an object before the other class's background."""
    own, home, other, away = draw.choice(_SCENES)
    shape, scene = draw.randint(1, 5), draw.randint(1, 5)
    seen = 10 if level == 1 else draw.randint(2, 10)  # tenths of the object that are visible
    around = 10 if level == 1 else draw.randint(2, 10)
    bias = 0 if level < 3 else draw.choice((-1, 1, 2))
    # The numbers of a photo: both shapes, then both backgrounds.
    weight = np.array([[shape, 0, scene, 0], [0, shape, 0, scene]], np.float32)
    head = Head(weight, np.array([0, bias], np.float32))
    photo = np.array([[seen, 0, 0, around]], np.float32) / 10
    logits = head.logits(photo)[0].round(3)
    if abs(logits[0] - logits[1]) < 0.05:
        raise AmbiguousError
    right = int(logits.argmax())
    name, wrong_name = (own, other)[right], (own, other)[1 - right]
    texts = [f"{float(value):g}".replace("-", "−") for value in logits]
    values = f"{own} {texts[0]}, {other} {texts[1]}"
    options = [
        Option(name),
        Option(wrong_name, _wrong_scene(right, (own, away), (shape * seen, scene * around), bias)),
        Option("no class", Mistake(
            "a scene that was never seen gets no answer",
            f"The last layer always has a largest logit, here that of {name}: {values}.",
            _PHOTOS,
        )),
    ]  # fmt: skip
    draw.shuffle(options)
    also = f", and {other} a bias of {bias}".replace("-", "−") if bias else ""
    return Choose(
        prompt=f"All training photos of a {own} have {home} in them, and all of a {other} have "
        f"{away}. The trained layer gives each class {shape} × its shape + {scene} × its "
        f"background{also}. A new photo of a {own} has {away}: shape of a {own} {seen / 10:g}, "
        f"{away} {around / 10:g}, all else 0. What is the first answer?",
        worked=f"The logit of {own} is {shape} × {seen / 10:g} = {texts[0]}, that of {other} is "
        f"{scene} × {around / 10:g}{_plus(bias)} = {texts[1]}. The larger one is that of {name}.",
        facts={"shape": shape, "scene": scene, "seen": seen, "around": around, "bias": bias,
               "names": (own, other)},
        options=tuple(options),
    )  # fmt: skip


def _plus(bias: int) -> str:
    return f" {'+' if bias > 0 else '−'} {abs(bias)}" if bias else ""


def _wrong_scene(right: int, scene: tuple[str, str], tenths: tuple[int, int], bias: int) -> Mistake:
    own, away = scene
    one, other = (f"{value / 10:g}" for value in tenths)
    sentence = f"Both count: the shape of a {own} gives {one}, {away} gives {other}{_plus(bias)}."
    name = "the background always decides"
    if right == 1:
        name = "the network learned the object and not its background"
    return Mistake(name, sentence, _PHOTOS)


GENERATORS = (
    Generator("transfer_nearest", "which photos are alike", _nearest),
    Generator("transfer_none", "one of the classes, or none of these", _none),
    Generator("transfer_background", "the object or its background", _background),
)
