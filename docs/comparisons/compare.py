"""Compute the project's numbers again with other libraries, and print a table of differences.

`pip install -r docs/comparisons/requirements.txt`, then `python docs/comparisons/compare.py`. Its
last table is in README.md beside it. The libraries are too large for the tests; comparisons with
scipy, scikit-learn and sympy are in the tests too.
"""

import math
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import_module("dlviz.vision")  # first: others import torchvision, which may need it

import cv2
import numpy as np
import timm
import torch
from captum.attr import LayerGradCam, Occlusion
from fvcore.nn import FlopCountAnalysis
from kornia.filters import get_gaussian_kernel2d
from kornia.geometry.transform import hflip
from PIL import Image
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from scipy import ndimage, signal, stats
from skimage.measure import block_reduce
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint
from thop import profile
from torch import Tensor, nn
from torchinfo import ModelStatistics, summary

from dlviz import architecture, convolution, intervals, kernels, occlusion, paired, pooling
from dlviz.architecture_text import network as network_of
from dlviz.datasets import mnist, sample_photos
from dlviz.feature_maps import grad_cam
from dlviz.networks import imagenet
from dlviz.networks.built import build
from dlviz.traced import Traced
from dlviz.training import lda
from dlviz.vision import v2

Cases = Iterator[float]  # one difference for each case

CHECKS: list["Check"] = []


@dataclass(frozen=True)
class Check:
    """One number of the project against one library.

    Attributes:
        what: The number.
        library: The package that computes it too.
        run: Yields one difference for each case.
    """

    what: str
    library: str
    run: Callable[[], Cases]


def check(what: str, library: str) -> Callable[[Callable[[], Cases]], Callable[[], Cases]]:
    """Decorator that adds a comparison to the table."""

    def enter(run: Callable[[], Cases]) -> Callable[[], Cases]:
        CHECKS.append(Check(what, library, run))
        return run

    return enter


def worst(ours: object, theirs: object) -> float:
    """Return the largest difference, relative to the largest number of the two."""
    one, other = (np.asarray(values, dtype=np.float64) for values in (ours, theirs))
    if one.shape != other.shape:
        return float("inf")
    scale = max(1.0, float(np.abs(other).max(initial=0)))
    return float(np.abs(one - other).max(initial=0)) / scale


def photos() -> Iterator[Image.Image]:
    """Yield every photo that ships with the project."""
    for name in sample_photos.SAMPLES:
        yield sample_photos.load(name).convert("RGB")


def layers_to_explain(traced: Traced) -> list[str]:
    """Return an early, a middle and the last convolution."""
    names = list(traced.convolutions())
    return [names[3], names[len(names) // 2], names[-1]]


@check("Grad-CAM", "grad-cam")
def grad_cam_by_its_package() -> Cases:
    classifier = imagenet.load("efficientnet_lite0")
    traced = Traced(classifier.module)
    rng = np.random.default_rng(1)
    for photo in photos():
        pixels = classifier.preprocess(photo)[None]
        for name in layers_to_explain(traced):
            label = int(rng.integers(1000))
            ours = grad_cam(traced, pixels, name, label)
            yield worst(ours, _package_cam(classifier.module, name, pixels, label))


def _package_cam(module: nn.Module, name: str, pixels: Tensor, label: int) -> np.ndarray:
    with torch.enable_grad(), GradCAM(module, [module.get_submodule(name)]) as cam:
        # By default it would interpolate the map to the picture's size; we compare the map itself.
        cam(pixels.clone().requires_grad_(), [ClassifierOutputTarget(label)])
        maps = cam.activations_and_grads.activations[0].numpy()
        slopes = cam.activations_and_grads.gradients[0].numpy()
    spoken = np.maximum(cam.get_cam_image(pixels, None, None, maps, slopes, False)[0], 0)
    return spoken / spoken.max() if spoken.max() > 0 else spoken


@check("Grad-CAM", "captum")
def grad_cam_by_captum() -> Cases:
    classifier = imagenet.load("efficientnet_lite0")
    traced = Traced(classifier.module)
    for photo in photos():
        pixels = classifier.preprocess(photo)[None]
        label = int(classifier.logits(pixels).argmax())
        for name in layers_to_explain(traced):
            layer = classifier.module.get_submodule(name)
            with torch.enable_grad():
                theirs = LayerGradCam(classifier.module, layer).attribute(
                    pixels.clone().requires_grad_(), label, relu_attributions=True
                )
            map_ = theirs[0, 0].detach()
            scale = map_.max() if map_.max() > 0 else 1
            yield worst(grad_cam(traced, pixels, name, label), map_ / scale)


@check("Occlusion", "captum")
def occlusion_by_captum() -> Cases:
    classifier = imagenet.load("efficientnet_lite0")
    side = 56  # squares that do not overlap: captum averages where they do
    for place, photo in enumerate(photos()):
        if place == 4:  # 17 pictures each: enough to agree
            return
        picture = classifier.crop(photo)
        pixels = classifier.preprocess(photo)[None]
        label = int(classifier.logits(pixels).argmax())
        ours = occlusion.occlude(classifier, picture, label, square=side, step=side)
        grey = torch.tensor([round(255 * mean) / 255 for mean in classifier.transform.mean])
        theirs = Occlusion(lambda x: classifier.logits(x).softmax(dim=1)).attribute(
            pixels,
            (3, side, side),
            (3, side, side),
            classifier.standardise(grey[:, None, None].expand(3, 224, 224))[None],
            label,
        )
        yield worst(ours.lost, theirs[0, 0, ::side, ::side])


@check("Shapes, parameters, multiplications of random networks", "torchinfo")
def counts_by_torchinfo() -> Cases:
    for path, module in random_networks(300):
        told = summary(module, (1, *path.network.input), verbose=0)
        yield worst(path.parameters, told.total_params)
        yield worst(path.multiply_adds, _products(told))
        layers = [part for part in told.summary_list if part.depth == 1]
        for step, part in zip(path.steps, layers, strict=True):
            yield worst(step.shape, part.output_size[1:])


def _products(told: ModelStatistics) -> int:
    """Return torchinfo's number of multiplications without those that it counts for biases."""
    biases = 0
    for part in told.summary_list:
        if isinstance(part.module, nn.Conv2d):
            biases += math.prod(part.output_size[1:])
        elif isinstance(part.module, nn.Linear):
            biases += part.module.out_features
    return told.total_mult_adds - biases


@check("Multiplications of random networks", "fvcore")
def multiplications_by_fvcore() -> Cases:
    for path, module in random_networks(300):
        pixels = torch.zeros(1, *path.network.input)
        counted = FlopCountAnalysis(module, pixels).unsupported_ops_warnings(False)
        by_kind = counted.by_operator()
        yield worst(path.multiply_adds, by_kind["conv"] + by_kind["linear"])


@check("Parameters of random networks", "thop")
def parameters_by_thop() -> Cases:
    for path, module in random_networks(300):
        _, parameters = profile(module, (torch.zeros(1, *path.network.input),), verbose=False)
        yield worst(path.parameters, parameters)


def random_networks(count: int) -> Iterator[tuple[architecture.ShapePath, nn.Module]]:
    """Yield `count` valid random networks, drawn layer by layer."""
    rng = np.random.default_rng(7)
    while count:
        words = [f"{rng.choice([1, 3])}x{rng.integers(8, 40)}x{rng.integers(8, 40)}"]
        for _ in range(rng.integers(1, 5)):
            size, stride, padding = rng.integers(1, 6), rng.integers(1, 4), rng.integers(0, 3)
            words.append(
                str(rng.choice([
                    f"c{rng.integers(1, 12)}k{size}s{stride}p{padding}",
                    f"{rng.choice(['max', 'avg'])}{rng.integers(2, 4)}",
                    "relu",
                ]))
            )  # fmt: skip
        words += ["flatten", f"d{rng.integers(1, 50)}"]
        path = architecture.compute_shapes(network_of(" ".join(words)))
        if not path.problem:
            count -= 1
            yield path, build(path.network, count)


@check("Convolution with stride, padding and dilation", "scipy")
def convolution_by_scipy() -> Cases:
    rng = np.random.default_rng(3)
    for _ in range(2000):
        shape, side = rng.integers(3, 12, 2), rng.integers(1, 4, 2)
        stride, padding, dilation = rng.integers(1, 4), rng.integers(0, 3), rng.integers(1, 3)
        image, kernel = rng.normal(size=shape), rng.normal(size=side)
        wide = np.zeros((side - 1) * dilation + 1)
        wide[::dilation, ::dilation] = kernel
        padded = np.pad(image, padding)
        if (np.array(wide.shape) > padded.shape).any():
            continue
        geometry = convolution.Geometry(
            tuple(map(int, shape)), tuple(map(int, side)), int(stride), int(padding), int(dilation)
        )
        for flipped, function in ((False, signal.correlate2d), (True, signal.convolve2d)):
            # A flipped kernel flips its gaps too, which lie evenly.
            theirs = function(padded, wide, mode="valid")[::stride, ::stride]
            yield worst(convolution.convolve(image, kernel, geometry, flipped=flipped), theirs)


@check("A kernel on a photo", "opencv-python-headless")
def kernel_by_opencv() -> Cases:
    for photo in photos():
        grey = np.asarray(photo.convert("L"), dtype=np.float64)
        for name in kernels.KERNELS:
            weights = kernels.weights(name).astype(np.float64)
            ours = convolution.apply_kernel(torch.from_numpy(grey), torch.from_numpy(weights))
            theirs = cv2.filter2D(grey, cv2.CV_64F, weights, anchor=(0, 0))
            height, width = ours.shape
            yield worst(ours, theirs[:height, :width])


@check("A kernel on a photo", "scipy")
def kernel_by_ndimage() -> Cases:
    for photo in photos():
        grey = np.asarray(photo.convert("L"), dtype=np.float64)[:200, :200]
        for name in kernels.KERNELS:
            weights = kernels.weights(name).astype(np.float64)
            ours = convolution.apply_kernel(torch.from_numpy(grey), torch.from_numpy(weights))
            rows, columns = ours.shape
            middle = [(side - 1) // 2 for side in weights.shape]
            origin = [mid - side // 2 for mid, side in zip(middle, weights.shape, strict=True)]
            theirs = ndimage.correlate(grey, weights, mode="constant", origin=origin)
            yield worst(ours, theirs[middle[0] :, middle[1] :][:rows, :columns])


@check("The Gaussian kernel", "kornia")
def gaussian_by_kornia() -> Cases:
    name = next(name for name in kernels.KERNELS if "Gaussian" in name)
    for size in (3, 5, 7, 9):
        theirs = get_gaussian_kernel2d((size, size), (size / 5, size / 5), dtype=torch.float64)
        yield worst(kernels.weights(name, size), theirs[0])


@check("Max and average pooling of random grids", "scikit-image")
def pooling_by_skimage() -> Cases:
    rng = np.random.default_rng(4)
    for _ in range(1000):
        window = int(rng.integers(1, 5))
        grid = rng.normal(size=rng.integers(window, 13, 2))
        whole = grid[: len(grid) // window * window, : grid.shape[1] // window * window]
        for kind, function in (("max", np.max), ("average", np.mean)):
            ours = pooling.pool_by_hand(grid, kind, window, window).output
            yield worst(ours, block_reduce(whole, (window, window), function))


@check("Wilson's interval", "statsmodels")
def wilson_by_statsmodels() -> Cases:
    rng = np.random.default_rng(5)
    for _ in range(3000):
        count = int(rng.integers(1, 20_000))
        errors = int(rng.integers(0, count + 1))
        ours = intervals.error_rate(errors, count)
        low, high = proportion_confint(errors, count, method="wilson")
        yield worst((ours.low, ours.high), (100 * low, 100 * high))


@check("McNemar's exact test", "statsmodels")
def mcnemar_by_statsmodels() -> Cases:
    rng = np.random.default_rng(6)
    for _ in range(1000):
        one, other = rng.integers(0, 300, 2)
        theirs = mcnemar([[10, one], [other, 10]], exact=True).pvalue
        yield worst(paired.sign_test(int(one), int(other)), min(1.0, theirs))


@check("McNemar's exact test", "scipy")
def mcnemar_by_scipy() -> Cases:
    rng = np.random.default_rng(8)
    for _ in range(1000):
        one, other = rng.integers(1, 300, 2)
        theirs = stats.binomtest(int(one), int(one + other)).pvalue
        yield worst(paired.sign_test(int(one), int(other)), theirs)


@check("Linear discriminant analysis: 10,000 answers", "scikit-learn")
def lda_by_sklearn() -> Cases:
    train, test = mnist.load("train"), mnist.load("test")
    pixels = torch.tensor(train.images[:10_000].reshape(10_000, -1)).float() / 255
    labels = torch.tensor(train.labels[:10_000])
    seen = torch.tensor(test.images.reshape(len(test), -1)).float() / 255
    ours = lda.fit(pixels, labels)(seen).argmax(dim=1).numpy()
    their = LinearDiscriminantAnalysis(solver="lsqr").fit(pixels.double(), labels)
    for one, other in zip(ours, their.predict(seen.double()), strict=True):
        yield float(one != other)


@check("What EfficientNet-Lite0 sees of a photo", "timm")
def preprocessing_by_timm() -> Cases:
    classifier = imagenet.load("efficientnet_lite0")
    theirs = timm.data.create_transform(
        224, interpolation="bicubic", crop_pct=224 / 256,
        mean=(127 / 255,) * 3, std=(128 / 255,) * 3,
    )  # fmt: skip
    for photo in photos():
        yield worst(classifier.preprocess(photo), theirs(photo))


@check("A mirrored photo", "kornia")
def mirror_by_kornia() -> Cases:
    for photo in photos():
        pixels = v2.functional.to_dtype(v2.functional.to_image(photo), torch.float32, scale=True)
        yield worst(v2.functional.horizontal_flip(pixels), hflip(pixels[None])[0])


def main() -> None:
    """Run every comparison and print the table."""
    warnings.simplefilter("ignore")
    print("| what | library | cases | largest difference, relative |\n|---|---|---|---|")
    for one in CHECKS:
        differences = list(one.run())
        print(
            f"| {one.what} | {one.library} {version(one.library)} | {len(differences):,} "
            f"| {max(differences):.1e} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
