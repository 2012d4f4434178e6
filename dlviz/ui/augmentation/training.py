"""The view "Training" of "Augmentation": learning curves with and without augmentation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dlviz.figures import training as figures
from dlviz.intervals import Rate, error_rate
from dlviz.notices import augmentation as notices
from dlviz.paired import Comparison, compare
from dlviz.seeds import LARGEST_SEED
from dlviz.snippets import augmentation as snippets
from dlviz.snippets import digit_training as training_snippets
from dlviz.tables import table_csv
from dlviz.training import augmentation_curves as curves
from dlviz.training.augmentation_curves import FEW, Curve, Point
from dlviz.training.methods import AUGMENTED, FEWEST_DIGITS, METHOD_NAMES, PLAIN, Choices
from dlviz.training.race import Race
from dlviz.ui._compat.types import DeltaGenerator
from dlviz.ui.augmentation.controls import TRAINING, VIEW
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.limits import Limit
from dlviz.ui.shared.page import Rest
from dlviz.ui.shared.race_player import RacePlayer
from dlviz.ui.shared.race_views import method_cell, rate_cell, show_table

LIVE, ALL_DIGITS, CIFAR = "A few digits, now", "All 60,000 digits", "CIFAR-100"
DATA = (LIVE, ALL_DIGITS, CIFAR)
PLAYER = RacePlayer("augmentation", verb="Train both")
POLL = 1.0  # polling interval of the race in seconds
MOST_DIGITS, MOST_EPOCHS = 5_000, 200
_DIGITS, _EPOCHS, _SEED = "augmentation_digits", "augmentation_epochs", "augmentation_train_seed"
_DATA = "augmentation_data"
_BOX = 106  # pixels of a number: a phone has room for three in a row
_STYLES = {PLAIN: METHOD_NAMES.index(PLAIN), AUGMENTED: METHOD_NAMES.index(AUGMENTED)}
_TITLES = {PLAIN: "without augmentation", AUGMENTED: "with augmentation"}
_DIGIT_WORDS = (
    "Augmentation here: every digit is randomly rotated, slanted, stretched, bent and made "
    "thicker or thinner, differently in every epoch; one fifth of the digits stays unchanged."
)
_CIFAR_WORDS = (
    "Augmentation here: every picture is randomly moved by up to 4 pixels and mirrored with "
    "probability 1/2, differently in every epoch."
)

LIMITS = (
    Limit(_DIGITS, "digits", FEWEST_DIGITS, MOST_DIGITS),
    Limit(_EPOCHS, "epochs", 1, MOST_EPOCHS),
    Limit(_SEED, "seed of the training", 0, LARGEST_SEED),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The current state of the two learning curves.

    Attributes:
        plain: Curve without augmentation.
        augmented: Curve with augmentation.
        epochs: End of the axis.
        pictures: Description of the training data: "1,000 digits".
        is_done: Whether both trainings have finished.
    """

    plain: Curve
    augmented: Curve
    epochs: int
    pictures: str
    is_done: bool = True


def seconds_to_next_look() -> float | None:
    """Return the polling interval in seconds while a race runs in this view, else None."""
    is_here = st.session_state.get(VIEW) == TRAINING and st.session_state.get(_DATA) == LIVE
    return PLAYER.seconds_to_next_look(POLL) if is_here else None


def show(beside: DeltaGenerator) -> Rest:
    """Show how the same network learns with and without augmentation."""
    data = beside.segmented_control(
        "Train on",
        DATA,
        default=LIVE,
        required=True,
        key=_DATA,
        bind="query-params",
        label_visibility="collapsed",
    )
    if data == LIVE:
        _show_live()
    elif data == ALL_DIGITS:
        pair = curves.mnist_pair()
        _show_shipped(pair, "all 60,000 digits", _DIGIT_WORDS)
    else:
        found = curves.cifar_pair()
        if found is None:
            st.info(
                "The network trained on CIFAR-100 without augmentation is missing here: `python "
                "-m dlviz.training.build_cifar cifar_plain` makes it."
            )
        else:
            _show_shipped(found, "CIFAR-100's 50,000 pictures", _CIFAR_WORDS)
    return None


def _show_live() -> None:
    race = _show_player()
    seen = _seen(race)
    choices = race.choices if race else _choices()
    if seen is None:
        seen = _seen_pair(curves.few_digits_pair(), f"{FEW.n_digits:,} digits")
        _show(
            seen,
            f"{_DIGIT_WORDS} These curves were computed in advance; press the button to "
            "train your own networks.",
        )
    else:
        _show(seen, _DIGIT_WORDS)
    page_parts.code(
        lambda: training_snippets.train_digits(choices),
        key="augmentation_train_code",
        files=lambda: page_parts.program_files(training_snippets.files(choices)),
    )
    page_parts.download_csv(lambda: _curve_csv(seen), key="augmentation_train_csv")


def _show_shipped(pair: curves.Pair, pictures: str, words: str) -> None:
    seen = _seen_pair(pair, pictures)
    _show(seen, words)
    page_parts.code(
        snippets.curves,
        key="augmentation_curves_code",
        files=lambda: page_parts.program_files(snippets.curve_files(pair)),
    )
    page_parts.download_csv(lambda: _curve_csv(seen), key="augmentation_curves_csv")


def _show_player() -> Race | None:
    """Place the training's settings and buttons in one row."""
    boxes = (
        ("Digits", FEWEST_DIGITS, MOST_DIGITS, FEW.n_digits, 100, _DIGITS),
        ("Epochs", 1, MOST_EPOCHS, FEW.epochs, 10, _EPOCHS),
        ("Seed", 0, LARGEST_SEED, FEW.seed, 1, _SEED),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A container of their own keeps them together above the buttons on a phone.
        with st.container(horizontal=True, width="content"):
            for label, low, high, first, step, key in boxes:
                st.number_input(
                    label, low, high, first, step, key=key, bind="query-params", width=_BOX
                )
        return PLAYER.show(_choices())


def _choices() -> Choices:
    state = st.session_state
    return replace(FEW, n_digits=state[_DIGITS], epochs=state[_EPOCHS], seed=state[_SEED])


def _seen(race: Race | None) -> _Seen | None:
    """Return the race's curves; None before both have a point."""
    if race is None:
        return None
    found = {one.method: curves.of_race(one.records) for one in race.standings}
    if not all(found.values()):
        return None
    choices = race.choices
    return _Seen(
        found[PLAIN], found[AUGMENTED], choices.epochs, f"{choices.n_digits:,} digits", race.is_done
    )


def _seen_pair(pair: curves.Pair, pictures: str) -> _Seen:
    return _Seen(pair.plain, pair.augmented, round(pair.plain[-1].epoch), pictures)


def _show(seen: _Seen, words: str) -> None:
    both = {PLAIN: seen.plain, AUGMENTED: seen.augmented}
    left, right = st.columns([0.64, 0.36], gap="medium")
    with left:
        series = [
            figures.Series(
                _TITLES[name],
                _STYLES[name],
                [point.epoch for point in curve],
                [point.train for point in curve],
                [point.test for point in curve],
            )
            for name, curve in both.items()
        ]
        live_figure(
            figures.learning_curves(
                series,
                quantity="errors in %",
                epochs=seen.epochs,
                top=_top(series),
                pictures="pictures",
            ),
            key="augmentation_curves",
            alt="Errors over the epochs: "
            + "; ".join(
                f"{one.title} test {one.test[-1]:.2f} %, train {one.train[-1]:.2f} %"
                for one in series
            ),
            height=320,
        )
        st.caption("Solid: test pictures. Dotted: the training pictures, without distortion.")
    with right:
        _show_table(both)
        st.caption(words)
    rates = {name: _rates(curve[-1]) for name, curve in both.items()}
    with page_parts.place_of_long_notice(right):
        page_parts.notice(
            notices.about_training(
                rates[PLAIN],
                rates[AUGMENTED],
                seen.pictures,
                is_done=seen.is_done,
                compared=_compared(seen.augmented[-1], seen.plain[-1]),
            )
        )


def _compared(one: Point, other: Point) -> Comparison | None:
    """Compare two networks on the same test pictures; None if their answers are not known."""
    if one.correct is None or other.correct is None or one.test_count != other.test_count:
        return None
    return compare(one.correct, other.correct)


def _top(series: Sequence[figures.Series]) -> float:
    """Return the upper end of the error axis: the final errors fit, the first may be cut off."""
    highest = max(max(*one.train, *one.test) for one in series)
    return min(highest, 2.2 * max(max(one.train[-1], one.test[-1]) for one in series) + 0.1) * 1.03


def _rates(point: Point) -> tuple[Rate, Rate]:
    return (
        error_rate(point.train_errors, point.train_count),
        error_rate(point.test_errors, point.test_count),
    )


def _show_table(both: dict[str, Curve]) -> None:
    rows = []
    for name, curve in both.items():
        train, test = _rates(curve[-1])
        cells = (method_cell(_STYLES[name], _TITLES[name]), f"{train.value:.2f} %", rate_cell(test))
        rows.append(cells)
    heads = ("", "training error", "test error, 95&nbsp;%")
    show_table(heads, rows, label="Errors with and without augmentation")


def _curve_csv(seen: _Seen) -> str:
    head = ("training", "epoch", "train_errors", "train_pictures", "test_errors", "test_pictures")
    rows = []
    for name, curve in ((PLAIN, seen.plain), (AUGMENTED, seen.augmented)):
        for one in curve:
            counts = (one.train_errors, one.train_count, one.test_errors, one.test_count)
            rows.append((_TITLES[name], f"{one.epoch:.4g}", *counts))
    return table_csv(head, rows)
