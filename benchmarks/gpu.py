"""Compares every core computation on GPU and CPU: are the results equal, and which is faster?

    python benchmarks/gpu.py --out table.md    on a machine with a CUDA GPU, below ten minutes
    python benchmarks/gpu.py --smoke           CPU against CPU with the smallest sizes, seconds

It needs neither a network nor files from elsewhere: digits, photos and weights ship with dlviz or
are random. Two processes compute the same, one after the other: `DLVIZ_DEVICE` gives one of them
the CPU, one thread as in the app, and the other the GPU. In a smoke run the second process computes
on the CPU without oneDNN, so that its sums have another order, as a GPU's have.

The status is 0 if every difference is within its tolerance, 1 if one is not or a computation fails,
and 2 if there is no GPU.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dlviz import device  # noqa: E402

NO_GPU = "There is no CUDA GPU that works here ({}); --smoke compares the CPU with itself instead."
SETTINGS = (
    "Full float32 everywhere: dlviz.device turns TF32 off for convolutions and products. Nothing "
    "else is set, as in the app: cuDNN chooses its algorithms by rule and not by trial, and those "
    "that add up in another order at every run are allowed. Random numbers are drawn on the CPU "
    "from fixed seeds for both."
)


@dataclass(frozen=True, slots=True)
class Computed:
    """What one process has computed.

    Attributes:
        where: Name of the device.
        seconds: By the computation's name.
        arrays: By the computation's name, then by the array's.
        errors: What was raised, by the computation's name.
    """

    where: str
    seconds: Mapping[str, float]
    arrays: Mapping[str, Mapping[str, np.ndarray]]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One computation on both devices.

    Attributes:
        name: Name in the table.
        tolerance: Largest difference allowed, as a share of the largest number on the CPU.
        difference: Largest difference found, likewise; infinite if shapes or names differ.
        cpu: Seconds on the CPU.
        gpu: Seconds on the GPU.
        problem: Why there is nothing to compare, else "".
    """

    name: str
    tolerance: float
    difference: float = float("inf")
    cpu: float = float("nan")
    gpu: float = float("nan")
    problem: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether the difference is within the tolerance."""
        return not self.problem and self.difference <= self.tolerance

    def cells(self) -> tuple[str, ...]:
        """Return the row's cells as printed text."""
        if self.problem:
            return (self.name, f"{self.tolerance:.0e}", self.problem, "", "", "", "**no**")
        return (
            self.name, f"{self.tolerance:.0e}", f"{self.difference:.1e}", f"{self.cpu:.3f}",
            f"{self.gpu:.3f}", f"{self.cpu / self.gpu:.2f}", "yes" if self.is_equal else "**no**",
        )  # fmt: skip


HEAD = (
    "computation", "tolerance", "largest difference", "CPU, s", "GPU, s", "ratio: CPU / GPU",
    "equal",
)  # fmt: skip


def difference(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> float:
    """Return the largest difference of two sets of arrays, each as a share of its largest number.

    Infinite if names or shapes differ or one holds a number that is not finite.
    """
    if not one or one.keys() != other.keys():
        return float("inf")
    worst = 0.0
    for name, own in one.items():
        theirs = other[name]
        if own.shape != theirs.shape or not (np.isfinite(own).all() and np.isfinite(theirs).all()):
            return float("inf")
        size = float(np.abs(own).max(initial=0)) or 1.0
        apart = np.abs(own.astype(np.float64) - theirs.astype(np.float64)).max(initial=0)
        worst = max(worst, float(apart) / size)
    return worst


def compare(cpu: Computed, gpu: Computed, tolerances: Mapping[str, float]) -> list[Row]:
    """Return a row for each computation in `tolerances`."""
    rows = []
    for name, tolerance in tolerances.items():
        problem = cpu.errors.get(name) or gpu.errors.get(name) or ""
        if not problem and (name not in cpu.arrays or name not in gpu.arrays):
            problem = "not computed"
        if problem:
            rows.append(Row(name, tolerance, problem=problem))
            continue
        apart = difference(cpu.arrays[name], gpu.arrays[name])
        rows.append(Row(name, tolerance, apart, cpu.seconds[name], gpu.seconds[name]))
    return rows


def report(rows: Sequence[Row], cpu: str, gpu: str, day: date) -> str:
    """Return the table as Markdown, with the settings and the number of equal computations."""
    equal = sum(row.is_equal for row in rows)
    lines = [
        "## GPU (`benchmarks/gpu.py`)",
        "",
        f"{day.isoformat()}, {gpu} against {cpu}, torch {torch.__version__}. {SETTINGS}",
        "",
        f"{equal} of {len(rows)} computations are equal within their tolerance, which is a share "
        "of the largest number on the CPU:",
        "",
        *("| " + " | ".join(row) + " |" for row in (HEAD, ("---",) * len(HEAD))),
        *("| " + " | ".join(row.cells()) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def compute(folder: Path, *, is_smoke: bool) -> None:
    """Compute everything on the device in use and leave it in `folder`: the second process."""
    import computations
    import compute_networks  # noqa: F401 - each puts its own into ALL
    import compute_trainings  # noqa: F401

    device.use_one_thread()
    found = {"where": device.describe(), "seconds": {}, "errors": {}, "tolerances": {}}
    for one in computations.ALL:
        found["tolerances"][one.name] = one.tolerance
        try:
            arrays, seconds = computations.timed(one, is_smoke=is_smoke)
        except Exception as error:  # continue with the others
            found["errors"][one.name] = f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
        else:
            found["seconds"][one.name] = seconds
            place = folder / f"{len(found['tolerances'])}.npz"
            np.savez(place, **{f"{one.name}/{name}": own for name, own in arrays.items()})
        print(f"{found['where']}: {one.name}", file=sys.stderr, flush=True)
        (folder / "found.json").write_text(json.dumps(found))


def read(folder: Path) -> tuple[Computed, dict[str, float]]:
    """Return what `compute` has left in `folder`, and the tolerances."""
    found = json.loads((folder / "found.json").read_text())
    arrays: dict[str, dict[str, np.ndarray]] = {}
    for file in folder.glob("*.npz"):
        with np.load(file) as kept:
            for key in kept.files:
                name, _, part = key.rpartition("/")
                arrays.setdefault(name, {})[part] = kept[key]
    computed = Computed(found["where"], found["seconds"], arrays, found["errors"])
    return computed, found["tolerances"]


def start(folder: Path, where: str, weights: Path, *options: str) -> subprocess.Popen:
    """Start the process that computes on `where` and leaves its results in `folder`."""
    from dlviz.networks.imagenet import VARIABLE

    folder.mkdir()
    environment = os.environ | {
        device.VARIABLE: where, VARIABLE: str(weights), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, __file__, "--into", str(folder), *options]
    return subprocess.Popen(command, env=environment)


def run(*, is_smoke: bool) -> list[Row | str]:
    """Return the rows, and at last the names of both devices."""
    from weights import random_resnet50

    options = ("--smoke",) if is_smoke else ()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = random_resnet50(folder)
        first = start(folder / "cpu", "cpu", weights, *options)
        if not is_smoke:  # two processes at once would disturb each other's times
            first.wait()
        others = ("--without-onednn",) if is_smoke else ()
        where = "cpu" if is_smoke else "cuda"
        second = start(folder / "gpu", where, weights, *options, *others)
        for process in (first, second):
            process.wait()
        cpu, tolerances = read(folder / "cpu")
        gpu, _ = read(folder / "gpu")
        return [*compare(cpu, gpu, tolerances), cpu.where, gpu.where]


def main() -> int:
    """Compare, print and write the table; return the status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="CPU against CPU, in seconds")
    parser.add_argument("--out", type=Path, help="a file for the table")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--without-onednn", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.without_onednn:
        torch.backends.mkldnn.enabled = False
    if given.into is not None:
        compute(given.into, is_smoke=given.smoke)
        return 0
    if not given.smoke and (reason := device.obstacle("cuda")):
        print(NO_GPU.format(reason), file=sys.stderr)
        return 2
    *rows, cpu, gpu = run(is_smoke=given.smoke)
    text = report(rows, cpu, gpu, date.today())
    print(text)
    if given.out is not None:
        given.out.write_text(text)
    return 0 if all(row.is_equal for row in rows) else 1


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
