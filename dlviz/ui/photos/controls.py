"""The controls of "Photos" (view, photos, class), and the cache of a network's answers."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st
from PIL import Image

from dlviz.datasets.sample_photos import SAMPLES
from dlviz.networks.imagenet import Classifier
from dlviz.reframing import frame_answers
from dlviz.scheduling.turn import Progress
from dlviz.ui.shared import keepsakes, kept_photos, turns
from dlviz.ui.shared.photo_chooser import ChosenPhoto, own_photos, sample_photo, show_credit

WHAT, MIND, WHY = "What is it?", "When does it change its mind?", "Why?"
SEVERAL, INSIDE = "Several photos", "Inside ResNet50"
VIEWS = (WHAT, MIND, WHY, SEVERAL, INSIDE)
VIEW, PHOTO, CLASS = "photos_view", keepsakes.chosen("photos_photo"), "photos_class"
SIDE = 1024  # longer side in pixels of a photo on screen; networks get the full resolution
MOST = kept_photos.MOST
ITS_ANSWER = "its answer"
_FIRST = "kingfisher"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """A network's prediction for a photo.

    Attributes:
        probabilities: (classes,) probabilities.
        seconds: Seconds from the photo in memory to the prediction.
        crop: The crop that is the network's input.
    """

    probabilities: np.ndarray
    seconds: float
    crop: Image.Image

    @property
    def order(self) -> np.ndarray:
        """Indices of the classes, most probable first."""
        return np.argsort(-self.probabilities, kind="stable")


def choose_own_photos() -> dict[str, ChosenPhoto]:
    """Place the uploader and the camera; return the visitor's photos by name."""
    with st.popover("Your own photos", icon=":material/add_a_photo:", key="photos_own_open"):
        own = own_photos("photos_own", side=SIDE)
    named = {f"my photo {place}": photo for place, photo in enumerate(own.photos, start=1)}
    if own.fresh is not None:
        st.session_state[PHOTO] = list(named)[own.fresh]
    st.session_state["photos_problems"] = own.problems
    return named


def show_problems() -> None:
    """Say which files cannot be used, one sentence each."""
    problems = st.session_state.get("photos_problems", ())
    if problems:
        st.error("  \n".join(problems))


def choose_photo(own: dict[str, ChosenPhoto]) -> ChosenPhoto:
    """Place the choice of one photo, among the samples and the visitor's own."""
    names = [*SAMPLES, *own]
    if st.session_state.get(PHOTO, _FIRST) not in names:
        st.session_state[PHOTO] = _FIRST  # the visitor has removed the stored photo
    name = st.selectbox("Photo", names, index=names.index(_FIRST), key=PHOTO, bind="query-params")
    if name in SAMPLES:
        show_credit(f"Photo: {SAMPLES[name].credit}", key=PHOTO)
        return sample_photo(name, SIDE)
    if own[name].remark:
        st.caption(own[name].remark)
    return own[name]


def choose_class(classifier: Classifier, answer: Answer) -> int:
    """Place the choice of a class, by default the predicted one; return the class."""
    categories = classifier.categories
    chosen = st.selectbox("Class", [ITS_ANSWER, *categories], key=CLASS, bind="query-params")
    return int(answer.order[0]) if chosen == ITS_ANSWER else categories.index(chosen)


def answer_of(classifier: Classifier, photo: ChosenPhoto) -> Answer:
    """Return the network's prediction for a photo; cached per visitor."""

    def compute(_progress: Progress) -> Answer:
        image = photo.whole()
        start = time.perf_counter()
        crop = classifier.crop(image)
        probabilities = frame_answers(classifier, [crop])[0]
        return Answer(probabilities, time.perf_counter() - start, crop)

    return result_of(photo, ("answer", classifier.title), compute)


def result_of(
    photo: ChosenPhoto,
    key: tuple[Hashable, ...],
    compute: Callable[[Progress], Result],
    *,
    doing: str = turns.ASKING,
) -> Result:
    """Return the cached result of `compute` for a photo and `key`; see `turns.result`."""
    whole = (*key, photo.identity)
    return turns.result("photos", whole, compute, is_own=not photo.sample, doing=doing)
