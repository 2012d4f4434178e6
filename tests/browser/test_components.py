"""Every component of ours handles an error in its script."""

import re

from looking import follow, whole
from playwright.sync_api import expect

SENTENCE = "This picture could not be drawn. Change something on this page to draw it again."
LEARNED = "convolution?convolution_view=Learned+instead+of+given&convolution_steps="

# A component that throws where its data says so, in a place as Streamlit makes it.
PROVOKED = """async (address) => {
  const { component } = await import(address)
  const place = document.createElement("div")
  place.innerHTML = "<div class='root'></div>"
  document.body.append(place)
  const log = []
  const seen = () => place.textContent
  const failing = (data, where) => { if (data.fails === where) throw new Error("provoked") }
  const render = component((root, server, first) => {
    failing(first, "create")
    log.push("created")
    root.classList.add("own")
    return {
      async update(data) {
        failing(data, "update")
        root.textContent = data.text
        await null
        failing(data, "later")
      },
      release: () => { log.push("released"); failing(first, "release") },
    }
  })
  const show = async (data) => {
    const cleanup = render({ parentElement: place, data, setStateValue() {}, setTriggerValue() {} })
    await new Promise((done) => setTimeout(done))
    return [seen(), place.firstChild.className, typeof cleanup]
  }
  const error = console.error
  console.error = () => {}
  const shown = []
  for (const fails of ["create", "", "update", "", "later", "later", "", "release", "update", ""])
    shown.push(await show({ text: `drawn ${fails}`, fails }))
  console.error = error
  place.remove()
  return [shown, log]
}"""


def base(tab) -> str:
    """Return the address of the scripts that components share."""
    names = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    script = next(name for name in tab.evaluate(names) if "/base/lifecycle.js" in name)
    return str(script)


def test_a_component_that_fails_says_so_and_comes_back_with_the_next_data(
    server_url, visit
) -> None:
    tab = visit(f"{server_url}/pooling")
    shown, log = tab.evaluate(PROVOKED, base(tab))
    good, bad = ["drawn ", "root own", "function"], [SENTENCE, "root", "function"]
    assert shown[:7] == [bad, good, bad, good, bad, bad, good]
    assert shown[7][0] == "drawn release"
    assert shown[8:] == [bad, good]
    assert log.count("created") == log.count("released") + 1  # none is left behind


def test_a_film_with_fewer_steps_than_before_goes_on(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling")
    tab.emulate_media(reduced_motion="reduce")
    follow(tab, f"{server_url}/{LEARNED}400")
    line = tab.locator(".st-key-convolution_film p.line")
    expect(line).to_contain_text("Step 400")  # without motion it stands at its end
    tab.get_by_role("button", name="Gradient descent").click()
    steps = tab.locator(".st-key-convolution_steps input")
    steps.fill("20")
    steps.press("Enter")
    expect(line).to_contain_text("Step 20:")
    whole(tab)
    expect(tab.get_by_text(re.compile("could not be drawn"))).to_have_count(0)
    tab.emulate_media(reduced_motion="null")
