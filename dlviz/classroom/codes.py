"""Codes of rooms, which people read aloud and type, and keys, which only browsers see."""

import hashlib
import re
import secrets

# Consonants only: words need vowels. Without Y, which is read as one.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 4
N_CODES = 154_347  # of 160,000, without those that `is_decent` refuses

_KEY_BYTES = 16
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_ID_LENGTH = 16  # hexadecimal digits: 64 bits, which no two pupils of a room share
# Insults and emblems that people read without vowels.
_BARRED = re.compile(
    "BTCH|CCK|CNT|CLT|DCK|DWN|FCK|FGT|FK|HH|HTLR|KKK|KLL|NGG|NGR|NZ|PDF|PRN|PSS|RPD|RPS|SHT|SLT|"
    "SPC|SS|STFU|TRNN|TTS|TWT|WHR|WNK|WTF|XXX"
)


def new_code() -> str:
    """Return four random letters that are easily read aloud and are no insult."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if is_decent(code):
            return code


def is_decent(code: str) -> bool:
    """Whether nobody reads a known insult into the letters."""
    return not _BARRED.search(code)


def read_code(text: object) -> str | None:
    """Return the code that somebody typed or followed, in capitals; None if it cannot be one.

    Blanks and hyphens between the letters are taken: "bd-fg", " B D F G ".
    """
    if not isinstance(text, str) or len(text) > 4 * LENGTH:
        return None
    code = re.sub(r"[\s-]", "", text).upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def new_key() -> str:
    """Return a random key of 128 bits: 22 letters, digits, "-" or "_"."""
    return secrets.token_urlsafe(_KEY_BYTES)


def is_key(text: object) -> bool:
    """Whether this could be a key; anybody can send anything."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def id_of(key: str) -> str:
    """Return what stands for a key in a room: it can be shown, and the key cannot be found from it.

    A room holds only these: whoever reads all of it still cannot act for a teacher or a pupil.
    """
    return hashlib.sha256(key.encode()).hexdigest()[:_ID_LENGTH]
