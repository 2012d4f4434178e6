"""Train the shipped digit classifiers: `python -m dlviz.training.build_mnist NAME`, or `all`.

The weights and a record of how they were made are written beside the other shipped models.
"""

import argparse
import base64
import dataclasses
import json

import torch
from safetensors.torch import save_file
from torch import nn

from dlviz import device
from dlviz.datasets import mnist, strokes
from dlviz.networks.mnist import FOLDER, NAMES, Record, count_parameters
from dlviz.training import lda
from dlviz.training.loop import LoopSettings, as_tensors, measure, new_model, train_epochs

N_DRAWN = 80_000  # synthetic digits: drawing them takes minutes; augmentation varies them further

RECIPES = {
    "dropout": LoopSettings(seed=1, epochs=30, dropout=(0.4, 0.3)),
    "ridge": LoopSettings(seed=1, epochs=20, l2=1e-4),
    "augmented": LoopSettings(
        seed=1,
        epochs=200,
        augmented=True,
        drawn_share=0.35,
        averaging=0.999,
        learning_rate=2e-3,
        batch_size=256,
    ),
    "logistic": LoopSettings(seed=1, epochs=20, hidden=None),
}


def build(name: str) -> Record:
    """Train the model called `name`; write its weights and its record; return the record."""
    model = _fit_lda() if name == "lda" else _train(RECIPES[name])
    test = mnist.load("test")
    score = measure(model, test)
    settings = RECIPES.get(name)
    chosen = dataclasses.asdict(settings) if settings else {}
    record = Record(
        name=name,
        parameters=count_parameters(model),
        epochs=chosen.pop("epochs", 0),
        seed=chosen.pop("seed", None),
        settings=chosen | ({"n_drawn": N_DRAWN} if chosen.get("drawn_share") else {}),
        test_errors=score.errors,
        test_error=score.error,
        torch=torch.__version__,
        command=f"python -m dlviz.training.build_mnist {name}",
        correct=base64.b64encode(score.packed).decode(),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), FOLDER / f"{name}.safetensors")
    (FOLDER / f"{name}.json").write_text(json.dumps(dataclasses.asdict(record), indent=2) + "\n")
    return record


def main() -> None:
    """Build the models named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=[*NAMES, "all"], metavar="NAME")
    names = parser.parse_args().names
    for name in NAMES if "all" in names else names:
        with device.one_core():
            record = build(name)
        print(f"{name}: {record.test_error:.2f} % of the test digits misclassified")


def _fit_lda() -> nn.Module:
    train = mnist.load("train")
    pixels, labels = as_tensors(train.images, train.labels)
    return lda.fit(pixels.flatten(1), labels)


def _train(settings: LoopSettings) -> nn.Module:
    model = new_model(settings)
    drawn = strokes.draw_digits(N_DRAWN, settings.seed) if settings.drawn_share else None
    train, test = mnist.load("train"), mnist.load("test")
    for epoch in train_epochs(model, settings, train, test, drawn=drawn):
        print(
            f"epoch {epoch.epoch:3.0f} of {settings.epochs}: loss {epoch.train_loss:.4f}, "
            f"test error {epoch.test_error:.2f} %",
            flush=True,
        )
    return model


if __name__ == "__main__":
    main()
