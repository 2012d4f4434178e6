"""Train the shipped CIFAR-100 network: `python -m dlviz.training.build_cifar`.

`DLVIZ_CIFAR100_DIR` names the folder with the pictures. A training that was interrupted goes on
from its last epoch. Writes weights of five moments and a record beside the other shipped models.
"""

import argparse
import dataclasses
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from dlviz.datasets import cifar100
from dlviz.networks.cifar import FOLDER, cifar_network, fold
from dlviz.networks.mnist import count_parameters
from dlviz.training.cifar import Settings, Training, score

RECIPE = Settings(seed=1, epochs=22)
# What the command would do otherwise: the shipped training was cut short twice.
NOTE = (
    "The learning rate followed a plan for 40 epochs until epoch 16, for 30 in epoch 17, and for "
    "22 from then on."
)
MOMENTS = (0, 1, 4, 15)  # epochs after which weights are kept, beside the last


def train(work: Path) -> None:
    """Train the network; keep its moments and its curve in the folder `work`, then ship them."""
    where = cifar100.folder()
    if where is None:
        raise SystemExit(f"set {cifar100.VARIABLE} to the folder with the pictures of CIFAR-100")
    settings = RECIPE
    pictures, test = cifar100.load("train", where), cifar100.load("test", where)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(settings, len(pictures), device)
    work.mkdir(parents=True, exist_ok=True)
    saved, curve = work / "cifar.pt", work / "cifar.jsonl"
    if saved.exists():
        training.resume(torch.load(saved, weights_only=True))
    else:
        curve.write_text("")
        _keep(training, work)
    for epoch in training.epochs(pictures, test):
        with curve.open("a") as lines:
            lines.write(json.dumps(dataclasses.asdict(epoch)) + "\n")
        if epoch.epoch in (*MOMENTS, settings.epochs):
            _keep(training, work)
        part = saved.with_suffix(".part")
        torch.save(training.state(), part)
        part.replace(saved)
        print(
            f"epoch {epoch.epoch:3} of {settings.epochs}: loss {epoch.running_loss:.3f}, "
            f"top-1 {epoch.test.top1:.2%}, top-5 {epoch.test.top5:.2%}",
            flush=True,
        )
    _ship(training, test, work)


def main() -> None:
    """Train the network, or go on with a training that was interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("cifar_training"))
    train(parser.parse_args().work)


def _ship(training: Training, test: cifar100.Pictures, work: Path) -> None:
    """Put weights and record beside the other shipped models."""
    for moment in (*MOMENTS, training.epoch):
        shutil.copyfile(
            work / f"cifar_{moment:03}.safetensors", FOLDER / f"cifar_{moment:03}.safetensors"
        )
    device = next(training.model.parameters()).device
    final = score(fold(training.model).half().float().to(device), test)  # as it is shipped
    settings = dataclasses.asdict(training.settings)
    record = {
        "parameters": count_parameters(cifar_network()),
        "seed": settings.pop("seed"),
        "epochs": settings.pop("epochs"),
        "settings": settings,
        "top1": final.top1,
        "top5": final.top5,
        "curve": [json.loads(line) for line in (work / "cifar.jsonl").read_text().splitlines()],
        "torch": torch.__version__,
        "command": "python -m dlviz.training.build_cifar",
        "note": NOTE,
    }
    (FOLDER / "cifar.json").write_text(json.dumps(record, indent=1) + "\n")


def _keep(training: Training, work: Path) -> None:
    folded = fold(training.model).state_dict()
    weights = {key: value.half().contiguous().cpu() for key, value in folded.items()}
    save_file(weights, work / f"cifar_{training.epoch:03}.safetensors")


if __name__ == "__main__":
    main()
