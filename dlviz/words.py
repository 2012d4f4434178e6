"""Networks and chains as short text: the words of a text that a link or a visitor has brought."""


def split_words(text: str, longest: int, what: str) -> list[str]:
    """Return the words of `text` in small letters; commas and semicolons part them too.

    Args:
        text: From a stranger.
        longest: Characters that are read at most.
        what: What the text writes: "network".

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
