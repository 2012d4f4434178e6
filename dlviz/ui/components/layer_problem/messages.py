"""The types of the messages from Python to layer_problem.js."""

from collections.abc import Mapping
from typing import TypedDict

from dlviz.ui.components.base.messages import Preview


class Data(TypedDict):
    """The data that the script draws.

    Attributes:
        sentence: Why a layer does not fit; "" if all do.
        sentences: Such sentences with gaps, by reason.
        preview: The hand that changes numbers of the layers.
    """

    sentence: str
    sentences: Mapping[str, str]
    preview: Preview
