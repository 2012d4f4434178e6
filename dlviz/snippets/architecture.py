"""The shown program of "Architecture": the network, its shapes, and one view or a training."""

import io
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from PIL import Image
from torch import nn

from dlviz.architecture import ShapePath, Step
from dlviz.layers import Activation, Convolution, Dense, Dropout, Flatten, Layer, Pooling
from dlviz.networks import cifar
from dlviz.snippets import mnist_lines
from dlviz.snippets.networks import Files, state_file
from dlviz.training.plan import BATCH, CIFAR, MNIST, Plan

PICTURE_FILE, WEIGHTS_FILE = "picture.png", "my-network.pth"

_ACTIVATIONS = {"ReLU": "nn.ReLU()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()"}
_POOLINGS = {"max": "nn.MaxPool2d", "average": "nn.AvgPool2d"}

_SHAPES = '''\
# needs: {packages}
"""{purpose}"""

{imports}

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

_FIRST_WEIGHTS = """\
with torch.no_grad():
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            layer.weight.normal_(0, (2 / layer.weight[0].numel()) ** 0.5, generator=start)
            layer.bias.zero_()
        elif isinstance(layer, nn.Linear):
            bound = layer.in_features**-0.5
            layer.weight.uniform_(-bound, bound, generator=start)
            layer.bias.zero_()
"""
_TRAINING = (
    """
# Training. The initial weights, the order and dropout use separate random generators, as on the
# page: on a CPU the errors equal the page's; on a GPU sums are rounded in another order.
torch.set_num_threads(1)
torch.set_flush_denormal(True)  # numbers below 1e-38 count as 0
start, rng = (torch.Generator().manual_seed(seed) for seed in ({seed}, {seed} + 1))
"""
    + _FIRST_WEIGHTS
    + """\
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
    print(f"epoch {{epoch}}: {{wrong:,}} of {{len(test_y):,}} test pictures are misclassified")
"""
)

_DROPOUT = '''

class Dropout(nn.Module):
    """Sets a share of the numbers to 0 in every training step, with its own random generator."""

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

_READ_MNIST = (
    mnist_lines.BOTH
    + """

def tensors(digits, count):
    return digits.data[:count].unsqueeze(1) / 255, digits.targets[:count]


train_x, train_y = tensors(train, {n_pictures})
test_x, test_y = tensors(test, {n_tested})
"""
)
_READ_CIFAR = """\
# torchvision downloads CIFAR-100's pictures once: 169 MB.
train, test = (CIFAR100(".", train=part, download=True) for part in (True, False))


def tensors(pictures, count):
    pixels = torch.tensor(pictures.data[:count]).permute(0, 3, 1, 2) / 255
    return pixels, torch.tensor(pictures.targets[:count])


train_x, train_y = tensors(train, {n_pictures})
test_x, test_y = tensors(test, {n_tested})
"""
_OPEN = """
# The picture as the network takes it: {channels} x {rows} x {columns}.
pixels = np.array(Image.open("picture.png"), dtype=np.float32)
pixels = pixels.reshape({rows}, {columns}, {channels})
"""
_FLATTENED = """
{weights}
x = torch.tensor(pixels).permute(2, 0, 1)[None] / 255
{standardise}names = [name for name, _ in model.named_children()]
flat = next(i for i, layer in enumerate(model) if isinstance(layer, nn.Flatten))
with torch.inference_mode():
    inputs = [x]  # of every layer
    for layer in model:
        inputs.append(layer(inputs[-1]))
maps, numbers, outputs = inputs[flat], inputs[flat + 1][0], inputs[-1].flatten()

index = {index}  # of the flattened numbers: Python counts from 0, the page from 1
_, height, width = maps.shape[1:]
which, place = divmod(index, height * width)
row, column = divmod(place, width)
way = f"{{which}}*{{height}}*{{width}} + {{row}}*{{width}} + {{column}} + 1"
print(f"number {{index + 1}} = {{way}} is {{numbers[index]:.3f}}")
print(f"map {{which + 1}}, row {{row + 1}}, column {{column + 1}}, counted from 1")

# What it depends on: back through the layers, clipped at the edges of each layer's input.
rows, columns = (row, row), (column, column)
for layer, given in zip(reversed(model[:flat]), reversed(inputs[:flat])):
    if isinstance(layer, (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)):
        size, stride, padding = (
            own if isinstance(own, int) else own[0]
            for own in (layer.kernel_size, layer.stride, layer.padding)
        )
        rows, columns = (
            (max(first * stride - padding, 0), min(last * stride - padding + size, side) - 1)
            for (first, last), side in zip((rows, columns), given.shape[2:])
        )
if rows[0] > rows[1] or columns[0] > columns[1]:
    print("it saw nothing but padding")
else:
    up_to = [f"{{first + 1}} to {{last + 1}}" for first, last in (rows, columns)]
    print(f"it saw rows {{up_to[0]}}, columns {{up_to[1]}}")
{worth}"""
_WORTH = """
# Its influence: its weights in the first dense layer, and its gradient for every output.
tail = model[flat + 1 :]
dense = next(layer for layer in tail if isinstance(layer, nn.Linear))
weights = dense.weight[:, index].detach()
unit = torch.zeros_like(numbers)
unit[index] = 1
slopes = torch.autograd.functional.jvp(tail, numbers.clone(), unit)[1]
for what, values in (("weight to unit", weights), ("slope to output", slopes)):
    order = values.argsort(descending=True, stable=True).tolist()
    for place in order[:3] + order[3:][-3:]:
        print(f"{{what}} {{place + 1}}: {{values[place]:+.3f}}")
for place in outputs.argsort(descending=True)[:3].tolist():
    print(f"output {{place + 1}}: {{outputs[place]:.3f}}")
"""
_STANDARDISE = """\
mean, deviation = (
    torch.tensor(three)[:, None, None] for three in ({mean}, {deviation})
)
x = (x - mean) / deviation  # as in the training of this network
"""
_INITIALISE = (
    """\
start = torch.Generator().manual_seed({seed})  # random weights, as on the page
"""
    + _FIRST_WEIGHTS
    + """\
model.eval()"""
)
_TRAINED = """\
model.load_state_dict(torch.load("my-network.pth", weights_only=True))
model.eval()"""
_NUMBERS = """
print("a picture of", " x ".join(map(str, pixels.shape)), "=", f"{{pixels.size:,}} numbers")
for name, mean in zip({names}, pixels.mean(axis=(0, 1))):
    print(f"mean {{name}}: {{mean:.0f}}")
print("{name} of rows {first_row} to {last_row}, columns {first} to {last}, counted from 1:")
for line in pixels[{top}:{last_row}, {left}:{last}, {channel}].astype(int).tolist():
    print(*line)
"""
_COLOURS = ("red", "green", "blue")


@dataclass(frozen=True, slots=True)
class Followed:
    """The selected flattened number, with the picture and network it comes from.

    Attributes:
        pixels: (H, W, C) uint8, the picture.
        module: The network.
        index: Index of the number, from 0.
        seed: Seed of random weights, None for other weights.
        is_standardised: Whether the picture is standardised like CIFAR-100's.
    """

    pixels: np.ndarray
    module: nn.Module
    index: int
    seed: int | None = None
    is_standardised: bool = False

    @property
    def is_weighed(self) -> bool:
        """Whether a dense layer follows the flattened numbers."""
        layers = list(self.module.children())
        flat = next(i for i, layer in enumerate(layers) if isinstance(layer, nn.Flatten))
        return any(isinstance(layer, nn.Linear) for layer in layers[flat:])


@dataclass(frozen=True, slots=True)
class Watched:
    """A picture as numbers.

    Attributes:
        pixels: (H, W, C) uint8, the picture.
        channel: Index of the channel whose numbers are printed, from 0.
        top: First row of these numbers, from 0.
        left: First column, from 0.
        side: Number of rows and of columns.
    """

    pixels: np.ndarray
    channel: int
    top: int
    left: int
    side: int


def program(
    path: ShapePath, plan: Plan | None = None, looked_at: Followed | Watched | None = None
) -> str:
    """Return the program for the network and one view of it.

    Args:
        path: The network with its shapes.
        plan: A training; an impossible one is left out.
        looked_at: The number or the picture on screen.
    """
    if plan is not None and not plan.problem:
        return training(path, plan)
    if isinstance(looked_at, Followed):
        return network(path, ("numpy", "pillow"), pictures=True) + _follow(looked_at)
    if isinstance(looked_at, Watched):
        return network(path, ("numpy", "pillow"), pictures=True) + _watch(looked_at)
    return network(path)


def files(
    path: ShapePath, plan: Plan | None = None, looked_at: Followed | Watched | None = None
) -> Files:
    """Return the files that the program reads; arguments as for `program`."""
    if plan is not None and not plan.problem:
        return mnist_lines.files() if plan.data == MNIST else {}
    if looked_at is None:
        return {}
    found = {PICTURE_FILE: lambda: _png(looked_at.pixels)}
    if isinstance(looked_at, Followed) and looked_at.seed is None:
        # Named as in the program; the shipped network has other layer names.
        named = OrderedDict(zip(path.network.names, looked_at.module.children(), strict=True))
        found[WEIGHTS_FILE] = lambda: state_file(nn.Sequential(named))
    return found


def network(path: ShapePath, packages: tuple[str, ...] = (), *, pictures: bool = False) -> str:
    """Return a program that builds the network and prints every shape and count.

    If a layer fails, the program has only the layers before it, and says so.
    """
    imports = ["from collections import OrderedDict", "", "import torch", "from torch import nn"]
    if pictures:
        imports[2:] = ["import numpy as np", *imports[2:3], "from PIL import Image", imports[3]]
    return _shapes(path, packages, "\n".join(imports) + "\n")


def training(path: ShapePath, plan: Plan) -> str:
    """Return the program of `network`, followed by the training that `plan` describes."""
    is_cifar = plan.data == CIFAR
    reading = _READ_CIFAR if is_cifar else _READ_MNIST
    imports = (
        "from collections import OrderedDict\n"
        + ("" if is_cifar else mnist_lines.IMPORTS)
        + "\nimport torch\nfrom torch import nn\n"
        + ("from torchvision.datasets import CIFAR100\n" if is_cifar else mnist_lines.IMPORT_MNIST)
    )
    return _shapes(path, ("torchvision",), imports) + _TRAINING.format(
        dropout=_DROPOUT if any(isinstance(step.layer, Dropout) for step in path.steps) else "",
        epochs=plan.epochs,
        seed=plan.seed,
        batch=BATCH,
        rate=plan.learning_rate,
        read=reading.format(n_pictures=plan.n_pictures, n_tested=plan.n_tested),
    )


def _shapes(path: ShapePath, packages: tuple[str, ...], imports: str) -> str:
    unfinished = ""
    if path.problem:
        unfinished = f"# The network on screen has more layers, but {path.problem.sentence}\n"
    return _SHAPES.format(
        packages=" ".join(("torch", *packages)),
        imports=imports,
        purpose=f"A network of {path.parameters:,} parameters, layer by layer.",
        layers="\n".join(f'    ("{step.name}", {_module(step)}),' for step in path.steps),
        input=", ".join(map(str, path.network.input)),
        unfinished=unfinished,
    )


def _follow(one: Followed) -> str:
    return _opened(one.pixels) + _FLATTENED.format(
        weights=_TRAINED if one.seed is None else _INITIALISE.format(seed=one.seed),
        standardise=_STANDARDISE.format(mean=cifar.MEAN, deviation=cifar.DEVIATION)
        if one.is_standardised
        else "",
        index=one.index,
        worth=_WORTH.replace("{{", "{").replace("}}", "}") if one.is_weighed else "",
    )


def _watch(one: Watched) -> str:
    names = _COLOURS if one.pixels.shape[2] > 1 else ("grey",)
    return _opened(one.pixels) + _NUMBERS.format(
        names=names,
        name=names[one.channel],
        first_row=one.top + 1,
        last_row=one.top + one.side,
        first=one.left + 1,
        last=one.left + one.side,
        top=one.top,
        left=one.left,
        channel=one.channel,
    )


def _opened(pixels: np.ndarray) -> str:
    rows, columns, channels = pixels.shape
    return _OPEN.format(rows=rows, columns=columns, channels=channels)


def _png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels if pixels.shape[2] > 1 else pixels[..., 0]).save(buffer, "PNG")
    return buffer.getvalue()


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
