"""A teacher's link, a clicker and a projector, in a real browser."""

import os
import re
from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from looking import follow, until, whole
from playwright.sync_api import expect

from dlviz.figures import colours
from dlviz.ui.shared.pages import HOME, PAGES

PATIENCE = 60_000  # ms: a slow machine is no failure
FOOT = 48  # pixels of the foot line
# Every view of every page takes some minutes; without it each page is seen as it opens.
ALL_VIEWS = bool(os.environ.get("DLVIZ_ALL_VIEWS"))
QUICK = ("digits", "convolution", "photos", "transfer")
ENHANCED = {
    "runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]},
    "resultTypes": ["violations"],
    "preload": False,
}
CALM = "document.querySelector('[data-test-script-state=notRunning]')"
FIGURE = "/_stcore/bidi-components/dlviz.live_figure/lecture_figure.js"
STEPS = ".st-key-lecture_steps [data-hears=keys]"

# Streamlit's elements; in place of a component that consists of parts, its parts.
THINGS = """[...document.querySelectorAll('.stMain .stElementContainer')].flatMap(element => {
  const host = [...element.querySelectorAll('.stBidiComponent *')].find(own => own.shadowRoot)
  const parts = host ? [...host.shadowRoot.querySelectorAll('[data-thing]')] : []
  return parts.length ? parts : element
})"""
# What is cut by the foot line, of all that is not hidden.
CUT = (
    f"foot => {THINGS}"
    + """.filter(element => {
  const { top, bottom, height } = element.getBoundingClientRect()
  const isSeen = element.checkVisibility({ opacityProperty: true })
  const isFixed = element.closest('.st-key-frame_presets')
  const end = innerHeight - foot
  return isSeen && !isFixed && height > 2 && height <= end && top < innerHeight && bottom > end + 2
}).map(element => element.className)"""
)
PICTURE = (
    f"foot => {THINGS}"
    + """.some(element => {
  const { top, bottom, height } = element.getBoundingClientRect()
  const picture = element.querySelector('.stBidiComponent, .stImage')
  const isPicture = picture || element.matches('[data-thing]')
  return isPicture && height > 70 && top >= 0 && bottom <= innerHeight - foot + 2
})"""
)
SEEN = """own => {
  for (let node = own; node; node = node.parentElement ?? node.getRootNode().host)
    if (getComputedStyle(node).opacity === '0') return false
  return true
}"""
WIDTHS = """() => {
  window.widths = new Set()
  for (const name of ['stroke', 'strokeRect']) {
    const draw = CanvasRenderingContext2D.prototype[name]
    CanvasRenderingContext2D.prototype[name] = function (...all) {
      window.widths.add(Math.round(1000 * this.lineWidth))
      return draw.apply(this, all)
    }
  }
}"""


def calm(tab) -> None:
    """Wait until the foot line counts screens, which it does when the page has come to rest."""
    tab.locator(STEPS).wait_for(state="attached", timeout=PATIENCE)
    tab.wait_for_function(CALM, timeout=PATIENCE)
    tab.wait_for_function("document.querySelector('.stMain').style.length > 0", timeout=PATIENCE)


def expect_screen(tab, place: str) -> None:
    """Wait until this screen is shown: "2 / 3"."""
    expect(tab.locator(f"{STEPS} div:last-child span")).to_have_text(place)


def views(tab) -> Iterator[str]:
    """Yield the name of each view that is to be looked at, while it is shown."""
    choices = tab.locator("[class*='_view'] button[role=radio]") if ALL_VIEWS else None
    if choices is None or not choices.count():
        yield "as it opens"
        return
    for place in range(choices.count()):
        choices.nth(place).click(force=True)
        tab.wait_for_function(CALM, timeout=PATIENCE)
        yield choices.nth(place).inner_text()


# Another display needs a new load of the app: tests of one display follow each other.


@pytest.mark.parametrize("page", ["pooling", "convolution"])
def test_keys_work_after_the_switch_and_a_view_were_clicked(server_url, visit, page) -> None:
    tab = visit(f"{server_url}/{page}")
    tab.locator(".st-key-lecture label").click()
    tab.locator(STEPS).wait_for(state="attached", timeout=PATIENCE)
    whole(tab)
    at = tab.locator(f"{STEPS} div span").first
    expect(at).to_have_text(re.compile("^[1-5] /"))  # the preset that is shown
    place = int(at.inner_text()[0])
    tab.keyboard.press("ArrowRight")
    expect(at).to_have_text(re.compile(rf"^{place + 1} /"))
    # The foot line counts at once; a view that is clicked before the preset comes is the preset's.
    tab.locator(f".st-key-frame_goal_{place}").wait_for(timeout=PATIENCE)
    whole(tab)
    view = tab.locator("[class*='_view'] button[role=radio]").nth(1)
    view.click()
    expect(view).to_have_attribute("aria-checked", "true")
    whole(tab)
    before = at.inner_text()
    tab.keyboard.press("PageDown")
    expect(at).not_to_have_text(before)
    tab.locator(".st-key-lecture label").click()
    tab.wait_for_function("!location.search.includes('lecture=true')", timeout=PATIENCE)


@pytest.mark.parametrize("query", ["", "?lecture=true"])
def test_the_preset_whose_goal_is_on_screen_is_marked(server_url, visit, query) -> None:
    tab = visit(f"{server_url}/convolution{query}")
    buttons = tab.locator(".st-key-frame_presets button")
    marked = "all => all.map(own => getComputedStyle(own).boxShadow.includes('inset'))"
    tab.locator("[class*=st-key-frame_goal_0]").wait_for(timeout=PATIENCE)
    places = range(buttons.count())
    until(tab, lambda: buttons.evaluate_all(marked) == [place == 0 for place in places])
    buttons.nth(2).click()
    until(tab, lambda: buttons.evaluate_all(marked) == [place == 2 for place in places])


def test_the_arrow_keys_walk_through_the_presets(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?lecture=true")
    tab.locator(STEPS).wait_for(state="attached", timeout=PATIENCE)
    tab.locator(".st-key-frame_presets button").nth(2).wait_for(timeout=PATIENCE)
    tab.locator("[class*=st-key-frame_goal_0]").wait_for(timeout=PATIENCE)  # the first is shown
    for key in ("ArrowRight", "PageDown"):  # as fast as a nervous hand
        tab.keyboard.press(key)
    tab.wait_for_function("location.search.includes('On+a+photo')", timeout=PATIENCE)
    tab.locator(f"{STEPS} >> text=3 / 6").wait_for(timeout=PATIENCE)
    assert "lecture=true" in tab.url
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_function("!location.search.includes('On+a+photo')", timeout=PATIENCE)


def test_up_and_down_walk_through_the_screens(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling?lecture=true")
    calm(tab)
    headline, notice = tab.locator("h1"), tab.get_by_text("What to notice.")
    notice.wait_for(state="attached", timeout=PATIENCE)
    expect_screen(tab, "1 / 2")
    expect_opacity(headline, "1")
    expect_opacity(notice, "0")
    tab.keyboard.press("ArrowDown")
    expect_screen(tab, "2 / 2")
    expect_opacity(headline, "0")
    expect_opacity(notice, "1")
    until(tab, lambda: notice.bounding_box()["y"] < 60)  # its screen begins with it
    tab.keyboard.press(" ")  # there is no third
    expect_screen(tab, "2 / 2")
    tab.keyboard.press("ArrowUp")
    expect_screen(tab, "1 / 2")
    rows = tab.get_by_label("Rows")
    rows.click()
    tab.keyboard.press("ArrowDown")  # the control's own: one row less
    tab.get_by_text("Numbers 3 × 4").wait_for(timeout=PATIENCE)
    expect_screen(tab, "1 / 2")


def test_a_menu_that_opens_is_on_the_screen_of_its_neighbours(server_url, visit) -> None:
    tab = visit(f"{server_url}/architecture?lecture=true")
    calm(tab)
    tab.locator(".st-key-architecture_csv").wait_for(state="attached", timeout=PATIENCE)
    last = tab.locator(".stMain .stPopover", has_text="As text")
    tab.wait_for_function("element => element.style.opacity === '0'", arg=last.element_handle())
    for _ in range(9):
        tab.keyboard.press("ArrowDown")
    tab.wait_for_function("element => element.style.opacity !== '0'", arg=last.element_handle())
    assert last.bounding_box()["y"] < 720 - FOOT


def test_the_weights_to_drag_are_on_the_screen_of_the_network(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs?lecture=true")
    calm(tab)
    tab.locator(".st-key-frame_goal_0").wait_for(timeout=PATIENCE)  # it takes two lines
    for part in (".points", ".weight-editor"):
        own = tab.locator(part).first
        until(tab, lambda own=own: own.evaluate(SEEN) and end_of(own) <= 720 - FOOT + 2, seconds=20)
    sliders = tab.locator(".weight-editor input[type=range]")
    assert min(slider.bounding_box()["height"] for slider in sliders.all()) >= 24


@pytest.mark.parametrize("view", ["One map as a sum", "Where it looked"])
def test_maps_beside_a_photo_stay_in_one_row_and_are_no_smaller(server_url, visit, view) -> None:
    tab = visit(f"{server_url}/feature_maps?lecture=true&feature_maps_view={view}")
    calm(tab)
    whole(tab)
    photo = tab.locator(".sheets .photo").first
    maps = tab.locator(".sheets .group").first.locator(".rest canvas.view:first-child")

    def is_right() -> bool:
        first, second = maps.nth(0).bounding_box(), maps.nth(1).bounding_box()
        is_row = abs(first["y"] - second["y"]) < 2
        return is_row and photo.bounding_box()["width"] <= 1.05 * first["width"]

    until(tab, is_right, seconds=20)


def test_the_map_of_the_course_takes_a_screen_for_a_row_or_two(server_url, visit) -> None:
    tab = visit(f"{server_url}/?lecture=true")
    tab.locator(f"{STEPS} >> text=1 / 5").wait_for(timeout=PATIENCE)
    cards = [tab.locator(f".st-key-card_{page.name}") for page in PAGES]
    rows = [card.bounding_box() for card in cards]
    places = [(round(box["y"]), round(box["x"])) for box in rows]
    assert places == sorted(places)  # in the order of the lecture
    assert rows[0]["y"] == rows[2]["y"]
    assert rows[0]["height"] == rows[2]["height"]


def pages() -> Iterator[object]:
    """Yield all pages; the quick ones stand for all kinds of controls and pictures."""
    for page in (HOME, *PAGES):
        marks = () if page.name in QUICK else pytest.mark.slow
        yield pytest.param(page, id=page.title, marks=marks)


@pytest.mark.parametrize("page", list(pages()))
def test_a_page_s_first_screen_and_its_contrast(server_url, visit, page) -> None:
    address = "" if page is HOME else page.name
    tab = visit(f"{server_url}/{address}?lecture=true")
    calm(tab)
    for view in views(tab):
        tab.wait_for_function(PICTURE, arg=FOOT, timeout=PATIENCE)
        nothing = f"foot => ({CUT})(foot).length === 0"
        tab.wait_for_function(nothing, arg=FOOT, timeout=PATIENCE)
        tab.wait_for_function("document.querySelector('.stMain').scrollWidth <= 1280")
        tab.set_viewport_size({"width": 1280, "height": 4200})  # all screens at once
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            scheme_is_on = (
                f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'"
            )
            tab.wait_for_function(scheme_is_on, timeout=PATIENCE)
            assert weak_contrasts(tab) == [], (view, scheme)
        tab.set_viewport_size({"width": 1280, "height": 720})


def test_coloured_words_in_figures_have_a_contrast_of_seven(server_url, visit, contrast) -> None:
    tab = visit(f"{server_url}/?lecture=true")
    themes = (("#ffffff", "#0e141c"), ("#12161d", "#f4f7fb"))
    series = (*colours.SERIES, colours.POSITIVE, colours.NEGATIVE)
    for (paper, text), colour in product(themes, series):
        strong = tab.evaluate(
            "async ([path, ...colours]) => (await import(path)).strengthened(...colours)",
            [FIGURE, colour, text, paper],
        )
        red, green, blue = (int(part) for part in strong[4:-1].split(","))
        assert contrast(f"#{red:02x}{green:02x}{blue:02x}", paper) >= 7


def test_what_needs_arrows_keeps_them_in_the_lecture_display(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?lecture=true")
    tab.locator(STEPS).wait_for(state="attached", timeout=PATIENCE)
    whole(tab)
    at = tab.locator(f"{STEPS} div span").first
    expect(at).to_have_text("1 / 6")
    stride = tab.get_by_label("Stride")
    stride.focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowRight"):
        tab.keyboard.press(key)
    cell = tab.locator(".sliding .output .cell").first
    cell.focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(300)  # a preset would be pressed within 40 ms
    assert at.inner_text() in ("1 / 6", "– / 6")  # another stride is no preset's state


def test_the_switch_leads_back(server_url, visit) -> None:
    tab = visit(f"{server_url}/pooling?lecture=true", width=390, height=844)
    switch = tab.get_by_label("Lecture display", exact=True)
    switch.wait_for(state="attached", timeout=PATIENCE)
    tab.get_by_text("What to notice.").wait_for(timeout=PATIENCE)
    tab.wait_for_function("document.querySelector('.stMain').scrollWidth <= 390")
    expect_opacity(tab.get_by_text("What to notice."), "1")  # a phone scrolls
    switch.locator("xpath=ancestor::label").click()
    tab.wait_for_function("!location.search.includes('lecture=true')", timeout=PATIENCE)
    size = "getComputedStyle(document.documentElement).fontSize === '16px'"
    tab.wait_for_function(size, timeout=PATIENCE)


def test_text_and_lines_are_half_as_large_again(server_url, visit) -> None:
    sizes = {}
    tab = visit(f"{server_url}/pooling")
    tab.evaluate(WIDTHS)
    for lecture in ("false", "true"):
        if lecture == "true":
            tab.locator(".st-key-lecture label").click()
            tab.locator(STEPS).wait_for(state="attached", timeout=PATIENCE)
            whole(tab)
        query = f"lecture={lecture}&convolution_view=Learned+instead+of+given"
        tab.evaluate("widths.clear()")
        follow(tab, f"{server_url}/convolution?{query}")
        tab.wait_for_function("window.widths.size >= 2", polling=50, timeout=PATIENCE)
        sizes[lecture] = [
            *sorted(tab.evaluate("[...window.widths]")),
            pixels(tab.locator(".stMarkdown p").first, "fontSize"),
            pixels(tab.locator("figcaption").first, "fontSize"),
        ]
        curves = f"augmentation?lecture={lecture}&augmentation_view=Training"
        follow(tab, f"{server_url}/{curves}")
        line = tab.locator("path.js-line").first
        line.wait_for(state="attached", timeout=PATIENCE)
        tick = tab.locator(".xtick text").first
        sizes[lecture] += [pixels(line, "strokeWidth"), pixels(tick, "fontSize")]
    ratios = [large / small for small, large in zip(*sizes.values(), strict=True)]
    assert ratios == pytest.approx([1.5] * len(ratios), rel=0.01)


def test_a_teacher_s_link_hides_what_it_names(server_url, visit) -> None:
    query = "convolution_stride=2&hide=menu,presets,convolution_stride"
    tab = visit(f"{server_url}/convolution?{query}")
    tab.get_by_label("Padding").wait_for(timeout=PATIENCE)
    tab.get_by_text("Output 2 × 1").wait_for(timeout=PATIENCE)  # the hidden stride of 2 counts
    for hidden in (".stSidebar", ".st-key-frame_presets", ".st-key-convolution_stride"):
        expect(tab.locator(hidden).first).to_be_hidden()


def expect_opacity(locator, value: str) -> None:
    """Wait until the element of Streamlit's that holds `locator` has this opacity."""
    holder = "xpath=ancestor::*[contains(concat(' ', @class, ' '), ' stElementContainer ')][1]"
    expect(locator.locator(holder)).to_have_css("opacity", value)


def end_of(locator) -> float:
    """Return where an element ends, in pixels from the top of the window."""
    box = locator.bounding_box()
    return box["y"] + box["height"]


def pixels(locator, name: str) -> float:
    """Return a size of the first `locator`, of one that is on the page: plotly.js draws anew."""
    size = f"own => parseFloat(getComputedStyle(own).{name}) || null"
    return float(until(locator.page, lambda: locator.evaluate(size)))


def weak_contrasts(tab) -> list[str]:
    """Return what axe-core finds below WCAG 2's AAA: 7 : 1, large text 4.5 : 1.

    What it finds while colours still turn into others does not count: it looks again.
    """
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(Axe().axe_script)
    for _ in range(5):
        found = tab.evaluate("options => axe.run(options)", ENHANCED)["violations"]
        if not found:
            break
        tab.wait_for_timeout(1000)
    return [
        f"{node['html'][:90]} {node['any'][0]['data']}" for rule in found for node in rule["nodes"]
    ]
