"""Take the README's screenshots: `python docs/screenshots.py`, with Chromium on the PATH."""

import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUM, FLAGS, serving  # noqa: E402
from test_digits import draw, expect_digit  # noqa: E402

FOLDER = ROOT / "docs" / "images"
THREE = [
    [
        *[(86, 76), (112, 54), (150, 52), (178, 72), (176, 102), (152, 126), (122, 134)],
        *[(160, 140), (188, 162), (190, 196), (166, 222), (128, 230), (88, 212)],
    ]
]

PHONE = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
}  # fmt: skip
FIRST, SECOND = (0, 0, 1, 2, 0, 1), (1, 1, 1, 1, 0, 1)  # answers in the two rounds


def home(tab: Page) -> None:
    """Wait until the home page is whole."""
    tab.get_by_role("cell", name="Transformer").wait_for()
    tab.locator(".st-key-card_transfer img").wait_for()
    tab.locator(".st-key-lecture input").wait_for(state="attached")
    tab.wait_for_timeout(1000)


def digits(tab: Page) -> None:
    """Draw a three."""
    draw(tab, THREE)
    expect_digit(tab, 3)
    tab.wait_for_timeout(500)


def surfaces(tab: Page) -> None:
    """Wait for the surfaces."""
    tab.locator(".st-key-two_inputs_surfaces canvas").first.wait_for()
    tab.wait_for_timeout(1000)


def convolution(tab: Page) -> None:
    """Point at an output."""
    tab.locator(".sliding .output .cell").nth(3).hover()
    tab.wait_for_timeout(500)


def moved(tab: Page) -> None:
    """Wait for the curves of EfficientNet-Lite0."""
    tab.get_by_text("What to notice").first.wait_for(timeout=60_000)
    settled(tab)


def settled(tab: Page) -> None:
    """Wait for a figure."""
    tab.locator(".dlviz-figure .plot-container").first.wait_for()
    tab.wait_for_timeout(500)


def race(tab: Page) -> None:
    """Let five methods learn for some epochs."""
    tab.get_by_role("button", name="Race", exact=True).click()
    tab.get_by_text("fewest errors").wait_for(timeout=120_000)
    tab.wait_for_timeout(20_000)


def drawn(tab: Page) -> None:
    """Wait for the blocks and the bars."""
    tab.locator(".pieces .piece").first.wait_for()
    settled(tab)


def three_ways(tab: Page) -> None:
    """Train frozen, fine-tuned and from scratch."""
    tab.get_by_text("Fc only classifies").wait_for(timeout=60_000)
    tab.get_by_role("button", name="Compare three ways").click()
    stop = tab.locator(".stMain").get_by_role("button", name="Stop")  # the header has one too
    stop.wait_for()
    stop.wait_for(state="hidden", timeout=300_000)
    tab.mouse.move(5, 5)  # away from the button's tip
    settled(tab)


def copies(tab: Page) -> None:
    """Wait for the copies."""
    tab.locator(".field[data-identity]").wait_for()
    tab.wait_for_timeout(1000)


def film(tab: Page) -> None:
    """Wait for the film and its curves."""
    tab.locator("canvas").first.wait_for(timeout=60_000)
    tab.get_by_text("What to notice").first.wait_for(timeout=60_000)
    tab.wait_for_timeout(1500)


SHOTS = {
    "home": ("", "light", (1280, 720), home),
    "two-inputs": ("/two_inputs", "light", (1280, 860), surfaces),
    "digits": ("/digits", "light", (1280, 760), digits),
    "digits-dark": (
        "/digits?digits_source=a+test+digit&digits_test=8&digits_view=Move+it",
        "dark",
        (1280, 1240),
        settled,
    ),
    "digit-training": ("/digit_training", "light", (1280, 760), race),
    "convolution": ("/convolution", "light", (1280, 760), convolution),
    "pooling": (
        "/pooling?pooling_view=Location+invariance&pooling_shift=4",
        "light",
        (1280, 860),
        moved,
    ),
    "architecture": ("/architecture?architecture_layer=4", "light", (1280, 1010), drawn),
    "augmentation": ("/augmentation", "light", (1280, 760), copies),
    "transfer": ("/transfer?transfer_view=How+much+to+freeze", "light", (1280, 760), three_ways),
    "digits-phone": ("/digits", "light", (390, 844), digits),
    "photos": ("/photos?photos_view=When+does+it+change+its+mind%3F", "light", (1280, 760), film),
}


def classroom(chromium: Browser, address: str) -> None:
    """Save the projector and a phone of a class that has answered twice."""
    projector = chromium.new_page(viewport={"width": 1280, "height": 760})
    projector.goto(f"{address}/augmentation")
    projector.get_by_role("button", name="Class", exact=True).first.click()
    projector.get_by_role("button", name="Open a class").click()
    code = projector.locator(".st-key-class_letters_shown p").inner_text()
    phones = [chromium.new_page(**PHONE) for _ in range(6)]
    for phone in phones:
        phone.goto(f"{address}/classroom?room={code}")
        phone.get_by_text("Look at the projector.").wait_for()
    projector.get_by_text("6 pupils").wait_for()
    step(projector, "class_ask")
    answer(phones, FIRST)
    phones[0].screenshot(path=FOLDER / "class-phone.png")
    step(projector, "class_discuss")
    phones[0].get_by_text("Discuss with those beside you").wait_for()
    step(projector, "class_again")
    answer(phones, SECOND)
    step(projector, "class_tell")
    projector.locator(".st-key-class_votes .main-svg").first.wait_for()
    projector.wait_for_timeout(1500)
    projector.mouse.move(1275, 755)
    projector.screenshot(path=FOLDER / "class.png")
    for tab in (projector, *phones):
        tab.close()


def step(tab: Page, key: str) -> None:
    """Press a button of the teacher."""
    tab.locator(f".st-key-{key} button").first.click()


def answer(phones: Sequence[Page], places: Sequence[int]) -> None:
    """Answer with the options at these places, one on each phone."""
    for phone, place in zip(phones, places, strict=True):
        phone.locator(".way button").nth(place).tap()
        phone.get_by_text("Tap another answer to change it.").wait_for()


def main() -> None:
    """Start the app and save one picture for each entry of SHOTS, and those of a class."""
    FOLDER.mkdir(exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, scheme, (width, height), prepare) in SHOTS.items():
            tab = chromium.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            tab.goto(address + path)
            prepare(tab)
            if prepare is not convolution:  # which shows what pointing does
                tab.mouse.move(width - 5, height - 5)
            tab.screenshot(path=FOLDER / f"{name}.png")
            tab.close()
        classroom(chromium, address)
        chromium.close()


if __name__ == "__main__":
    main()
