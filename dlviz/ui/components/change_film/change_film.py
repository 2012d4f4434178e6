"""Shows a photo changed step by step: a curve of the answers, a film strip and a marker to drag."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlviz.changing_mind import Curve, find_reigns, leading_classes
from dlviz.figures.colours import SERIES
from dlviz.reframing import CHANGES
from dlviz.ui.components.answer_cards.answer_cards import percent
from dlviz.ui.components.base.messages import whole
from dlviz.ui.components.base.mounting import floats_as_base64, mount
from dlviz.ui.components.change_film import messages as sent

_MOST_PLACES = 1000
_MOST_CURVES = len(SERIES)
# The strongest colours come first: the first curve is the answer to the unchanged photo.
_COLOURS = (SERIES[2], SERIES[1], SERIES[3], SERIES[4], SERIES[5], SERIES[0])


@dataclass(frozen=True, slots=True)
class Film:
    """A curve with its pictures as files.

    Attributes:
        curve: The curve; its own pictures may be missing.
        frames: JPEG files in base64, one for each value.
        labels: The classes that have a line.
    """

    curve: Curve
    frames: tuple[str, ...]
    labels: tuple[int, ...]


def lines(curve: Curve) -> tuple[int, ...]:
    """Return the classes that get a line."""
    change = CHANGES[curve.name]
    return tuple(leading_classes(curve.probabilities, change.nearest(change.neutral), _MOST_CURVES))


def change_film(
    film: Film,
    categories: Sequence[str],
    *,
    key: str,
    identity: str,
    at: int,
    alt: str,
    on_place: Callable[[], None],
) -> None:
    """Draw the film.

    Args:
        film: What to draw.
        categories: Names of the classes.
        key: Key of the component; `chosen_place` reads its state `place`.
        identity: Changes with the film; while it is the same, the browser keeps its marker.
        at: Step at which the marker is.
        alt: Description of the photo for screen readers.
        on_place: Called when the marker has been moved and released.
    """
    curve, labels = film.curve, film.labels
    change = CHANGES[curve.name]
    winners = curve.winners
    mount(
        "change_film",
        key=key,
        data=sent.Data(
            identity=identity,
            title=change.title,
            alt=alt,
            curve_alt=_in_words(curve, categories),
            texts=[change.text(value) for value in change.values],
            firsts=[
                f"{categories[label]} ({percent(float(row[label]))})"
                for label, row in zip(winners, curve.probabilities, strict=True)
            ],
            padding=list(curve.padding),
            winners=[labels.index(label) if label in labels else -1 for label in winners],
            changes=[reign.first for reign in find_reigns(curve.probabilities)[1:]],
            classes=[
                sent.Line(name=categories[label], colour=colour)
                for label, colour in zip(labels, _COLOURS, strict=False)
            ],
            shares=floats_as_base64(curve.probabilities[:, labels].T),
            frames=list(film.frames),
            ticks=[
                sent.Tick(at=place, text=change.text(float(f"{change.values[place]:.2g}")))
                for place in change.ticks
            ],
            neutral=change.nearest(change.neutral),
            at=at,
        ),
        states={"place": on_place},
    )


def chosen_place(message: object, identity: str) -> int | None:
    """Return the marker's step in the film `identity`; None if `message` is malformed."""
    if not isinstance(message, dict) or message.get("identity") != identity:
        return None
    return whole(message, "place", _MOST_PLACES)


def _in_words(curve: Curve, categories: Sequence[str]) -> str:
    change = CHANGES[curve.name]
    return "; ".join(
        f"{change.text(change.values[reign.first])} to {change.text(change.values[reign.last])}: "
        f"{categories[reign.label]}, up to {percent(reign.highest)}"
        for reign in find_reigns(curve.probabilities)
    )
