"""Boxes for the whole numbers of a layer, whose changes a drawing follows in the same frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlviz.layers import Network
from dlviz.ui.components.base.architecture import layers_as_data
from dlviz.ui.components.base.messages import Preview, numbers, whole
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.layer_numbers import messages as sent


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a layer, or of the input's shape.

    Attributes:
        name: The field of the layer: "filters"; of the input: "0", "1" or "2".
        label: Label above the box.
        low: The smallest possible number.
        high: The largest possible number.
    """

    name: str
    label: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What a visitor has changed.

    Attributes:
        values: The numbers of the layer.
        gesture: The same for all changes of one press or one typed number.
    """

    values: tuple[int, ...]
    gesture: int


def layer_numbers(
    network: Network,
    place: int,
    fields: Sequence[tuple[Number, int]],
    *,
    key: str,
    stamp: int,
    preview: Preview,
    on_change: Callable[[], None],
) -> None:
    """Place a box with two buttons for each of the numbers.

    Args:
        network: The network on screen.
        place: The layer, from 1; 0 is the input.
        fields: Its numbers with their values.
        key: Key of the component; `edited_place` and `edited` read its state `edit`.
        stamp: Changes whenever anything but these boxes has changed the network.
        preview: The hand that changes these numbers.
        on_change: Called before the rerun that a change causes.
    """
    mount(
        "layer_numbers",
        key=key,
        data=sent.Data(
            fields=[
                sent.Field(
                    name=field.name,
                    label=field.label,
                    value=value,
                    low=field.low,
                    high=field.high,
                )
                for field, value in fields
            ],
            place=place,
            stamp=stamp,
            input=network.input,
            layers=layers_as_data(network),
            preview=preview,
        ),
        states={"edit": on_change},
        width="content",
    )


def edited_place(message: object, n_layers: int, stamp: int) -> int | None:
    """Return which layer a message edits, 0 for the input.

    None if it is malformed, or about a network that something else has replaced since.
    """
    if whole(message, "stamp", stamp + 1) != stamp:
        return None
    return whole(message, "place", n_layers + 1)


def edited(message: object, fields: Sequence[Number]) -> Edit | None:
    """Return the numbers of a message, within their limits; None if it is malformed."""
    gesture = whole(message, "gesture", 2**53)
    values = numbers(message.get("values") if isinstance(message, dict) else None, len(fields))
    if gesture is None or values is None or not all(value.is_integer() for value in values):
        return None
    return Edit(
        tuple(
            max(field.low, min(field.high, int(value)))
            for field, value in zip(fields, values, strict=True)
        ),
        gesture,
    )
