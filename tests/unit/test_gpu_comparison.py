"""`benchmarks/gpu.py`: every computation runs on two devices' places, and differences are found."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import gpu
import numpy as np
import pytest

from dlviz.networks import imagenet

ONES = {"numbers": np.ones(3, np.float32)}


def computed(arrays=None, errors=None) -> gpu.Computed:
    arrays = {"sum": ONES} if arrays is None else arrays
    return gpu.Computed("somewhere", dict.fromkeys(arrays, 2.0), arrays, errors or {})


@pytest.fixture
def one_of_two_here(monkeypatch, resnet50_file: Path) -> Iterator[None]:
    """Let this process compute what the first of the two would, which has to import everything."""
    begin = gpu.start

    def start(folder: Path, where: str, weights: Path, *options: str):
        if "--without-onednn" in options:
            return begin(folder, where, weights, *options)
        folder.mkdir()
        gpu.compute(folder, is_smoke=True)
        return SimpleNamespace(wait=lambda: 0)

    monkeypatch.setattr(gpu, "start", start)
    monkeypatch.setattr("weights.random_resnet50", lambda _folder: resnet50_file)
    monkeypatch.setenv(imagenet.VARIABLE, str(resnet50_file))
    imagenet._load.cache_clear()
    yield
    imagenet._load.cache_clear()


@pytest.mark.usefixtures("one_of_two_here")
def test_every_computation_is_equal_with_sums_in_another_order(
    tmp_path: Path, monkeypatch, capfd
) -> None:
    table = tmp_path / "table.md"
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--smoke", "--out", str(table)])
    status = gpu.main()  # it starts this script in a process of its own
    said = capfd.readouterr()
    assert status == 0, said.out + said.err[-2000:]
    text = table.read_text()
    assert text.strip() in said.out
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")][2:]
    names = {row[0].strip() for row in rows}
    assert len(names) == len(rows)
    for wanted in (
        "EfficientNet-Lite0", "ResNet50", "CIFAR-100", "feature maps", "Grad-CAM", "occlusion",
        "curves", "embeddings", "augmentation", "pooling", "invariance", "ridge sweep", "SGD",
        "Adam", "dropout", "two-input", "built networks", "transfer", "fine-tuning", "LDA",
    ):  # fmt: skip
        assert any(wanted in name for name in names), wanted
    # The second process adds up in another order, so this compares more than a copy with itself.
    assert any(float(row[2]) > 0 for row in rows)
    assert all(float(row[2]) <= float(row[1]) and float(row[5]) > 0 for row in rows)


def test_without_a_gpu_it_says_so_in_one_sentence(monkeypatch, capsys) -> None:
    monkeypatch.setattr(gpu.device, "obstacle", lambda _: "torch finds no CUDA GPU")
    monkeypatch.setattr(sys, "argv", ["gpu.py"])
    assert gpu.main() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip() == gpu.NO_GPU.format("torch finds no CUDA GPU")


def test_the_difference_is_a_share_of_the_largest_number() -> None:
    other = {"numbers": np.array([100.0, -200.0, 50.0])}
    assert gpu.difference(other, {"numbers": np.array([100.0, -200.0, 51.0])}) == 1 / 200
    assert gpu.difference(ONES, ONES) == 0
    # Each array has its own largest number: small ones do not hide behind large ones.
    both = {"small": np.array([0.1]), "large": np.array([100.0])}
    assert gpu.difference(both, both | {"small": np.array([0.2])}) == 1.0


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"others": np.ones(3)},
        {"numbers": np.ones(4)},
        {"numbers": np.array([1.0, 1.0, np.nan])},
        {"numbers": np.array([1.0, 1.0, np.inf])},
    ],
)
def test_what_does_not_fit_together_is_not_equal(other) -> None:
    assert gpu.difference(ONES, other) == float("inf")
    assert gpu.difference(other, other if not other else ONES) == float("inf")


def test_rows_are_equal_within_their_tolerance_only() -> None:
    near = {"sum": {"numbers": np.ones(3, np.float32) + np.float32(1e-3)}}
    (row,) = gpu.compare(computed(), computed(near), {"sum": 1e-2})
    assert row.is_equal
    assert row.cells()[-2:] == ("1.00", "yes")
    (row,) = gpu.compare(computed(), computed(near), {"sum": 1e-4})
    assert not row.is_equal
    assert row.cells()[-1] == "**no**"


def test_a_computation_that_fails_or_is_missing_is_not_equal() -> None:
    failed = computed({}, {"sum": "RuntimeError: no kernel"})
    rows = gpu.compare(computed(), failed, {"sum": 1e-2, "gone": 1e-2})
    assert [row.problem for row in rows] == ["RuntimeError: no kernel", "not computed"]
    assert not any(row.is_equal for row in rows)
    text = gpu.report(rows, "CPU", "a GPU", date(2026, 11, 30))
    assert "2026-11-30, a GPU against CPU" in text
    assert "0 of 2 computations are equal" in text
    assert "| sum | 1e-02 | RuntimeError: no kernel |" in text


def test_a_failure_makes_the_status_1(monkeypatch, capsys) -> None:
    rows = gpu.compare(computed(), computed({}), {"sum": 1e-2})
    monkeypatch.setattr(gpu, "run", lambda **_: [*rows, "CPU", "CPU"])
    monkeypatch.setattr(sys, "argv", ["gpu.py", "--smoke"])
    assert gpu.main() == 1
    assert "**no**" in capsys.readouterr().out
