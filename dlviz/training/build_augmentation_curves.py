"""Build the shipped curves of training with and without augmentation.

Run `python -m dlviz.training.build_augmentation_curves`, with all, few or cifar to build one part.

all, few: The lecture's network is trained twice with the same initial weights, order, learning rate
and number of epochs; only augmentation differs. "all" uses all of MNIST, "few" as many digits as
the page "Augmentation" offers at first; training on the page gives the same numbers.
cifar: Nothing is trained; the two shipped networks classify the test pictures of CIFAR-100, which
must be in `DLVIZ_CIFAR100_DIR`.
The results are written beside the shipped models.
"""

import argparse
import dataclasses
import json
from typing import Any

import numpy as np
import torch

from dlviz import device
from dlviz.datasets import cifar100, mnist
from dlviz.datasets.mnist import Digits
from dlviz.networks import cifar
from dlviz.networks.mnist import count_parameters
from dlviz.paired import pack
from dlviz.training.augmentation_curves import CIFAR, FEW, FILE, READ
from dlviz.training.loop import LoopSettings, Score, new_model, train_steps
from dlviz.training.methods import AUGMENTED, N_TRAIN, PLAIN

COMMAND = "python -m dlviz.training.build_augmentation_curves"
BATCH = 500  # CIFAR-100 pictures per batch
ALL = LoopSettings(seed=1, epochs=60, learning_rate=2e-3, batch_size=256)


def curve(settings: LoopSettings, n_digits: int) -> list[dict[str, Any]]:
    """Train once on the first `n_digits` digits; return a record for each epoch.

    The last record also says which test digits were classified correctly.
    """
    model = new_model(settings)
    whole, test = mnist.load("train"), mnist.load("test")
    train = Digits(whole.images[:n_digits], whole.labels[:n_digits])
    records = []
    for step in train_steps(model, settings, train, test, n_checked=len(train)):
        epoch = step.epoch
        if epoch is None or epoch.train is None:
            continue
        records.append(
            {
                "epoch": round(epoch.epoch),
                "running_loss": epoch.train_loss,
                "train": _counted(epoch.train),
                "test": _counted(epoch.test),
            }
        )
        correct = epoch.test.correct
        print(
            f"epoch {epoch.epoch:3.0f} of {settings.epochs}: "
            f"train error {epoch.train.error:.3f} %, test error {epoch.test_error:.2f} %",
            flush=True,
        )
    assert correct is not None
    records[-1][READ] = pack(correct)
    return records


def cifar_read() -> dict[str, str]:
    """Return which test pictures of CIFAR-100 each shipped network classifies correctly.

    Raises:
        FileNotFoundError: if the pictures are not on this machine.
    """
    where = cifar100.folder()
    if where is None:
        raise FileNotFoundError("CIFAR-100's pictures are not here; DLVIZ_CIFAR100_DIR names them.")
    pictures = cifar100.load("test", where)
    pixels = torch.from_numpy(pictures.images).permute(0, 3, 1, 2).float() / 255
    read = {}
    for name, augmented in ((PLAIN, False), (AUGMENTED, True)):
        model = cifar.load(augmented=augmented)
        with torch.inference_mode():
            parts = cifar.standardise(pixels).split(BATCH)
            answers = torch.cat([model(part).argmax(dim=1) for part in parts]).numpy()
        read[name] = pack(np.asarray(answers == pictures.labels))
    return read


def _counted(score: Score) -> dict[str, float]:
    return {"loss": score.loss, "errors": score.errors, "count": score.count}


def pair(name: str) -> dict[str, Any]:
    """Train both networks of the pair "all" or "few"; return the pair's record."""
    few = FEW.settings(PLAIN)
    assert few is not None
    plain, n_digits = (ALL, N_TRAIN) if name == "all" else (few, FEW.n_digits)
    curves = {
        PLAIN: curve(plain, n_digits),
        AUGMENTED: curve(dataclasses.replace(plain, augmented=True), n_digits),
    }
    return {
        "parameters": count_parameters(new_model(plain)),
        "n_digits": n_digits,
        "settings": dataclasses.asdict(plain),
        "curves": curves,
        "torch": torch.__version__,
        "command": f"{COMMAND} {name}",
    }


def main() -> None:
    """Build the parts named on the command line, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    choices = ["all", "few", CIFAR]
    parser.add_argument("names", nargs="*", choices=choices, default=choices)
    names = parser.parse_args().names
    made = json.loads(FILE.read_text()) if FILE.exists() else {}
    for name in names:
        with device.one_core():
            made[name] = cifar_read() if name == CIFAR else pair(name)
    FILE.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
