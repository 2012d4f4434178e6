"""Tables of numbers as CSV, for visitors to take along."""

import csv
import io
from collections.abc import Iterable, Sequence


def table_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, one line each, every line ended by a line feed.

    What holds a comma, a quote or a line break is quoted; None is an empty field.

    Args:
        head: What the columns are called; empty for a file without a head.
        rows: The fields of each line.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if head:
        writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
