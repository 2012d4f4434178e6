"""Reads the inline scripts of Streamlit's own page.

The content security policy has to allow each of them by its hash.
"""

import re

from dlviz.ui._compat import names
from dlviz.ui._compat.register import file


def scripts() -> list[str]:
    """Return the text of each inline script of Streamlit's own page."""
    page = file(names.INDEX_PAGE).read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
