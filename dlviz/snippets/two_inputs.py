"""The shown program of "Two inputs": the network on a grid, its errors, and one view."""

import io
from dataclasses import dataclass
from itertools import pairwise

import torch

from dlviz.datasets.points import Split
from dlviz.descent import Trail
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.snippets.excerpt import excerpt
from dlviz.snippets.networks import Files
from dlviz.training.two_inputs import error_against_width
from dlviz.training.two_inputs_explorer import Snapshot
from dlviz.two_inputs_setup import Setup, weight_names

POINTS_FILE, WIDTHS_FILE = "points.pt", "widths.py"

_PROGRAM = '''\
# needs: torch
"""{purpose}"""

{infinite}import torch
from torch import nn

{widths}{features}
{activation}
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList({layers})
        self.output = nn.Linear({last}, 1)

    def forward(self, X):
        h = torch.stack([feature(X) for feature in FEATURES], dim=1)
        for layer in self.hidden:
            h = g(layer(h))
        return {output}


model = Network()
with torch.no_grad():
{weights}

# f on a grid of {side} x {side} points, rows of growing X2.
axis = torch.linspace({low}, {high}, {side})
X2, X1 = torch.meshgrid(axis, axis, indexing="ij")
X = torch.stack([X1, X2], dim=-1).reshape(-1, 2)
with torch.inference_mode():
    f = model(X)
for row in f.reshape({side}, {side}):
    print(" ".join(f"{{value:10.5f}}" for value in row))
{error}
# The mean squared errors on the points of the page.
points = torch.load("points.pt", weights_only=True)
with torch.inference_mode():
    for name in ("train", "test"):
        error = (model(points[name]) - points[f"{{name}}_targets"]).square().mean()
        print(f"{{name}} error: {{error:.6g}}")
{view}'''
_PIECES = """
# What the units add: beta_k h_k on {side} x {side} points, units counted from 1.
axis = torch.linspace({low}, {high}, {side})
X = torch.cartesian_prod(axis, axis)
with torch.inference_mode():
    features = torch.stack([feature(X) for feature in FEATURES], dim=1)
    pieces = g(model.hidden[0](features)) * model.output.weight[0]
for unit, piece in enumerate(pieces.T, start=1):
    print(f"unit {{unit}} adds {{piece.min():.4f}} to {{piece.max():.4f}}")
print(f"and beta_0 = {{model.output.bias.item():.4f}}")
"""
_VALLEY = """
# In the valley f(X) = a * b * X1 * X2, whatever a is.
a, b = model.hidden[0].weight[0].tolist()
print(f"a = {a:.4f}, b = {b:.4f}, a * b = {a * b:.4f}")
"""
_WIDTHS = """
# Networks of one hidden layer and growing width K, each trained from three starts.
split = Split(*(points[name] for name in ("train", "train_targets", "test", "test_targets")))
for one in error_against_width(split, "{activation}", widths=range(1, {n_widths} + 1)):
    if one is not None:  # None comes between two steps
        best, median = one.best_test, one.median_test
        print(f"K = {{one.width}}: test error {{best:.6g}}, median {{median:.6g}}")
"""
_DESCENT = """
# Plain gradient descent on two weights; all others are fixed.
model.double()
weights = {{
{weights}
}}
with torch.no_grad():
    for (weight, place), value in zip(weights.values(), {start}):
        weight[place] = value
for step, rate in enumerate({rates}, start=1):
    model.zero_grad()
    errors = model(points["train"].double()) - points["train_targets"].double()
    loss = errors.square().mean()
    loss.backward()
    print(f"step {{step}} starts at the loss {{loss:.6g}}")
    with torch.no_grad():
        for name, (weight, place) in weights.items():
            before, slope = weight[place].item(), weight.grad[place].item()
            weight[place] -= rate * slope
            after = weight[place].item()
            print(f"  {{name}}: {{before:.6g}} - {{rate:g}} * {{slope:.6g}} = {{after:.6g}}")
"""

_FEATURES = {
    "X1": "lambda X: X[:, 0]",
    "X2": "lambda X: X[:, 1]",
    "X1^2": "lambda X: X[:, 0] ** 2",
    "X2^2": "lambda X: X[:, 1] ** 2",
    "X1X2": "lambda X: X[:, 0] * X[:, 1]",
    "sin X1": "lambda X: X[:, 0].sin()",
    "sin X2": "lambda X: X[:, 1].sin()",
}
_ACTIVATIONS = {
    "square": "g = torch.square",
    "sigmoid": "g = torch.sigmoid",
    "ReLU": "g = torch.relu",
    "tanh": "g = torch.tanh",
    "identity": "g = nn.Identity()",
}
SIDE = 5  # points along a side of the printed grid
_FINE = 33  # points along a side of the page's grid


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of gradient descent on two weights.

    Attributes:
        trail: The steps taken.
        pair: Indices of the two weights in the network's parameters.
        rate: The learning rate of the coming step.
    """

    trail: Trail
    pair: tuple[int, int]
    rate: float


def files(snapshot: Snapshot, n_widths: int = 0) -> Files:
    """Return the file with the points, and the training functions if the program needs them.

    Args:
        snapshot: Contains the points.
        n_widths: As in `small_network`.
    """

    def build() -> bytes:
        buffer, split = io.BytesIO(), snapshot.split
        points = {
            "train": split.train_inputs,
            "train_targets": split.train_targets,
            "test": split.test_inputs,
            "test_targets": split.test_targets,
        }
        torch.save({name: own.clone() for name, own in points.items()}, buffer)
        return buffer.getvalue()

    def trainings() -> bytes:
        purpose = "Trainings of networks of growing width."
        return excerpt(purpose, error_against_width, Split).encode()

    return {POINTS_FILE: build} | ({WIDTHS_FILE: trainings} if n_widths else {})


def small_network(
    setup: Setup,
    snapshot: Snapshot,
    view: str = "",
    n_widths: int = 0,
    steps: Steps | None = None,
) -> str:
    """Return a program that builds the network on screen and prints its output on a grid.

    Args:
        setup: The network's shape and data.
        snapshot: Its weights, and the points.
        view: One of the page's views.
        n_widths: Number of widths measured on the page, from K = 1 on, if the view shows them;
            else 0.
        steps: The steps of gradient descent, if the view shows them.
    """
    network = snapshot.network
    sizes = [len(network.features), *network.hidden]
    layers = ", ".join(f"nn.Linear({before}, {after})" for before, after in pairwise(sizes))
    names = [f"hidden[{depth}]" for depth in range(len(network.hidden))] + ["output"]
    weights = "\n".join(
        f"    model.{name}.weight.copy_(torch.tensor({weight.tolist()}))\n"
        f"    model.{name}.bias.copy_(torch.tensor({bias.tolist()}))"
        for name, (weight, bias) in zip(names, network.layers, strict=True)
    )
    output = "self.output(h)[:, 0]"
    error = 'print(f"largest difference from X1 * X2: {(f - X.prod(dim=1)).abs().max():.2e}")\n'
    return _PROGRAM.format(
        purpose=f"The network on screen: {' - '.join(map(str, [*sizes, 1]))}, {setup.activation}.",
        features="FEATURES = [\n"
        + "".join(f"    {_FEATURES[name]},\n" for name in network.features)
        + "]",
        activation=f"{_ACTIVATIONS[setup.activation]}\n\n",
        layers=f"[{layers}]",
        last=sizes[-1],
        output=f"{output}.tanh()" if network.squashed else output,
        weights=weights,
        side=SIDE,
        low=-setup.reach,
        high=setup.reach,
        error=error if setup.target == "product" else "",
        infinite="from math import inf, nan\n\n"
        if not all(bool(own.isfinite().all()) for layer in network.layers for own in layer)
        else "",
        view=_WIDTHS.format(activation=setup.activation, n_widths=n_widths)
        if n_widths
        else _lines_of(view, setup, network, steps),
        widths="from widths import Split, error_against_width  # the file beside this one\n\n"
        if n_widths
        else "",
    )


def _lines_of(view: str, setup: Setup, network: TwoInputNetwork, steps: Steps | None) -> str:
    """Return the lines that print what a view adds, "" if that is nothing."""
    if view == "Descent" and steps is not None:
        names = weight_names(network)
        return _DESCENT.format(
            weights="\n".join(
                f'    "{names[index]}": {_parameter(network, index)},' for index in steps.pair
            ),
            start=list(steps.trail.places[0].at),
            rates=list(steps.trail.rates) or [steps.rate],
        )
    if view == "Ridges that add up" and setup.is_lecture:
        return _PIECES.format(side=_FINE, low=-setup.reach, high=setup.reach)
    is_square = setup.is_lecture and setup.activation == "square"
    return _VALLEY if view == "Walk the valley" and is_square else ""


def _parameter(network: TwoInputNetwork, index: int) -> str:
    """Return a parameter as the program finds it: "(model.output.weight, (0, 1))"."""
    for depth, block in enumerate(network.blocks):
        if index < block.numel():
            row, unit = divmod(index, block.shape[1])
            layer = f"hidden[{depth}]" if depth < len(network.hidden) else "output"
            if row == len(block) - 1:
                return f"(model.{layer}.bias, ({unit},))"
            return f"(model.{layer}.weight, ({unit}, {row}))"
        index -= block.numel()
    raise IndexError(index)
