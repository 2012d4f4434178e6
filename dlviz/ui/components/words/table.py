"""Writes table.js, the table of words for the browser, from `dlviz.glossary`.

python -m dlviz.ui.components.words.table
"""

import json

from dlviz.glossary import WORDS, Word
from dlviz.ui.components.base.mounting import FOLDER

FILE = FOLDER / "words" / "table.js"
_HEAD = """\
// Written by `python -m dlviz.ui.components.words.table` from dlviz/glossary.

/**
 * @typedef {object} Word A technical word.
 * @property {string} name
 * @property {string[]} forms Its other forms.
 * @property {string} sentence
 * @property {string} link The address of its place, relative to the app's; "" is the first page.
 * @property {string[]} pages Names of the pages on which it has this meaning; none stands for all.
 */

/** @type {Word[]} */
export const WORDS = JSON.parse(`[
"""


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return what the file should hold."""
    return _HEAD + ",\n".join(map(_line, WORDS)) + "\n]`)\n"


def _line(word: Word) -> str:
    record = {
        "name": word.name,
        "forms": word.forms,
        "sentence": word.sentence,
        "link": word.link,
        "pages": word.only_on,
    }
    line = json.dumps(record, ensure_ascii=False)
    if any(sign in line for sign in ("`", "${", "\\")):
        raise ValueError(f"{word.name}: the script cannot hold this text")
    return line


if __name__ == "__main__":
    main()
