"""Networks as lists of layers: shapes and counts against torch, what fails, text in links."""

import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from dlviz import architecture, layers
from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network, read, write
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Layer, Network, Pooling
from dlviz.networks import cifar
from dlviz.networks.built import build

some_layers = st.one_of(
    st.builds(
        Convolution,
        st.integers(1, 6),
        st.integers(1, 7),
        st.integers(1, 4),
        st.integers(0, 3),
    ),
    st.builds(Pooling, st.sampled_from(layers.POOLINGS), st.integers(1, 5), st.integers(1, 4)),
    st.builds(Activation, st.sampled_from(layers.ACTIVATIONS)),
    st.builds(Dropout, st.integers(0, 95)),
    st.builds(Flatten),
    st.builds(Dense, st.integers(1, 9)),
)
networks = st.builds(
    Network,
    st.tuples(st.integers(1, 4), st.integers(1, 13), st.integers(1, 17)),
    st.lists(some_layers, max_size=9).map(tuple),
)


def torch_layer(layer: Layer, shape: torch.Size) -> nn.Module:
    """Return what a programmer would write for a layer that gets `shape` (1, ...)."""
    match layer:
        case Convolution(filters, size, stride, padding):
            return nn.Conv2d(shape[1], filters, size, stride=stride, padding=padding)
        case Pooling("max", size, stride):
            return nn.MaxPool2d(size, stride)
        case Pooling(_, size, stride):
            return nn.AvgPool2d(size, stride)
        case Activation(function):
            return {"ReLU": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}[function]()
        case Dropout(per_cent):
            return nn.Dropout(per_cent / 100)
        case Flatten():
            return nn.Flatten()
        case Dense(units):
            return nn.Linear(shape[1:].numel(), units)


def run_in_torch(net: Network) -> list[tuple[tuple[int, ...], int, int]]:
    """Return shape, parameters and multiply-adds of every layer that torch can compute."""
    done = []
    x = torch.zeros(1, *net.input)
    for layer in net.layers:
        module = torch_layer(layer, x.shape).eval()
        try:
            with FlopCounterMode(display=False) as counter, torch.no_grad():
                x = module(x)
        except (RuntimeError, ValueError, IndexError):
            return done
        if isinstance(layer, Dense) and x.dim() != 2:
            return done  # torch weighs each row of a map by itself, which is no dense layer
        parameters = sum(parameter.numel() for parameter in module.parameters())
        done.append((tuple(x.shape[1:]), parameters, counter.get_total_flops() // 2))
    return done


@given(networks)
@settings(max_examples=150, deadline=None)
def test_shapes_counts_and_the_failing_layer_are_torchs(net: Network) -> None:
    path = compute_shapes(net)
    ours = [(step.shape, step.parameters, step.multiply_adds) for step in path.steps]
    assert ours == run_in_torch(net)
    assert (path.problem is None) == (len(ours) == len(net.layers))
    if path.problem:
        assert path.problem.place == len(ours)


@given(networks)
@settings(max_examples=100, deadline=None)
def test_repairs_lead_to_a_possible_network(net: Network) -> None:
    for _ in range(3 * len(net.layers) + 1):
        problem = compute_shapes(net).problem
        if problem is None:
            return
        after = compute_shapes(problem.repaired)
        assert after.problem is None or after.problem != problem
        net = problem.repaired
    pytest.fail("the repairs go round in circles")


@given(networks)
@settings(max_examples=60, deadline=None)
def test_a_possible_network_computes_what_is_announced(net: Network) -> None:
    path = compute_shapes(net)
    if path.problem:
        with pytest.raises(ValueError, match="impossible"):
            build(net, 0)
        return
    module = build(net, 0)
    assert not module.training
    assert [name for name, _ in module.named_children()] == list(net.names)
    assert tuple(module(torch.zeros(2, *net.input)).shape) == (2, *path.shape)
    assert sum(parameter.numel() for parameter in module.parameters()) == path.parameters


@given(networks)
@settings(max_examples=100, deadline=None)
def test_text_leads_back_to_the_network(net: Network) -> None:
    assert read(write(net)) == (net, ())


@given(networks)
@settings(max_examples=100, deadline=None)
def test_the_arithmetic_is_right_when_it_is_worked_out(net: Network) -> None:
    for step in compute_shapes(net).steps:
        for sum_ in step.arithmetic:
            left, right = sum_.split(" = ")
            python = re.sub(r"⌊(.*)/(\d+)⌋", r"\1//\2", left).replace("·", "*").replace("−", "-")
            assert eval(python) == int(right.replace(",", "")), sum_
        for text, value in (
            (step.parameter_sum, step.parameters),
            (step.multiply_add_product, step.multiply_adds),
        ):
            if text:
                assert eval(text.replace("·", "*").replace(",", "")) == value


@pytest.mark.parametrize(
    ("text", "parameters"),
    [(LECTURE, 964_516), (SHIPPED, 1_274_756), (LENET, 61_706), (TINY, 9_098)],
)
def test_the_presets_have_their_known_numbers_of_parameters(text: str, parameters: int) -> None:
    net = network(text)
    assert write(net) == text
    path = compute_shapes(net)
    assert path.problem is None
    assert path.parameters == parameters
    assert parameters == sum(one.numel() for one in build(net, 0).parameters())
    assert [(step.shape, step.parameters) for step in path.steps] == [
        each[:2] for each in run_in_torch(net)
    ]


def test_the_shipped_preset_is_the_shipped_network() -> None:
    ours, shipped = build(network(SHIPPED), 0), cifar.cifar_network()
    assert [repr(layer) for layer in ours] == [repr(layer) for layer in shipped]


def test_the_issues_own_arithmetic() -> None:
    assert architecture.size_arithmetic(32, 3, 1, 1) == "(32 + 2·1 − 3)/1 + 1 = 32"
    assert architecture.size_arithmetic(28, 5, 2, 0) == "⌊(28 + 2·0 − 5)/2⌋ + 1 = 12"
    assert architecture.size_arithmetic(32, 2, 2) == "(32 − 2)/2 + 1 = 16"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("1x5x7 c3k9", 0, "at most 5 × 5 would, or padding of at least 2"),
        ("1x5x7 c3k9p1", 0, "at most 7 × 7 would, or padding of at least 2"),
        ("1x4x9 max2 max3", 1, "One of at most 2 × 2 would"),
        ("1x2x2 max2 max2", 1, "Nothing is left to pool"),
        ("2x3x5 flatten c3k3", 1, "Before flatten1 it would fit"),
        ("2x3x5 flatten max2", 1, "Before flatten1 it would fit"),
        ("2x3x5 d10", 0, "flatten layer before it would fit: 3·5·2 = 30 numbers"),
    ],
)
def test_a_problem_says_what_would_fit(text: str, place: int, words: str) -> None:
    problem = compute_shapes(network(text)).problem
    assert problem is not None
    assert problem.place == place
    assert words in problem.sentence
    assert compute_shapes(problem.repaired).problem is None


def test_changes_leave_the_network_before_as_it_was() -> None:
    net = network("1x8x8 c4k3 relu max2")
    assert write(net.moved(0, 2)) == "1x8x8 relu max2 c4k3"
    assert write(net.moved(2, 0)) == "1x8x8 max2 c4k3 relu"
    assert write(net.added(3, Flatten())) == "1x8x8 c4k3 relu max2 flatten"
    assert write(net.removed(1)) == "1x8x8 c4k3 max2"
    assert write(net.changed(0, Dense(3))) == "1x8x8 d3 relu max2"
    assert write(net) == "1x8x8 c4k3 relu max2"


def test_names_count_each_kind() -> None:
    net = network("1x8x8 c1k1 relu c1k1 tanh relu max2 avg2 drop5 flatten d3 d4")
    assert net.names == (
        "conv1", "relu1", "conv2", "tanh1", "relu2", "pool1", "pool2", "drop1", "flatten1",
        "dense1", "dense2",
    )  # fmt: skip


def test_numbers_out_of_range_are_brought_into_it_and_said() -> None:
    net, notes = read("3x32x99999 c9999k99s0p77 max99 drop100 flatten d0")
    assert write(net) == "3x32x224 c512k11p8 max11s8 drop95 flatten d1"
    assert len(notes) == 8
    assert "9,999 filters: 1 to 512 is possible, so it is 512." in notes
    long, remarks = read("1x8x8 " + "relu " * 90)
    assert len(long.layers) == layers.MOST_LAYERS
    assert "90 layers are too many" in remarks[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("c32k3", "begins with “c32k3” where its input should be"),
        ("3x32 relu", "begins with “3x32”"),
        ("3x32x32 <script>alert(1)</script>", "has “<script>alert(1)</sc…” where a layer"),
        ("3x32x32 c-3k3", "has “c-3k3”"),
        ("3x32x32 c3", "has “c3”"),
        ("3x32x32 c99999999999999999999k3", "where a layer should be"),
        ("3x32x32 " + "relu" * 9999, "40,004 characters"),
        ("３x32x32 relu c٣k3", "where"),
    ],
    ids=str,
)
def test_what_is_no_network_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read(text)


def test_building_needs_no_global_random_state() -> None:
    before = torch.get_rng_state()
    one, same, other = (build(network(TINY), seed) for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(one.conv1.weight, same.conv1.weight)
    assert not torch.equal(one.conv1.weight, other.conv1.weight)
