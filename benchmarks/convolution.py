"""Measures "Convolution": from a 12-megapixel upload to its response on screen, and kernel speed.

The upload is compared, in alternating trials, with a bare script that has the same bytes: it
decodes, turns upright, resizes and calls conv2d, without showing anything. There are two versions:
the obvious one, and one that decodes at the size needed (`Image.draft`), as dlviz does.
The kernel is compared with scipy and PIL, on the same 1024-pixel photo and 5 x 5 kernel.
"""

import base64
import io
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from harness import ROOT, Stage, Table, as_before, main, median_and_p95, number, percentile, spread
from PIL import Image, ImageFilter, ImageOps
from playwright.sync_api import Page
from scipy import ndimage
from torch.nn import functional

from dlviz.convolution import apply_kernel
from dlviz.kernels import weights

TRIALS = 10
PASSES = 40
SIDE = 512  # pixels of the page's photo along its longer side
SIZE = (4000, 3000)
SMALL = (640, 480)  # size of the photo in a smoke run

PAGE = "convolution?convolution_view=On+a+photo&convolution_photo=my+own+photo"

# Gives the file to the uploader as if a person had chosen it, and waits for the frame after the one
# in which the new photo and its response are painted.
UPLOAD = """name => new Promise(resolve => {
  const roots = [...document.querySelectorAll("*")].map(element => element.shadowRoot)
  const panels = roots.map(root => root?.querySelector(".panels")).find(found => found)
  const before = panels.dataset.identity
  const input = document.querySelector('input[type="file"]')
  const chosen = new DataTransfer()
  chosen.items.add(new File([window.photo], name, { type: "image/jpeg" }))
  const start = performance.now()
  input.files = chosen.files
  input.dispatchEvent(new Event("change", { bubbles: true }))
  const changed = new MutationObserver(() => {
    const now = panels.dataset.identity
    if (now === before || now.startsWith("cat")) return
    changed.disconnect()
    requestAnimationFrame(() => resolve(performance.now() - start))
  })
  changed.observe(panels, { attributes: true })
})"""


def photo(size: tuple[int, int]) -> bytes:
    """Return a photo of (width, height) as a phone makes it, with a sensor's noise."""
    with Image.open(ROOT / "dlviz" / "assets" / "photos" / "coffee.jpg") as sample:
        large = np.asarray(sample.resize(size, Image.Resampling.BICUBIC)).astype(np.float32)
    noisy = large + np.random.default_rng(0).normal(0, 7, large.shape)
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 1
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90, exif=exif)
    return buffer.getvalue()


def bare(data: bytes, kernel: torch.Tensor, *, draft: bool) -> torch.Tensor:
    """Return the response in a script that shows nothing."""
    image = Image.open(io.BytesIO(data))
    if draft:
        image.draft("RGB", (SIDE, SIDE * SIZE[1] // SIZE[0]))
    image = ImageOps.exif_transpose(image).convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BICUBIC)
    pixels = torch.from_numpy(np.array(image.convert("L"), dtype=np.float32))
    return functional.conv2d(pixels[None, None], kernel[None, None])


def timed(run: Callable[[], object]) -> float:
    """Return the milliseconds that `run` takes."""
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def upload(page: Page, number: int) -> float:
    """Upload the photo once more; return ms until its response is on screen."""
    taken = page.evaluate(UPLOAD, f"photo{number}.jpg")
    time.sleep(0.5)
    page.get_by_role("button", name="Remove").first.click()
    page.locator('.panels[data-identity^="cat"]').wait_for()
    time.sleep(0.5)
    return taken


def uploads(stage: Stage) -> Table:
    """Return uploads against the bare scripts."""
    size = stage.size(SIZE, SMALL)
    data, kernel = photo(size), torch.from_numpy(weights("Sobel, vertical edges"))
    n = stage.size(TRIALS, 1)
    page = stage.visit(f"{stage.app}/{PAGE}")
    page.locator("input[type=file]").wait_for(state="attached")
    page.locator("canvas.view").nth(1).wait_for()
    page.evaluate(
        "text => { window.photo = Uint8Array.from(atob(text), c => c.charCodeAt(0)) }",
        base64.b64encode(data).decode(),
    )
    time.sleep(stage.size(3, 0.5))
    for number_ in range(stage.size(2, 0)):  # warm-up
        upload(page, -1 - number_)
    trials = [
        (
            upload(page, number_),
            timed(lambda: bare(data, kernel, draft=False)),
            timed(lambda: bare(data, kernel, draft=True)),
        )
        for number_ in range(n)
    ]
    page.close()
    rows = [
        (name, f"{ours:.0f}", f"{plain:.0f}", f"{ours / plain:.2f}", f"{drafted:.0f}",
         f"{ours / drafted:.2f}")
        for name, ours, plain, drafted in median_and_p95(trials)
    ]  # fmt: skip
    return Table(
        f"A JPEG of {size[0]} x {size[1]} pixels, {len(data) / 1e6:.1f} MB, chosen in the browser "
        f"to response painted, against a bare script, {n} in turns",
        (
            "", "page, ms", "bare script, ms", "ratio", "bare script with draft mode, ms",
            "ratio with draft mode",
        ),
        rows,
        [as_before("median upload over the bare script", number(rows[0][3]), 1.18)],
    )  # fmt: skip


def kernels(stage: Stage) -> Table:
    """Return a 5 x 5 kernel on a 1024-pixel photo, against others' functions."""
    with Image.open(ROOT / "dlviz" / "assets" / "photos" / "astronaut.jpg") as sample:
        grey = sample.convert("L").resize((1024, 1024), Image.Resampling.BICUBIC)
    pixels = np.array(grey, dtype=np.float32)
    kernel = np.random.default_rng(0).normal(size=(5, 5)).astype(np.float32)
    image, bank = torch.from_numpy(pixels), torch.from_numpy(kernel)
    filtered = ImageFilter.Kernel((5, 5), kernel.ravel().tolist(), scale=1)
    torch.set_num_threads(1)  # as the app does; scipy and PIL use one, too
    ways = {
        "dlviz": lambda: apply_kernel(image, bank),
        "torch conv2d": lambda: functional.conv2d(image[None, None], bank[None, None]),
        "scipy ndimage.correlate": lambda: ndimage.correlate(pixels, kernel),
        "PIL ImageFilter.Kernel": lambda: grey.filter(filtered),
    }
    for run in ways.values():
        run()
    passes = stage.size(PASSES, 2)
    measured = [[timed(run) for run in ways.values()] for _ in range(passes)]
    columns = dict(zip(ways, zip(*measured, strict=True), strict=True))
    ours = columns["dlviz"]
    rows = [
        (name, f"{percentile(own, 0.5):.1f}",
         spread([mine / other for mine, other in zip(ours, own, strict=True)]))
        for name, own in columns.items()
    ]  # fmt: skip
    nearest = max(number(row[2]) for row in rows[1:])
    return Table(
        f"A 5 x 5 kernel on a grey photo of 1024 x 1024, against the functions of other libraries, "
        f"{passes} passes in turns, one thread",
        ("", "median, ms", "ratio: dlviz / this"),
        rows,
        [as_before("dlviz over the fastest of the others", nearest, 0.39)],
    )


def tables(stage: Stage) -> Iterator[Table]:
    """Measure both."""
    yield kernels(stage)
    yield uploads(stage)


if __name__ == "__main__":
    main(tables, __doc__)
