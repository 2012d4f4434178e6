"""Sliders for weights that send while they are dragged, each with a box for exact numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlviz.figures.colours import NEGATIVE, POSITIVE
from dlviz.notation import LARGEST
from dlviz.ui.components.base.messages import numbers
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.weight_editor import messages as sent

RANGE = 3.0  # ends of the sliders; a box takes numbers up to LARGEST and widens its slider


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight in the editor.

    Attributes:
        name: Letter and index: "w_12".
        spoken: For a screen reader: "unit 1, weight of X2".
        value: As it stands.
    """

    name: str
    spoken: str
    value: float


def weight_editor(
    rows: Sequence[tuple[str, Sequence[Weight]]],
    *,
    key: str,
    stamp: int,
    on_change: Callable[[], None],
) -> None:
    """Place titled rows of weights.

    Args:
        rows: (title, weights) pairs.
        key: Key of the component; `edited` reads what came in under it.
        stamp: Changes whenever the values changed by anything but this editor: only then do the
            sliders on screen follow.
        on_change: Called before the rerun that a change causes.
    """
    mount(
        "weight_editor",
        key=key,
        data=sent.Data(
            rows=[
                sent.Row(
                    title=title,
                    cells=[
                        sent.Cell(name=one.name, spoken=one.spoken, value=one.value)
                        for one in weights
                    ],
                )
                for title, weights in rows
            ],
            stamp=stamp,
            range=RANGE,
            largest=LARGEST,
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE),
        ),
        states={"weights": on_change},
    )


def edited(message: object, count: int) -> tuple[list[float], bool] | None:
    """Return the values of a message of the editor, and whether the slider was let go.

    Values beyond LARGEST are clamped; anything malformed gives None.
    """
    if not isinstance(message, dict):
        return None
    values = numbers(message.get("values"), count)
    if values is None:
        return None
    return [max(-LARGEST, min(LARGEST, value)) for value in values], bool(message.get("done"))
