"""Fully connected layers whose parameters are only counted."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn


def layers_of(sizes: Sequence[int]) -> nn.Sequential:
    """Return linear layers between these sizes, without memory for their weights."""
    with torch.device("meta"):
        return nn.Sequential(*(nn.Linear(before, after) for before, after in pairwise(sizes)))
