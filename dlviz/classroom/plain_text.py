"""Text that a teacher types: bounded, in one line, without invisible characters."""

import unicodedata

from dlviz.classroom.refusal import RefusedError

_JOINERS = "\u200c\u200d"  # Persian, Indian scripts and emoji need them
_UNSEEN = "C"  # Unicode's group of control, format, unassigned, private and surrogate characters


def plain(text: object, longest: int, what: str) -> str:
    """Return a text with single blanks between its words.

    Args:
        text: Untrusted.
        longest: Limit in characters.
        what: What it is, for the sentence: "question".

    Raises:
        RefusedError: if it is empty, too long, or holds characters that cannot be seen.
    """
    if not isinstance(text, str):
        raise RefusedError(f"The {what} is not a text.")
    if len(text) > 4 * longest:
        raise RefusedError(f"The {what} is too long: {longest} characters are possible.")
    kept = " ".join(text.split())
    if any(unicodedata.category(own)[0] == _UNSEEN and own not in _JOINERS for own in kept):
        raise RefusedError(f"The {what} holds a character that cannot be shown.")
    if not kept.strip(_JOINERS):
        raise RefusedError(f"The {what} is empty.")
    if len(kept) > longest:
        raise RefusedError(f"The {what} has {len(kept)} characters: up to {longest} are possible.")
    return kept
