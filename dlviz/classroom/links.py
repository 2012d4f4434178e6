"""Links that a teacher sends to a class, and that pupils offer: a page of this app with its state.

Nothing else of an address is kept, so that a link cannot lead out of the app.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from dlviz.classroom.refusal import RefusedError

LONGEST = 4_000  # characters of a state; the widest network that a page draws needs half of it
_MOST_VALUES = 200
_PAGE = re.compile(r"[a-z_]{0,40}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class Link:
    """A page with its state; a text that is none is refused when it is made.

    Attributes:
        page: Name of the page; "" for home.
        state: The query, as `urlencode` writes it; "" for the page as it opens.
    """

    page: str
    state: str = ""

    def __post_init__(self) -> None:
        """Check the name and write the state anew.

        Raises:
            RefusedError: if this is no page's link.
        """
        if not isinstance(self.page, str) or not _PAGE.fullmatch(self.page):
            raise RefusedError("This link leads to no page.")
        if not isinstance(self.state, str) or len(self.state) > LONGEST:
            raise RefusedError("The state of this page is too long to be sent.")
        try:
            values = parse_qsl(self.state, keep_blank_values=True, max_num_fields=_MOST_VALUES)
        except ValueError as error:
            raise RefusedError("The state of this page is too long to be sent.") from error
        if not all(_NAME.fullmatch(name) for name, _ in values):
            raise RefusedError("This link is no link of a page.")
        object.__setattr__(self, "state", urlencode(values))

    @property
    def text(self) -> str:
        """The link below the app's address: "pooling?pooling_size=3"."""
        return f"{self.page}?{self.state}" if self.state else self.page


def read_link(text: str) -> Link:
    """Return the link that `Link.text` wrote."""
    page, _, state = text.partition("?")
    return Link(page, state)
