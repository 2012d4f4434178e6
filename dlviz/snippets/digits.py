"""The shown programs of "Draw a digit": each prints the numbers of one view of one picture."""

import base64
import textwrap
import zlib
from collections.abc import Sequence
from functools import partial

import numpy as np
from torch import nn

from dlviz.certainty import ENDS
from dlviz.inside import DIGIT_REACH
from dlviz.networks import mnist
from dlviz.snippets import mnist_lines
from dlviz.snippets.networks import Files, state_file

OWN_FILE = "my-network.pth"  # the weights of a network that the visitor has trained or loaded

_IMPORTS = """\
# needs: torch{packages}
\"\"\"{purpose}\"\"\"

import base64
import zlib
from collections import OrderedDict
{standard}
{third}import torch
from torch import nn
{more}
"""
_NETWORK = """\
model = nn.Sequential(
    OrderedDict(
        hidden1=nn.Linear(784, 256),
        relu1=nn.ReLU(),
        hidden2=nn.Linear(256, 128),
        relu2=nn.ReLU(),
        output=nn.Linear(128, 10),
    )
)
"""
_LINEAR = """\
model = nn.Linear(784, 10)
"""
_TRAINED = """\
model.load_state_dict(torch.load("{file}", weights_only=True))
"""
_UNTRAINED = """\
# PyTorch's default initialisation, from a separate random generator: uniform within 1/sqrt(inputs).
generator = torch.Generator().manual_seed({seed})
for layer in (model.hidden1, model.hidden2, model.output):
    bound = layer.in_features**-0.5
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
"""
_PICTURE = """\
# The 28 x 28 picture on screen: one byte a pixel, 255 = ink.
picture = zlib.decompress(base64.b64decode(
{picture}
))
x = torch.tensor(list(picture)).reshape(1, 784) / 255
"""
_INK = """\
# The {height} x {width} pixels of the pad: one byte each, 255 = ink.
ink = zlib.decompress(base64.b64decode(
{ink}
))
ink = np.frombuffer(ink, np.uint8).reshape({height}, {width})

# 1. The bounding box of the ink; ink fainter than an eighth of the darkest is ignored.
has_ink = ink >= ink.max() / 8
rows, columns = (np.flatnonzero(has_ink.any(axis=axis)) for axis in (1, 0))
box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
print(f"1. {{box.shape[1]}} x {{box.shape[0]}} pixels hold ink")

# 2. Its longer side becomes 20 pixels. A new pixel is a weighted mean of old ones: of a box, or of
# a triangle if the picture grows. So two matrices resample it.
height, width = (max(1, round(side * 20 / max(box.shape))) for side in box.shape)


def resampling_matrix(size, new):
    grows = height * width > box.size
    wide = max(size / new, 1.0)
    middles = (np.arange(new)[:, None] + 0.5) * (size / new)
    reach = wide if grows else wide / 2
    first, end = ((middles + side + 0.5).astype(int) for side in (-reach, reach))
    pixels = np.arange(size)
    off = (pixels - middles + 0.5) * (1 / wide)
    shape = np.maximum(1 - abs(off), 0) if grows else (off > -0.5) & (off <= 0.5)
    weights = np.where((pixels >= first) & (pixels < end), shape, 0.0)
    return np.floor(weights / weights.sum(axis=1, keepdims=True) * 2**22 + 0.5) / 2**22


down, across = resampling_matrix(box.shape[0], height), resampling_matrix(box.shape[1], width)
scaled = np.floor(down @ box @ across.T + 0.5)
print(f"2. {{width}} x {{height}} pixels, the longer side is 20")

# 3. Its centre of mass goes to the middle of 28 x 28.
mass = scaled.sum()
centre_y, centre_x = (
    (scaled.sum(axis=axis) * (np.arange(length) + 0.5)).sum() / mass
    for axis, length in ((1, height), (0, width))
)
top = min(max(14 - int(centre_y), 0), 28 - height)
left = min(max(14 - int(centre_x), 0), 28 - width)
normalised = np.zeros((28, 28), np.uint8)
normalised[top : top + height, left : left + width] = scaled
print(f"3. centre of mass {{centre_x:.2f}} from the left, {{centre_y:.2f}} from the top")
print(f"   the digit begins in column {{left + 1}}, row {{top + 1}}, both counted from 1")
print(f"the normalised digit covers {{(normalised > 0).sum()}} of 784 pixels")

"""
_ANSWERS = """\
with torch.inference_mode():
    logits = model(x)[0]
    probabilities = logits.softmax(dim=0)

parameters = sum(parameter.numel() for parameter in model.parameters())
print(f"{parameters:,} parameters")
for digit in range(10):
    print(f"{digit}  logit {logits[digit]:+8.3f}  probability {probabilities[digit]:.6f}")
"""
_SOFTMAX = """
powers = logits.exp()
print(f"sum of e^z: {powers.sum():.4g}")
for digit in range(10):
    print(f"e^z of {digit}: {powers[digit]:.4g}")
"""
_UNIT = """
# One unit by hand: unit {index} (counted from 0) of model.{name}.
layer = model.{name}
with torch.inference_mode():
    given = {given}
    products = layer.weight[{index}] * given
    total, bias = products.sum(), layer.bias[{index}]
print(f"weighted inputs {{total:.3f}}, bias {{bias:+.3f}}, together {{total + bias:.3f}}")
print(f"the unit gives {{{gives}:.3f}}")
for place in products.abs().argsort(descending=True, stable=True)[:10].tolist():
    print(f"input {{place}} (from 0) pushes {{products[place]:+.3f}}")
"""
_MOVES = """
# Every move of up to {reach} pixels, one forward pass each, all in one batch.
picture = x.reshape(28, 28)
winner = int(logits.argmax())
copies = []
for dy in range(-{reach}, {reach} + 1):
    for dx in range(-{reach}, {reach} + 1):
        moved = torch.zeros(28, 28)
        moved[max(dy, 0) : 28 + min(dy, 0), max(dx, 0) : 28 + min(dx, 0)] = picture[
            max(-dy, 0) : 28 + min(-dy, 0), max(-dx, 0) : 28 + min(-dx, 0)
        ]
        copies.append(moved.flatten())
with torch.inference_mode():
    answers = model(torch.stack(copies)).argmax(dim=1)
print(f"{{int((answers == winner).sum())}} of {{len(answers)}} moves keep the {{winner}}")
for row in answers.reshape({side}, {side}).tolist():  # the predictions; the first row is {reach} up
    print("moved:", *row)
"""
_MISTAKES = """
{read}
labels = test.targets
with torch.inference_mode():
    read = model(test.data.flatten(1) / 255).softmax(dim=1)
answers = read.argmax(dim=1)
wrong = (answers != labels).nonzero().flatten()
print(f"{{len(wrong):,}} of {{len(labels):,}} test digits are misclassified")
order = wrong[read[wrong].amax(dim=1).argsort(descending=True, stable=True)]
for place in order[:24].tolist():  # the most confident mistakes first
    print(f"test digit {{place}} (from 0): {{labels[place]}} classified as {{answers[place]}}")
"""
_MODELS = """\
networks = {{
{networks}
}}
for name, network in networks.items():
    network.load_state_dict(torch.load(f"{{name}}.pth", weights_only=True))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    with torch.inference_mode():
        probabilities = network(x)[0].softmax(dim=0)
    digit = int(probabilities.argmax())
    answer = f"{{name}} predicts {{digit}}, probability {{probabilities[digit]:.1%}}"
    print(f"{{answer}}, {{parameters:,}} parameters")
"""
_CERTAINTY = """
{read}
labels = test.targets
ends = {ends}
for name, network in networks.items():
    with torch.inference_mode():
        sure, answers = network(test.data.flatten(1) / 255).softmax(dim=1).max(dim=1)
    print(name)
    for low, high in pairwise(ends):
        inside = (sure >= low) & ((sure < high) | (high == 1))
        right = int((answers[inside] == labels[inside]).sum())
        print(f"  {{low:.0%}} to {{high:.0%}}: {{right:,}} of {{int(inside.sum()):,}} right")
"""
_LAYERS = ("hidden1", "hidden2", "output")
_GIVEN = ("x[0]", "model[:2](x)[0]", "model[:4](x)[0]")


def read_digit(
    image: np.ndarray,
    weights: str,
    *,
    seed: int = 0,
    own: bool = False,
    view: str = "",
    unit: tuple[int, int] = (2, 0),
    ink: np.ndarray | None = None,
    models: Sequence[str] = (),
) -> str:
    """Return a program that prints one picture's logits and probabilities, and one view.

    Args:
        image: (28, 28) in [0, 1], multiples of 1/255.
        weights: A name for `dlviz.networks.mnist.load`, "random", or the visitor's own.
        seed: Seed of the random weights.
        own: Whether the weights are the visitor's own.
        view: One of the page's views, "" for none.
        unit: (layer, index) of the unit in the view "One unit".
        ink: (H, W) uint8 of the pad, None for a test digit.
        models: Names of the networks in the views "Four models" and "Certainty".
    """
    if view in ("Four models", "Certainty"):
        return _four_models(image, models, counts=view == "Certainty")
    has_ink = view == "Normalisation" and ink is not None and bool(ink.any())
    needs_mnist = view == "Mistakes"
    file = OWN_FILE if own else f"{weights}.pth"
    start = _imports(
        f"What {'my own' if own else f'the {weights}'} weights answer about the picture on screen.",
        has_ink=has_ink,
        needs_mnist=needs_mnist,
    )
    loaded = _UNTRAINED.format(seed=seed) if weights == "random" else _TRAINED.format(file=file)
    tail = {
        "Softmax": _SOFTMAX,
        "One unit": _one_unit(*unit),
        "Move it": _MOVES.format(reach=DIGIT_REACH, side=2 * DIGIT_REACH + 1),
        "Mistakes": _MISTAKES.format(read=mnist_lines.TEST),
    }.get(view, "")
    steps = _steps(ink) if has_ink and ink is not None else ""
    network = _LINEAR if weights in mnist.LINEAR else _NETWORK
    return f"{start}{network}{loaded}\n{steps}{_picture(image)}\n{_ANSWERS}{tail}"


def files(
    weights: str, model: nn.Module, *, own: bool = False, view: str = "", models: Sequence[str] = ()
) -> Files:
    """Return the files that the program reads; `model` is the network on screen."""
    if view in ("Four models", "Certainty"):
        found_files: Files = {f"{name}.pth": partial(_shipped, name) for name in models}
        return {**found_files, **(mnist_lines.files() if view == "Certainty" else {})}
    if own:
        found: Files = {OWN_FILE: lambda: state_file(model)}
    else:
        found = {} if weights == "random" else {f"{weights}.pth": partial(_shipped, weights)}
    return {**found, **(mnist_lines.files() if view == "Mistakes" else {})}


def networks(names: Sequence[str]) -> str:
    """Return the lines of a dict with the shipped networks of these names, without weights."""
    mlp = textwrap.indent(_NETWORK.removeprefix("model = ").rstrip(), "    ").lstrip()
    return "\n".join(
        f'    "{name}": {"nn.Linear(784, 10)" if name in mnist.LINEAR else mlp},' for name in names
    )


def _shipped(name: str) -> bytes:
    return state_file(mnist.load(name))


def _imports(purpose: str, *, has_ink: bool = False, needs_mnist: bool = False) -> str:
    packages = " numpy" if has_ink else " torchvision" if needs_mnist else ""
    return _IMPORTS.format(
        packages=packages,
        purpose=purpose,
        standard=mnist_lines.IMPORTS if needs_mnist else "",
        third="import numpy as np\n" if has_ink else "",
        more=mnist_lines.IMPORT_MNIST if needs_mnist else "",
    )


def _four_models(image: np.ndarray, names: Sequence[str], *, counts: bool) -> str:
    """Return a program that classifies the picture with several models.

    With `counts` it also counts their right answers among the test digits, by probability.
    """
    purpose = f"What {len(names)} models answer about the picture on screen."
    tail = _CERTAINTY.format(read=mnist_lines.TEST, ends=ENDS) if counts else ""
    start = _imports(purpose, needs_mnist=counts)
    if counts:
        start = start.replace("from pathlib", "from itertools import pairwise\nfrom pathlib", 1)
    return start + _picture(image) + "\n" + _MODELS.format(networks=networks(names)) + tail


def _one_unit(layer: int, index: int) -> str:
    return _UNIT.format(
        name=_LAYERS[layer],
        index=index,
        given=_GIVEN[layer],
        gives="total + bias" if layer == 2 else "(total + bias).relu()",
    )


def _picture(image: np.ndarray) -> str:
    return _PICTURE.format(picture=_literal(np.rint(image * 255).astype(np.uint8).tobytes()))


def _steps(ink: np.ndarray) -> str:
    height, width = ink.shape
    return _INK.format(height=height, width=width, ink=_literal(ink.tobytes()))


def _literal(content: bytes) -> str:
    """Return `content`, compressed, as indented lines of a string literal."""
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 76))
