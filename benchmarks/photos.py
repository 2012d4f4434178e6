"""ResNet50 on photos: the forward pass, a photo uploaded until its answer is painted, a curve.

The weights are random, which takes as long as trained ones. Everything computes on one thread, as
the app does: the page's server, the bare scripts and both sides of every ratio.
"""

import base64
import io
import os
import tempfile
import time
from collections.abc import Callable

import numpy as np
import torch
from feature_maps import weights
from harness import chromium, percentile, serving, table, visit
from PIL import Image
from playwright.sync_api import Page

from dlviz import changing_mind
from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.reframing import along, as_input, see
from dlviz.vision import torchvision

TRIALS = 25
UPLOADS = 10  # and two before them: a visitor may have twelve photos
STEPS = 5  # curves
PHONE = (4032, 3024)  # pixels of a phone's photo

# Hands the file to the uploader as a person's choice does, and waits for the frame after the one in
# which the cards of another photo are painted.
UPLOAD = """name => new Promise(resolve => {
  const roots = [...document.querySelectorAll("*")].map(element => element.shadowRoot)
  const cards = roots.map(root => root?.querySelector(".cards")).find(found => found)
  const before = cards.dataset.identity
  const input = document.querySelector('input[type="file"]')
  const chosen = new DataTransfer()
  chosen.items.add(new File([window.photo], name, { type: "image/jpeg" }))
  const start = performance.now()
  input.files = chosen.files
  input.dispatchEvent(new Event("change", { bubbles: true }))
  const look = () => {
    if (cards.dataset.identity !== before)
      requestAnimationFrame(() => resolve(performance.now() - start))
    else requestAnimationFrame(look)
  }
  look()
})"""


def photo(number: int) -> bytes:
    """Return a JPEG as large as a phone's, which nobody has seen yet."""
    image = sample_photos.load("kingfisher").resize(PHONE, Image.Resampling.BICUBIC)
    pixels_ = np.asarray(image).copy()
    pixels_[:64, :64] = np.random.default_rng(number + 100).integers(0, 256, (64, 64, 3))
    buffer = io.BytesIO()
    Image.fromarray(pixels_).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def in_turns(works: dict[str, Callable[[], object]], trials: int) -> dict[str, float]:
    """Return the median milliseconds of each work, in turns; the first turn does not count."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for trial in range(trials + 1):
        for name, work in works.items():
            own = milliseconds(work)
            if trial:
                taken[name].append(own)
    return {name: percentile(values, 0.5) for name, values in taken.items()}


def plain(file: str) -> torch.nn.Module:
    """Return torchvision's own ResNet50 with the same weights, as its users run it."""
    module = torchvision.models.resnet50()
    module.load_state_dict(torch.load(file, weights_only=True))
    return module.eval()


def forward(classifier: imagenet.Classifier, module: torch.nn.Module) -> None:
    """Print the forward pass, of one picture and of many, against plain eager torchvision."""
    rows = []
    image = sample_photos.load("kingfisher")
    one = classifier.preprocess(image)[None]
    for count in (1, 16):
        batch = one.repeat(count, 1, 1, 1)

        def eager(batch: torch.Tensor = batch) -> torch.Tensor:
            with torch.inference_mode():
                return module(batch)

        def own(batch: torch.Tensor = batch) -> torch.Tensor:
            return classifier.logits(batch)

        ms = in_turns({"plain": eager, "own": own}, TRIALS)
        ratio = ms["own"] / ms["plain"]
        rows.append((count, f"{ms['own']:.0f}", f"{ms['plain']:.0f}", f"{ratio:.2f}"))
    print(f"Forward pass of ResNet50, medians of {TRIALS} in turns, all in float32\n")
    table(("pictures", "here, ms", "eager torchvision, ms", "ratio"), rows)


def upload(page: Page, data: bytes, number: int) -> float:
    """Upload a new photo; return ms until its answer is on screen."""
    text = base64.b64encode(data).decode()
    page.evaluate("t => { window.photo = Uint8Array.from(atob(t), c => c.charCodeAt(0)) }", text)
    taken = page.evaluate(UPLOAD, f"photo{number}.jpg")
    time.sleep(1.5)
    return taken


def bare(data: bytes, module: torch.nn.Module, classifier: imagenet.Classifier) -> None:
    """Decode, preprocess and classify, as a script of five lines does."""
    with Image.open(io.BytesIO(data)) as file:
        image = file.convert("RGB")
    with torch.inference_mode():
        module(classifier.transform(image)[None])[0].softmax(dim=0).topk(5)


def uploads(classifier: imagenet.Classifier, module: torch.nn.Module) -> None:
    """Print upload to answer painted, against the bare script."""
    with serving() as address, chromium() as browser:
        page = visit(browser, f"{address}/photos")
        page.locator(".cards[data-identity]").wait_for(timeout=60_000)
        page.get_by_role("button", name="Your own photos").click()
        page.locator("input[type=file]").wait_for(state="attached")
        time.sleep(2)
        pairs = []
        for number in range(-2, UPLOADS):
            data = photo(number)
            ours = upload(page, data, number)
            theirs = milliseconds(lambda data=data: bare(data, module, classifier))
            if number >= 0:
                pairs.append((ours, theirs))
    ours, theirs = (list(values) for values in zip(*pairs, strict=True))
    rows = []
    for share, name in ((0.5, "median"), (0.95, "p95")):
        one, other = percentile(ours, share), percentile(theirs, share)
        rows.append((name, f"{one:.0f}", f"{other:.0f}", f"{one / other:.2f}"))
    print(f"A phone's photo ({PHONE[0]} x {PHONE[1]}), chosen to painted, {UPLOADS} in turns\n")
    table(("", "page, ms", "bare script, ms", "ratio"), rows)


def curves() -> None:
    """Print a zoom curve of 64 steps against 64 single calls, for both networks."""
    rows = []
    image = sample_photos.load("kingfisher")
    for name in imagenet.NAMES:
        classifier = imagenet.load(name)

        def batch(classifier: imagenet.Classifier = classifier) -> None:
            changing_mind.measure_curve(classifier, image, "zoom")

        def single(classifier: imagenet.Classifier = classifier) -> None:
            for step in along("zoom"):
                picture = see(image, classifier.transform, step).picture
                with torch.inference_mode():
                    classifier.module(as_input(classifier.transform, [picture]))

        ms = in_turns({"batch": batch, "single": single}, STEPS)
        ratio = ms["batch"] / ms["single"]
        rows.append((classifier.title, f"{ms['batch']:.0f}", f"{ms['single']:.0f}", f"{ratio:.2f}"))
    print(f"A zoom curve of 64 pictures, medians of {STEPS} in turns\n")
    table(("network", "one batch, ms", "64 single calls, ms", "ratio"), rows)


def main() -> None:
    """Measure and print the tables."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        file = weights(folder)
        os.environ[imagenet.VARIABLE] = str(file)
        classifier, module = imagenet.load("resnet50"), plain(str(file))
        forward(classifier, module)
        curves()
        uploads(classifier, module)


if __name__ == "__main__":
    main()
