"""Train the shipped CIFAR-100 networks: `python -m dlviz.training.build_cifar [cifar|cifar_plain]`.

The pictures are read from the folder in `DLVIZ_CIFAR100_DIR`. An interrupted training resumes from
its last checkpoint, written after every epoch. Weights and a record are written beside the other
shipped models: for "cifar" (with augmentation) at five moments, for "cifar_plain" (without) only at
the end. `python -m dlviz.training.build_cifar statistics` measures "cifar" on the test pictures.
"""

import argparse
import dataclasses
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from dlviz.datasets import cifar100
from dlviz.networks.cifar import FOLDER, cifar_network, fold, load
from dlviz.networks.cifar_statistics import FILE as STATISTICS
from dlviz.networks.cifar_statistics import measure
from dlviz.networks.mnist import count_parameters
from dlviz.training.cifar import CifarSettings, Training, score

RECIPES = {
    "cifar": CifarSettings(seed=1, epochs=22, bf16=True),
    "cifar_plain": CifarSettings(seed=1, epochs=22, bf16=True, augmented=False),
}
MOMENTS = (0, 1, 4, 15)  # epochs after which weights are kept, besides the last


def train(name: str, work: Path, where: Path) -> None:
    """Train network `name` on the pictures in `where`; keep weights and checkpoint in `work`."""
    settings = RECIPES[name]
    pictures, test = cifar100.load("train", where), cifar100.load("test", where)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(settings, len(pictures), device)
    work.mkdir(parents=True, exist_ok=True)
    saved, curve = work / f"{name}.pt", work / f"{name}.jsonl"
    if saved.exists():
        training.resume(torch.load(saved, weights_only=True))
    else:
        curve.write_text("")
        _keep(training, work / f"{name}_000.safetensors")
    for epoch in training.epochs(pictures, test):
        with curve.open("a") as lines:
            lines.write(json.dumps(dataclasses.asdict(epoch)) + "\n")
        if epoch.epoch in (*MOMENTS, settings.epochs):
            _keep(training, work / f"{name}_{epoch.epoch:03}.safetensors")
        part = saved.with_suffix(".part")
        torch.save(training.state(), part)
        part.replace(saved)
        print(
            f"{name}, epoch {epoch.epoch:3} of {settings.epochs}: loss {epoch.running_loss:.3f}, "
            f"train {epoch.train.top1:.2%}, test {epoch.test.top1:.2%} ({epoch.test.top5:.2%})",
            flush=True,
        )
    _ship(name, training, test, work)


def main() -> None:
    """Train one network, resuming an interrupted training; or measure the statistics."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*RECIPES, "statistics"], default="cifar")
    parser.add_argument("--work", type=Path, default=Path("cifar_training"))
    chosen = parser.parse_args()
    where = cifar100.folder()
    if where is None:
        raise SystemExit(f"set {cifar100.VARIABLE} to the folder with the pictures of CIFAR-100")
    if chosen.name in RECIPES:
        train(chosen.name, chosen.work, where)
    else:
        save_file(measure(load(), cifar100.load("test", where)), STATISTICS)


def _ship(name: str, training: Training, test: cifar100.Pictures, work: Path) -> None:
    """Write weights and record beside the other shipped models."""
    for moment in (*MOMENTS, training.epoch) if name == "cifar" else (training.epoch,):
        file = f"{name}_{moment:03}.safetensors"
        shutil.copyfile(work / file, FOLDER / file)
    device = next(training.model.parameters()).device
    final = score(fold(training.model).half().float().to(device), test)  # rounded as it is shipped
    settings = dataclasses.asdict(training.settings)
    record = {
        "parameters": count_parameters(cifar_network()),
        "seed": settings.pop("seed"),
        "epochs": settings.pop("epochs"),
        "settings": settings,
        "top1": final.top1,
        "top5": final.top5,
        "curve": [json.loads(line) for line in (work / f"{name}.jsonl").read_text().splitlines()],
        "torch": torch.__version__,
        "command": f"python -m dlviz.training.build_cifar {name}",
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")


def _keep(training: Training, file: Path) -> None:
    folded = fold(training.model).state_dict()
    save_file({key: value.half().contiguous().cpu() for key, value in folded.items()}, file)


if __name__ == "__main__":
    main()
