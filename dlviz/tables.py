"""CSV files of numbers for visitors to download, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

POINT, COMMA = ".", ","

_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel assumes an old code page
_NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf|nan)", re.IGNORECASE)
# First characters that make a spreadsheet treat a field as a formula (OWASP: "CSV injection").
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def table_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, each line ended by a line feed.

    Fields with a comma, a quote or a line break are quoted; None is an empty field. A text that a
    spreadsheet would treat as a formula gets an apostrophe in front; numbers are not changed.

    Args:
        head: Names of the columns; empty for a file without a header.
        rows: The fields of each line.
    """
    file = _Lines()
    writer = csv.writer(file)
    writer.writerows(map(_harmless, line) for line in ([head, *rows] if head else rows))
    return "".join(file.lines)


def for_spreadsheet(text: str, decimal: str) -> bytes:
    """Return CSV as a file that a spreadsheet opens correctly by a double click.

    Args:
        text: From `table_csv`.
        decimal: The decimal separator that the spreadsheet expects: POINT (fields are then
            separated by commas) or COMMA (by semicolons).

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
    """Collects the lines that csv.writer writes, each ended by a line feed.

    csv.writer itself must end lines with CR and LF: only then Python 3.11 quotes both in a field.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        """Collect one line."""
        self.lines.append(line.removesuffix("\r\n") + "\n")


def _harmless(field: object) -> object:
    """Return a field that no spreadsheet treats as a formula."""
    is_formula = isinstance(field, str) and _FORMULA.match(field) and not _NUMBER.fullmatch(field)
    return f"'{field}" if is_formula else field


def _with_comma(field: str) -> str:
    return field.replace(POINT, COMMA) if _NUMBER.fullmatch(field) else field
