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


class Mode(TypedDict):
    """How a photo is filtered, and the kernels for it.

    Attributes:
        kernels: The kernels, side by side.
        foresees_edits: Whether a typed number changes nothing but its kernel, or the mode.
        edited: The mode to which a typed number leads, with its kernel alone; "" for this mode.
    """

    kernels: Sequence[Kernel]
    foresees_edits: bool
    edited: str


class Data(Mode):
    """The data that the script draws.

    Attributes:
        mode: Name of the mode.
        mode_box: Selector of the element whose value it is.
        modes: The other modes that the pictures beside can be computed for.
        choices: The boxes in which the kernels are chosen.
        named: The kernels of each name, as many as a box sets.
        largest: The largest absolute value of a number.
        problem: Why the last edit was rejected, or "".
        scale: Colour table of RGB bytes.
        preview: The hand that changes the kernels.
    """

    mode: str
    mode_box: str
    modes: Mapping[str, Mode]
    choices: Sequence[Choice]
    named: Mapping[str, Sequence[Weights]]
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
    """What was typed since the last answer of the server, with a message counter.

    Attributes:
        alone: The kernel that the first typed number has left alone, None if the mode has stayed.
    """

    changed: Sequence[Changed]
    alone: int | None
    change: int
    sequence: int


class States(TypedDict):
    """Values that the script sends to Python."""

    edit: Edit
