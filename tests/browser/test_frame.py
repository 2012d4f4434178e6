"""Home's cards and the phone's menu in a real browser."""

from playwright.sync_api import expect


def test_a_card_is_a_link_as_a_whole(server_url: str, open_tab) -> None:
    tab = open_tab(server_url)
    tab.locator(".st-key-card_pooling img").click(force=True)  # the link lies over it
    expect(tab).to_have_url(f"{server_url}/pooling")


def test_the_menu_of_a_phone_closes_after_a_choice(server_url: str, open_tab) -> None:
    tab = open_tab(server_url, width=390, height=844, has_touch=True, is_mobile=True)
    tab.locator("[data-testid=stExpandSidebarButton]").tap()
    tab.locator(".stSidebar [data-testid=stPageLink-NavLink]", has_text="Pooling").tap()
    expect(tab).to_have_url(f"{server_url}/pooling")
    expect(tab.locator(".stSidebar")).to_have_attribute("data-collapsed", "true")
