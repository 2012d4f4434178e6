"""All maps of a ResNet50 layer for a new photo, computed and painted in a real browser.

The alternative, in the same run and in turns, is what cannot be done without: a bare forward pass
of the same network on the same photo, and the round trip of one image, a bare page that shows the
uploaded photo with `st.image`. Both pages get the same bytes. The weights are random, which takes
as long as trained ones; the network computes on one thread, as the app's does.
"""

import base64
import hashlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from harness import ROOT, app_and_rival, chromium, percentile, table, visit
from PIL import Image
from playwright.sync_api import Page

sys.path.append(str(ROOT))

from dlviz.networks import imagenet
from dlviz.vision import torchvision

TRIALS = 12
LAYERS = {  # one for each number of maps
    "conv1": 64,
    "layer2.0.conv1": 128,
    "layer1.0.conv3": 256,
    "layer2.0.conv3": 512,
    "layer3.0.conv3": 1024,
    "layer4.2.relu:3": 2048,
}

BARE = """
import streamlit as st

st.title("One image")
photo = st.file_uploader("Photo")
if photo is not None:
    st.image(photo)
"""

# Hands the file to the uploader as a person's choice does, and waits for the frame after the one
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
    """Return a JPEG that nobody has seen yet."""
    with Image.open(ROOT / "dlviz" / "assets" / "photos" / "coffee.jpg") as sample:
        pixels = np.asarray(sample.convert("RGB").resize((512, 384))).astype(np.float32)
    noisy = pixels + np.random.default_rng(number + 100).normal(0, 5, pixels.shape)
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def upload(page: Page, number: int) -> float:
    """Upload a new photo; return ms until what belongs to it is on screen, and take it away."""
    text = base64.b64encode(photo(number)).decode()
    page.evaluate("t => { window.photo = Uint8Array.from(atob(t), c => c.charCodeAt(0)) }", text)
    taken = page.evaluate(UPLOAD, f"photo{number}.jpg")
    time.sleep(0.3)
    page.get_by_role("button", name="Remove").first.click()
    time.sleep(1.2)
    return taken


def forward(module: torch.nn.Module, pixels: torch.Tensor) -> float:
    """Return the milliseconds of a bare forward pass."""
    start = time.perf_counter()
    with torch.inference_mode():
        module(pixels)
    return 1000 * (time.perf_counter() - start)


def weights(folder: str) -> Path:
    """Save random weights of ResNet50, named as torchvision names them."""
    torch.manual_seed(0)
    whole = Path(folder) / "resnet50.pth"
    torch.save(torchvision.models.resnet50().state_dict(), whole)
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    return whole.rename(Path(folder) / f"resnet50-{digest[:8]}.pth")


def main() -> None:
    """Measure and print the table."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[imagenet.VARIABLE] = str(weights(folder))
        classifier = imagenet.load("resnet50")
        with Image.open(io.BytesIO(photo(0))) as image:
            pixels = classifier.preprocess(image.convert("RGB"))[None]
        with app_and_rival(BARE) as (ours, theirs), chromium() as browser:
            bare = visit(browser, theirs)
            bare.locator("input[type=file]").wait_for(state="attached")
            rows = []
            for layer, count in LAYERS.items():
                page = visit(
                    browser,
                    f"{ours}/feature_maps?feature_maps_network=ResNet50"
                    f"&feature_maps_photo=my+own+photo&feature_maps_layer={layer}",
                )
                page.locator(".sheets[data-identity]").wait_for(timeout=60_000)
                page.locator("input[type=file]").wait_for(state="attached")
                time.sleep(2)
                for number in (-1, -2):
                    upload(page, number)
                    upload(bare, number)
                    forward(classifier.module, pixels)
                trials = [
                    (upload(page, n), forward(classifier.module, pixels), upload(bare, n))
                    for n in range(TRIALS)
                ]
                page.context.close()
                ms = [percentile(values, 0.5) for values in zip(*trials, strict=True)]
                ratio = ms[0] / (ms[1] + ms[2])
                rows.append((count, layer, *(f"{value:.0f}" for value in ms), f"{ratio:.2f}"))
    print(f"A new photo's maps, computed and painted; medians of {TRIALS} trials in turns\n")
    table(("maps", "layer", "page, ms", "bare forward, ms", "bare image, ms", "page / both"), rows)


if __name__ == "__main__":
    main()
