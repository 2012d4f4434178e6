"""The scripts that stand in Streamlit's own page, which the policy has to allow one by one."""

import re

from dlviz.ui._compat import names
from dlviz.ui._compat.register import file


def scripts() -> list[str]:
    """Return the text of each script that Streamlit's own page holds."""
    page = file(names.INDEX_PAGE).read_text(encoding="utf-8")
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
