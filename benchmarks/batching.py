"""Measures whether batching the forward passes of thirty simultaneous visitors would pay off.

    python benchmarks/batching.py

It compares thirty separate forward passes with one batch of thirty, on one thread as in the app. A
request costs more than its forward pass: for a stroke on "Draw a digit", Streamlit also needs some
milliseconds per visitor, which a batch cannot save.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import torch
from harness import Claim, Stage, Table, main

from dlviz import device
from dlviz.networks import imagenet, mnist
from dlviz.networks.inference import Inference
from dlviz.vision import torchvision

_ROUNDS = 3
_VISITORS = (4, 16)
_ANSWER = 16.0  # ms that the server spends on a whole answer to a stroke


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(
    answer: Callable[[torch.Tensor], object], pictures: torch.Tensor, rounds: int
) -> tuple[float, float]:
    """Return the median seconds of separate passes and of one batch, in alternating trials."""
    alone, together = [], []
    for _ in range(rounds):
        alone.append(seconds(lambda: [answer(one[None]) for one in pictures]))
        together.append(seconds(lambda: answer(pictures)))
    return statistics.median(alone), statistics.median(together)


def tables(stage: Stage) -> Iterator[Table]:
    """Measure all networks."""
    device.use_one_thread()
    torch.manual_seed(0)
    digits = mnist.load("dropout")
    lite = imagenet.load("efficientnet_lite0")
    resnet = Inference(torchvision.models.resnet50().eval().requires_grad_(False))
    networks: dict[str, tuple[Callable[[torch.Tensor], object], tuple[int, ...]]] = {
        "784-256-128-10": (digits, (784,)),
        "EfficientNet-Lite0": (lite.logits, (3, 224, 224)),
        "ResNet50, random weights": (resnet.logits, (3, 224, 224)),
    }
    rows = []
    saved = 0.0  # largest saving for the digit network, in ms per picture
    rounds = stage.size(_ROUNDS, 1)
    for name, (answer, shape) in networks.items():
        for n in stage.size(_VISITORS, (2,)):
            with torch.inference_mode():
                pictures = torch.rand(n, *shape)
                answer(pictures)
                alone, together = compare(answer, pictures, rounds)
            gain = 1e3 * (alone - together) / n
            saved = max(saved, gain) if answer is digits else saved
            rows.append(
                (
                    name, n, f"{1e3 * alone / n:.2f}", f"{1e3 * together / n:.2f}",
                    f"{together / alone:.2f}", f"{gain:.2f}",
                )
            )  # fmt: skip
    yield Table(
        "Requests that arrive together, in one batch against one by one, one thread, "
        f"medians of {rounds}",
        (
            "network", "pictures", "ms a picture, one by one", "in one batch",
            "ratio: batch / one by one", "ms saved a picture",
        ),
        rows,
        [
            Claim(
                f"requests are not batched, for a batch saves few per cent of the {_ANSWER:.0f} ms "
                "of an answer to a stroke",
                100 * saved / _ANSWER,
                5.0,
                "per cent",
            )
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main(tables, __doc__)
