"""The technical words of the pages, each with one sentence and a place where it is seen at work.

`WORDS` is the one table; the pages show it where a visitor taps on a word.
"""

from dlviz.glossary import images, judging, networks, training
from dlviz.glossary.word import Word

__all__ = ("WORDS", "Word", "on_page")

WORDS = (*networks.WORDS, *training.WORDS, *images.WORDS, *judging.WORDS)


def on_page(page: str) -> tuple[Word, ...]:
    """Return the words that have their meaning on the page of that name."""
    return tuple(word for word in WORDS if not word.only_on or page in word.only_on)
