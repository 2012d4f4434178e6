"""The grammar of numbers that people type, paste or put into links; see docs/numbers.md.

`components/base/number_grammar.js` implements the same grammar in the browser. The cases in
tests/data/numbers.json test both, and another test compares the two on generated texts.
"""

import math
import re
import unicodedata

LONGEST = 40  # characters of one number, without the blanks around it
QUOTED = 20  # characters of a refused text that the error message quotes

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
_SLASHES = "\u2044\u2215"
_POINTS = "\u066b"
_COMMAS = "\u060c"
_ROW_ENDS = "\u061b"
_APOSTROPHES = "\u2019\u02bc\u066c"
_PERCENTS = "\u066a"
_BLANKS = "\t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_UNSEEN = "\xad\u061c\u2060\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
# The digit zero in Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu,
# Kannada, Malayalam, Thai, Lao, Tibetan, Burmese and Khmer; the digits 1 to 9 follow each.
_ZEROS = (
    *(0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6),
    *(0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0),
)
_FULL_WIDTH = range(0xFF01, 0xFF5F)  # full-width forms of "!" to "~"
_SIMPLE: dict[int, str] = {
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _UNSEEN), ""),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SLASHES), "/"),
    **dict.fromkeys(map(ord, _POINTS), "."),
    **dict.fromkeys(map(ord, _COMMAS), ","),
    **dict.fromkeys(map(ord, _ROW_ENDS), ";"),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _PERCENTS), "%"),
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    **{place: chr(place - 0xFEE0).lower() for place in _FULL_WIDTH},
    **{ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}
_FRACTIONS = str.maketrans(
    {
        own: " {} ".format(unicodedata.normalize("NFKD", own).replace("\N{FRACTION SLASH}", "/"))
        for own in "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
    }
)
_QUOTED_BLANKS = {place: own for place, own in _SIMPLE.items() if own in ("", " ")}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

_POWER = r"(?:e[+-]?[0-9]+)?"
_DECIMAL = rf"((?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+){_POWER})"
_QUOTIENT = re.compile(rf"([+-]?) ?{_DECIMAL}(?: ?/ ?([+-]?) ?{_DECIMAL})?")
_MIXED = re.compile(r"([+-]?) ?([0-9]+) ([0-9]+) ?/ ?([0-9]+)")
_SPACED = re.compile(rf"([+-]?) ?([0-9]+) ?[.,] ?([0-9]+{_POWER})")
_EXAMPLES = "write 0.25, -1/4 or 3"
_REASONS = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r".*%.*", "it has a percent sign; write 0.5 for 50 %"),
        (r"[+-]? ?(?:inf|infinity|nan|∞)", f"it has no finite value; {_EXAMPLES}"),
        (r"[+-]? ?0[xob].*", f"only decimal digits are accepted; {_EXAMPLES}"),
        (
            r"[+-]? ?[0-9]{1,3}(?:[ .,'_][0-9]{3})+(?:[.,][0-9]*)?",
            "its digits are written in groups; write them without gaps",
        ),
        (r"[^/]*/[^/]*/.*", f"it has more than one fraction line; {_EXAMPLES}"),
        (r"/.*|.*/", f"one side of its fraction is empty; {_EXAMPLES}"),
        (r".*[+-] ?[+-].*", f"it has two signs in a row; {_EXAMPLES}"),
        (r"[^ /]*[.,][^ /]*[.,][^ /]*", f"it has more than one decimal point; {_EXAMPLES}"),
        (r".*[0-9].*[ ;].*[0-9].*", f"it has more than one number in it; {_EXAMPLES}"),
    )
)


def in_plain_letters(text: str) -> str:
    """Return `text` normalised to the characters of the grammar.

    Dashes become "-", digits of other scripts 0 to 9, capital letters small, full-width characters
    normal ones, and runs of blanks one blank; invisible characters and outer blanks are removed.
    """
    return re.sub(" +", " ", text.translate(_SIMPLE)).strip(" ")


def read_number(text: str) -> float:
    """Return the number in `text`; infinite if a float cannot hold it.

    Raises:
        ValueError: with one sentence for the visitor, if `text` is not a number.
    """
    simple = re.sub(" +", " ", in_plain_letters(text).translate(_FRACTIONS)).strip(" ")
    if not simple:
        raise ValueError(f"An empty text is not a number; {_EXAMPLES}.")
    if len(simple) > LONGEST:
        raise ValueError(f"{quoted(text)} is not a number: it has more than {LONGEST} characters.")
    if match := _QUOTIENT.fullmatch(simple):
        sign, above, sign_below, below = match.groups()
        return _signed(sign, _quotient(text, _float(above), sign_below, below))
    if match := _MIXED.fullmatch(simple):
        sign, whole, above, below = match.groups()
        return _signed(sign, float(whole) + _quotient(text, float(above), "", below))
    if match := _SPACED.fullmatch(simple):
        sign, whole, rest = match.groups()
        return _signed(sign, float(f"{whole}.{rest}"))
    reason = next((own for pattern, own in _REASONS if pattern.fullmatch(simple)), None)
    end = f"; {_EXAMPLES}" if reason is None else f": {reason}"
    raise ValueError(f"{quoted(text)} is not a number{end}.")


def split_rows(text: str) -> list[str]:
    """Return the rows of a grid that is written as one text, separated by ";"."""
    return in_plain_letters(text).split(";")


def split_numbers(row: str) -> list[str]:
    """Return the texts of the numbers in a row, split at blanks and at commas before a blank.

    Any other comma is a decimal comma: "0,5 1", "0,5, 1" and "0 ,5" are two numbers each.
    """
    joined = re.sub(" ?/ ?", "/", in_plain_letters(row))
    return re.sub(",( |$)", " ", joined).split()


def quoted(text: str) -> str:
    """Return the start of `text` in quotation marks, for an error message."""
    shown = re.sub(" +", " ", text.translate(_QUOTED_BLANKS)).strip(" ")
    shown = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", shown)
    return f"'{shown[:QUOTED]}{'…' if len(shown) > QUOTED else ''}'"


def _quotient(text: str, above: float, sign_below: str, below: str | None) -> float:
    if below is None:
        return above
    divisor = _signed(sign_below, _float(below))
    if divisor == 0:
        raise ValueError(f"{quoted(text)} divides by zero.")
    value = above / divisor
    return math.inf if math.isnan(value) else value  # inf / inf: both sides overflowed


def _signed(sign: str, value: float) -> float:
    return (-value if sign == "-" else value) + 0.0  # + 0.0 makes 0 of -0


def _float(decimal: str) -> float:
    return float(decimal.replace(",", "."))
