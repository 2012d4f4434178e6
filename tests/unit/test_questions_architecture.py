"""The drawn questions about architecture, with truths by another route: PyTorch, and counting."""

from fractions import Fraction
from functools import lru_cache
from itertools import product

import pytest
import torch
from asked import check, mistakes_of
from torch import nn

from dlviz.architecture_text import read
from dlviz.questions.generators.architecture import GENERATORS
from dlviz.ui.architecture.views import VIEWS


@lru_cache(maxsize=4096)
def module(layer: tuple, inputs: int) -> nn.Module:
    """Return a layer of PyTorch, without numbers."""
    with torch.device("meta"):
        match layer:
            case "conv", filters, size, stride, padding:
                return nn.Conv2d(inputs, filters, size, stride, padding)
            case "pool", size, stride:
                return nn.MaxPool2d(size, stride)
            case "dense", units:
                return nn.Linear(inputs, units)
            case _:
                return nn.Flatten()


@lru_cache(maxsize=4096)
def shape_after(layer: tuple, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return what PyTorch makes of a shape without the batch axis; RuntimeError if it refuses."""
    if layer[0] in ("conv", "pool") and len(shape) != 3:
        raise RuntimeError("no maps")
    own = module(layer, shape[0] if layer[0] != "dense" else shape[-1])
    if layer[0] == "dense" and len(shape) != 1:
        raise RuntimeError("maps")
    return tuple(own(torch.empty(1, *shape, device="meta")).shape[1:])


def walk(facts) -> list[tuple[str, tuple, tuple[int, ...], tuple[int, ...]]]:
    """Return name, layer, input and output of each layer, up to the first that PyTorch refuses."""
    shape, steps, counts = tuple(facts["input"]), [], {}
    for layer in facts["layers"]:
        counts[layer[0]] = counts.get(layer[0], 0) + 1
        name = f"{layer[0]}{counts[layer[0]]}"
        try:
            after = shape_after(layer, shape)
        except RuntimeError:
            steps.append((name, layer, shape, ()))
            break
        steps.append((name, layer, shape, after))
        shape = after
    return steps


def numels(layer: tuple, inputs: int) -> list[int]:
    """Return how many weights and how many biases a layer of PyTorch has."""
    return [parameter.numel() for parameter in module(layer, inputs).parameters()]


def shape(question) -> str:
    channels, height, width = shape_after(question.facts["layer"], question.facts["input"])
    return f"{height} × {width} × {channels}"


def fits(question) -> str:
    length, target = question.facts["length"], question.facts["target"]
    texts = [option.text for option in question.options]
    (right,) = (
        text
        for text in texts
        if shape_after(question.facts["filters"][text], (1, length, length))[1] == target
    )
    return right


def receptive_field(question) -> Fraction:
    """Go back through the layers with a set of rows."""
    rows = {1_000}  # of the last layer, without edges
    for _, *numbers in reversed(question.facts["layers"]):
        size, stride = numbers[-3:-1] if len(numbers) > 2 else numbers
        rows = {row * stride + at for row in rows for at in range(size)}
    return Fraction(max(rows) - min(rows) + 1)


def flat_index(question) -> Fraction:
    places = product(*map(range, question.facts["shape"]))
    for number, place in enumerate(places, 1):
        if question.facts["asked"] == "row" and number == question.facts["number"]:
            return Fraction(place[1] + 1)
        if question.facts["asked"] == "number" and place == question.facts["place"]:
            return Fraction(number)
    raise AssertionError


def parameters(question) -> Fraction:
    facts = question.facts
    if "units" in facts:
        return Fraction(sum(numels(("dense", facts["units"]), facts["inputs"])))
    layer = "conv", facts["filters"], facts["size"], 1, 0
    return Fraction(sum(numels(layer, facts["channels"])))


def multiply_adds(question) -> Fraction:
    """Count the weights at each place of the output."""
    channels, side, *numbers = question.facts.values()
    filters, size, stride, padding = numbers
    firsts = range(-padding, side + padding - size + 1, stride)
    weights, _ = numels(("conv", filters, size, stride, padding), channels)
    return Fraction(sum(weights for _ in product(firsts, firsts)))


def order(question) -> list[str]:
    found = {}
    for name, layer, before, after in walk(question.facts):
        if layer[0] in ("conv", "dense"):
            own = numels(layer, before[0])
            places = after[1] * after[2] if layer[0] == "conv" else 1
            found[name] = own[0] * places if question.facts["is_work"] else sum(own)
    return sorted(question.facts["names"], key=found.__getitem__)


def changed(question) -> str:
    facts, layers = question.facts, list(question.facts["layers"])
    (channels, height, width), change = facts["input"], facts["change"]
    if "rows" in change:
        height, width = (height // 2, width // 2) if "half" in change else (2 * height, 2 * width)
    if "colour" in change:
        channels = 3
    if "filters" in change:
        for name, at in (("conv1", 0), ("conv2", 2)):
            if name in change:
                kind, filters, *rest = layers[at]
                layers[at] = kind, 2 * filters, *rest
    if "left out" in change:
        del layers[3]
    now = {"input": (channels, height, width), "layers": layers}
    counts = [
        next(numels(layer, given[0])[0] for name, layer, given, _ in walk(own) if name == asked)
        for own in (facts, now)
        for asked in [facts["asked"]]
    ]
    words = {
        0.25: "a quarter as many",
        0.5: "half as many",
        1: "as many as before",
        2: "twice as many",
        3: "three times as many",
        4: "four times as many",
    }
    return words[counts[1] / counts[0]]


def misfit(question) -> str:
    name, _, _, after = walk(question.facts)[-1]
    return "all layers fit" if after else name


TRUTHS = {
    "arch_shape": shape,
    "arch_fits": fits,
    "arch_receptive_field": receptive_field,
    "arch_flat_index": flat_index,
    "arch_parameters": parameters,
    "arch_multiply_adds": multiply_adds,
    "arch_order": order,
    "arch_changed": changed,
    "arch_misfit": misfit,
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_the_states_of_mistakes_open_the_page(generator) -> None:
    for seed in range(30):
        for mistake in mistakes_of(generator.question(seed, 1 + seed % 3)):
            network, notes = read(mistake.state["architecture_network"])
            assert not notes
            assert 1 <= mistake.state["architecture_layer"] <= len(network.layers)
            assert mistake.state["architecture_view"] in VIEWS
