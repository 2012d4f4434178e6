"""torchvision imports beside this build of torch, through dlviz.vision and no other way."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from dlviz import vision


def fresh(program: str) -> str:
    """Run `program` in a new process and return what it prints."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_resnet50_and_the_transforms_work() -> None:
    with torch.device("meta"):
        model = vision.torchvision.models.resnet50()
    assert sum(p.numel() for p in model.parameters()) == 25557032
    cut = vision.torchvision.transforms.v2.CenterCrop(8)(torch.zeros(3, 17, 11))
    assert cut.shape == (3, 8, 8)


def test_an_operator_that_exists_is_left_alone() -> None:
    # Defining an operator twice raises: this passes only if the guard looks first.
    fresh(
        "import torch\n"
        "library = torch.library.Library('torchvision', 'DEF')\n"
        "library.define('nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor')\n"
        "from dlviz.vision import torchvision\n"
        # The compiler, which the import of torchvision alone would bring, is not there; it can be.
        "import sys\n"
        "assert 'sympy' not in sys.modules and 'torch._dynamo' not in sys.modules\n"
        "import torch._dynamo\n"
        "assert torch._dynamo.__file__ and torch._dynamo.utils.is_compile_supported\n"
    )


def test_a_torchvision_that_asks_the_compiler_for_more_gets_the_real_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, vision._COMPILER, raising=False)
    present = {name: own for name, own in sys.modules.items() if name.startswith("torchvision")}
    imported = vision._imported
    seen = []

    def import_() -> tuple:
        seen.append(getattr(sys.modules.get(vision._COMPILER), "__file__", None))
        if len(seen) == 1:
            assert "torchvision" in sys.modules
            raise AttributeError("the stand-in has no 'optimize'")
        assert "torchvision" not in sys.modules  # it is imported anew, not from halfway
        sys.modules.update(present)
        return imported()

    monkeypatch.setattr(vision, "_imported", import_)
    assert vision._guarded() == (vision.torchvision, vision.v2)
    assert len(seen) == 2
    assert vision._COMPILER not in sys.modules


def test_nothing_is_missing_after_the_import() -> None:
    assert vision.missing_operators() == []
    assert hasattr(torch.ops.torchvision, "nms")


def test_without_a_compiled_part_nothing_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loaded = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.ops, "load_library", loaded.append)
    for spec in (None, SimpleNamespace(origin=None)):
        monkeypatch.setattr(vision, "find_spec", lambda _name, spec=spec: spec)
        vision._load_compiled_part()
    assert loaded == []
    library = tmp_path / "_C.so"
    library.touch()
    found = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(vision, "find_spec", lambda _name: found)
    vision._load_compiled_part()
    assert loaded == [library]


def test_an_operator_that_is_missing_is_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    signature = "of_a_test(Tensor dets, float threshold) -> Tensor"
    monkeypatch.setattr(vision, "_SIGNATURES", {"of_a_test": signature})
    assert vision.missing_operators() == ["of_a_test"]
    assert vision._guarded() == (vision.torchvision, vision.v2)
    assert vision.missing_operators() == []
    (argument, threshold) = torch.ops.torchvision.of_a_test.default._schema.arguments
    assert (argument.name, threshold.name) == ("dets", "threshold")


def test_a_full_disk_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    vision._need_no_temporary_folder()
    assert "TORCHINDUCTOR_CACHE_DIR" not in os.environ

    def full() -> str:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(vision.tempfile, "gettempdir", full)
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "")  # so that it is put back afterwards
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR")
    vision._need_no_temporary_folder()
    assert Path(os.environ["TORCHINDUCTOR_CACHE_DIR"]) == Path(torch.__file__).parent
