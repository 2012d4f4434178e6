"""The view "When does it change its mind?" of "Photos": curve and film, or the best framing."""

import base64
import math
import time
from dataclasses import replace

import streamlit as st
from PIL import Image

from dlviz import changing_mind
from dlviz.figures.photos import WINDOWS, as_jpeg, with_windows
from dlviz.framing_search import Found, Tried, area_share, search
from dlviz.networks.imagenet import Classifier
from dlviz.notices import photos as notices
from dlviz.number_grammar import read_number
from dlviz.reframing import CHANGES, STANDARD, Reframing, Window, see_all, window_box
from dlviz.scheduling.turn import Progress
from dlviz.snippets import photos as snippets
from dlviz.tables import table_csv
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.components.answer_cards.answer_cards import Answers, Card, Row, Shown, answer_cards
from dlviz.ui.components.change_film.change_film import Film, change_film, chosen_place, lines
from dlviz.ui.photos import controls, views
from dlviz.ui.photos.network import choose_network
from dlviz.ui.shared import keepsakes, link, page_parts, program_photos
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.number_boxes import current_number
from dlviz.ui.shared.photo_chooser import ChosenPhoto
from dlviz.ui.shared.undo import Undo

CHANGE, AT, FILM = "photos_change", "photos_at", "photos_film"
WINDOW = keepsakes.kept("photos_window", only_reload=True)
BEST = "Best framing"
link.kept(WINDOW)
_TITLES = {change.title: name for name, change in CHANGES.items()}
_MOVING = ("zoom", "right", "down")
_OF = keepsakes.kept("photos_window_of", only_reload=True)
_UNDO = Undo("photos_window_undo")
_IDENTITY = "photos_film_identity"
_PIXELS = 640


def limits() -> tuple[Limit, ...]:
    """Return the range of the value in the link; it depends on the selected change."""
    title = st.session_state.get(CHANGE) or st.query_params.get(CHANGE, "")
    change = CHANGES[_TITLES.get(title, "zoom")]
    return (Limit(AT, change.title.lower(), change.values[0], change.values[-1]),)


def when_it_changes(own: dict[str, ChosenPhoto]) -> None:
    """Show the network's predictions while one property of the photo changes."""
    left, right = views.columns()
    with right:
        photo = controls.choose_photo(own)
        classifier = choose_network()
        title = st.selectbox(
            "What changes",
            [*_TITLES, BEST],
            key=CHANGE,
            bind="query-params",
            on_change=_set_neutral_value,
        )
        if title == BEST:
            answer = controls.answer_of(classifier, photo)
            label = controls.choose_class(classifier, answer)
    if title == BEST:
        _show_search(left, right, classifier, photo, label)
        return
    name = _TITLES[title]
    window = _window(photo)
    with right:
        value = _choose_value(name)
        _offer_windows(classifier, photo, name, window, value)
        told = st.container()
    film = _film(classifier, photo, name, window)
    with told:
        st.caption(
            f"{len(film.frames)} pictures in one batch: {film.curve.seconds:.1f} s, in float32."
            + (
                ""
                if window == STANDARD
                else f" They start from the chosen part of the photo, × {window.zoom:.3g}."
            )
        )
    identity = f"{classifier.title} {photo.identity} {name} {window}"
    st.session_state[_IDENTITY] = (identity, name)
    with left:
        change_film(
            film,
            classifier.categories,
            key=FILM,
            identity=identity,
            at=CHANGES[name].nearest(value),
            alt=photo.alt,
            on_place=_set_value_from_film,
        )
        page_parts.notice(notices.about_curve(film.curve, classifier.categories))
        page_parts.code(
            lambda: snippets.curve(
                classifier.name, classifier.version, program_photos.file_name(photo), name, window
            ),
            key="photos_curve_code",
            files=lambda: page_parts.program_files(
                {**snippets.curve_files(classifier.name), **program_photos.offered([photo])}
            ),
        )
        names = [classifier.categories[label] for label in film.labels]
        page_parts.download_csv(
            lambda: table_csv(
                (title.lower(), "outside the photo", "winner", *names),
                changing_mind.curve_rows(film.curve, classifier.categories, film.labels),
            ),
            key="photos_curve",
        )


def _choose_value(name: str) -> float:
    """Place the input for the exact value; the film's marker sets it too."""
    change = CHANGES[name]
    # Convert integers to floats: the widget does not accept a mixture.
    low, high, neutral = float(change.values[0]), float(change.values[-1]), float(change.neutral)
    value = current_number(AT, neutral)
    inside = neutral if math.isnan(value) else min(high, max(low, float(value)))
    kept = st.session_state.get(AT, neutral)
    if inside != kept or not isinstance(kept, float):
        st.session_state[AT] = inside
    return st.number_input(
        f"{change.title} ({change.unit.strip()})", low, high, neutral, step=float(_step(name)),
        format="%.4g", key=AT, bind="query-params",
    )  # fmt: skip


def _step(name: str) -> float:
    values = CHANGES[name].values
    return 0.1 if name == "zoom" else round(values[1] - values[0], 6)


def _offer_windows(
    classifier: Classifier, photo: ChosenPhoto, name: str, window: Window, value: float
) -> None:
    """Place buttons to continue from the current crop, or to return to the standard crop."""
    with st.container(horizontal=True, gap="xsmall"):
        if name in _MOVING:
            place = CHANGES[name].values[CHANGES[name].nearest(value)]
            now = replace(Reframing(window), **{name: place})  # type: ignore[arg-type]
            st.button(
                "Continue from here",
                icon=":material/my_location:",
                key="photos_from_here",
                help="The other changes will then start from the part of the photo that you see "
                "now.",
                on_click=_set_window,
                args=(now.as_window(photo.size, classifier.transform),),
            )
        if window != STANDARD:
            st.button(
                "Standard crop",
                icon=":material/restart_alt:",
                key="photos_standard",
                on_click=_set_window,
                args=(STANDARD,),
            )
        _UNDO.offer()


def _film(classifier: Classifier, photo: ChosenPhoto, name: str, window: Window) -> Film:
    def compute(progress: Progress) -> Film:
        curve = changing_mind.measure_curve(classifier, photo.whole(), name, window, progress)
        frames = tuple(
            base64.b64encode(as_jpeg(picture, quality=82)).decode() for picture in curve.pictures
        )
        return Film(replace(curve, pictures=()), frames, lines(curve))

    doing = f"Classifying {len(CHANGES[name].values)} pictures"
    return controls.result_of(photo, ("film", classifier.title, name, window), compute, doing=doing)


def _show_search(
    left: DeltaGenerator,
    right: DeltaGenerator,
    classifier: Classifier,
    photo: ChosenPhoto,
    label: int,
) -> None:
    with left:
        found, seconds, crops = _search(classifier, photo, label)
    smallest = found.smallest
    with right:
        st.caption(f"{found.n_tried} framings: {seconds:.1f} s, in float32.")
        for title, key, tried in (
            ("Best framing", "photos_use_best", found.best),
            ("Smallest crop", "photos_use_smallest", smallest),
        ):
            if tried is not None:
                st.button(
                    f"Change the {title.lower()}",
                    icon=":material/my_location:",
                    key=key,
                    on_click=_zoom_from,
                    args=(tried.window,),
                )
    tries = _framings(found)
    with left:
        answer_cards(
            [_overview(classifier, photo, label, tries), _crops(photo, tries, crops)],
            key="photos_framings",
            identity=f"{classifier.title} {photo.identity} {label} framing",
        )
        covered = area_share(photo.size, classifier, smallest.window) if smallest else 0.0
        page_parts.notice(notices.about_search(found, classifier.categories, covered))
        page_parts.code(
            lambda: snippets.framing(
                classifier.name, classifier.version, program_photos.file_name(photo), label
            ),
            key="photos_framing_code",
            files=lambda: page_parts.program_files(
                {**snippets.framing_files(classifier.name), **program_photos.offered([photo])}
            ),
        )
        page_parts.download_csv(
            lambda: table_csv(
                ("framing", "x", "y", "zoom", "probability", "winner"),
                [
                    (title, one.window.x, one.window.y, one.window.zoom, one.probability,
                     classifier.categories[one.winner])
                    for title, one in tries
                ],
            ),
            key="photos_framing",
        )  # fmt: skip


def _search(
    classifier: Classifier, photo: ChosenPhoto, label: int
) -> tuple[Found, float, list[Image.Image]]:
    """Return the search's result, its seconds, and the network's crop in each framing."""

    def compute(progress: Progress) -> tuple[Found, float, list[Image.Image]]:
        image, start = photo.whole(), time.perf_counter()
        found = search(classifier, image, label, progress)
        seconds = time.perf_counter() - start
        windows = [Reframing(one.window) for _, one in _framings(found)]
        crops = [frame.picture for frame in see_all(image, classifier.transform, windows)]
        return found, seconds, crops

    key = ("search", classifier.title, label)
    return controls.result_of(photo, key, compute, doing="Trying about 280 framings")


def _framings(found: Found) -> list[tuple[str, Tried]]:
    """Return the framings that are shown, with their names."""
    tries = [("Standard crop", found.start), ("Best framing", found.best)]
    return tries if found.smallest is None else [*tries, ("Smallest crop", found.smallest)]


def _overview(
    classifier: Classifier, photo: ChosenPhoto, label: int, tries: list[tuple[str, Tried]]
) -> Card:
    """Return the photo with outlined framings, and each framing's probability of the class."""
    categories = classifier.categories
    windows = [
        window_box(photo.size, classifier.transform, Reframing(one.window)) for _, one in tries
    ]
    picture = with_windows(photo.image, windows, side=_PIXELS, of=photo.size)
    rows = [
        Row(
            title if one.winner == label else f"{title}, answer: {categories[one.winner]}",
            one.probability,
            is_strong=one.winner == label,
            colour=colour,
        )
        for (title, one), colour in zip(tries, WINDOWS, strict=False)
    ]
    shown = Shown(picture, f"{photo.alt}, with {len(tries)} framings outlined")
    return Card([shown], [Answers(categories[label], rows)], tall=12.5, is_beside=True)


def _crops(photo: ChosenPhoto, tries: list[tuple[str, Tried]], crops: list[Image.Image]) -> Card:
    shown = [
        Shown(crop, f"{photo.alt}: {title.lower()}", title)
        for (title, _), crop in zip(tries, crops, strict=True)
    ]
    return Card(shown, [], tall=13.0)


# State in the link and in the session


def _window(photo: ChosenPhoto) -> Window:
    """Return the window that the changes start from: the visitor's, else the link's."""
    if WINDOW not in st.session_state:
        st.session_state[WINDOW] = st.query_params.get(WINDOW, "")
    elif st.session_state.get(_OF) not in (None, photo.identity):
        _keep_window("")  # the window belongs to another photo
    st.session_state[_OF] = photo.identity
    if st.query_params.get(WINDOW, "") != st.session_state[WINDOW]:
        _keep_window(st.session_state[WINDOW])  # the session was restored
    return _window_of(st.session_state[WINDOW])


def _window_of(text: str) -> Window:
    try:
        window = Window(*map(read_number, text.split(",")))
        Reframing(window)
    except (ValueError, TypeError):
        return STANDARD
    return window


def _keep_window(text: str) -> None:
    """Keep a window, in the session and in the link."""
    st.session_state[WINDOW] = text
    if text:
        st.query_params[WINDOW] = text
    else:
        st.query_params.pop(WINDOW, None)


def _set_window(window: Window) -> None:
    numbers = (window.x, window.y, window.zoom)
    with _UNDO.step("my framing", [WINDOW] if st.session_state.get(WINDOW) else []):
        _keep_window("" if window == STANDARD else ",".join(map(_in_link, numbers)))
    st.session_state[AT] = CHANGES[_TITLES.get(st.session_state[CHANGE], "zoom")].neutral


def _in_link(number: float) -> str:
    """Format a number with all its digits, so that the link restores exactly the same window."""
    short = f"{number:.4f}"
    return short if float(short) == number else repr(number)


def _zoom_from(window: Window) -> None:
    """Use a framing that was found as the start of a zoom."""
    st.session_state[CHANGE] = CHANGES["zoom"].title
    _set_window(window)


def _set_neutral_value() -> None:
    """Reset the value to neutral when another change is selected."""
    st.session_state[AT] = CHANGES[_TITLES.get(st.session_state[CHANGE], "zoom")].neutral


def _set_value_from_film() -> None:
    """Set the value to that of the marker after it was released."""
    identity, name = st.session_state.get(_IDENTITY, ("", "zoom"))
    place = chosen_place(st.session_state[FILM].place, identity)
    values = CHANGES[name].values
    if place is not None and place < len(values):
        st.session_state[AT] = values[place]
