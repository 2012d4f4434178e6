"""Split the text form of networks and chains, from a link or a visitor, into words."""


def split_words(text: str, longest: int, what: str) -> list[str]:
    """Return the words of `text` in lower case, split at blanks, commas and semicolons.

    Args:
        text: Untrusted text.
        longest: Limit in characters.
        what: What the text describes, for error messages: "network".

    Raises:
        ValueError: with a sentence for the visitor, if it is too long or empty.
    """
    if len(text) > longest:
        raise ValueError(
            f"The {what}'s text has {len(text):,} characters, up to {longest:,} are read."
        )
    words = text.replace(",", " ").replace(";", " ").lower().split()
    if not words:
        raise ValueError(f"The {what}'s text is empty.")
    return words
