"""The types of the messages between Python and kernel_grid.js."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Weights(TypedDict):
    """A kernel, row by row; without texts it is shown as colours only.

    `values` are 32-bit floats in base64.
    """

    rows: int
    columns: int
    texts: Sequence[str]
    values: str


class Kernel(Weights):
    """A kernel on screen."""

    title: str


class Choice(TypedDict):
    """A box in which the visitor chooses kernels by name.

    Attributes:
        box: Selector of the element whose value is the name.
        chosen: The name that the kernels on screen belong to.
        sets: Which of them the box sets.
        own: Kernels of names that only this box has, or that are others here.
    """

    box: str
    chosen: str
    sets: Sequence[int]
    own: Mapping[str, Sequence[Weights]]


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        kernels: The kernels, side by side.
        choices: The boxes in which they are chosen.
        named: The kernels of each name, as many as a box sets.
        foresees_edits: Whether a typed number changes nothing but its kernel.
        largest: The largest absolute value of a number.
        problem: Why the last edit was rejected, or "".
        scale: Colour table of RGB bytes.
        preview: The hand that changes the kernels.
    """

    kernels: Sequence[Kernel]
    choices: Sequence[Choice]
    named: Mapping[str, Sequence[Weights]]
    foresees_edits: bool
    largest: float
    problem: str
    scale: str
    preview: Preview | None


class Changed(TypedDict):
    """A number that the visitor typed; the index counts the cells of a square kernel."""

    kernel: int
    index: int
    text: str


class Edit(TypedDict):
    """What was typed since the last answer of the server, with a message counter."""

    changed: Sequence[Changed]
    change: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
