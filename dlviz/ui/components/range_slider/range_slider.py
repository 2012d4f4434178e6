"""A slider for a whole number or a range of them that says what it shows while it is dragged."""

from collections.abc import Callable, Sequence

from dlviz.ui.components.base.messages import Preview, whole
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.range_slider import messages as sent

_MOST_HOLD = 2**53


def range_slider(
    label: str,
    limits: tuple[int, int],
    values: Sequence[int],
    *,
    key: str,
    name: str,
    stamp: int,
    is_live: bool,
    preview: Preview,
    on_change: Callable[[], None],
) -> None:
    """Place a slider with one thumb for each of `values`.

    Args:
        label: Text above it.
        limits: Its ends.
        values: One number, or both ends of a range.
        key: Key of the component; `chosen` reads its state `chosen`.
        name: What the numbers are called among all that the hand changes.
        stamp: Changes when these names mean something else.
        is_live: Whether it says its numbers while it moves, and not only when it is released.
        preview: Ties the numbers to the hand.
        on_change: Called before the rerun that a message causes.
    """
    mount(
        "range_slider",
        key=key,
        data=sent.Data(
            label=label,
            limits=limits,
            values=values,
            name=name,
            stamp=stamp,
            is_live=is_live,
            preview=preview,
        ),
        states={"chosen": on_change},
    )


def chosen(
    message: object, count: int, limits: tuple[int, int]
) -> tuple[tuple[int, ...], int] | None:
    """Return the numbers of a message, in order, and its hold; None if it is malformed.

    Args:
        message: The component's message.
        count: How many numbers the slider has.
        limits: Its ends.
    """
    values = message.get("values") if isinstance(message, dict) else None
    hold = whole(message, "hold", _MOST_HOLD)
    if not isinstance(values, list) or len(values) != count or hold is None:
        return None
    if not all(type(value) is int and limits[0] <= value <= limits[1] for value in values):
        return None
    return tuple(sorted(values)), hold
