"""Home's cards in a real browser."""

from playwright.sync_api import expect


def test_a_card_is_a_link_as_a_whole(server_url: str, open_tab) -> None:
    tab = open_tab(server_url)
    tab.locator(".st-key-card_pooling img").click(force=True)  # the link lies over it
    expect(tab).to_have_url(f"{server_url}/pooling")
