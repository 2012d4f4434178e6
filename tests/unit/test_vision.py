"""torchvision imports beside this build of torch, through dlviz.vision and no other way."""

import subprocess
import sys

import torch

from dlviz import vision


def fresh(program: str) -> str:
    """Run `program` in a new process and return what it prints."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_resnet50_and_the_transforms_work() -> None:
    output = fresh(
        "from dlviz.vision import torchvision\n"
        "from torchvision.transforms import v2\n"
        "import torch\n"
        "with torch.device('meta'):\n"
        "    model = torchvision.models.resnet50()\n"
        "print(sum(p.numel() for p in model.parameters()))\n"
        "print(tuple(v2.CenterCrop(8)(torch.zeros(3, 17, 11)).shape))\n"
    )
    assert output.split("\n")[:2] == ["25557032", "(3, 8, 8)"]


def test_an_operator_that_exists_is_left_alone() -> None:
    # Defining an operator twice raises: this passes only if the guard looks first.
    fresh(
        "import torch\n"
        "library = torch.library.Library('torchvision', 'DEF')\n"
        "library.define('nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor')\n"
        "from dlviz.vision import torchvision\n"
    )


def test_nothing_is_missing_after_the_import() -> None:
    assert vision.missing_operators() == []
    assert hasattr(torch.ops.torchvision, "nms")
