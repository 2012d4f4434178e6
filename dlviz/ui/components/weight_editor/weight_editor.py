"""Sliders for weights that send their values while being dragged, each with a text box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlviz.figures.colours import NEGATIVE, POSITIVE
from dlviz.notation import LARGEST
from dlviz.ui.components.base.messages import Preview, numbers
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.weight_editor import messages as sent

RANGE = 3.0  # sliders go from -RANGE to RANGE; a text box takes up to LARGEST and widens its slider


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that follows from a value v: plus + times * v, or plus + times * exp(rate * v).

    Attributes:
        place: Of the parameter in the network as data (`dlviz.networks.exported`).
        plus: A constant.
        times: A factor.
        rate: 0 for the linear form.
    """

    place: int
    plus: float = 0.0
    times: float = 1.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight in the editor.

    Attributes:
        name: Letter and index: "w_12".
        spoken: Name for screen readers: "unit 1, weight of X2".
        value: The current value.
        sets: The network's parameters that it sets.
    """

    name: str
    spoken: str
    value: float
    sets: tuple[Setting, ...]


def weight_editor(
    rows: Sequence[tuple[str, Sequence[Weight]]],
    *,
    key: str,
    stamp: int,
    preview: Preview,
    on_change: Callable[[], None],
    reach: float = RANGE,
    largest: float = LARGEST,
) -> None:
    """Place titled rows of weights.

    Args:
        rows: (title, weights) pairs.
        key: Key of the component; `edited` reads its messages.
        stamp: Changes whenever anything but this editor has changed the values; only then are the
            sliders on screen updated.
        preview: What this editor changes for the components that follow it.
        on_change: Called before the rerun that a change causes.
        reach: Sliders go from -reach to reach.
        largest: Largest absolute value that a text box accepts.
    """
    mount(
        "weight_editor",
        key=key,
        data=sent.Data(
            rows=[
                sent.Row(
                    title=title,
                    cells=[
                        sent.Cell(
                            name=one.name,
                            spoken=one.spoken,
                            value=one.value,
                            sets=[_sent(setting) for setting in one.sets],
                        )
                        for one in weights
                    ],
                )
                for title, weights in rows
            ],
            stamp=stamp,
            range=reach,
            largest=largest,
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE),
            preview=preview,
        ),
        states={"weights": on_change},
    )


def _sent(setting: Setting) -> sent.Setting:
    return sent.Setting(
        place=setting.place, plus=setting.plus, times=setting.times, rate=setting.rate
    )


def edited(message: object, count: int) -> tuple[list[float], bool] | None:
    """Return the values in the editor's message, and whether the slider was released.

    Values beyond LARGEST are clamped; a malformed message gives None.
    """
    if not isinstance(message, dict):
        return None
    values = numbers(message.get("values"), count)
    if values is None:
        return None
    return [max(-LARGEST, min(LARGEST, value)) for value in values], bool(message.get("done"))
