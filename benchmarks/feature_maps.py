"""Measures "Feature maps": all maps of a ResNet50 layer for a new photo, painted in a real browser.

The alternative, in alternating trials of the same run, is the necessary minimum: a bare forward
pass of the same network on the same photo, plus the round trip of a bare page that shows the
uploaded photo with `st.image`. Both pages get the same bytes. The weights are random, which does
not change the time; the network computes on one thread, as in the app.
"""

import base64
import io
import os
import time
from collections.abc import Iterator

import numpy as np
import torch
from harness import ROOT, Stage, Table, as_before, main, number, percentile, spread
from PIL import Image
from playwright.sync_api import Page

from dlviz.networks import imagenet

TRIALS = 4
LAYERS = {  # by the number of maps
    "conv1": 64,
    "layer1.0.conv3": 256,
    "layer2.0.conv3": 512,
    "layer4.2.relu:3": 2048,
}

BARE = """
import streamlit as st

st.title("One image")
photo = st.file_uploader("Photo")
if photo is not None:
    st.image(photo)
"""

# Gives the file to the uploader as if a person had chosen it, and waits for the frame after the one
# in which its maps, or on the bare page the photo itself, are painted.
UPLOAD = """name => new Promise(resolve => {
  const roots = [...document.querySelectorAll("*")].map(element => element.shadowRoot)
  const sheets = roots.map(root => root?.querySelector(".sheets")).find(found => found)
  const before = sheets?.dataset.identity
  const input = document.querySelector('input[type="file"]')
  const chosen = new DataTransfer()
  chosen.items.add(new File([window.photo], name, { type: "image/jpeg" }))
  const start = performance.now()
  input.files = chosen.files
  input.dispatchEvent(new Event("change", { bubbles: true }))
  const look = () => {
    const image = document.querySelector(".stImage img")
    const done = sheets ? sheets.dataset.identity !== before : image?.complete && image.naturalWidth
    if (done) requestAnimationFrame(() => resolve(performance.now() - start))
    else requestAnimationFrame(look)
  }
  look()
})"""


def photo(number: int) -> bytes:
    """Return a new JPEG, so that no cache has it."""
    with Image.open(ROOT / "dlviz" / "assets" / "photos" / "coffee.jpg") as sample:
        pixels = np.asarray(sample.convert("RGB").resize((512, 384))).astype(np.float32)
    noisy = pixels + np.random.default_rng(number + 100).normal(0, 5, pixels.shape)
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def upload(page: Page, name: int) -> float:
    """Upload a new photo; return ms until its results are on screen, then remove the photo."""
    text = base64.b64encode(photo(name)).decode()
    page.evaluate("t => { window.photo = Uint8Array.from(atob(t), c => c.charCodeAt(0)) }", text)
    taken = page.evaluate(UPLOAD, f"photo{name}.jpg")
    time.sleep(0.3)
    page.get_by_role("button", name="Remove").first.click()
    page.get_by_role("button", name="Remove").first.wait_for(state="detached")
    time.sleep(0.5)
    return taken


def forward(module: torch.nn.Module, pixels: torch.Tensor) -> float:
    """Return the milliseconds of a bare forward pass."""
    start = time.perf_counter()
    with torch.inference_mode():
        module(pixels)
    return 1000 * (time.perf_counter() - start)


def tables(stage: Stage) -> Iterator[Table]:
    """Measure every number of maps in turns."""
    torch.set_num_threads(1)
    os.environ[imagenet.VARIABLE] = str(stage.resnet50)
    classifier = imagenet.load("resnet50")
    with Image.open(io.BytesIO(photo(0))) as image:
        pixels = classifier.preprocess(image.convert("RGB"))[None]
    bare = stage.visit(stage.rival(BARE))
    bare.locator("input[type=file]").wait_for(state="attached")
    rows = []
    n = stage.size(TRIALS, 1)
    for layer, count in list(LAYERS.items())[: stage.size(len(LAYERS), 1)]:
        page = stage.visit(
            f"{stage.app}/feature_maps?feature_maps_network=ResNet50"
            f"&feature_maps_photo=my+own+photo&feature_maps_layer={layer}"
        )
        page.locator(".sheets[data-identity]").wait_for(timeout=60_000)
        page.locator("input[type=file]").wait_for(state="attached")
        time.sleep(stage.size(1, 0.3))
        trials = [
            (upload(page, trial), forward(classifier.module, pixels), upload(bare, trial))
            for trial in range(-stage.size(1, 0), n)
        ][-n:]  # the first one is warm-up
        page.close()
        ms = [percentile(values, 0.5) for values in zip(*trials, strict=True)]
        ratio = spread([own / (bare_pass + image) for own, bare_pass, image in trials])
        rows.append((count, layer, *(f"{value:.0f}" for value in ms), ratio))
    bare.close()
    worst = max(number(row[-1]) for row in rows)
    yield Table(
        "All maps of a ResNet50 layer (random weights) for a new photo, chosen to painted, against "
        "a bare forward pass of the whole network and a bare picture's round trip together, "
        f"medians of {n} in turns",
        ("maps", "layer", "page, ms", "bare forward, ms", "bare picture, ms", "ratio"),
        rows,
        [as_before("the slowest layer's page over both together", worst, 1.19)],
    )


if __name__ == "__main__":
    main(tables, __doc__, has_resnet50=True)
