"""The program behind "Architecture": the network on screen, its shapes, and how it is trained."""

from dlviz.architecture import ShapePath, Step
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Layer, Pooling
from dlviz.training.plan import BATCH, CIFAR, Plan

_ACTIVATIONS = {"ReLU": "nn.ReLU()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()"}
_POOLINGS = {"max": "nn.MaxPool2d", "average": "nn.AvgPool2d"}

_SHAPES = '''\
"""{purpose}"""

from collections import OrderedDict

import torch
from torch import nn

model = nn.Sequential(OrderedDict([
{layers}
]))

x = torch.zeros(1, {input})  # one picture: channels, rows, columns
print("input", tuple(x.shape[1:]))
for name, layer in model.named_children():
    x = layer(x)
    parameters = sum(parameter.numel() for parameter in layer.parameters())
    print(name, tuple(x.shape[1:]), f"{{parameters:,}} parameters")
total = sum(parameter.numel() for parameter in model.parameters())
print(f"{{total:,}} parameters")
{unfinished}'''

_TRAINING = """
# Learning. The first weights, the order and dropout come from generators of their own, as on the
# page: on a processor the errors are the page's, on a GPU sums are rounded in another order.
torch.set_num_threads(1)
torch.set_flush_denormal(True)  # numbers below 1e-38 count as 0
start, rng = (torch.Generator().manual_seed(seed) for seed in ({seed}, {seed} + 1))
with torch.no_grad():
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            layer.weight.normal_(0, (2 / layer.weight[0].numel()) ** 0.5, generator=start)
            layer.bias.zero_()
        elif isinstance(layer, nn.Linear):
            bound = layer.in_features**-0.5
            layer.weight.uniform_(-bound, bound, generator=start)
            layer.bias.zero_()
{dropout}
{read}
steps = len(train_x) // {batch}
optimiser = torch.optim.Adam(model.parameters(), lr={rate:g}, fused=True)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, {epochs} * steps)
for epoch in range(1, {epochs} + 1):
    model.train()
    order = torch.randperm(len(train_x), generator=rng)
    for step in range(steps):
        batch = order[step * {batch} : (step + 1) * {batch}]
        loss = nn.functional.cross_entropy(model(train_x[batch]), train_y[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    model.eval()
    with torch.inference_mode():
        answers = torch.cat([model(part).argmax(dim=1) for part in test_x.split(250)])
    wrong = int((answers != test_y).sum())
    print(f"epoch {{epoch}}: {{wrong:,}} of {{len(test_y):,}} test pictures are read wrongly")
"""

_DROPOUT = '''

class Dropout(nn.Module):
    """Silences a share of the numbers at every training step, from a generator of its own."""

    def __init__(self, share):
        super().__init__()
        self.share = share

    def forward(self, a):
        if not self.training or self.share == 0:
            return a
        return a * (torch.rand(a.shape, generator=rng) >= self.share) / (1 - self.share)


for name, layer in list(model.named_children()):
    if isinstance(layer, nn.Dropout):
        setattr(model, name, Dropout(layer.p))
'''

_READ_MNIST = """\
from dlviz.datasets import mnist


def tensors(split, count):
    digits = mnist.load(split)
    pixels = torch.tensor(digits.images[:count]).unsqueeze(1) / 255
    return pixels, torch.tensor(digits.labels[:count]).long()


train_x, train_y = tensors("train", {n_pictures})
test_x, test_y = tensors("test", {n_tested})
"""

_READ_CIFAR = """\
from dlviz.datasets import cifar100


def tensors(split, count):
    pictures = cifar100.load(split, cifar100.folder())
    pixels = torch.tensor(pictures.images[:count]).permute(0, 3, 1, 2) / 255
    return pixels, torch.tensor(pictures.labels[:count]).long()


train_x, train_y = tensors("train", {n_pictures})
test_x, test_y = tensors("test", {n_tested})
"""


def program(path: ShapePath, plan: Plan | None = None) -> str:
    """Return the program for the network, with its training if a possible one is planned."""
    return network(path) if plan is None or plan.problem else training(path, plan)


def network(path: ShapePath) -> str:
    """Return a program that builds the network and prints every shape and count.

    Of an impossible network it holds the layers before the one that fails, and says so.
    """
    unfinished = ""
    if path.problem:
        unfinished = f"# The network on screen goes on, but {path.problem.sentence}\n"
    return _SHAPES.format(
        purpose=f"A network of {path.parameters:,} parameters, layer by layer.",
        layers="\n".join(f'    ("{step.name}", {_module(step)}),' for step in path.steps),
        input=", ".join(map(str, path.network.input)),
        unfinished=unfinished,
    )


def training(path: ShapePath, plan: Plan) -> str:
    """Return the program of `network`, and after it the training that `plan` describes."""
    reading = _READ_CIFAR if plan.data == CIFAR else _READ_MNIST
    return network(path) + _TRAINING.format(
        dropout=_DROPOUT if any(isinstance(step.layer, Dropout) for step in path.steps) else "",
        epochs=plan.epochs,
        seed=plan.seed,
        batch=BATCH,
        rate=plan.learning_rate,
        read=reading.format(n_pictures=plan.n_pictures, n_tested=plan.n_tested),
    )


def _module(step: Step) -> str:
    layer: Layer = step.layer
    match layer:
        case Convolution(filters, size, stride, padding):
            more = f", stride={stride}" if stride != 1 else ""
            more += f", padding={padding}" if padding else ""
            return f"nn.Conv2d({step.before[0]}, {filters}, {size}{more})"
        case Activation(function):
            return _ACTIVATIONS[function]
        case Pooling(kind, size, stride):
            return f"{_POOLINGS[kind]}({size}" + (f", stride={stride})" if stride != size else ")")
        case Dropout(per_cent):
            return f"nn.Dropout({per_cent / 100:g})"
        case Flatten():
            return "nn.Flatten()"
        case Dense(units):
            return f"nn.Linear({step.before[0]}, {units})"
