"""The program behind "Draw a digit", to run beside the project with `python program.py`."""

import base64
import textwrap
import zlib

import numpy as np

_NETWORK = """\
model = nn.Sequential()
model.add_module("hidden1", nn.Linear(784, 256))
model.add_module("relu1", nn.ReLU())
model.add_module("hidden2", nn.Linear(256, 128))
model.add_module("relu2", nn.ReLU())
model.add_module("output", nn.Linear(128, 10))
"""

_LINEAR = """\
model = nn.Linear(784, 10)
"""

_TRAINED = """\
model.load_state_dict(load_file("{file}"))
"""

_UNTRAINED = """\
# PyTorch's default initialisation, from a generator of its own: uniform within 1/sqrt(inputs).
generator = torch.Generator().manual_seed({seed})
for layer in (model.hidden1, model.hidden2, model.output):
    bound = layer.in_features**-0.5
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
"""

_DIGIT = '''\
"""{purpose}"""

import base64
import zlib

import torch
from safetensors.torch import load_file
from torch import nn

{network}{weights}
# The 28 x 28 picture on screen: one byte a pixel, 255 = ink.
picture = zlib.decompress(base64.b64decode(
{picture}
))
x = torch.tensor(list(picture)).reshape(1, 784) / 255

with torch.inference_mode():
    logits = model(x)[0]
    probabilities = logits.softmax(dim=0)

parameters = sum(parameter.numel() for parameter in model.parameters())
print(f"{{parameters:,}} parameters")
for digit in range(10):
    print(f"{{digit}}  logit {{logits[digit]:+8.3f}}  probability {{probabilities[digit]:.6f}}")
'''


def read_digit(image: np.ndarray, weights: str, *, seed: int = 0, file: str | None = None) -> str:
    """Return a program that prints the logits and probabilities of one picture.

    Args:
        image: (28, 28) in [0, 1], multiples of 1/255.
        weights: A name that `dlviz.networks.mnist.load` knows, or "random".
        seed: Of the random weights.
        file: Where the weights lie, if they are none of the shipped ones.
    """
    is_random = weights == "random"
    network = _LINEAR if weights in ("logistic", "lda") else _NETWORK
    program = _DIGIT.format(
        purpose=f"What the {weights} weights answer about the picture on screen.",
        network=network,
        weights=_UNTRAINED.format(seed=seed)
        if is_random
        else _TRAINED.format(file=file or f"dlviz/assets/models/{weights}.safetensors"),
        picture=_literal(np.rint(image * 255).astype(np.uint8).tobytes()),
    )
    return (
        program.replace("from safetensors.torch import load_file\n", "") if is_random else program
    )


def _literal(content: bytes) -> str:
    """Return `content`, compressed, as indented lines of a string literal."""
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 76))
