"""Words of the pages' texts, and which of them a pupil knows without this course.

The list of plain words is tests/data/plain_words.txt. A word that is neither there nor in
`dlviz.glossary` is one that nobody has thought about yet.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reading import parsed

from dlviz.glossary import WORDS

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "data" / "plain_words.txt"
# What a visitor never reads: access to Streamlit, the server, programs, and what makes files.
_SILENT = {"_compat", "serving", "snippets", "scheduling", "base"}
_MARKUP = re.compile(r":--|[\\<>{}=_@#]|://|\d-\d|: [\w-]+;|^[\w.]+/|\.\.\d|\]\?")
_TOKEN = re.compile(r"\b[A-Za-z]{2,}\b")  # "conv1" is the name of a layer
_ENDINGS = (("ies", "y"), *((end, new) for end in ("s", "es", "d", "ed", "ing", "er", "r", "est",
            "st", "ly", "y", "wise") for new in ("", "e")))  # fmt: skip
_SHORTEST = 4  # letters; what is left of a shorter word says little
_FORMS = sorted((form for word in WORDS for form in word.all_forms), key=len, reverse=True)
_EXPLAINED = re.compile(
    r"(?<![\w-])(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in _FORMS)
    + r")(?![\w-])",
    re.IGNORECASE,
)  # fmt: skip


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Return every piece of text in the sources of the pages, with its file."""
    sources = (
        file for folder in ("pages", "dlviz") for file in sorted((ROOT / folder).rglob("*.py"))
    )
    return tuple(
        (file.relative_to(ROOT), text)
        for file in (ROOT / "app.py", *sources)
        if not _SILENT & set(file.relative_to(ROOT).parts)
        for text in _texts_in(parsed(file.read_text(encoding="utf-8")))
    )


def unknown(text: str) -> set[str]:
    """Return the words of a text that are neither explained nor plain, in lower case."""
    left = _EXPLAINED.sub(" ", text)
    words = {word.lower() for word in _TOKEN.findall(re.sub(r"['’]s\b", "", left))}
    return {word for word in words if not is_plain(word)}


@cache
def is_plain(word: str) -> bool:
    """Return whether the list of plain words has a word, or one that only ends differently."""
    own = _stems(word)
    return not own.isdisjoint(plain()) or not own.isdisjoint(_plain_stems())


@cache
def plain() -> frozenset[str]:
    """Return the list of plain words."""
    return frozenset(FILE.read_text(encoding="utf-8").split())


@cache
def _plain_stems() -> frozenset[str]:
    stems = frozenset().union(*map(_stems, plain()))
    return frozenset(stem for stem in stems if len(stem) >= _SHORTEST)


def _stems(word: str) -> set[str]:
    """Return a word, and what it may be without its ending."""
    return {word} | {word[: -len(end)] + new for end, new in _ENDINGS if word.endswith(end)}


def _texts_in(tree: ast.Module) -> Iterator[str]:
    silent = set(_not_for_visitors(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            text = node.value
            if not _MARKUP.search(text) and (" " in text or re.fullmatch("[A-Z][a-z-]+", text)):
                yield text


def _not_for_visitors(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes inside of docstrings, type annotations and errors for programmers."""
    for node in ast.walk(tree):
        inside: list[ast.AST | None] = []
        if isinstance(node, ast.Assert | ast.Raise):
            inside = [node]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("cast", "TypeVar"):
            inside = [*node.args[:1]]
        else:
            inside = [getattr(node, name, None) for name in ("annotation", "returns")]
        for part in inside:
            if part is not None:
                yield from ast.walk(part)
