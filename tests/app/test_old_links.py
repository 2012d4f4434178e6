"""Links that were shared before the rooms were moved: each still opens the state that it had.

`tests/data/old_links.json` holds the link of every preset as it was then, and what the page made of
it: the values of the preset's widgets, and whether the preset's goal was on screen.
"""

import json
from pathlib import Path

import pytest

LINKS = json.loads(
    (Path(__file__).parents[1] / "data" / "old_links.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link['page']}: {link['preset']}")
def test_an_old_link_opens_the_state_it_was_made_of(open_page, link) -> None:
    at = open_page(link["page"], link["query"])
    assert not at.exception
    assert {key: at.session_state[key] for key in link["state"]} == link["state"]
    goals = [text for text in at.markdown if text.value.startswith("**Try this:**")]
    assert goals or not link["shows_goal"]
