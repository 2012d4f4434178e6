"""Measures ResNet50 on "Photos": forward pass, upload until the answer is painted, zoom curve.

The weights are random, which does not change the time. Everything computes on one thread, as in the
app: the page's server, the bare scripts and both sides of every ratio.
"""

import base64
import io
import os
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from harness import Stage, Table, as_before, main, median_and_p95, number, percentile, spread
from PIL import Image
from playwright.sync_api import Page

from dlviz.datasets import sample_photos
from dlviz.networks import imagenet
from dlviz.reframing import along, as_input, frame_answers, see, see_all
from dlviz.vision import torchvision

TRIALS = {1: 10, 16: 3}  # by the pictures in a batch
UPLOADS = 6  # plus two for warm-up; a visitor may keep twelve photos
STEPS = 1  # number of curves
PHONE = (4032, 3024)  # pixels of a phone's photo
SMALL = (640, 480)  # size of the photo in a smoke run

# Gives the file to the uploader as if a person had chosen it, and waits for the frame after the one
# in which the cards of the new photo are painted.
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


def photo(number: int, size: tuple[int, int]) -> bytes:
    """Return a new JPEG of (width, height), so that no cache has it."""
    image = sample_photos.load("kingfisher").resize(size, Image.Resampling.BICUBIC)
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


def in_turns(
    own: Callable[[], object], other: Callable[[], object], trials: int
) -> tuple[str, str, str]:
    """Return the cells of a row: medians of both in ms from alternating trials, and their ratio.

    The first trial of each does not count.
    """
    pairs = [(milliseconds(own), milliseconds(other)) for _ in range(trials + 1)][1:]
    one, two = (percentile(values, 0.5) for values in zip(*pairs, strict=True))
    return f"{one:.0f}", f"{two:.0f}", spread([mine / theirs for mine, theirs in pairs])


def plain(file: str) -> torch.nn.Module:
    """Return torchvision's own ResNet50 with the same weights, as its users run it."""
    module = torchvision.models.resnet50()
    module.load_state_dict(torch.load(file, weights_only=True))
    return module.eval()


def forward(stage: Stage, classifier: imagenet.Classifier, module: torch.nn.Module) -> Table:
    """Return the forward pass, of one picture and of many, against plain eager torchvision."""
    rows = []
    one = classifier.preprocess(sample_photos.load("kingfisher"))[None]
    for count, trials in list(TRIALS.items())[: stage.size(2, 1)]:
        batch = one.repeat(count, 1, 1, 1)

        def eager(batch: torch.Tensor = batch) -> torch.Tensor:
            with torch.inference_mode():
                return module(batch)

        def own(batch: torch.Tensor = batch) -> torch.Tensor:
            return classifier.logits(batch)

        rows.append((count, *in_turns(own, eager, stage.size(trials, 1))))
    return Table(
        "Forward pass of ResNet50 (random weights), against eager torchvision, all in float32, "
        f"medians of {' and '.join(map(str, TRIALS.values()))} in turns",
        ("pictures", "here, ms", "eager torchvision, ms", "ratio"),
        rows,
        [as_before("one picture's forward pass over eager's", number(rows[0][-1]), 0.84)],
    )


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


def uploads(stage: Stage, classifier: imagenet.Classifier, module: torch.nn.Module) -> Table:
    """Return upload to answer painted, against the bare script."""
    page = stage.visit(f"{stage.app}/photos")
    page.locator(".cards[data-identity]").wait_for(timeout=60_000)
    page.get_by_role("button", name="Your own photos").click()
    page.locator("input[type=file]").wait_for(state="attached")
    time.sleep(stage.size(2, 0.5))
    pairs = []
    size = stage.size(PHONE, SMALL)
    n = stage.size(UPLOADS, 1)
    for trial in range(stage.size(-2, 0), n):
        data = photo(trial, size)
        ours = upload(page, data, trial)
        theirs = milliseconds(lambda data=data: bare(data, module, classifier))
        if trial >= 0:
            pairs.append((ours, theirs))
    page.close()
    rows = [
        (name, f"{one:.0f}", f"{other:.0f}", f"{one / other:.2f}")
        for name, one, other in median_and_p95(pairs)
    ]
    return Table(
        f"A phone's photo ({size[0]} x {size[1]}), chosen to painted, against a bare script, "
        f"{n} in turns",
        ("", "page, ms", "bare script, ms", "ratio"),
        rows,
        [as_before("median upload over the bare script", number(rows[0][-1]), 1.03)],
    )


def curves(stage: Stage) -> Table:
    """Return a zoom curve of 64 steps against 64 single calls, for both networks."""
    rows = []
    image = sample_photos.load("kingfisher")
    n = stage.size(STEPS, 0)  # a smoke run has only the warm-up trial
    for name in imagenet.NAMES[stage.size(0, 1) :]:
        classifier = imagenet.load(name)
        steps = along("zoom")[: stage.size(64, 2)]

        def batch(classifier: imagenet.Classifier = classifier, steps: list = steps) -> None:
            frames = see_all(image, classifier.transform, steps)
            frame_answers(classifier, tuple(frame.picture for frame in frames))

        def single(classifier: imagenet.Classifier = classifier, steps: list = steps) -> None:
            for step in steps:
                picture = see(image, classifier.transform, step).picture
                with torch.inference_mode():
                    classifier.module(as_input(classifier.transform, [picture]))

        rows.append((classifier.title, *in_turns(batch, single, max(1, n))))
    return Table(
        f"A zoom curve of 64 pictures, in batches against 64 single calls, medians of {n} in turns",
        ("network", "in batches, ms", "single calls, ms", "ratio"),
        rows,
        [as_before("EfficientNet-Lite0's curve over single calls", number(rows[-1][-1]), 0.59)],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure all."""
    torch.set_num_threads(1)
    os.environ[imagenet.VARIABLE] = str(stage.resnet50)
    classifier, module = imagenet.load("resnet50"), plain(str(stage.resnet50))
    yield forward(stage, classifier, module)
    yield curves(stage)
    yield uploads(stage, classifier, module)


if __name__ == "__main__":
    main(tables, __doc__, has_resnet50=True)
