"""Train with and without augmentation: `python -m dlviz.training.build_augmentation_curves`.

The lecture's network learns twice, with the same start, order, rate and number of epochs; only the
augmentation differs. "all" learns from all of MNIST, "few" from as many digits as the page
"Augmentation" offers at first, which gives the numbers that training there gives. The curves are
written beside the shipped models.
"""

import argparse
import dataclasses
import json
from typing import Any

import torch

from dlviz import device
from dlviz.datasets import mnist
from dlviz.datasets.mnist import Digits
from dlviz.networks.mnist import count_parameters
from dlviz.training.augmentation_curves import FEW, FILE
from dlviz.training.loop import LoopSettings, new_model, train_steps
from dlviz.training.methods import AUGMENTED, N_TRAIN, PLAIN

COMMAND = "python -m dlviz.training.build_augmentation_curves"
ALL = LoopSettings(seed=1, epochs=60, learning_rate=2e-3, batch_size=256)


def curve(settings: LoopSettings, n_digits: int) -> list[dict[str, Any]]:
    """Train once on the first `n_digits` digits; return a record for each epoch."""
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
                "train": dataclasses.asdict(epoch.train),
                "test": dataclasses.asdict(epoch.test),
            }
        )
        print(
            f"epoch {epoch.epoch:3.0f} of {settings.epochs}: "
            f"train error {epoch.train.error:.3f} %, test error {epoch.test_error:.2f} %",
            flush=True,
        )
    return records


def pair(name: str) -> dict[str, Any]:
    """Train both networks of the pair "all" or "few"; return their record."""
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
    """Train the pairs named on the command line and write their curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=["all", "few"], default=["all", "few"])
    names = parser.parse_args().names
    made = json.loads(FILE.read_text()) if FILE.exists() else {}
    for name in names:
        with device.one_core():
            made[name] = pair(name)
    FILE.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
