"""Measures how long the home page takes to appear, against an empty Streamlit app.

The trials alternate. Each is a new visitor with an empty browser cache and a warm server. The time
is taken inside the page, from the start of the navigation to the frame after the last part appears.
"""

from collections.abc import Iterator

from harness import Claim, Stage, Table, main, number, percentile
from playwright.sync_api import Browser

TRIALS = 15

EMPTY = """
import streamlit as st

st.title("Empty")
st.write("Nothing else")
"""

# Checks at every frame whether everything is there, and records the time of the next frame.
PAINTED = """condition => {
  const look = () => {
    const text = document.body?.innerText ?? ""
    const images = [...document.querySelectorAll(".stImage img")]
    const whole = text.includes(condition.text) && images.length >= condition.images &&
      images.every(image => image.complete && image.naturalWidth > 0)
    requestAnimationFrame(whole ? () => (window.painted = performance.now()) : look)
  }
  look()
}"""


def paint(browser: Browser, address: str, text: str, images: int) -> float:
    """Open `address` as a new visitor; return ms until `text` and all images are on screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    condition = f"{{text: {text!r}, images: {images}}}"
    page.add_init_script(f"({PAINTED})({condition})")
    page.goto(address)
    time = page.wait_for_function("() => window.painted").json_value()
    context.close()
    return time


def tables(stage: Stage) -> Iterator[Table]:
    """Measure both in turns."""
    trials = stage.size(TRIALS, 1)
    targets = ((stage.app, "every other", 1), (stage.rival(EMPTY), "Nothing else", 0))
    for target in targets[: stage.size(2, 0)]:  # warm-up
        paint(stage.browser, *target)
    pairs = [tuple(paint(stage.browser, *target) for target in targets) for _ in range(trials)]
    home, empty = zip(*pairs, strict=True)
    rows = [
        (name, f"{a:.0f}", f"{b:.0f}", f"{a / b:.2f}")
        for name, a, b in (
            ("median", percentile(home, 0.5), percentile(empty, 0.5)),
            ("p95", percentile(home, 0.95), percentile(empty, 0.95)),
        )
    ]
    yield Table(
        f"Home page painted, against an empty app, {trials} new visitors each, in turns",
        ("", "home, ms", "empty app, ms", "ratio"),
        rows,
        [
            Claim(
                "the home page is painted in twice the time of an empty app", number(rows[0][3]), 2
            )
        ],
    )


if __name__ == "__main__":
    main(tables, __doc__)
