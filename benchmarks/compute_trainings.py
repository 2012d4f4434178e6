"""The computations of `gpu.py` with training: a few steps of every training loop of the core."""

import time
from dataclasses import replace

import numpy as np
import torch
from computations import (
    DEEP,
    TRAINED,
    Arrays,
    array,
    computation,
    few_photos,
    first_digits,
    lite_backbone,
    random_pictures,
)

from dlviz import device
from dlviz.architecture_text import network
from dlviz.datasets import mnist as digits
from dlviz.datasets import sample_photos
from dlviz.datasets.mnist import Digits
from dlviz.datasets.points import draw_points
from dlviz.kernels import weights
from dlviz.networks.backbone import with_head
from dlviz.networks.built import build
from dlviz.training import cifar as cifar_training
from dlviz.training import lda
from dlviz.training.built import train_plan
from dlviz.training.fine_tuning import Depth, fine_tune, three_ways
from dlviz.training.kernel_fit import KernelTask, fit_kernel
from dlviz.training.loop import (
    ADAM,
    SGD,
    LoopSettings,
    as_tensors,
    measure,
    new_model,
    train_epochs,
)
from dlviz.training.methods import RIDGE, Choices
from dlviz.training.plan import Plan
from dlviz.training.ridge_sweep import Sweep
from dlviz.training.transfer import HeadSettings, split, train_head
from dlviz.training.two_inputs import SUGGESTED, Fit, TwoInputSettings, suggested_network


def _trained(settings: LoopSettings, is_smoke: bool) -> Arrays:
    """Return losses and logits of a digit network that is trained."""
    train, test = first_digits("train", 512 if is_smoke else 8192), first_digits("test", 500)
    model = new_model(settings).to(device.choose())
    records = list(train_epochs(model, settings, train, test, drawn=train))
    pixels, _ = as_tensors(test.images, test.labels)
    with torch.inference_mode():
        logits = model(pixels.flatten(1).to(device.choose()))
    losses = [(one.train_loss, one.test.loss) for one in records]
    return {"losses": np.array(losses, np.float32), "logits": array(logits)}


_PLAIN = LoopSettings(seed=1, epochs=1)
for _name, _settings in {
    "Adam": _PLAIN,
    "SGD": replace(_PLAIN, optimiser=SGD, learning_rate=0.05),
    "ridge": replace(_PLAIN, l2=1e-3),
    "dropout": replace(_PLAIN, dropout=(0.2, 0.2)),
    "augmentation": replace(_PLAIN, augmented=True),
    "averaging, drawn digits, tanh": replace(
        _PLAIN, averaging=0.9, drawn_share=0.25, activation="tanh"
    ),
    "logistic": replace(_PLAIN, hidden=None),
}.items():
    computation(f"training of digit networks: {_name}", TRAINED)(
        lambda is_smoke, settings=_settings: _trained(settings, is_smoke)
    )


@computation("LDA", DEEP)
def _lda(is_smoke: bool) -> Arrays:
    own = first_digits("train", 1000 if is_smoke else 20_000)
    pixels, labels = as_tensors(own.images, own.labels)
    layer = lda.fit(pixels.flatten(1).to(device.choose()), labels.to(device.choose()))
    test = first_digits("test", 1000)
    images, _ = as_tensors(test.images, test.labels)
    with torch.inference_mode():
        logits = layer(images.flatten(1).to(device.choose()))
    loss = measure(layer, test).loss
    return {"logits": array(logits), "loss": np.array([loss], np.float32)}


@computation("ridge sweep", TRAINED)
def _ridge_sweep(is_smoke: bool) -> Arrays:
    choices = Choices(methods=(RIDGE,), n_digits=1000 if is_smoke else 8000, epochs=1)
    n = None if not is_smoke else 6000
    train = digits.load("train")
    train = Digits(train.images[:n], train.labels[:n])
    strengths = (0.0, 1e-3) if is_smoke else (0.0, 1e-4, 1e-3, 8e-3)
    sweep = Sweep(
        choices, train, first_digits("test", 1000), is_here=lambda: True, strengths=strengths
    )
    sweep.play()
    while not sweep.is_done:
        time.sleep(0.02)
    assert sweep.judged is not None, sweep.problem
    return {
        "losses": np.array(
            [(one.train.loss, one.validation.loss) for one in sweep.points], np.float32
        ),
        "without ridge": np.array([sweep.judged.without.loss], np.float32),
    }


@computation("training of two-input networks: Adam and SGD", TRAINED)
def _two_inputs(is_smoke: bool) -> Arrays:
    found = {}
    for target, own in SUGGESTED.items():
        for optimiser in (ADAM, SGD):
            net = suggested_network(target)
            net.randomise(torch.Generator().manual_seed(0))
            how: TwoInputSettings = replace(own.settings, optimiser=optimiser)
            fit = Fit(net.to(device.choose()), draw_points(target, 200), how)
            fit.run(20 if is_smoke else 200)
            found[f"{target}, {optimiser}"] = array(fit.network.parameters)
    return found


@computation("learning of a kernel", DEEP)
def _kernel_fit(is_smoke: bool) -> Arrays:
    photo = np.asarray(sample_photos.load("kingfisher").convert("L"))
    task = KernelTask(
        weights("Sobel, vertical edges").astype(np.float32), steps=20 if is_smoke else 400
    )
    *_, last = fit_kernel([photo], task, where=device.choose())
    return {"kernel": last.kernel}


def _built_training(text: str, data: str, is_smoke: bool) -> Arrays:
    net = network(text)
    n = 256 if is_smoke else 3000
    if data == "MNIST":
        train, test = first_digits("train", n), first_digits("test", 500)
    else:
        noisy = random_pictures(n)
        train = Digits(noisy.images.transpose(0, 3, 1, 2), noisy.labels)
        test = train
    plan = Plan(net, data, n, 1, learning_rate=1e-3)
    module = build(net, plan.seed).to(device.choose())
    losses = [
        (step.epoch.train_loss, step.epoch.test.loss)
        for step in train_plan(plan, module, train, test)
        if step.epoch is not None
    ]
    return {"losses": np.array(losses, np.float32)}


@computation("training of built networks: digits", TRAINED)
def _built_digits(is_smoke: bool) -> Arrays:
    return _built_training(
        "1x28x28 c8k3p1 relu max2 drop20 c16k3p1 relu max2 flatten d10", "MNIST", is_smoke
    )


@computation("training of built networks: CIFAR-100's size", TRAINED)
def _built_cifar(is_smoke: bool) -> Arrays:
    return _built_training(
        "3x32x32 c8k3p1 relu max2 c16k3p1 tanh avg2 flatten d100", "CIFAR-100", is_smoke
    )


@computation("training of the CIFAR-100 network", TRAINED)
def _cifar_training(is_smoke: bool) -> Arrays:
    n = 64 if is_smoke else 2048
    how = cifar_training.CifarSettings(seed=0, epochs=1, learning_rate=0.01, batch_size=n // 8)
    pictures = random_pictures(n)
    training = cifar_training.Training(how, n, device.choose())
    records = list(training.epochs(pictures, pictures))
    values = [(one.running_loss, one.train.loss, one.test.loss) for one in records]
    return {"losses": np.array(values, np.float32)}


def _small(crops: np.ndarray) -> np.ndarray:
    """Return every fourth pixel of photos (N, 224, 224, 3)."""
    return np.ascontiguousarray(crops[:, ::4, ::4])


@computation("embeddings, and those of variants", DEEP)
def _embeddings(is_smoke: bool) -> Arrays:
    network_, (crops, _) = lite_backbone(), few_photos(1 if is_smoke else 16)
    crops = _small(crops) if is_smoke else crops
    return {"embeddings": network_.embed(network_.prepare(crops))}


@computation("transfer: last layer trained, new classes answered", TRAINED)
def _transfer(is_smoke: bool) -> Arrays:
    network_, (crops, labels) = lite_backbone(), few_photos(2 if is_smoke else 16)
    crops = _small(crops) if is_smoke else crops
    embeddings = network_.embed(network_.prepare(crops))
    trained = train_head(embeddings, labels, HeadSettings(seed=0, epochs=3))
    model = with_head(network_, trained.head.weight, trained.head.bias)
    with torch.inference_mode():
        logits = model(network_.prepare(crops[:2]).to(network_.device))
    losses = [(one.train_loss, one.loss) for one in trained.epochs]
    return {"losses": np.array(losses, np.float32), "logits": array(logits)}


@computation("fine-tuning: frozen, opened, from scratch", TRAINED)
def _fine_tuning(is_smoke: bool) -> Arrays:
    network_, (crops, labels) = lite_backbone(), few_photos(2 if is_smoke else 8)
    small = _small(crops) if is_smoke else np.ascontiguousarray(crops[:, ::2, ::2])
    parts = split(labels, 0.25, 0)
    found = {}
    for depth in [Depth(1)] if is_smoke else three_ways(network_.blocks):
        *_, last = fine_tune(network_, small, labels, parts, depth, epochs=1, seed=0)
        title = depth.title(network_.blocks)
        found[title] = np.array([one.train_loss for one in last.epochs], np.float32)
    return found
