"""The shown programs of "Convolution"; they only need a photo beside them."""

from collections.abc import Sequence

import numpy as np

from dlviz.convolution import Geometry
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.filter_stack import FILTERS, SIDE
from dlviz.responses import GRADIENT, GREY, SUMMED, centred
from dlviz.snippets import photo_lines
from dlviz.training.kernel_fit import LOST, TEST_SIDE, TESTED, KernelTask, Record

_SLIDING = '''\
# needs: torch
"""A {kernel_rows} x {kernel_columns} kernel slides over a {rows} x {columns} image."""

import torch
from torch.nn import functional

image = torch.tensor({image}, dtype=torch.float64)
kernel = torch.tensor({kernel}, dtype=torch.float64)
{flip}
output = functional.conv2d(
    image[None, None],  # (1, 1, {rows}, {columns}): one image with one channel
    kernel[None, None],  # (1, 1, {kernel_rows}, {kernel_columns}): one output from one channel
    stride={stride},
    padding={padding},
    dilation={dilation},
)[0, 0]
for row in output.tolist():
    print(" ".join(f"{{value:.6g}}" for value in row))
'''
_FLIP = """\
kernel = kernel.flip(0, 1)  # conv2d does not turn the kernel; true convolution does
"""

_PHOTO = '''\
{needs}"""The responses of kernels to a photo, {mode}."""

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

{photo}
pixels = np.array({array}, dtype=np.float32)
image = torch.from_numpy(pixels){shape}

# Kernels are not turned, and are applied only where they fit completely.
kernels = torch.tensor({kernels})
{answer}
for name, response in responses.items():
    height, width = response.shape
    print(
        f"{{name}}: {{height}} x {{width}}, lowest {{response.min():.3f}}, "
        f"highest {{response.max():.3f}}, mean {{response.mean():.4f}}"
    )
'''
_THUMBNAIL = "photo.thumbnail(({pixels}, {pixels}), Image.Resampling.BICUBIC)"
# `photo_lines` reduces only very large photos; here all that are larger than wanted are reduced.
_FULL_DRAFT = """\
    if (size := factor(image)) > 1:  # a very large JPEG is decoded more coarsely
"""
_DRAFT = """\
    size = max(factor(image), max(image.size) // {pixels})
    if size > 1:  # a large JPEG is decoded more coarsely, as on the page
"""
_FULL_SIZE = """\
    if (size := factor(image)) > 1:
        image = Image.merge(image.mode, [band.reduce(size) for band in image.split()])
"""
_SIZE = """\
    if max(image.size) > {pixels}:  # as large as on the page
        scale = {pixels} / max(image.size)
        size = [max(1, round(side * scale)) for side in image.size]
        image = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
"""
_ANSWERS = {
    GREY: """\
response = functional.conv2d(image, kernels[:1, None])[0, 0]
responses = {"response": response}
""",
    GRADIENT: """\
right, down = functional.conv2d(image, kernels[:, None])[0]
responses = {
    "to the right": right,
    "downwards": down,
    "magnitude": torch.hypot(right, down),
}
""",
    SUMMED: """\
# One kernel for each colour, then the sum: conv2d with three channels in and one out.
parts = functional.conv2d(image, kernels[:, None], groups=3)[0]
responses = dict(zip(("red", "green", "blue"), parts))
responses["sum"] = functional.conv2d(image, kernels[None])[0, 0]
""",
}
_EACH = """\
parts = functional.conv2d(image.transpose(0, 1), kernels[:1, None])[:, 0]
responses = dict(zip(("red", "green", "blue"), parts))
"""

_STACK = '''\
{needs}"""{count} filters with biases on a picture in colour: {count} maps."""

import numpy as np
import torch
from PIL import Image

{photo}
side = min(photo.size)  # the square in the middle
left, top = (photo.width - side) // 2, (photo.height - side) // 2
photo = photo.crop((left, top, left + side, top + side))
image = torch.from_numpy(np.array(photo, dtype=np.float32)).permute(2, 0, 1)  # (3, H, W)

layer = torch.nn.Conv2d(3, {count}, {side})
layer.requires_grad_(False)
# One {side} x {side} plane for each colour, times the colour's factor.
planes = torch.tensor({planes})
colours = torch.tensor({colours})
layer.weight.copy_(colours[:, :, None, None] * planes[:, None])
layer.bias.copy_(torch.tensor({biases}))
print(f"{{sum(one.numel() for one in layer.parameters())}} numbers to learn")
maps = layer(image[None])[0]  # (K, H - {cut}, W - {cut})
for number, one in enumerate(maps, 1):
    print(f"map {{number}}: lowest {{one.min():.3f}}, highest {{one.max():.3f}}")
window = image[:, {row} : {row} + {side}, {column} : {column} + {side}]
parts = (window * layer.weight[{index}]).sum(dim=(1, 2))
print("red, green, blue:", *(f"{{part:.2f}}" for part in parts))
print(f"with the bias: {{parts.sum() + layer.bias[{index}]:.2f}}")
print(f"the map there: {{maps[{index}, {row}, {column}]:.2f}}")
'''
_LEARNED = '''\
# needs: torch numpy pillow
"""A {side} x {side} kernel is learned from the outputs of a hidden kernel."""

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

photo = np.array(Image.open("{file}").convert("L"))
hidden = torch.tensor({hidden})
generator = torch.Generator().manual_seed({seed})


def patches(count, side):
    """Return (count, 1, side, side) patches of the photo in [0, 1]."""
    found = []
    for _ in range(count):
        top, left = (int(torch.randint(n - side + 1, (), generator=generator)) for n in photo.shape)
        found.append(torch.from_numpy(photo[top : top + side, left : left + side]))
    return torch.stack(found)[:, None].float() / 255


train, test = patches({pairs}, {patch}), patches({tested}, {test_side})
mean, deviation = test.mean(), test.std()
train, test = (train - mean) / deviation, (test - mean) / deviation
answers, test_answers = (functional.conv2d(x, hidden[None, None]) for x in (train, test))
noise = {noise} * test_answers.std()
answers = answers + noise * torch.randn(answers.shape, generator=generator)

rim = {rim}  # of a patch, where the hidden kernel fits but this one would reach further in
train = train[..., rim : train.shape[-2] - rim, rim : train.shape[-1] - rim]
generator = torch.Generator().manual_seed({seed} + 1)
kernel = torch.randn(1, 1, {side}, {side}, generator=generator) / {side}
kernel.requires_grad_(True)
optimiser = torch.optim.SGD([kernel], lr={rate}, momentum={momentum})
for step in range({steps} + 1):
    loss = (functional.conv2d(train, kernel) - answers).square().mean()
    if step == 0:
        most = {lost:g} * max(loss.item(), 1e-12)
    if not loss.item() <= most:  # nor where it is not a number
        print(f"diverged: at step {{step}} the loss has become far too large")
        break
    if step in (0, {last}):
        print(f"step {{step}}: loss {{loss.item():.6g}}")
        learned = kernel.detach().clone()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()

test = test[..., rim : {test_side} - rim, rim : {test_side} - rim]
test_loss = (functional.conv2d(test, learned) - test_answers).square().mean()
distance = (functional.pad(learned[0, 0], [rim] * 4) - hidden).norm() / hidden.norm()
print(f"after step {last}: loss on other patches {{test_loss:.6g}}, distance {{distance:.1%}}")
for row in learned[0, 0].tolist():
    print(" ".join(f"{{weight:.5f}}" for weight in row))
'''


def sliding(image: np.ndarray, kernel: np.ndarray, geometry: Geometry, *, flipped: bool) -> str:
    """Return a program that prints the output of `kernel` on `image`."""
    return _SLIDING.format(
        rows=geometry.image[0],
        columns=geometry.image[1],
        kernel_rows=geometry.kernel[0],
        kernel_columns=geometry.kernel[1],
        image=image.tolist(),
        kernel=kernel.tolist(),
        flip=_FLIP if flipped else "",
        stride=geometry.stride,
        padding=geometry.padding,
        dilation=geometry.dilation,
    )


def on_a_photo(file: str, pixels: int, mode: str, kernels: Sequence[np.ndarray]) -> str:
    """Return a program that prints the responses of `kernels` on a photo.

    Args:
        file: A sample's file, or the name of the visitor's own.
        pixels: Pixels along the longer side.
        mode: One of `dlviz.responses.MODES`.
        kernels: As many as the mode needs, of one size.
    """
    is_grey = mode in (GREY, GRADIENT)
    return _PHOTO.format(
        needs=photo_lines.first_line(file),
        mode=mode,
        photo=_opened(file, pixels),
        array='photo.convert("L")' if is_grey else "photo",
        shape="[None, None]  # (1, 1, H, W)"
        if is_grey
        else ".permute(2, 0, 1)[None]  # (1, 3, H, W)",
        kernels=[kernel.tolist() for kernel in kernels],
        answer=_ANSWERS.get(mode, _EACH),
    )


def stack(file: str, pixels: int, count: int, index: int, place: tuple[int, int]) -> str:
    """Return a program that makes the maps of the first filters of `dlviz.filter_stack`.

    Args:
        file: A sample's file, or the name of the visitor's own.
        pixels: Pixels along the longer side.
        count: Number of filters.
        index: The filter whose sum is printed, from 0.
        place: Row and column of that sum, from 0.
    """
    own = FILTERS[:count]
    return _STACK.format(
        needs=photo_lines.first_line(file),
        photo=_opened(file, pixels),
        count=count,
        side=SIDE,
        cut=SIDE - 1,
        planes=[one.plane.tolist() for one in own],
        colours=[list(map(float, one.colours)) for one in own],
        biases=[float(one.bias) for one in own],
        index=index,
        row=place[0],
        column=place[1],
    )


def _opened(file: str, pixels: int) -> str:
    """Return the lines that open a photo at the size of the page's."""
    lines = photo_lines.opened(file)
    if file in {sample.file for sample in SAMPLES.values()}:
        return f"{lines}\n{_THUMBNAIL.format(pixels=pixels)}"
    for full, small in ((_FULL_DRAFT, _DRAFT), (_FULL_SIZE, _SIZE)):
        lines = lines.replace(full, small.format(pixels=pixels))
    return lines


def learned(file: str, task: KernelTask, last: Record) -> str:
    """Return a program that learns the kernel on screen from the photo in `file`.

    Args:
        file: A sample's file.
        task: The task.
        last: The last record of the page's own training; it stops early if the loss diverges.
    """
    return _LEARNED.format(
        file=file,
        hidden=centred(task.hidden, (task.reach, task.reach)).tolist(),
        side=task.side,
        seed=task.seed,
        pairs=task.pairs,
        patch=task.patch,
        tested=TESTED,
        test_side=TEST_SIDE,
        noise=task.noise,
        rim=(task.reach - task.side) // 2,
        rate=task.learning_rate,
        momentum=task.momentum,
        steps=task.steps,
        last=last.step,
        lost=LOST,
    )
