"""Several pointers at once, and release events that another window has received."""

import json
import re

import pytest
from looking import until, whole

# Fires pointer events as a browser does, each with a pointer id.
FIRE = """(element, [type, id, x, y, more]) => {
  const box = element.getBoundingClientRect()
  const place = { clientX: box.left + x * box.width, clientY: box.top + y * box.height }
  const button = type === "pointermove" ? -1 : 0
  const kind = { pointerId: id, pointerType: "touch", button, buttons: 1 }
  const released = type === "pointerup" ? { buttons: 0 } : {}
  const event = {
    bubbles: true, composed: true, isPrimary: id === 1, ...kind, ...released, ...place, ...more,
  }
  element.dispatchEvent(new PointerEvent(type, event))
}"""
STROKES = "() => JSON.stringify([...window.dlvizDrawings.values()].map(({ strokes }) => strokes))"
PICTURE = "element => element.toDataURL()"
SLIDER = "element => element.getRootNode().querySelector('input[type=range]').value"
TO_THE_START = """element => {
  const slider = element.getRootNode().querySelector('input[type=range]')
  slider.value = 0
  slider.dispatchEvent(new Event('input', { bubbles: true }))
}"""
SCRUB = "element => element.getRootNode().querySelector('.scrub').value"
SLIDE = (
    "pooling?pooling_view=Location+invariance&pooling_network=CIFAR-100+network&pooling_shift=0"
    "&pooling_photo=cat"
)
MIND = "photos?photos_view=When+does+it+change+its+mind%3F&photos_network=EfficientNet-Lite0"
LEARNED = "convolution?convolution_view=Learned+instead+of+given"

# For each component: its page, the element to drag, and how to read the effect.
DRAGGED = {
    "drawing_pad": ("digits", "canvas[aria-label^='Drawing pad']", STROKES),
    "network_view": (
        "digits?digits_source=a+test+digit",
        "canvas.movable",
        "element => element.getRootNode().querySelector('.outputs').textContent",
    ),
    "surfaces": ("two_inputs", "canvas.surface >> nth=0", PICTURE),
    "shifted_photo": (SLIDE, "canvas.seen", SLIDER),
    "change_film": (MIND, "canvas.curve", SLIDER),
    "kernel_film": (LEARNED, "canvas.curves", SCRUB),
}


class Hand:
    """Simulated pointers on one element; positions are shares of its width and height."""

    def __init__(self, tab, selector: str) -> None:
        self.element = tab.locator(selector).first
        self.element.wait_for()
        self.element.scroll_into_view_if_needed()

    def __call__(self, kind: str, pointer: int, x: float, y: float, **more: object) -> None:
        """Fire an event of a pointer; `more` stands in the event too."""
        self.element.evaluate(FIRE, [f"pointer{kind}", pointer, x, y, more])

    def seen(self, state: str) -> str:
        """Return what is seen two frames later."""
        frames = (
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        self.element.evaluate(frames)
        return str(self.element.evaluate(state))


def clear(tab, hand: Hand) -> None:
    """Take away what other hands have drawn."""
    hand.element.press("c")
    until(tab, lambda: hand.seen(STROKES) == "[[]]")


@pytest.fixture(scope="module", params=DRAGGED)
def shared(request, server_url, visit):
    """What is dragged, a hand on it in one tab for all tests, and how one sees it."""
    page, selector, state = DRAGGED[request.param]
    tab = visit(f"{server_url}/{page}")
    hand = Hand(tab, selector)

    def seen() -> str:
        if request.param == "network_view":  # the server moves the picture
            tab.wait_for_timeout(200)
            whole(tab)
        return hand.seen(state)

    return request.param, hand, seen


@pytest.fixture
def dragged(shared):
    """A hand, and how one sees what it does; a picture that goes no further is put back first."""
    name, hand, seen = shared
    if name == "shifted_photo":
        hand.element.evaluate(TO_THE_START)
    return hand, seen


def test_a_second_finger_neither_bends_nor_ends_what_the_first_one_does(dragged) -> None:
    hand, seen = dragged
    hand("down", 1, 0.4, 0.4)
    start = seen()
    hand("move", 1, 0.6, 0.55)
    first = seen()
    assert first != start
    hand("down", 2, 0.1, 0.9)  # the palm
    hand("move", 2, 0.2, 0.7)
    assert seen() == first
    hand("up", 2, 0.2, 0.7)
    hand("move", 2, 0.9, 0.1)
    assert seen() == first
    hand("move", 1, 0.75, 0.65)  # the first finger still drags
    second = seen()
    assert second != first
    hand("up", 1, 0.75, 0.65)
    hand("move", 1, 0.01, 0.01)
    assert seen() == second


@pytest.mark.parametrize("end", ["no button", "cancel", "lost capture"])
def test_a_release_that_another_window_has_had_ends_it(dragged, end) -> None:
    hand, seen = dragged
    mouse = {"pointerType": "mouse"}
    hand("down", 1, 0.4, 0.4, **mouse)
    hand("move", 1, 0.6, 0.55, **mouse)
    if end == "cancel":
        hand("cancel", 1, 0.6, 0.55, **mouse)
    elif end == "lost capture":
        hand.element.evaluate(FIRE, ["lostpointercapture", 1, 0.6, 0.55, mouse])
    hand("move", 1, 0.01, 0.01, **mouse, buttons=0)
    ended = seen()
    hand("move", 1, 0.99, 0.01, **mouse, buttons=0)
    assert seen() == ended
    hand("down", 1, 0.4, 0.4, **mouse)  # and the next press drags again
    hand("move", 1, 0.5, 0.3, **mouse)
    assert seen() != ended
    hand("up", 1, 0.5, 0.3, **mouse)


def test_a_real_second_finger_leaves_the_stroke_alone(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits", is_phone=True)
    pad = Hand(tab, "canvas[aria-label^='Drawing pad']")
    clear(tab, pad)
    box = pad.element.bounding_box()
    session = tab.context.new_cdp_session(tab)

    def touch(kind: str, *fingers: tuple[int, float, float]) -> None:
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "id": number}
            for number, x, y in fingers
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    palm = (2, 0.85, 0.9)
    touch("touchStart", (1, 0.5, 0.15))
    for step in range(15):
        finger = (1, 0.5, 0.15 + 0.045 * step)
        if step == 4:
            touch("touchStart", finger, palm)
        touch("touchMove", finger, *([palm] if 4 <= step < 9 else []))  # without it: it is lifted
        tab.wait_for_timeout(16)
    touch("touchEnd")
    strokes = json.loads(pad.seen(STROKES))[0]
    assert len(strokes) == 1
    assert all(abs(x - 140) < 3 for x, _ in strokes[0]["points"])
    assert strokes[0]["points"][-1][1] > 200
    tab.get_by_text(re.compile("The network predicts 1")).first.wait_for()


def test_a_pen_takes_over_from_the_palm_that_came_first(server_url, visit) -> None:
    tab = visit(f"{server_url}/digits")
    hand = Hand(tab, "canvas[aria-label^='Drawing pad']")
    clear(tab, hand)
    pen = {"pointerType": "pen"}
    hand("down", 1, 0.9, 0.9)
    hand("move", 1, 0.92, 0.9)
    hand("down", 7, 0.5, 0.1, **pen)
    for step in range(1, 9):
        hand("move", 7, 0.5, 0.1 + 0.1 * step, **pen)
        hand("move", 1, 0.9, 0.8)
    hand("up", 1, 0.9, 0.8)
    hand("up", 7, 0.5, 0.9, **pen)
    strokes = json.loads(hand.seen(STROKES))[0]
    assert len(strokes) == 1
    assert {x for x, _ in strokes[0]["points"]} == {140}


def test_a_third_finger_moves_no_lens(server_url, visit) -> None:
    tab = visit(f"{server_url}/convolution?convolution_view=On+a+photo")
    hand = Hand(tab, "canvas.view")
    hand("down", 1, 0.4, 0.5)
    hand("down", 2, 0.6, 0.5)
    for step in range(1, 6):  # two fingers apart: the photo grows
        hand("move", 1, 0.4 - 0.05 * step, 0.5)
        hand("move", 2, 0.6 + 0.05 * step, 0.5)
    large = hand.seen(PICTURE)
    hand("down", 3, 0.5, 0.9)
    hand("move", 3, 0.1, 0.1)
    hand("up", 3, 0.1, 0.1)
    assert hand.seen(PICTURE) == large
    hand("up", 2, 0.85, 0.5)
    hand("move", 1, 0.3, 0.6)  # one finger moves it
    moved = hand.seen(PICTURE)
    assert moved != large
    hand("up", 1, 0.3, 0.6)


def test_a_lens_does_not_follow_a_mouse_that_comes_back_without_its_button(
    server_url, visit
) -> None:
    tab = visit(f"{server_url}/convolution?convolution_view=On+a+photo&convolution_zoom=4")
    hand = Hand(tab, "canvas.view")
    mouse = {"pointerType": "mouse"}
    for _ in range(2):
        hand.element.press("+")
    hand("down", 1, 0.4, 0.5, **mouse)
    hand("move", 1, 0.5, 0.5, **mouse)
    hand("move", 1, 0.2, 0.2, **mouse, buttons=0)
    hand("move", 1, 0.5, 0.5, **mouse, buttons=0)
    there = hand.seen(PICTURE)
    hand("move", 1, 0.8, 0.8, **mouse, buttons=0)
    hand("move", 1, 0.5, 0.5, **mouse, buttons=0)
    assert hand.seen(PICTURE) == there


def test_a_slider_of_a_weight_lets_go_when_its_release_is_lost(server_url, visit) -> None:
    tab = visit(f"{server_url}/two_inputs")
    slider = Hand(tab, "input[aria-label='unit 1, bias, slider']")
    box = tab.get_by_label("unit 1, bias", exact=True)
    before = box.input_value()
    slider("down", 1, 0.5, 0.5, pointerType="mouse")
    slider.element.evaluate("own => { own.value = own.max; own.dispatchEvent(new Event('input')) }")
    slider("move", 1, 0.5, 0.5, pointerType="mouse", buttons=0)
    until(tab, lambda: box.input_value() != before)
    whole(tab)
    tab.locator(".st-key-frame_presets button").first.click()  # the server may move it again
    until(tab, lambda: box.input_value() == before)


@pytest.mark.parametrize(
    "place",
    [
        "two_inputs",
        "convolution",
        "convolution?convolution_view=On+a+photo",
        "architecture",
        "pooling",
        "photos",
    ],
)
def test_a_phone_need_not_zoom_into_a_box(server_url, visit, place: str) -> None:
    tab = visit(f"{server_url}/{place}", is_phone=True)
    boxes = tab.locator("input:not([type=range], [type=checkbox], [type=file]), textarea")
    boxes.first.wait_for(state="attached")
    sizes = boxes.evaluate_all("all => all.map(own => parseFloat(getComputedStyle(own).fontSize))")
    assert min(sizes) >= 16
