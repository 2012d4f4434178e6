"""One technical word: its forms, a sentence on what it means, and where it is seen at work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

HOME = "app"  # name of the first page


@dataclass(frozen=True, slots=True)
class Word:
    """A technical word of the pages.

    Attributes:
        name: The word as it is looked up: "stride".
        forms: Its other forms on the pages, such as the plural.
        sentence: What it means, in one sentence.
        page: Name of the page on which it is seen at work.
        state: Values by widget key, with which that page shows it.
        only_on: Names of the pages on which the word has this meaning; none stands for all pages.
    """

    name: str
    forms: tuple[str, ...]
    sentence: str
    page: str
    state: Mapping[str, Any] = field(default_factory=dict)
    only_on: tuple[str, ...] = ()

    @property
    def all_forms(self) -> tuple[str, ...]:
        """The name and its other forms."""
        return (self.name, *self.forms)

    @property
    def link(self) -> str:
        """The address of its place, relative to the app's: "pooling?pooling_view=By+hand"."""
        values = {key: _in_link(value) for key, value in self.state.items()}
        path = "" if self.page == HOME else self.page
        return path + (f"?{urlencode(values)}" if values else "")


def _in_link(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
