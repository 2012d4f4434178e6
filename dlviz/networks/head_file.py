"""Save a trained last layer as .safetensors, with all that a program needs to use it."""

import json
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import save as save_arrays

from dlviz.embeddings import Familiar
from dlviz.training.transfer import Head

FORMAT = "dlviz head 1"
KEY = "dlviz"  # key of the record in the file's metadata


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A last layer with its classes.

    Attributes:
        head: The layer.
        familiar: The class means, and the distance beyond which a photo counts as unfamiliar.
        names: Names of the classes.
        network: The frozen network, a name of `dlviz.networks.imagenet.NAMES`.
    """

    head: Head
    familiar: Familiar
    names: tuple[str, ...]
    network: str


def head_file(kept: KeptHead) -> bytes:
    """Return the layer as a .safetensors file; tensors are named as in `torch.nn.Linear`."""
    threshold = kept.familiar.threshold
    record = {
        "format": FORMAT,
        "network": kept.network,
        "classes": list(kept.names),
        "threshold": threshold if np.isfinite(threshold) else None,
    }
    arrays = {
        "weight": kept.head.weight,
        "bias": kept.head.bias,
        "means": kept.familiar.means.astype(np.float32),
    }
    return save_arrays(arrays, {KEY: json.dumps(record)})
