"""A page at rest costs no battery: nothing of ours schedules a frame, polls, or moves."""

import pytest
from conftest import new_tab
from looking import follow, whole

from dlviz.ui.shared.pages import HOME, PAGES

REST = 5_000  # ms
SHORTEST = 1_000  # ms between two looks of a timer that hardly costs anything

# Notes who schedules a frame or a short timer, from `rest.begin()` on. Of a repeated timer that was
# started before, each repetition is noted.
NOTES = """(() => {
  let isResting = false
  const noted = []
  const files = () => [...new Set(new Error().stack.match(/https?:[^)\\s]+?(?=:\\d+:\\d+)/g))]
  const note = (name, own) => {
    if (isResting) noted.push(`${name} of ${own.map((file) => new URL(file).pathname).join(", ")}`)
  }
  const change = (name, isShort) => {
    const start = window[name].bind(window)
    window[name] = (call, ms, ...more) => {
      const isRepeated = name === "setInterval"
      if (!isShort(ms) || !(isResting || isRepeated)) return start(call, ms, ...more)
      const own = files()
      note(name, own)
      if (!isRepeated) return start(call, ms, ...more)
      return start((...given) => {
        note(`${name}'s callback`, own)
        call(...given)
      }, ms, ...more)
    }
  }
  change("requestAnimationFrame", () => true)
  change("setTimeout", (ms) => (ms ?? 0) < SHORTEST)
  change("setInterval", (ms) => (ms ?? 0) < SHORTEST)
  window.rest = {
    begin() { isResting = true },
    end() { isResting = false; return noted.splice(0) },
    moving() {
      const roots = [document]
      for (const root of roots)
        for (const { shadowRoot } of root.querySelectorAll("*"))
          if (shadowRoot) roots.push(shadowRoot)
      const all = roots.flatMap((root) => root.getAnimations())
      return all.filter(({ playState }) => playState === "running").length
    },
  }
})()""".replace("SHORTEST", str(SHORTEST))

# Streamlit's own scripts have addresses below this one.
FOREIGN = "/static/js/"


def ours(noted: list[str]) -> list[str]:
    """Return the notes about callers among which is a script of ours."""
    return [
        own
        for own in noted
        if any(FOREIGN not in file for file in own.partition(" of ")[2].split(", "))
    ]


@pytest.fixture(scope="module")
def rested(server_url, open_shared_tab) -> dict[str, tuple[list[str], int]]:
    """What each page scheduled in 5 s at rest, and how much moved; one visitor goes through all.

    On the first page a hand has moved a weight before.
    """
    tab = open_shared_tab(f"{server_url}/two_inputs", script=NOTES)
    assert tab.evaluate("document.visibilityState") == "visible"  # or frames would not run
    tab.get_by_label("unit 1, weight of X1", exact=True).press("ArrowUp")
    whole(tab)
    result = {"two_inputs": rest(tab)}
    for page in (*PAGES, HOME):
        if page.name not in result:
            follow(tab, f"{server_url}/{'' if page is HOME else page.name}")
            result[page.name] = rest(tab)
    return result


def rest(tab) -> tuple[list[str], int]:
    """Let a page rest; return what it scheduled and how much moved."""
    tab.evaluate("rest.begin()")
    tab.wait_for_timeout(REST)
    return tab.evaluate("rest.end()"), tab.evaluate("rest.moving()")


def test_a_page_at_rest_schedules_no_frame_and_polls_nothing(rested) -> None:
    assert {name: ours(noted) for name, (noted, _) in rested.items() if ours(noted)} == {}


def test_nothing_moves_on_a_page_at_rest(rested) -> None:
    assert {name: count for name, (_, count) in rested.items() if count} == {}


def test_a_frame_or_a_timer_of_ours_would_be_noticed(lasting, server_url) -> None:
    tab = new_tab(lasting, NOTES)
    tab.goto(f"{server_url}/_stcore/health")
    tab.evaluate(
        """async () => {
          const repeated = setInterval(() => {}, 10)
          rest.begin()
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))
          clearInterval(repeated)
        }"""
    )
    noted = tab.evaluate("rest.end()")
    tab.close()
    assert {own.partition(" of ")[0] for own in noted} == {
        "requestAnimationFrame",
        "setTimeout",
        "setInterval's callback",
    }
    assert ours(
        ["setTimeout of /static/js/index.js", "setTimeout of /static/js/a.js, /own.js"]
    ) == ["setTimeout of /static/js/a.js, /own.js"]
