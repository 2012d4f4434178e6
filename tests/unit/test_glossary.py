"""The table of technical words: clear sentences, forms that mean one thing, places that exist."""

from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from dlviz import architecture_text, augmentation_text
from dlviz.glossary import WORDS, Word, on_page
from dlviz.glossary.word import HOME
from dlviz.networks.efficientnet_lite import efficientnet_lite0
from dlviz.ui.components.words import table
from dlviz.ui.shared.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
NAMES = {HOME, *(page.name for page in PAGES)}
LONGEST = 140  # characters of a sentence

every_word = pytest.mark.parametrize("word", WORDS, ids=lambda own: own.name)


def source_of(page: str) -> str:
    folders = (f"dlviz/ui/{page}", "dlviz/ui/shared", "pages", "dlviz", "dlviz/training",
               "dlviz/datasets", "dlviz/networks")  # fmt: skip
    files = (file for folder in folders for file in sorted((ROOT / folder).glob("*.py")))
    return "".join(file.read_text(encoding="utf-8") for file in files)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The text of the modules that make each page."""
    return {page: source_of(page) for page in NAMES}


def test_the_table_has_every_word_once() -> None:
    names = [word.name for word in WORDS]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("page", sorted(NAMES))
def test_a_form_means_one_thing_on_a_page(page) -> None:
    forms = Counter(form.lower() for word in on_page(page) for form in word.all_forms)
    assert [form for form, count in forms.items() if count > 1] == []


@every_word
def test_each_word_has_one_short_sentence_that_says_the_word(word) -> None:
    assert word.sentence[0].isupper() or word.sentence.startswith(word.name)
    assert word.sentence.endswith(".")
    assert ". " not in word.sentence.replace(": ", "")
    assert len(word.sentence) <= LONGEST, len(word.sentence)
    assert any(form.lower() in word.sentence.lower() for form in word.all_forms)


@every_word
def test_each_word_has_a_place_that_exists(word, sources) -> None:
    assert {word.page, *word.only_on} <= NAMES
    source = sources[word.page]
    for key, value in word.state.items():
        assert key.startswith(f"{word.page}_")
        stem = key.removeprefix(word.page)
        assert f'"{key}"' in source or f'{stem}"' in source, key
        if isinstance(value, str) and not is_written_out(key, value):
            assert f'"{value}"' in source, value


def is_written_out(key: str, value: str) -> bool:
    """Return whether a value has a grammar of its own, and is a text in it."""
    if key == "architecture_network":
        return not architecture_text.read(value)[1]  # no complaints
    if key == "augmentation_chain":
        return not augmentation_text.read(value)[1]
    if key == "feature_maps_layer":
        return value in dict(efficientnet_lite0().named_modules())
    return False


def test_a_place_becomes_a_link() -> None:
    state = {"pooling_view": "By hand", "pooling_gradient": True, "pooling_stride": 1}
    link = Word("stride", (), "A stride.", "pooling", state).link
    assert urlsplit(link).path == "pooling"
    assert dict(parse_qsl(urlsplit(link).query)) == {
        "pooling_view": "By hand", "pooling_gradient": "true", "pooling_stride": "1",
    }  # fmt: skip
    assert Word("transformer", (), "It is one.", HOME).link == ""


def test_words_with_two_meanings_are_told_apart_by_their_page() -> None:
    named = {page: {word.name for word in on_page(page)} for page in ("pooling", "two_inputs")}
    assert "L2 pooling" in named["pooling"] - named["two_inputs"]
    assert "L2" in named["two_inputs"] - named["pooling"]


def test_the_browser_has_the_same_table() -> None:
    assert table.FILE.read_text(encoding="utf-8") == table.text(), (
        "run python -m dlviz.ui.components.words.table"
    )
