"""Parts that a teacher hides are hidden for everybody who follows the link, on every page."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dlviz.ui.components.parts.parts import named_parts
from dlviz.ui.shared import share
from dlviz.ui.shared.pages import PAGES

pytestmark = pytest.mark.usefixtures("hasty_networks")

# Some widget keys contain a counter of the visitor's changes: pressing this button changes them.
CHANGES = {"augmentation": "augmentation_off_0", "architecture": "architecture_remove"}


def keys(at: AppTest, page: str) -> list[str]:
    """Return the keys of all widgets of the page itself, as they stand in the classes on screen."""
    widgets = [element for element in at if getattr(element, "key", None)]
    found = [str(one.key) for one in widgets if str(one.key).startswith(f"{page}_")]
    return [re.sub(r"[^\w-]", "-", key, flags=re.ASCII) for key in dict.fromkeys(found)]


def matches(selector: str, key: str) -> bool:
    """Return whether a selector of the rule that hides finds the part with `key`."""
    classes = f"stElementContainer st-key-{key}"
    parts = re.findall(r'\[class([*$])="([^"]*)"\]|\.([\w-]+)', selector)
    assert "".join(re.findall(r'\[class[*$]="[^"]*"\]|\.[\w-]+', selector)) == selector
    for sign, text, name in parts:
        if name and name not in classes.split():
            return False
        if sign == "*" and text not in classes:
            return False
        if sign == "$" and not classes.endswith(text):
            return False
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_part_that_is_offered_vanishes(
    page, open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page(page.file)
    if page.name in CHANGES:
        at.button(key=CHANGES[page.name]).click().run()
    shown = keys(at, page.name)[:50]
    assert len(shown) > 3
    said = [[key, f"part {place // 2}"] for place, key in enumerate(shown)]  # names come twice
    monkeypatch.setattr(share, "find_parts", lambda name: named_parts(said, name))
    at.button(key="share").click().run()
    assert not at.exception
    names = at.multiselect(key="share_hidden").options
    assert len(set(names)) == len(names) == len(share._CSS) + len(shown)
    asked = ",".join([*shown, "notice"])
    assert share.hidden_names(asked) == [*shown, "notice"]
    pupil = open_page(page.file, query=dict(at.query_params.items()) | {"hide": asked})
    assert not pupil.exception
    style = next(b.proto.body for b in pupil.get("html") if "none !important" in b.proto.body)
    rule = style.removeprefix("<style>").partition(" {display")[0]
    selectors = [one for one in rule.split(", ") if "st-key-" in one]
    there = set(keys(pupil, page.name))
    is_counted = re.compile(rf"{page.name}_\d+_\d+_\w+")
    for key in there & set(shown) | {key for key in there if is_counted.fullmatch(key)}:
        assert any(matches(one, key) for one in selectors), key
    for key in there - set(shown):  # and nothing else goes
        if not is_counted.fullmatch(key):
            assert not any(matches(one, key) for one in selectors), key
