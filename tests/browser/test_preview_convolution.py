"""Kernels on a photo respond while the server is silent, and its answer then changes nothing."""

import re

import numpy as np
import pytest
from looking import hold_messages, release_messages, until, whole
from playwright.sync_api import expect
from slides import as_data, conv2d, random_slides

from dlviz.ui._compat.addresses import component_path

PAGE = "convolution?convolution_view=On+a+photo"
# Slides kernels in WebGL, here on the CPU; the last time the context is lost.
IN_WEBGL = """async ([folder, cases]) => {
  const { planeOf } = await import(folder + "convolve.js")
  const { createGraphics } = await import(folder + "convolve_gl.js")
  const { floats } = await import(folder + "numbers.js")
  if (createGraphics()) throw new Error("WebGL on the CPU is no graphics card")
  const graphics = createGraphics(true)
  const slid = ({ picture, channel, padding, kernel, ...steps }) => {
    const plane = planeOf({ ...picture, data: floats(picture.data) }, channel, padding)
    return graphics.correlate(plane, { ...kernel, weights: floats(kernel.weights) }, steps)
  }
  const found = cases.map(slid).map(own => ({ ...own, values: [...own.values] }))
  graphics.lose.loseContext()
  return [...found, slid(cases[0])]
}"""

# Puts other texts into the page's memory: then it lacks the photo, as after a lost message.
FORGET = """async (folder) => {
  const { completed } = await import(folder + "once.js")
  for (let photo = 1; photo <= 16; photo += 1)
    completed({ file_name: "dlviz-convolution_panels.png", photo, once: { photo } })
}"""


@pytest.fixture(scope="module")
def tab(server_url, visit):
    return visit(f"{server_url}/{PAGE}")


def response(tab) -> bytes:
    return tab.locator(".panels canvas.view").nth(1).screenshot()


def weight(tab, index: int):
    return tab.locator(".kernels input").nth(index)


def notice(tab):
    return tab.get_by_text("What to notice").locator("xpath=ancestor::p")


def choose(tab, name: str, box: str = "Kernel") -> None:
    tab.get_by_role("combobox", name=box).click()
    tab.get_by_role("option", name=name, exact=True).click()


def is_answered_before_the_server(tab, act, says: str) -> None:
    """Check that `act` changes the response while the server is held, and its answer does not."""
    before, said = response(tab), notice(tab).inner_text()
    hold_messages(tab)
    act()
    until(tab, lambda: response(tab) != before)
    foreseen = response(tab)
    assert notice(tab).inner_text() == said  # sentences are the server's
    release_messages(tab)
    expect(notice(tab)).to_contain_text(says)
    whole(tab)
    assert response(tab) == foreseen


def test_a_typed_weight(tab) -> None:
    tab.locator(".panels canvas.view").nth(1).click()  # at a pixel in the middle

    def type_five() -> None:
        weight(tab, 0).fill("5/2")
        expect(tab.locator(".panels .line")).to_contain_text("× 2.5 + ")

    is_answered_before_the_server(tab, type_five, "Your own kernel")
    expect(weight(tab, 0)).to_have_value("5/2")
    weight(tab, 8).focus()
    tab.keyboard.press("ArrowDown")  # from 1 to 0
    tab.wait_for_url(re.compile("convolution_own=5%2F2\\+0\\+1%3B\\+-2\\+0\\+2%3B\\+-1\\+0\\+0"))


def test_a_chosen_kernel(tab) -> None:
    is_answered_before_the_server(tab, lambda: choose(tab, "Laplacian"), "Laplacian")
    expect(weight(tab, 4)).to_have_value("-4")


def test_a_chosen_mode_and_a_number_typed_in_it(tab) -> None:
    views = tab.locator(".panels canvas.view")

    def choose_gradient() -> None:
        choose(tab, "magnitude and direction", "Response in")
        expect(views).to_have_count(5)

    is_answered_before_the_server(tab, choose_gradient, "magnitude")

    def type_three() -> None:
        weight(tab, 9).fill("3")  # the first of the second kernel
        expect(views).to_have_count(2)
        expect(weight(tab, 0)).to_be_focused()
        weight(tab, 1).fill("4")

    is_answered_before_the_server(tab, type_three, "Your own kernel")
    assert [weight(tab, index).input_value() for index in range(3)] == ["3", "4", "-1"]
    choose(tab, "Laplacian")
    whole(tab)


def test_the_page_wins_when_it_sets_another_kernel(tab) -> None:
    choose(tab, "emboss")
    tab.get_by_role("button", name="Edges of a wall").click()
    expect(notice(tab)).to_contain_text("Sobel, vertical edges")
    whole(tab)
    assert [weight(tab, index).input_value() for index in range(3)] == ["-1", "0", "1"]
    tab.locator(".panels canvas.view").nth(1).click()
    expect(tab.locator(".panels .line")).to_contain_text("× (−1)")


def test_a_page_that_lacks_the_photo_gets_it_again(tab, server_url) -> None:
    choose(tab, "Laplacian")
    whole(tab)
    wanted = response(tab)
    choose(tab, "each colour", "Response in")
    expect(tab.locator(".panels canvas.view")).to_have_count(4)
    tab.evaluate(FORGET, f"{server_url}/{component_path()}base/")
    choose(tab, "grey", "Response in")
    expect(tab.locator(".panels canvas.view")).to_have_count(2)
    whole(tab)
    assert response(tab) == wanted


def test_webgl_gives_conv2ds_numbers(tab, server_url) -> None:
    cases = random_slides(np.random.default_rng(1), 60)
    folder = f"{server_url}/{component_path()}base/"
    *found, lost = tab.evaluate(IN_WEBGL, [folder, list(map(as_data, cases))])
    assert lost is None
    for own, slid in zip(cases, found, strict=True):
        wanted = conv2d(own)
        assert (slid["rows"], slid["columns"]) == wanted.shape
        off = np.abs(np.array(slid["values"]).reshape(wanted.shape) - wanted)
        assert off.max() <= 1e-4 * max(np.abs(wanted).max(), 1e-30)
        assert slid["largest"] == pytest.approx(np.abs(wanted).max(), rel=1e-4)
