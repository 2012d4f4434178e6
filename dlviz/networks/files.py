"""Save and load trained digit networks: weights as .safetensors, a record of the training as JSON.

An uploaded file is untrusted: only numbers are read from it, with the shapes that this project's
networks have, and nothing in it is ever run.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn

from dlviz.datasets.mnist import N_CLASSES, PIXELS
from dlviz.networks.mnist import ACTIVATIONS, MLP

FORMAT = "dlviz network 1"
MOST_UNITS = 512  # of a hidden layer: the page's own limit for training
LARGEST_FILE = 4 * 2**20  # bytes; the largest network here takes 2.7 million
_LARGEST_HEADER = 64 * 2**10
_KEY = "dlviz"  # key of the record in the file's metadata
_LINEAR = {"weight": [N_CLASSES, PIXELS], "bias": [N_CLASSES]}


@dataclass(frozen=True, slots=True)
class Network:
    """A network read from a file.

    Attributes:
        model: On the CPU, in eval mode, without gradients.
        record: The file's statements about its training; empty if there are none. Only what
            `model` is built from has been checked.
    """

    model: nn.Module
    record: Mapping[str, Any]


def weights_file(model: nn.Module, record: Mapping[str, Any]) -> bytes:
    """Return the weights of `model` as a .safetensors file with `record` inside."""
    state = model.state_dict()
    tensors = {name: value.detach().cpu().contiguous() for name, value in state.items()}
    return save_tensors(tensors, {_KEY: json.dumps(record)})


def record_file(record: Mapping[str, Any]) -> str:
    """Return `record` as human-readable JSON."""
    return json.dumps(record, indent=2) + "\n"


def read_network(content: bytes, record: bytes | None = None) -> Network:
    """Return the network in a .safetensors file.

    Args:
        content: The file.
        record: Its JSON record, if that is a separate file; else the one inside is used.

    Raises:
        ValueError: with a sentence for the visitor, if this is not a network of this project.
    """
    header = _header(content)
    metadata = header.pop("__metadata__", {})
    text = metadata.get(_KEY, "{}") if isinstance(metadata, dict) else "{}"
    made = _record(text if record is None else record)
    model = _model(header, made)
    try:
        tensors = load_tensors(content)
    except SafetensorError as error:
        raise ValueError(f"The file of weights is damaged: {error}.") from None
    if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
        raise ValueError("The file holds weights that are no numbers (NaN or infinity).")
    model.load_state_dict(tensors, assign=True)
    return Network(model.eval().requires_grad_(False), made)


def _header(content: bytes) -> dict[str, Any]:
    """Return the file's header, without reading the numbers."""
    if len(content) > LARGEST_FILE:
        raise ValueError(
            f"The file has {len(content) / 2**20:.1f} MB; the largest network here has "
            f"{LARGEST_FILE / 2**20:.0f} MB."
        )
    size = int.from_bytes(content[:8], "little")
    if len(content) < 8 or not 2 <= size <= min(_LARGEST_HEADER, len(content) - 8):
        raise ValueError("This is not a .safetensors file.")
    return _json(content[8 : 8 + size], "This is not a .safetensors file.")


def _record(text: str | bytes) -> dict[str, Any]:
    if len(text) > _LARGEST_HEADER:
        raise ValueError("The JSON record is far too long.")
    return _json(text, "The JSON record cannot be read.")


def _json(text: str | bytes, problem: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise ValueError(problem) from None
    if not isinstance(value, dict):
        raise ValueError(problem)
    return value


def _model(header: Mapping[str, Any], record: Mapping[str, Any]) -> nn.Module:
    """Return the module, not yet loaded, that fits the tensors in the header."""
    shapes: dict[str, Any] = {}
    for name, entry in header.items():
        if not isinstance(entry, dict) or entry.get("dtype") != "F32":
            raise ValueError("The file holds other things than 32-bit weights.")
        shapes[name] = entry.get("shape")
    with torch.device("meta"):
        if shapes == _LINEAR:
            return nn.Linear(PIXELS, N_CLASSES)
        hidden = _hidden(shapes)
        model = MLP(hidden, dropout=_dropout(record), activation=_activation(record))
    wanted = {name: list(value.shape) for name, value in model.state_dict().items()}
    if shapes != wanted:
        raise ValueError(
            f"The tensors do not fit together: a network with {hidden[0]} and {hidden[1]} hidden "
            "units has others."
        )
    return model


def _hidden(shapes: Mapping[str, Any]) -> tuple[int, int]:
    sizes = []
    for name in ("hidden1.bias", "hidden2.bias"):
        shape = shapes.get(name)
        if not (isinstance(shape, list) and len(shape) == 1 and isinstance(shape[0], int)):
            raise ValueError(
                "This is no digit network: it needs the layers hidden1, hidden2 and output, or one "
                f"linear layer from {PIXELS} to {N_CLASSES}."
            )
        sizes.append(shape[0])
    first, second = sizes
    if not (1 <= first <= MOST_UNITS and 1 <= second <= MOST_UNITS):
        raise ValueError(
            f"A hidden layer has {first} and one {second} units; 1 to {MOST_UNITS} is possible."
        )
    return first, second


def _activation(record: Mapping[str, Any]) -> str:
    activation = record.get("activation", "ReLU")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ValueError(f"The record names no activation of this project: {activation!r:.40}.")
    return activation


def _dropout(record: Mapping[str, Any]) -> tuple[float, float]:
    shares = record.get("dropout", [0.0, 0.0])
    is_pair = isinstance(shares, list) and len(shares) == 2
    if not is_pair or not all(_is_share(share) for share in shares):
        raise ValueError(f"The record names no two dropout rates: {shares!r:.40}.")
    return float(shares[0]), float(shares[1])


def _is_share(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value < 1
    )
