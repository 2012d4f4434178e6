"""The computations of `gpu.py` without training: networks, feature maps, curves, pictures."""

import numpy as np
import torch
from computations import (
    DEEP,
    PASS,
    Arrays,
    array,
    computation,
    first_digits,
    here,
    lite,
    noise,
    random_pictures,
)
from torch import Tensor

from dlviz import changing_mind, consistency, device, flattening, location_invariance
from dlviz.architecture_text import LECTURE, LENET, network
from dlviz.convolution import apply_kernel
from dlviz.datasets import sample_photos
from dlviz.feature_maps import class_map, grad_cam
from dlviz.inside import observe, picture_through, read_all, shift_map
from dlviz.kernels import weights
from dlviz.networks import cifar, cifar_statistics, image_network, imagenet, windowed
from dlviz.networks import mnist as digit_networks
from dlviz.networks.built import build
from dlviz.occlusion import occlude
from dlviz.pooling import BLURRED, KINDS, pool
from dlviz.reframing import along, frame_answers, see_all
from dlviz.residual import residuals
from dlviz.training.augment import augment
from dlviz.training.loop import as_tensors
from dlviz.transforms import TRANSFORMS


@computation("digit networks, all five: logits", PASS)
def _digit_networks(is_smoke: bool) -> Arrays:
    images = first_digits("test", 100 if is_smoke else 10_000).images / np.float32(255)
    return {
        name: read_all(here(digit_networks.load(name)), images) for name in digit_networks.NAMES
    }


@computation("digit networks: every unit, weights multiplied through, moves", PASS)
def _inside_digits(is_smoke: bool) -> Arrays:
    image = first_digits("test", 1).images[0] / np.float32(255)
    model = here(digit_networks.load("dropout"))
    activity = observe(model, image)  # type: ignore[arg-type]
    moved = shift_map(model, image, reach=2 if is_smoke else 6)
    return {
        "first": activity.activations[0],
        "second": activity.activations[1],
        "logits": activity.reading.logits,
        "through": picture_through(model, 2, 3),  # type: ignore[arg-type]
        "moves": moved.probabilities,
    }


@computation("CIFAR-100 networks, all moments: logits", PASS)
def _cifar_networks(is_smoke: bool) -> Arrays:
    pixels = cifar.standardise(noise(16 if is_smoke else 1000, 3, 32, 32).mul(0.2).add(0.5))
    found = {}
    for is_augmented in (True, False):
        for moment in cifar.moments(augmented=is_augmented):
            model = here(cifar.load(moment, augmented=is_augmented))
            with torch.inference_mode():
                logits = model(pixels.to(device.choose()))
            found[f"{moment} {is_augmented}"] = array(logits)
    return found


@computation("CIFAR-100 network: confusion and statistics of its filters", DEEP)
def _cifar_statistics(is_smoke: bool) -> Arrays:
    model = here(cifar.load())
    found = cifar_statistics.measure(model, random_pictures(100 if is_smoke else 2000))  # type: ignore[arg-type]
    return {name: array(values) for name, values in found.items() if name != "confusion"}


def _photos_of_noise(is_smoke: bool) -> Tensor:
    """Return (N, 3, side, side) pixels, normally distributed."""
    return noise(2, 3, 64, 64) if is_smoke else noise(64, 3, 224, 224)


@computation("EfficientNet-Lite0: logits", DEEP)
def _lite(is_smoke: bool) -> Arrays:
    return {"logits": array(lite().logits(_photos_of_noise(is_smoke)))}


@computation("ResNet50, random weights: logits", DEEP)
def _resnet50(is_smoke: bool) -> Arrays:
    classifier = imagenet.load("resnet50")
    return {"logits": array(classifier.logits(_photos_of_noise(is_smoke)))}


@computation("built networks: logits", PASS)
def _built(is_smoke: bool) -> Arrays:
    found = {}
    for name, text in (("LeNet", LENET), ("the lecture's", LECTURE)):
        net = network(text)
        model = build(net, 0).to(device.choose())
        with torch.inference_mode():
            found[name] = array(
                model(noise(4 if is_smoke else 256, *net.input).to(device.choose()))
            )
    return found


@computation("feature maps of every layer", DEEP)
def _feature_maps(is_smoke: bool) -> Arrays:
    own = image_network.of_classifier(lite())
    names = list(own.maps)[:: 12 if is_smoke else 1]
    seen = own.traced.observe(own.prepare(sample_photos.load("kingfisher")), names)
    return {name: array(one.result) for name, one in seen.items()}


@computation("Grad-CAM, and its signed sums", DEEP)
def _grad_cam(is_smoke: bool) -> Arrays:
    own = image_network.of_classifier(lite())
    pixels = own.prepare(sample_photos.load("kingfisher"))
    names = list(own.maps)[-1:] if is_smoke else list(own.maps)[::8]
    found = {}
    for name in names:
        for label in (92, 281)[: 1 if is_smoke else 2]:
            found[f"{name} {label}"] = array(class_map(own.traced, pixels, name, label))
            found[f"{name} {label}, shown"] = array(grad_cam(own.traced, pixels, name, label))
    return found


@computation("occlusion", DEEP)
def _occlusion(is_smoke: bool) -> Arrays:
    classifier = lite()
    picture = classifier.crop(sample_photos.load("kingfisher"))
    lost = occlude(classifier, picture, 92, step=160 if is_smoke else 16)
    return {"lost": lost.lost}


@computation("curves over zoom, angle and all other changes", DEEP)
def _curves(is_smoke: bool) -> Arrays:
    classifier, image = lite(), sample_photos.load("kingfisher")
    found = {}
    for name in changing_mind.CHANGES:
        steps = along(name)[:: 40 if is_smoke else 4]
        frames = see_all(image, classifier.transform, steps)
        found[name] = frame_answers(classifier, [frame.picture for frame in frames])
    return found


@computation("residual blocks: branches, shortcuts, blocks left out", DEEP)
def _residual(is_smoke: bool) -> Arrays:
    classifier = lite()
    pixels = classifier.preprocess(sample_photos.load("kingfisher"))[None].to(classifier.device)
    found = residuals(classifier.module, pixels[..., ::4, ::4] if is_smoke else pixels)
    return {
        "shares": np.array([one.probability for one in found.left_out], np.float32),
        "branches": np.array([one.branch for one in found.blocks], np.float32),
    }


@computation("location invariance: EfficientNet-Lite0 moved", DEEP)
def _moved_photo(is_smoke: bool) -> Arrays:
    return _moves(windowed.of_lite(lite()), is_smoke)


@computation("location invariance: digits moved", DEEP)
def _moved_digit(_is_smoke: bool) -> Arrays:
    own = windowed.of_digits("dropout")
    images = first_digits("test", 2).images
    scenes = [own.scene(windowed.digit_surroundings(image)) for image in images]
    curves = location_invariance.measure_along(own, scenes[0], scenes[1:], "right")
    return {"pixels": curves.pixels, "answer": curves.answer}


def _moves(own: windowed.WindowedNetwork, is_smoke: bool) -> Arrays:
    photos = [sample_photos.load(name) for name in ("kingfisher", "coffee")]
    scenes = [own.scene(own.surroundings(photo)) for photo in photos]
    if is_smoke:
        looked = own.observe(scenes[0].windows(np.array([[0, 0], [3, 1]])))
        return {name: array(values) for name, values in looked.items()}
    curves = location_invariance.measure_along(own, scenes[0], scenes[1:], "right")
    found = {"pixels": curves.pixels, "answer": curves.answer, "probability": curves.probability}
    return found | {f"own {name}": values for name, values in curves.own.items()}


@computation("same answer after two moves", DEEP)
def _agreeing(is_smoke: bool) -> Arrays:
    model = here(digit_networks.load("augmented"))
    images = first_digits("test", 200 if is_smoke else 10_000).images
    scenes = torch.from_numpy(np.pad(images, ((0, 0), (4, 4), (4, 4)))).float()[:, None] / 255

    def classify(pixels: Tensor) -> Tensor:
        return model(pixels.flatten(1).to(device.choose()))

    same = consistency.count_agreeing(classify, scenes, 28, 3, 0)
    # A digit between two classes may fall to either side: one in a thousand is allowed.
    return {"share": np.array([same.float().mean()], np.float32)}


@computation("flattening: maps, numbers, what each is worth", PASS)
def _flattening(_is_smoke: bool) -> Arrays:
    net = network(LENET)
    model = build(net, 0).to(device.choose())
    seen = flattening.flatten_picture(model, noise(*net.input).to(device.choose()))
    weighed = flattening.weigh(model, seen, 7)
    assert weighed is not None
    return {"maps": seen.maps, "numbers": seen.numbers, "slopes": weighed.slopes}


@computation("pooling: every kind, once and three times", PASS)
def _pooling(is_smoke: bool) -> Arrays:
    maps = noise(2 if is_smoke else 64, 16, 64, 64).to(device.choose())
    found = {}
    for kind in (*KINDS, BLURRED):
        once = pool(maps, kind)
        found[kind] = array(once)
        found[f"{kind}, three times"] = array(pool(pool(once, kind), kind))
    return found


@computation("convolution of a photo with every edge kernel", PASS)
def _convolution(is_smoke: bool) -> Arrays:
    grey = np.asarray(sample_photos.load("kingfisher").convert("L"), np.float32)
    image = torch.from_numpy(grey[: 64 if is_smoke else None].copy()).to(device.choose())
    names = ("Sobel, vertical edges", "Sobel, horizontal edges")
    return {
        name: array(apply_kernel(image, torch.from_numpy(weights(name)).to(image)))
        for name in names
    }


@computation("augmentation of digits, as trainings do it", DEEP)
def _augmentation(is_smoke: bool) -> Arrays:
    own = first_digits("train", 32 if is_smoke else 4096)
    pixels, _ = as_tensors(own.images, own.labels)
    changed = array(augment(pixels.to(device.choose()), torch.Generator().manual_seed(0)))
    # Among thousands of digits, rounding may change one bounding box by a faint pixel at its edge.
    return {"first": changed[:32], "mean": changed.mean(axis=0)}


@computation("augmentation of photos: every transform", DEEP)
def _transforms(is_smoke: bool) -> Arrays:
    side = 48 if is_smoke else 224
    photo = sample_photos.load("kingfisher").resize((side, side))
    pixels = torch.from_numpy(np.asarray(photo).copy()).permute(2, 0, 1).float() / 255
    rng = np.random.default_rng(0)
    found = {}
    for word, transform in TRANSFORMS.items():
        value = transform.draw(rng, transform.step, (side, side))
        found[word] = array(transform.apply(pixels.to(device.choose()), value)).mean(axis=0)
    return found
