"""The shown program of a class's handwriting: what several models read in the file taken along."""

from collections.abc import Sequence
from functools import partial

from dlviz.classroom.drawings import Drawing
from dlviz.classroom.handwriting import as_npz
from dlviz.networks import mnist
from dlviz.snippets import digits
from dlviz.snippets.networks import Files, state_file

FILE = "our-handwriting.npz"
ABOUT_ARRAYS = (
    "In the file for NumPy: `images` (N, 28, 28), 255 = ink, in MNIST's format; `labels` (N,), the "
    "digits that were asked for; the strokes on the pad of 280 × 280 pixels: `points` (M, 2) as x "
    "and y, `stroke` (M,) the stroke of each point, and for each stroke `drawing`, its drawing, "
    "and `width`, that of the pen."
)
_PROGRAM = """\
# needs: torch numpy
\"\"\"What {count} models predict for the drawings of our class.\"\"\"

from collections import OrderedDict

import numpy as np
import torch
from torch import nn

with np.load("{file}") as file:
    x = torch.from_numpy(file["images"].reshape(-1, 784) / np.float32(255))
    labels = torch.from_numpy(file["labels"].astype(np.int64))
n = len(labels)
print(f"{{n}} drawings")

networks = {{
{networks}
}}
for name, network in networks.items():
    network.load_state_dict(torch.load(f"{{name}}.pth", weights_only=True))
    with torch.inference_mode():
        answers = network(x).argmax(dim=1)
    wrong = int((answers != labels).sum())
    # Wilson's 95 % interval: it stays within 0 to 100 %, and is not empty at 0 errors.
    z, share = 1.959964, wrong / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    low, high = max(0, 100 * (centre - half)), min(100, 100 * (centre + half))
    rate = f"{{100 * share:.1f}} %, interval {{low:.1f}} to {{high:.1f}} %"
    print(f"{{name}}: {{wrong}} wrong, {{rate}}")
    confusion = torch.zeros(10, 10, dtype=torch.int64)
    confusion.index_put_((labels, answers), torch.ones(n, dtype=torch.int64), accumulate=True)
    for digit, row in enumerate(confusion.tolist()):
        print(f"  {{digit}} predicted as 0 to 9:", *row)
"""


def read_drawings(names: Sequence[str]) -> str:
    """Return a program that prints the errors of shipped models on the file FILE."""
    networks = digits.networks(names)
    return _PROGRAM.format(count=len(names), file=FILE, networks=networks)


def files(drawings: Sequence[Drawing], names: Sequence[str]) -> Files:
    """Return the files that the program reads."""
    weights = {f"{name}.pth": partial(_weights, name) for name in names}
    return {FILE: lambda: as_npz(drawings), **weights}


def _weights(name: str) -> bytes:
    return state_file(mnist.load(name))
