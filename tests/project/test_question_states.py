"""The states that refute a mistake set widgets that the pages have, to values that they take."""

import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest
from asked import mistakes_of

from dlviz.questions.predicting import generators_of, predictions_of
from dlviz.ui.shared.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
SEEDS = 12
QUESTIONS = "dlviz.questions.generators"


@pytest.fixture(scope="module")
def states() -> dict[str, dict[str, set[str]]]:
    """For each page the keys that mistakes set, with all values as text."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page in PAGES:
        for generator in import_module(f"{QUESTIONS}.{page.name}").GENERATORS:
            for seed in range(SEEDS):
                for mistake in mistakes_of(generator.question(seed, 1 + seed % 3)):
                    for key, value in mistake.state.items():
                        found[page.name][key].add(str(value))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda own: own.name)
def test_every_page_has_six_generators_and_names_of_its_own(page) -> None:
    names = [own.name for own in import_module(f"{QUESTIONS}.{page.name}").GENERATORS]
    assert len(names) >= 6
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("page", PAGES, ids=lambda own: own.name)
def test_an_idea_reads_well_after_practice(page) -> None:
    ideas = [own.idea for own in generators_of(page.name)]
    assert len(set(ideas)) == len(ideas)
    for idea in ideas:
        assert re.match(r"(the|an?|one|what|which|where|how|different|reading) \S", idea), idea
        assert len(idea) <= 60
        assert not idea.endswith((".", "?")), idea


@pytest.mark.parametrize("page", PAGES, ids=lambda own: own.name)
def test_a_preset_s_question_is_followed_by_a_generator_of_its_page(page) -> None:
    names = {own.name for own in generators_of(page.name)}
    predictions = predictions_of(page.name)
    assert {own.practice for own in predictions.values()} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda own: own.name)
def test_mistakes_set_widgets_of_their_page(page, states, open_page) -> None:
    at = open_page(page.file)
    known = {own.key for own in at if getattr(own, "key", None)} | set(at.session_state)
    text = "".join(
        file.read_text(encoding="utf-8")
        for folder in (f"dlviz/ui/{page.name}", "dlviz/ui/shared", "pages")
        for file in (ROOT / folder).glob("*.py")
    )
    for key in states[page.name]:
        assert key.startswith(page.name), key
        numbered = f'"{key.rstrip("0123456789")}{{'  # one of several, such as f"..._size{view}"
        assert key in known or f'"{key}"' in text or numbered in text, key
