"""The views of "Photos" with predictions: one photo in detail, several as the lecture's table."""

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st

from dlviz import class_groups
from dlviz.class_groups import GroupShare
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.figures.photos import with_windows
from dlviz.networks.imagenet import Classifier
from dlviz.notices import photos as notices
from dlviz.reframing import Reframing, window_box
from dlviz.snippets import photos as snippets
from dlviz.snippets.networks import imagenet_files
from dlviz.tables import table_csv
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.answer_cards.answer_cards import Answers, Card, Row, Shown, answer_cards
from dlviz.ui.photos import controls
from dlviz.ui.photos.controls import Answer
from dlviz.ui.photos.network import choose_network
from dlviz.ui.shared import page_parts, program_photos
from dlviz.ui.shared.photo_chooser import ChosenPhoto, sample_photo, show_credit

TABLE = "photos_table"
_TOP, _FEW = 5, 3
_WIDEST = 500  # largest number of classes in a group; "entity" would not be informative
_GROUPS = 5
_PIXELS = 640  # longer side of a photo on screen
_LOOK_UP = "photos_look_up"
_LECTURE = ("kingfisher", "bee", "crab", "cat", "coffee", "photographer")


def what_is_it(own: dict[str, ChosenPhoto]) -> None:
    """Show a photo, the network's crop, its predictions, and groups of classes."""
    left, right = columns()
    with right:
        photo = controls.choose_photo(own)
        classifier = choose_network()
        looked_up = st.selectbox(
            "Look up one of the 1,000 classes",
            classifier.categories,
            index=None,
            placeholder="Type a name",
            key=_LOOK_UP,
            bind="query-params",
        )
    answer = controls.answer_of(classifier, photo)
    groups = _groups(answer)
    with left:
        answer_cards(
            [_card(classifier, photo, answer, groups, looked_up)],
            key="photos_answer",
            identity=f"{classifier.title} {photo.identity} {looked_up}",
        )
        categories = classifier.categories
        page_parts.notice(notices.about_answer(answer.probabilities, categories, groups))
        page_parts.code(
            lambda: snippets.answers(
                classifier.name,
                classifier.version,
                program_photos.file_name(photo),
                None if looked_up is None else categories.index(looked_up),
            ),
            key="photos_code",
            files=lambda: page_parts.program_files(
                {**snippets.answers_files(classifier.name), **program_photos.offered([photo])}
            ),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("class", "probability"),
                [(categories[x], f"{answer.probabilities[x]:.6f}") for x in answer.order],
            ),
            key="photos_answers",
        )


def several_photos(own: dict[str, ChosenPhoto]) -> None:
    """Show photos side by side with their first three answers, as the lecture does."""
    left, right = columns()
    with right:
        names = st.multiselect(
            "Photos from the collection",
            list(SAMPLES),
            default=() if own else _LECTURE,
            key=TABLE,
            bind="query-params",
            wrap=True,
        )
        classifier = choose_network()
    photos = dict(own) | {name: sample_photo(name, controls.SIDE) for name in names}
    photos = dict(list(photos.items())[: controls.MOST])
    if not photos:
        left.info("Choose photos from the collection, or use your own.")
        return
    answers = {name: controls.answer_of(classifier, photo) for name, photo in photos.items()}
    with right:
        total = sum(answer.seconds for answer in answers.values())
        counted = f"{len(photos)} photos" if len(photos) > 1 else "1 photo"
        st.caption(f"{classifier.title} took {total:.2f} s for {counted}.")
        credits = [f"{name}: {SAMPLES[name].credit}" for name in photos if name in SAMPLES]
        show_credit("  \n".join(credits), key=TABLE)
    with left:
        answer_cards(
            [_small_card(classifier, name, photos[name], answers[name]) for name in photos],
            key=TABLE + "_cards",
            identity=f"{classifier.title} {[photo.identity for photo in photos.values()]}",
            narrowest=17,
        )
        firsts = [
            (classifier.categories[x.order[0]], float(x.probabilities.max()))
            for x in answers.values()
        ]
        page_parts.notice(notices.about_many(firsts))
        page_parts.code(
            lambda: snippets.several(
                classifier.name,
                classifier.version,
                program_photos.file_names(list(photos.values())),
                list(photos),
            ),
            key="photos_several_code",
            files=lambda: page_parts.program_files(
                {
                    **imagenet_files(classifier.name),
                    **program_photos.offered(list(photos.values())),
                }
            ),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("photo", "place", "class", "probability"), _table(classifier, answers)
            ),
            key="photos_several",
        )


def columns() -> list[DeltaGenerator]:
    """Return the picture's column and the controls'."""
    return st.columns([7, 3], gap="medium")


def answer_list(classifier: Classifier, answer: Answer, count: int, title: str = "") -> Answers:
    """Return the first answers as a list with bars."""
    rows = [
        Row(classifier.categories[x], float(answer.probabilities[x]), is_strong=place == 0)
        for place, x in enumerate(answer.order[:count])
    ]
    return Answers(title, rows)


def seen_crop(photo: ChosenPhoto, answer: Answer) -> Shown:
    """Return the crop that the network sees."""
    crop = answer.crop
    return Shown(
        crop, f"{photo.alt}, cropped", f"The network's input, {crop.height} × {crop.width}"
    )


def _card(
    classifier: Classifier,
    photo: ChosenPhoto,
    answer: Answer,
    groups: Sequence[GroupShare],
    looked_up: str | None,
) -> Card:
    width, height = photo.size
    window = window_box(photo.size, classifier.transform, Reframing())
    pictures = [
        Shown(
            with_windows(photo.image, [window], side=_PIXELS, of=photo.size),
            photo.alt,
            f"The photo, {width} × {height}",
        ),
        seen_crop(photo, answer),
    ]
    first = answer_list(classifier, answer, _TOP,
                        f"First five of 1,000 answers, {1000 * answer.seconds:.0f} ms")  # fmt: skip
    rows = [Row(f"{x.name} ({x.n_classes} classes)", x.share) for x in groups]
    lists = [first, Answers("Together: groups of classes", rows)] if rows else [first]
    if looked_up is not None:
        lists.append(_looked_up(classifier, answer, looked_up))
    return Card(pictures, lists, tall=15.5)


def _looked_up(classifier: Classifier, answer: Answer, name: str) -> Answers:
    label = classifier.categories.index(name)
    place = int(np.flatnonzero(answer.order == label)[0]) + 1
    row = Row(f"{name}, rank {place}", float(answer.probabilities[label]))
    return Answers("Looked up", [row])


def _groups(answer: Answer) -> list[GroupShare]:
    path = class_groups.tree().path(answer.probabilities)
    return [group for group in path if group.n_classes <= _WIDEST][-_GROUPS:]


def _small_card(classifier: Classifier, name: str, photo: ChosenPhoto, answer: Answer) -> Card:
    crop = Shown(answer.crop, photo.alt)
    return Card(
        [crop], [answer_list(classifier, answer, _FEW)], title=name, tall=7.5, is_beside=True
    )


def _table(classifier: Classifier, answers: dict[str, Answer]) -> Iterable[Sequence[object]]:
    for name, answer in answers.items():
        for place, x in enumerate(answer.order[:_TOP], start=1):
            yield name, place, classifier.categories[x], f"{answer.probabilities[x]:.6f}"
