"""What a visitor has made is still there after a reload, and without storage nothing fails."""

import json

from looking import until, whole
from walking import arrive, follow, is_as, press, walk

from dlviz.ui.shared.pages import entry_of

INK = """() => {
  const pad = [...document.querySelectorAll('.stMain *')].map(({ shadowRoot }) => shadowRoot)
    .find(root => root?.querySelector('.pad canvas'))?.querySelector('canvas')
  if (!pad?.width) return 0
  const { data } = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height)
  return data.filter((value, place) => place % 4 === 0 && value < 128).length
}"""


FORBIDDEN = """Object.defineProperty(window, 'sessionStorage', {
  get() { throw new DOMException('forbidden', 'SecurityError') },
})"""


def draw_line(tab) -> int:
    """Draw a line on the pad of 'Draw a digit'; return how much ink there is."""
    box = tab.get_by_role("application", name="Drawing pad").bounding_box()
    tab.mouse.move(box["x"] + 60, box["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 180, box["y"] + 180, steps=5)
    tab.mouse.up()
    whole(tab)
    drawn = until(tab, lambda: tab.evaluate(INK))
    assert drawn > 1000
    return drawn


def test_a_browser_that_stores_nothing_shows_every_page(server_url: str, open_tab) -> None:
    """Settings are in the address; a drawing is lost with a reload, and nothing fails."""
    digits, pooling = (entry_of(f"pages/{name}.py") for name in ("digits", "pooling"))
    tab = open_tab(f"{server_url}/digits", script=FORBIDDEN)
    drawn = draw_line(tab)
    follow(tab, pooling)
    pooled = press(tab)
    walk(tab, -1, digits)
    until(tab, lambda: abs(tab.evaluate(INK) - drawn) < 0.02 * drawn)
    walk(tab, 1, pooling)
    tab.reload()
    arrive(tab, pooling)
    is_as(tab, pooled)
    follow(tab, digits)
    assert tab.evaluate(INK) < 1000


def test_what_was_made_is_still_there_after_a_reload(server_url: str, open_tab) -> None:
    digits, training = (entry_of(f"pages/{name}.py") for name in ("digits", "digit_training"))
    query = "digit_training_methods=plain&digit_training_digits=1000&digit_training_epochs=60"
    tab = open_tab(f"{server_url}/digit_training?{query}")
    tab.get_by_role("button", name="Race", exact=True).click()
    tab.get_by_role("button", name="Pause", exact=True).wait_for()
    tab.reload()  # the race goes on
    tab.get_by_text("Done in").wait_for()
    whole(tab)
    follow(tab, digits)
    drawn = draw_line(tab)
    for _ in range(2):  # the second time before the server may have noticed the first
        tab.reload()
    arrive(tab, digits)
    # Points are told to a tenth of a pixel.
    until(tab, lambda: abs(tab.evaluate(INK) - drawn) < 0.02 * drawn)
    follow(tab, training)
    tab.get_by_text("Done in").wait_for()
    # A duplicated tab has the storage of its original, which is still there.
    stored = tab.evaluate("({...sessionStorage})")
    assert "dlviz-left" not in stored
    other = tab.context.new_page()
    copy = f"sessionStorage.length || Object.assign(sessionStorage, {json.dumps(stored)})"
    other.add_init_script(copy)
    other.goto(f"{server_url}/digit_training")
    other.locator("h1").wait_for()
    until(other, lambda: other.evaluate("sessionStorage['dlviz-tab']") != stored["dlviz-tab"])
    assert other.get_by_text("Done in").count() == 0
    other.close()
    tab.bring_to_front()
    whole(tab)
    assert tab.get_by_text("Done in").count() == 1
