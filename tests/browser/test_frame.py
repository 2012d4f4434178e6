"""Home's cards, the phone's menu, and what a teacher hides, in a real browser."""

import pytest
from looking import fits, until, whole
from playwright.sync_api import expect


def test_a_card_is_a_link_as_a_whole(server_url: str, open_tab) -> None:
    tab = open_tab(server_url)
    tab.locator(".st-key-card_pooling img").click()
    expect(tab).to_have_url(f"{server_url}/pooling")


def test_the_menu_of_a_phone_closes_after_a_choice(server_url: str, open_tab) -> None:
    tab = open_tab(server_url, width=390, height=844, has_touch=True, is_mobile=True)
    tab.locator("[data-testid=stExpandSidebarButton]").tap()
    tab.locator(".stSidebar [data-testid=stPageLink-NavLink]", has_text="Pooling").tap()
    expect(tab).to_have_url(f"{server_url}/pooling")
    expect(tab.locator(".stSidebar")).to_have_attribute("aria-expanded", "false")


def test_what_is_offered_to_hide_is_named_as_on_screen_and_hidden(
    server_url: str, open_tab
) -> None:
    tab = open_tab(f"{server_url}/convolution")
    tab.get_by_role("button", name="Share", exact=True).click()
    whole(tab)
    dialog = tab.get_by_role("dialog")
    for name in ("Stride", "What to notice"):
        dialog.get_by_role("combobox").fill(name)  # the list draws only what fits
        tab.get_by_role("option", name=name, exact=True).click()
    until(tab, lambda: "notice" in dialog.locator("code").inner_text())
    link = dialog.locator("code").inner_text()
    other = open_tab(f"{server_url}/convolution?{link.partition('?')[2]}")
    expect(other.get_by_text("What to notice.")).to_be_hidden()
    expect(other.locator(".st-key-convolution_stride")).to_be_hidden()
    expect(other.locator(".st-key-convolution_padding")).to_be_visible()


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
    page: str, server_url: str, open_tab
) -> None:
    tab = open_tab(f"{server_url}/{page}", width=390, height=844, has_touch=True, is_mobile=True)
    tab.get_by_text("What to notice.").first.wait_for()
    whole(tab)
    found = tab.evaluate(PARTS)
    assert found["controls"] < found["notice"] < found["taken"]
    fits(tab)
