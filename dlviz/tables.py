"""Tables of numbers as CSV, for visitors to take along."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

POINT, COMMA = ".", ","

_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes a file for one in an old code page
_NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf|nan)", re.IGNORECASE)
# What makes a spreadsheet take a field for a formula, as OWASP lists it under "CSV injection".
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def table_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, one line each, every line ended by a line feed.

    What holds a comma, a quote or a line break is quoted; None is an empty field. A text that a
    spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.

    Args:
        head: What the columns are called; empty for a file without a head.
        rows: The fields of each line.
    """
    file = _Lines()
    writer = csv.writer(file)
    writer.writerows(map(_harmless, line) for line in ([head, *rows] if head else rows))
    return "".join(file.lines)


def for_spreadsheet(text: str, decimal: str) -> bytes:
    """Return CSV as a file that a spreadsheet opens by a double click.

    Args:
        text: From `table_csv`.
        decimal: The decimal sign that the spreadsheet expects: POINT, with commas between the
            fields, or COMMA, with semicolons between them.

    Returns:
        UTF-8 with a byte order mark.
    """
    if decimal == COMMA:
        file = _Lines()
        lines = csv.reader(io.StringIO(text, newline=""))
        csv.writer(file, delimiter=";").writerows(map(_with_comma, line) for line in lines)
        text = "".join(file.lines)
    return (_BYTE_ORDER_MARK + text).encode()


class _Lines:
    """What csv.writer writes, with a line feed at each end.

    It writes both characters of a line's end, because Python 3.11 quotes only those in a field.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        """Take one line."""
        self.lines.append(line.removesuffix("\r\n") + "\n")


def _harmless(field: object) -> object:
    """Return a field that no spreadsheet takes for a formula."""
    is_formula = isinstance(field, str) and _FORMULA.match(field) and not _NUMBER.fullmatch(field)
    return f"'{field}" if is_formula else field


def _with_comma(field: str) -> str:
    return field.replace(POINT, COMMA) if _NUMBER.fullmatch(field) else field
