"""The types of the messages between Python and layer_numbers.js."""

from collections.abc import Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Layer, Preview


class Field(TypedDict):
    """A whole number from `low` to `high`; `name` is its name in the layer's data."""

    name: str
    label: str
    value: int
    low: int
    high: int


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        fields: The numbers of the selected layer.
        place: The selected layer, from 1; 0 is the input.
        stamp: Changes whenever anything but these numbers has changed the network.
        input: Maps, rows and columns of the network's input.
        layers: All its layers.
        preview: The hand that changes these numbers.
    """

    fields: Sequence[Field]
    place: int
    stamp: int
    input: Sequence[int]
    layers: Sequence[Layer]
    preview: Preview


class Edit(TypedDict):
    """All numbers of a layer, after one of them has changed.

    Attributes:
        place: The layer, from 1; 0 is the input.
        values: The numbers, in the order of the fields.
        stamp: Of the network that was edited.
        gesture: Counts presses and typed numbers; undo takes a whole one back.
        change: Number of the change, for the preview.
    """

    place: int
    values: Sequence[int]
    stamp: int
    gesture: int
    change: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
