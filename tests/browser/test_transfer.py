"""Transfer learning in a real browser: a training that is stopped, a phone."""

from looking import choose, fits, noticed

PATIENCE = 60_000  # ms: a slow machine is no failure
WIDEST = ("How much to freeze", "Try it")


def test_a_training_is_stopped_and_goes_on(server_url, visit) -> None:
    tab = visit(
        f"{server_url}/transfer?transfer_view=How+much+to+freeze&transfer_side=96"
        "&transfer_fine_epochs=1"
    )
    noticed(tab, "Fc only classifies")
    tab.get_by_role("button", name="Compare three ways").click()
    tab.get_by_role("button", name="Stop").click(timeout=PATIENCE)
    tab.get_by_role("button", name="Continue").click(timeout=PATIENCE)
    tab.get_by_role("button", name="Stop").click(timeout=PATIENCE)


def test_a_phone_shows_the_widest_views_without_scrolling_sideways(server_url, visit) -> None:
    tab = visit(f"{server_url}/transfer", width=390, height=844)
    for view in WIDEST:
        choose(tab, view)
        noticed(tab, ".")
        fits(tab)
