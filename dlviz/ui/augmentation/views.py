"""The views of "Augmentation" about one picture: its copies, their cloud, the predictions."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from dlviz import affine
from dlviz.augmentation import shown
from dlviz.cloud import Plane, count_strays, principal_plane
from dlviz.fan import Fan, acting_words, likeliest_cause, mistaken_for
from dlviz.figures import augmentation as figures
from dlviz.figures.pictures import enlarged
from dlviz.networks.image_network import Readings
from dlviz.notices import augmentation as notices
from dlviz.snippets import augmentation as snippets
from dlviz.tables import table_csv
from dlviz.ui._compat.selectors import resolve
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.augmentation import chain as chain_editor
from dlviz.ui.augmentation import controls, program_of, reading
from dlviz.ui.augmentation.others import other_pictures
from dlviz.ui.augmentation.reading import Made
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.picture_field.picture_field import (
    COPY,
    ORIGINAL,
    OTHER,
    Axes,
    Moved,
    Shown,
    picture_field,
)
from dlviz.ui.shared import hands, page_parts
from dlviz.ui.shared.page import Rest

SPACE = "augmentation_space"
IN_PIXELS, IN_FEATURES = "in pixels", "in the network's features"
FIELD = "augmentation_field"
# On a phone the copies stay in view while their ranges are dragged.
_STYLE = resolve("""<style>
@media (max-width: 640px) {
  :--column > :--vertical > .st-key-augmentation_field {
    position: sticky;
    top: -2.5rem;
    z-index: 3;
    background: light-dark(#ffffff, #12161d);
  }
}
</style>""")
_OTHERS = "augmentation_others"
_TOP = 4  # classes beside the best and the worst copy
_SIDE = 104  # pixels of the best and the worst copy: a phone has room for three in a row


def lay_out() -> None:
    """Add the page's style sheet."""
    st.html(_STYLE)


def copies(_beside: DeltaGenerator) -> Rest:
    """Show the original and 64 copies with the values that were drawn for each."""
    left, made = _columns(is_live=True)
    readings = reading.copies_readings_if_quick(made)
    if readings is None:
        return _show_unread(left, made)
    answer = reading.fan_of(made, readings)
    categories = made.subject.network.categories
    with left:
        _show_copies(made, readings)
        _show_warning(made, answer)
        page_parts.notice(
            notices.about_copies(
                answer,
                categories,
                made.subject.title,
                f"“{made.subject.reader}”",
                is_labelled=made.subject.is_labelled,
            )
        )
        _offer_program_and_numbers(made, lambda: _copies_csv(made, readings))
    return None


def cloud(beside: DeltaGenerator) -> Rest:
    """Show the copies at their coordinates, among pictures of other classes."""
    space = beside.segmented_control(
        "Arranged by",
        (IN_PIXELS, IN_FEATURES),
        default=IN_PIXELS,
        required=True,
        key=SPACE,
        bind="query-params",
        label_visibility="collapsed",
    )
    left, made = _columns()
    network = made.subject.network
    readings = reading.copies_readings_if_quick(made)
    if readings is None:
        return _show_unread(left, made)
    label = reading.fan_of(made, readings).label
    others, names = other_pictures(made, readings, label)
    identity = f"{made.identity} {label}"
    strangers = reading.readings_if_quick(_OTHERS, identity, network, others)
    if strangers is None:
        with left:
            bar = st.empty()
            _show_copies(made, readings)
        return partial(reading.read_and_rerun, bar, _OTHERS, identity, network, others)
    with left:
        spaces = {
            IN_PIXELS: (made.pictures.flatten(1).numpy(), others.flatten(1).numpy()),
            IN_FEATURES: (readings.features, strangers.features),
        }
        plane = principal_plane(np.concatenate(spaces[space]))
        said = _captions_of(made, readings) + [Shown(OTHER, name) for name in names]
        _show_plane(made, others, plane, said, space)
        strays = {name: count_strays(x[0], x[1:], y) for name, (x, y) in spaces.items()}
        other = IN_FEATURES if space == IN_PIXELS else IN_PIXELS
        page_parts.notice(
            notices.about_cloud(
                (strays[space], strays[other]),
                len(made.drawn),
                len(others),
                (space.removeprefix("in "), other.removeprefix("in ")),
                plane.shares.tolist(),
            )
        )
        _offer_program_and_numbers(
            made,
            lambda: _cloud_csv(plane.places, said),
            partial(snippets.cloud, in_features=space == IN_FEATURES),
            others,
        )
    return None


def _show_plane(
    made: Made, others: Tensor, plane: Plane, said: Sequence[Shown], space: str
) -> None:
    first, second = (
        f"component {axis + 1}: {share:.0%} of the variation"
        for axis, share in enumerate(plane.shares)
    )
    picture_field(
        reading.on_screen(torch.cat([made.pictures, others])),
        said,
        key=FIELD,
        subject=made.subject.identity,
        identity=f"{made.identity} {space}",
        hint=f"The original where the axes cross, {len(made.drawn)} copies around it, "
        f"{len(others)} pictures of other classes. Point at one to see it.",
        alt=f"{len(made.drawn)} copies of {made.subject.title} among {len(others)} pictures of "
        f"other classes, arranged by distance {space}",
        axes=Axes(plane.places, (first, second)),
        tall=25.5,
    )


def prediction(_beside: DeltaGenerator) -> Rest:
    """Show the fan of probabilities over the copies, and what averaging them gives."""
    left, made = _columns()
    readings = reading.copies_readings_if_quick(made)
    if readings is None:
        return _show_unread(left, made)
    answer = reading.fan_of(made, readings)
    names = made.subject.network.categories
    values = [shown(made.chain, own) for own in made.drawn]
    with left:
        _show_fan(answer, names, values)
        _show_extremes(made, answer)
        page_parts.notice(notices.about_prediction(answer, names, values))
        _show_warning(made, answer)
        _offer_program_and_numbers(made, lambda: _copies_csv(made, readings), snippets.prediction)
    return None


def _columns(*, is_live: bool = False) -> tuple[DeltaGenerator, Made]:
    """Place the controls on the right; return the left column and the copies.

    Args:
        is_live: Whether the view answers while a range is dragged, if its network is quick.
    """
    left, right = st.columns([0.69, 0.31], gap="medium")
    with right:
        subject = controls.choose_subject()
        chain = chain_editor.edit(is_live=is_live and reading.is_quick(subject))
        seed = controls.choose_seed()
    chain_editor.CHAIN.keep_in_link()
    return left, reading.make_copies(subject, chain, seed)


def _show_unread(left: DeltaGenerator, made: Made) -> Rest:
    """Show the copies without predictions; return a function that computes these."""
    with left:
        bar = st.empty()
        _show_copies(made, None)
        _offer_program_and_numbers(made, None)
    return partial(reading.read_copies_and_rerun, bar, made)


def _show_copies(made: Made, readings: Readings | None) -> None:
    picture_field(
        reading.on_screen(made.pictures),
        _captions_of(made, readings),
        key=FIELD,
        subject=made.subject.identity,
        identity=f"{made.identity} {readings is not None}",
        hint="Point at a copy to see it large, with the values that were drawn for it; or look "
        "through all values, sixteen copies at a time.",
        alt=f"The original, {made.subject.title}, with {len(made.drawn)} copies around it",
        moved=_moved(made),
    )


def _moved(made: Made) -> Moved | None:
    """Return how the copies follow from ranges that are dragged, if all transforms are affine."""
    found = affine.parts(made.chain, made.drawn, made.subject.size, made.seed)
    if found is None:
        return None
    preview = hands.preview(chain_editor.HAND)
    return Moved(found, made.subject.size, chain_editor.CHAIN.stamp, preview)


def _show_fan(answer: Fan, names: Sequence[str], values: Sequence[Sequence[str]]) -> None:
    probabilities = answer.of_label
    alone, mean = (float(row[answer.label]) for row in (answer.original, answer.average))
    live_figure(
        figures.fan(
            alone,
            probabilities,
            answer.is_misread,
            mean,
            [f"copy {place + 1}: {'<br>'.join(own)}" for place, own in enumerate(values)],
            label=_short(names[answer.label]),
        ),
        key="augmentation_fan",
        alt=f"Probability of {names[answer.label]}: original {alone:.1%}, copies "
        f"{probabilities.min():.1%} to {probabilities.max():.1%}, mean {mean:.1%}",
        height=270,
    )


def _captions_of(made: Made, readings: Readings | None) -> list[Shown]:
    """Return the captions of the original and of each copy."""
    lines = [(), *(shown(made.chain, own) for own in made.drawn)]
    if readings is None:
        names = ["Original", *(f"Copy {place}" for place in range(1, len(lines)))]
        return [
            Shown(COPY if place else ORIGINAL, name, lines[place])
            for place, name in enumerate(names)
        ]
    answer = reading.fan_of(made, readings)
    categories = made.subject.network.categories
    said = []
    for place, row in enumerate(readings.probabilities):
        winner = int(row.argmax())
        name = _short(categories[winner])
        said.append(
            Shown(
                COPY if place else ORIGINAL,
                f"{f'Copy {place}' if place else 'Original'}: classified as {name}, "
                f"{row[winner]:.0%}",
                lines[place],
                winner != answer.label,
                name if len(name) <= 2 else "",
            )
        )
    return said


def _show_warning(made: Made, answer: Fan) -> None:
    """Show a warning if a transform makes the label wrong."""
    subject, categories = made.subject, made.subject.network.categories
    warning = notices.about_labels(
        answer,
        categories,
        f"this {_short(categories[answer.label])}" if subject.is_labelled else subject.title,
        mistaken_for(answer),
        likeliest_cause(made.chain, made.drawn, answer.is_misread),
        acting=acting_words(made.chain, made.drawn),
        is_labelled=subject.is_labelled,
    )
    if warning:
        st.warning(warning, icon=":material/warning:")


def _offer_program_and_numbers(
    made: Made,
    table: Callable[[], str] | None,
    program: Callable[[snippets.Shown], str] = snippets.copies,
    others: Tensor | None = None,
) -> None:
    """Offer the program and, once they are known, the numbers on screen.

    Args:
        made: The copies.
        table: Returns the numbers as CSV.
        program: Returns the program of the view.
        others: The pictures of other classes that the program needs.
    """
    own = program_of.shown(made, chain_editor.CHAIN.text)
    page_parts.code(
        lambda: program(own),
        key="augmentation_code",
        files=lambda: page_parts.program_files(program_of.files(made, own, others)),
    )
    if table is not None:
        page_parts.download_csv(table, key="augmentation_csv")


def _show_extremes(made: Made, answer: Fan) -> None:
    """Show original, best and worst copy, and the predictions for the original and averaged."""
    categories = made.subject.network.categories
    pictures = reading.on_screen(made.pictures)
    factor = max(1, _SIDE // pictures.shape[1])
    places = {"Original": 0, "Best": answer.best + 1, "Worst": answer.worst + 1}
    left, right = st.columns([0.57, 0.43], gap="small")
    with left, st.container(horizontal=True, gap="small"):
        for name, place in places.items():
            row = answer.original if place == 0 else answer.copies[place - 1]
            winner = int(row.argmax())
            # A card is never split over two screens of the lecture display.
            with st.container(key=f"card_{name.lower()}", width=_SIDE, gap="xsmall"):
                st.image(
                    enlarged(pictures[place], factor),
                    alt=f"{name}, classified as {categories[winner]}",
                    width="stretch",
                )
                title = name if place == 0 else f"{name}: copy {place}"
                # Not st.caption, which the lecture display hides.
                st.markdown(
                    f":small[**{title}**]  \n"
                    f":small[{_short(categories[winner])}, {row[winner]:.1%}]"
                )
    top = np.argsort(-np.maximum(answer.original, answer.average), kind="stable")[:_TOP]
    with right:
        live_figure(
            figures.averaged(
                [_short(categories[place]) for place in top],
                answer.original[top],
                answer.average[top],
            ),
            key="augmentation_average",
            alt="The answer for the original and the average over the copies: "
            + "; ".join(
                f"{categories[place]} {answer.original[place]:.1%} and {answer.average[place]:.1%}"
                for place in top
            ),
            height=190,
        )


def _short(name: str) -> str:
    """Shorten a class name to fit on a line: ImageNet lists synonyms."""
    return name.split(",")[0]


def _copies_csv(made: Made, readings: Readings) -> str:
    answer = reading.fan_of(made, readings)
    categories = made.subject.network.categories
    heads = [f"{place + 1} {step.word}" for place, step in enumerate(made.chain)]
    label = categories[answer.label]
    rows = [
        (
            place + 1,
            *shown(made.chain, own),
            label,
            categories[answer.answers[place]],
            f"{answer.of_label[place]:.6f}",
        )
        for place, own in enumerate(made.drawn)
    ]
    first = ["original", *[""] * len(made.chain), label, categories[answer.original.argmax()],
             f"{answer.original[answer.label]:.6f}"]  # fmt: skip
    named = "label" if made.subject.is_labelled else "first answer to the original"
    heads = ["copy", *heads, named, "classified as", f"probability of the {named}"]
    return table_csv(heads, [first, *rows])


def _cloud_csv(places: np.ndarray, said: Sequence[Shown]) -> str:
    rows = [(one.name, f"{x:.6g}", f"{y:.6g}") for one, (x, y) in zip(said, places, strict=True)]
    return table_csv(("picture", "component 1", "component 2"), rows)
