"""The program behind "Two inputs", to run with `python program.py`."""

from itertools import pairwise

from dlviz.training.two_inputs_explorer import Snapshot
from dlviz.two_inputs_setup import Setup

_PROGRAM = '''\
"""{purpose}"""

import torch
from torch import nn

{features}
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
{error}'''

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
SIDE = 5  # points along the grid that the program prints


def small_network(setup: Setup, snapshot: Snapshot) -> str:
    """Return a program that builds the network on screen and prints f on a grid."""
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
    )
