"""Home's cards and the phone's menu in a real browser."""

import re

import pytest
from looking import fits, tap, until, whole
from playwright.sync_api import expect

POOLING = re.compile(r"/pooling(\?.*)?$")  # perhaps as another test has left it


def test_a_card_is_a_link_as_a_whole(server_url: str, visit) -> None:
    tab = visit(server_url)
    tab.locator(".st-key-card_pooling img").click(force=True)  # the link lies over it
    expect(tab).to_have_url(POOLING)


def test_the_menu_of_a_phone_closes_after_a_choice(server_url: str, visit) -> None:
    tab = visit(server_url, is_phone=True)
    tap(tab.locator("[data-testid=stExpandSidebarButton]"))
    tap(tab.locator(".stSidebar [data-testid=stPageLink-NavLink]", has_text="Pooling"))
    expect(tab).to_have_url(POOLING)
    expect(tab.locator(".stSidebar")).to_have_attribute("data-collapsed", "true")


# Of each page: what a teacher reads in "Hide" for its pictures.
PICTURES = {
    "Two inputs": ["Network", "Weights in numbers", "Surfaces"],
    "Draw a digit": ["Drawing pad", "Network"],
    "Digit training": ["Test error"],
}


def test_what_can_be_hidden_has_the_name_of_the_whole_not_of_its_first_part(
    server_url: str, visit
) -> None:
    tab = visit(f"{server_url}/pooling")
    for page, names in PICTURES.items():
        tab.locator(".stSidebar [data-testid=stPageLink-NavLink]", has_text=page).click()
        expect(tab).to_have_title(f"{page} - dlviz")
        whole(tab)
        tab.get_by_role("button", name="Share", exact=True).click()
        hide = tab.get_by_role("dialog").get_by_role("combobox")
        hide.wait_for()
        whole(tab)  # the list is a new one when the page has said which parts it has
        for name in names:
            hide.fill(name)
            tab.get_by_role("option", name=name).first.wait_for()
        for no_name in ("Points of", "Input picture"):
            hide.fill(no_name)
            expect(tab.get_by_role("option", name=no_name)).to_have_count(0)
        until(tab, lambda: is_closed(tab))


def is_closed(tab) -> bool:
    """Press Escape, which takes back a word, a list, then the dialog; return whether it is gone."""
    tab.keyboard.press("Escape")
    return tab.get_by_role("dialog").count() == 0


# Where the controls, the notice and what a visitor takes along begin, from the page's top.
PARTS = """() => {
  const shown = (what) => [...document.querySelectorAll(`.stMainBlockContainer ${what}`)]
    .filter((own) => own.getClientRects().length && !own.closest(".stExpander details > div"))
  const tops = (all) => all.map((own) => own.getBoundingClientRect().top)
  const said = (what, words) => tops(shown(what).filter((own) => own.innerText.includes(words)))
  const controls = [
    ".stSelectbox", ".stSlider", ".stNumberInput", ".stButtonGroup", ".stFileUploader",
  ]
  return {
    controls: Math.max(...tops(shown(`:is(${controls})`))),
    notice: Math.max(...said(".stAlert", "What to notice")),
    taken: Math.min(...said(".stExpander", "PyTorch code"), ...said(".stDownloadButton", "CSV")),
  }
}"""


@pytest.mark.parametrize(
    "page",
    [
        "augmentation?augmentation_view=The+cloud", "convolution", "feature_maps", "photos",
        "pooling",
    ],
)  # fmt: skip
def test_on_a_phone_controls_come_before_the_notice_and_what_is_taken_along(
    page: str, server_url: str, visit
) -> None:
    tab = visit(f"{server_url}/{page}", is_phone=True)
    tab.get_by_text("What to notice.").first.wait_for()
    whole(tab)
    found = tab.evaluate(PARTS)
    assert found["controls"] < found["notice"] < found["taken"]
    fits(tab)
