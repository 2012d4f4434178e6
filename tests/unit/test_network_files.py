"""Networks as files: they come back as they went, and nothing else comes in."""

import json
import struct

import numpy as np
import pytest
import torch
from safetensors.torch import save
from torch import nn

from dlviz.networks.files import LARGEST_FILE, read_network, record_file, weights_file
from dlviz.networks.mnist import MLP, load, random_mlp

RECORD = {"method": "dropout", "activation": "tanh", "dropout": [0.4, 0.25], "seed": 3}


def small() -> MLP:
    torch.manual_seed(1)
    return MLP((5, 4), dropout=(0.4, 0.25), activation="tanh").eval()


def with_header(header: object, content: bytes = b"") -> bytes:
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return struct.pack("<Q", len(text)) + text + content


def test_a_network_comes_back_as_it_went() -> None:
    model = small()
    x = torch.rand(3, 784)
    for record in (None, record_file(RECORD).encode()):
        network = read_network(weights_file(model, RECORD), record)
        assert network.record == RECORD
        torch.testing.assert_close(network.model(x), model(x), rtol=0, atol=0)
        assert isinstance(network.model, MLP)
        assert network.model.dropout2.share == 0.25
        assert not network.model.training


def test_linear_and_shipped_networks_come_back_too() -> None:
    for model in (load("lda"), load("augmented"), random_mlp(1)):
        network = read_network(weights_file(model, {}))
        for one, two in zip(network.model.parameters(), model.parameters(), strict=True):
            assert torch.equal(one, two)


def broken() -> dict[str, bytes]:
    state = small().state_dict()
    good = weights_file(small(), RECORD)
    wide = {**state, "hidden1.weight": torch.zeros(6, 784)}
    nan = {**state, "output.bias": torch.full((10,), float("nan"))}
    huge = {"dtype": "F32", "shape": [10**12], "data_offsets": [0, 4 * 10**12]}
    return {
        "empty": b"",
        "seven bytes": b"1234567",
        "text": b"PK\x03\x04 not a network at all, but long enough to look like one",
        "pickle": b"\x80\x05cposix\nsystem\n(S'true'\ntR." * 10,
        "cut off": good[:-100],
        "too much": good + b"0" * 100,
        "enormous": b"\0" * (LARGEST_FILE + 1),
        "header too long": struct.pack("<Q", 2**60) + b"{}",
        "header no JSON": with_header(b"{'weight': 1}"),
        "header a list": with_header([1, 2]),
        "header deep": with_header(b"[" * 20_000 + b"]" * 20_000),
        "tensor announced": with_header({"hidden1.bias": huge, "hidden2.bias": huge}),
        "entry a number": with_header({"hidden1.bias": 3}),
        "shape of text": with_header({"hidden1.bias": {"dtype": "F32", "shape": "256"}}),
        "negative": with_header(
            {f"hidden{n}.bias": {"dtype": "F32", "shape": [-1]} for n in (1, 2)}
        ),
        "doubles": save({name: value.double() for name, value in state.items()}),
        "a tensor more": save({**state, "extra": torch.zeros(3)}),
        "a tensor less": save(
            {name: value for name, value in state.items() if "output" not in name}
        ),
        "wrong shape": save(wide),
        "no numbers": save(nan),
        "other model": save(nn.Linear(3, 2).state_dict()),
        "too wide": save(MLP((4000, 4)).state_dict())[: LARGEST_FILE - 1],
        "activation": weights_file(small(), RECORD | {"activation": "__import__('os')"}),
        "dropout": weights_file(small(), RECORD | {"dropout": [1.5, "x"]}),
        "dropout NaN": weights_file(small(), RECORD | {"dropout": [float("nan"), 0]}),
    }


@pytest.mark.parametrize("name", list(broken()))
def test_what_is_no_network_of_ours_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        read_network(broken()[name])


@pytest.mark.parametrize("record", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 50_000, b" " * 10**6])
def test_a_record_that_cannot_be_read_is_refused(record: bytes) -> None:
    with pytest.raises(ValueError, match="JSON record"):
        read_network(weights_file(small(), RECORD), record)


def test_the_metadata_may_be_missing() -> None:
    network = read_network(save(small().state_dict()))
    assert network.record == {}
    assert isinstance(network.model, MLP)
    assert network.model.activation == "ReLU"
    np.testing.assert_array_equal(network.model.hidden1.weight, small().hidden1.weight.detach())
