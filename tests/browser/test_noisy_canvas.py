"""The app works in browsers that add noise to canvas pixels, to prevent fingerprinting."""

import re
from collections.abc import Iterator

import pytest
from looking import follow, until, whole

# What Firefox's private windows, Tor and Brave do, only stronger: every byte that is read is wrong.
NOISE = """
const noise = (values) => values.forEach((value, at) => (values[at] = value ^ (1 + (at % 97))))
const read = CanvasRenderingContext2D.prototype.getImageData
CanvasRenderingContext2D.prototype.getImageData = function (...place) {
  const image = read.apply(this, place)
  noise(image.data)
  return image
}
for (const [kind, name] of [[HTMLCanvasElement, "toDataURL"], [HTMLCanvasElement, "toBlob"]]) {
  const write = kind.prototype[name]
  kind.prototype[name] = function (...how) {
    const copy = document.createElement("canvas")
    copy.width = this.width
    copy.height = this.height
    const image = new ImageData(Math.max(1, this.width), Math.max(1, this.height))
    noise(image.data)
    copy.getContext("2d").putImageData(image, 0, 0)
    return write.apply(copy, how)
  }
}
"""
# From now on, note the sizes of the page's messages to the server.
SIZES = """() => {
  window.sizes = []
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) { sizes.push(data.byteLength); send.call(this, data) }
}"""
SEVEN = [(70, 70), (200, 66), (130, 230)]


def draw(tab) -> None:
    """Draw a seven on the empty pad, and wait until the page says so."""
    pad = tab.get_by_role("application", name="Drawing pad")
    pad.press("c")
    tab.get_by_text("The pad is empty").first.wait_for()
    box = pad.bounding_box()
    places = [
        (box["x"] + x * box["width"] / 280, box["y"] + y * box["width"] / 280) for x, y in SEVEN
    ]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for place in places[1:]:
        tab.mouse.move(*place, steps=12)
    tab.mouse.up()
    tab.get_by_text(re.compile("The network predicts 7")).first.wait_for()
    whole(tab)


def pointed(tab, canvas: str, line: str) -> str:
    """Walk into a canvas by keys; return the numbers that its sentence reads out."""
    own = tab.locator(canvas).first
    own.wait_for()
    whole(tab)
    own.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        own.press(key)
    words = tab.locator(line).first
    until(tab, lambda: re.search(r"\d", words.inner_text()) and "…" not in words.inner_text())
    return words.inner_text()


@pytest.fixture(scope="module")
def both(server_url, visit, open_shared_tab):
    """Show a page to two visitors, one of them with a browser that adds noise; yield their tabs."""
    noisy = open_shared_tab(f"{server_url}/pooling", script=NOISE)

    def both_(link: str) -> Iterator:
        yield visit(f"{server_url}/{link}")
        follow(noisy, f"{server_url}/{link}")
        yield noisy

    return both_


@pytest.mark.parametrize("page", ["digits", "feature_maps", "convolution"])
def test_noise_on_what_is_read_back_changes_no_number(both, page) -> None:
    link = "convolution?convolution_view=On+a+photo" if page == "convolution" else page
    said = []
    tabs = []
    for tab in both(link):
        tabs.append(tab)
        if page == "digits":
            draw(tab)
        elif page == "convolution":
            said.append(pointed(tab, ".panels canvas.view", ".panels p.line"))
        else:
            said.append(pointed(tab, ".sheets canvas.first", ".sheets p.line"))
    if page == "digits":  # while the pen moves there are answers to less than all of the stroke
        one, other = (tab.locator(".outputs") for tab in tabs)
        until(tab, lambda: one.inner_text() == other.inner_text())
    else:
        assert said[0] == said[1]


def test_a_drawing_is_sent_in_few_characters(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits")
    tab.evaluate(SIZES)
    draw(tab)
    assert 0 < max(tab.evaluate("sizes")) < 20_000


# It reads numbers that a shader has written, and convolver.js uses it only if they are exact.
CHECKED = ["convolve_gl.js"]


def test_no_script_of_ours_reads_pixels_back() -> None:
    from pathlib import Path

    import dlviz

    scripts = (Path(dlviz.__file__).parent / "ui" / "components").rglob("*.js")
    reads = re.compile("getImageData|toDataURL|readPixels|convertToBlob")
    found = [script.name for script in scripts if reads.search(script.read_text("utf-8"))]
    assert found == CHECKED


def test_a_cloud_of_ink_is_drawn_in_its_colours(both) -> None:
    """Without noise and with it, the same picture on the screen."""
    link = "augmentation?augmentation_source=Digit&augmentation_view=The+cloud"
    pictures = []
    for tab in both(link):
        tab.locator(".field[data-identity]").wait_for()
        whole(tab)
        pictures.append(tab.locator(".field canvas.view").screenshot())
    assert pictures[0] == pictures[1]
