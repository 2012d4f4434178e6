"""Creates random weights of ResNet50, so that benchmarks need no download; speed is the same."""

import hashlib
from pathlib import Path

import torch

from dlviz.vision import torchvision


def random_resnet50(folder: Path) -> Path:
    """Save random weights of ResNet50 into `folder`, named as torchvision names them."""
    torch.manual_seed(0)
    whole = folder / "resnet50.pth"
    torch.save(torchvision.models.resnet50().state_dict(), whole)
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    return whole.rename(folder / f"resnet50-{digest[:8]}.pth")
