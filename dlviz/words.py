"""Split the text form of networks and chains, from a link or a visitor, into words."""

from dlviz.number_grammar import in_plain_letters


def split_words(text: str, longest: int, what: str) -> list[str]:
    """Return the words of `text`, normalised by `dlviz.number_grammar`; commas separate them too.

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
    words = in_plain_letters(text).replace(",", " ").replace(";", " ").lower().split()
    if not words:
        raise ValueError(f"The {what}'s text is empty.")
    return words
