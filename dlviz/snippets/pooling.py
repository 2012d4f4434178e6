"""The programs behind "Pooling", to run beside the project with `python program.py`."""

from collections.abc import Sequence

import numpy as np

from dlviz.datasets.sample_photos import SAMPLES
from dlviz.moves import DIRECTIONS
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.pooling import AVERAGE, BLURRED, L2, MAX, NONE

_CALLS = {
    MAX: "functional.max_pool2d(x, {window}, {stride})",
    AVERAGE: "functional.avg_pool2d(x, {window}, {stride})",
    L2: "functional.lp_pool2d(x, 2, {window}, {stride})",
    NONE: (
        "x[..., : x.shape[-2] - {rest} : {stride}, : x.shape[-1] - {rest} : {stride}]"
        "  # a window's first number"
    ),
}
_BLURRED_MAX = '''\
    """Zhang 2019: the maximum at every place, blurred, then every second number."""
    every = functional.max_pool2d(x, 2, 1)
    blur = torch.outer(torch.tensor([1.0, 2, 1]), torch.tensor([1.0, 2, 1])) / 16
    channels = x.shape[1]
    padded = functional.pad(every, (1, 1, 1, 1), mode="reflect")
    kernel = blur.expand(channels, 1, 3, 3)
    return functional.conv2d(padded, kernel, stride=2, groups=channels)'''

_BY_HAND = '''\
"""Pooling ({kind}) of {rows} x {columns} numbers: what is left, and where gradients flow."""

import torch
from torch.nn import functional

numbers = torch.tensor({numbers}, dtype=torch.float64, requires_grad=True)
x = numbers[None, None]  # (1, 1, {rows}, {columns}): one picture with one channel
output = {call}
output = output[0, 0]
for row in output.tolist():
    print(" ".join(f"{{value:.6g}}" for value in row))
output.sum().backward()
print("gradient of the sum:")
for row in numbers.grad.tolist():
    print(" ".join(f"{{value:.6g}}" for value in row))
print(f"{{1 - output.numel() / numbers.numel():.0%}} of the numbers are thrown away")
'''

_CASCADE = '''\
"""What is left of a picture after one pooling after another."""

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from dlviz.datasets.small_pictures import shrink

photo = Image.open({file}).convert("RGB")
photo.thumbnail(({pixels}, {pixels}), Image.Resampling.BICUBIC)
{picture}
{ask}poolings = {{
{poolings}
}}
for name, pool in poolings.items():
    x = picture
    for _ in range(6):
        wide = x.repeat_interleave(picture.shape[-1] // x.shape[-1], dim=-1)
        wide = wide.repeat_interleave(picture.shape[-2] // x.shape[-2], dim=-2)
        part = picture[..., : wide.shape[-2], : wide.shape[-1]]
        both = torch.stack([part.flatten(), wide.flatten()]).double()
        explained = torch.corrcoef(both)[0, 1] ** 2
        rows, columns = x.shape[-2:]
        said = f"mean {{x.mean():.4f}}, explained {{explained:.4f}}"
        print(f"{{name}} {{rows}} x {{columns}}: {{said}}")
{says}        if rows % 2 or columns % 2:
            break
        x = pool(x)
'''
_ASK = """
from dlviz.networks import imagenet

network = imagenet.load("efficientnet_lite0")
"""
_SAYS = """\
        value, place = network.logits((wide - 127) / 128)[0].softmax(dim=0).max(dim=0)
        print(f"  EfficientNet-Lite0: {network.categories[int(place)]} {value:.4f}")
"""
_PICTURE = """\
picture = torch.from_numpy(shrink(photo, (3, 224, 224)).copy()).permute(2, 0, 1)[None].float()"""
_MAPS = {
    "CIFAR-100 network": """\
from dlviz.networks import cifar

model = cifar.load()
pixels = torch.from_numpy(shrink(photo, (3, 32, 32)).copy()).permute(2, 0, 1)[None].float() / 255
with torch.inference_mode():
    maps = model.relu1_1(model.conv1_1(cifar.standardise(pixels)))
picture = maps[:, {map} : {map} + 1]""",
    "EfficientNet-Lite0": """\
from dlviz.networks import imagenet

stem = imagenet.load("efficientnet_lite0").module.stem
pixels = torch.from_numpy(shrink(photo, (3, 224, 224)).copy()).permute(2, 0, 1)[None].float()
with torch.inference_mode():
    maps = stem((pixels - 127) / 128)
picture = maps[:, {map} : {map} + 1]""",
}

_INVARIANCE = '''\
"""A picture moves by {shift} pixels {direction}: what changes, and how much?"""

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

{network}
REACH, SIDE = {reach}, {side}


{scene}


def window(pixels, dx, dy):
    """Return what the network sees when it has moved dx to the right and dy down."""
    return pixels[..., REACH - dy : REACH - dy + SIDE, REACH - dx : REACH - dx + SIDE]


{stages}


def distance(one, other):
    return (one - other).norm()


with torch.inference_mode():
    still, moved = (stages(window(picture, *move)) for move in ((0, 0), ({dx}, {dy})))
    different = [stages(window(other, 0, 0)) for other in others]
for name in still:
    unit = torch.stack([distance(other[name], still[name]) for other in different]).mean()
    print(f"{{name}}: {{distance(moved[name], still[name]) / unit:.4f}}")
with torch.inference_mode():
    before, after = (
        classify(window(picture, *move)).softmax(dim=1)[0] for move in ((0, 0), ({dx}, {dy}))
    )
print(f"total variation: {{(after - before).abs().sum() / 2:.4f}}")
print(f"first answer: {{names[int(before.argmax())]}}, then {{names[int(after.argmax())]}}")
'''
_NETWORKS = {
    "CIFAR-100 network": """\
from dlviz.datasets.cifar100_names import CLASS_NAMES as names
from dlviz.datasets.sample_photos import SAMPLES, load
from dlviz.networks import cifar

classify = cifar.load()


def first(seen):
    \"\"\"Return the first convolution's maps, without its rim of zeros.\"\"\"
    return functional.conv2d(seen, classify.conv1_1.weight, classify.conv1_1.bias).relu()


def prepare(pixels):
    return cifar.standardise(pixels / 255)


RESAMPLING = Image.Resampling.BOX""",
    "EfficientNet-Lite0": """\
from dlviz.datasets.sample_photos import SAMPLES, load
from dlviz.networks import imagenet

network = imagenet.load("efficientnet_lite0")
classify, names = network.module, network.categories
stem = classify.stem


def first(seen):
    \"\"\"Return the first convolution's maps, without its rim of zeros.\"\"\"
    return stem.relu(stem.norm(functional.conv2d(seen, stem.conv.weight, stride=2)))


def prepare(pixels):
    return (pixels - 127) / 128


RESAMPLING = Image.Resampling.BICUBIC""",
}
_DIGIT_NETWORK = """\
from dlviz.datasets import mnist
from dlviz.networks import mnist as networks

model = networks.load("{name}")
names = range(10)


def classify(seen):
    return model(seen.flatten(1))

"""
_PHOTO_SCENE = '''\
def scene(photo):
    """Return a photo (1, 3, H, W) with as much around the window as it is moved."""
    side = SIDE + 2 * REACH
    width, height = (side * length // min(photo.size) for length in photo.size)
    photo = photo.resize((width, height), RESAMPLING)
    left, top = round((width - side) / 2), round((height - side) / 2)
    photo = photo.crop((left, top, left + side, top + side))
    return prepare(torch.from_numpy(np.array(photo)).permute(2, 0, 1)[None].float())


{photo}
picture = scene(photo)
others = [scene(load(name)) for name in SAMPLES if name != "{sample}"][:5]'''
_OWN_PHOTO = """\
photo = Image.open("photo.jpg").convert("RGB")
photo.thumbnail(({pixels}, {pixels}), Image.Resampling.BICUBIC)"""
_DIGIT_SCENE = '''\
def scene(index):
    """Return a test digit (1, 1, H, W) with the black around it."""
    digit = torch.from_numpy(mnist.load("test").images[index].copy())
    return functional.pad(digit[None, None].float() / 255, (REACH,) * 4)


picture = scene({digit})
others = [scene(index) for index in range(6) if index != {digit}][:5]'''
_POOLED_STAGES = '''\
def pool(x):
{pool}


def stages(seen):
    """Return what is compared, by name."""
    found = {{"pixels": seen, "convolution": first(seen)}}
    maps = found["convolution"]
    for depth in range(1, 5):
        maps = pool(maps)
        found[f"{{depth}} pooling{{'s' if depth > 1 else ''}}"] = maps
    return found'''
_DIGIT_STAGES = '''\
def stages(seen):
    """Return what is compared, by name."""
    inside = networks.trace(model, seen.flatten(1))
    return {{"pixels": seen, "256 units": inside.a1, "128 units": inside.a2}}'''


def by_hand(numbers: np.ndarray, kind: str, window: int, stride: int) -> str:
    """Return a program that pools `numbers` (H, W) and prints output and gradient."""
    return _BY_HAND.format(
        kind=kind,
        rows=numbers.shape[0],
        columns=numbers.shape[1],
        numbers=numbers.tolist(),
        call=_CALLS[kind].format(window=window, stride=stride, rest=window - 1),
    )


def cascade(
    sample: str, pixels: int, network: str, index: int, kinds: Sequence[str], *, asks: bool
) -> str:
    """Return a program that prints what is left of a photo, or of a map, at every size.

    Args:
        sample: A key of SAMPLES; "" for a photo of the visitor's, which stays unnamed.
        pixels: Along the longer side of the photo.
        network: Whose first maps are pooled; "" for the photo.
        index: Of the map.
        kinds: Of pooling.
        asks: Whether EfficientNet-Lite0 says what it still sees.
    """
    calls = {kind: _CALLS[kind].format(window=2, stride=2, rest=1) for kind in kinds}
    calls = {kind: call.split("  #")[0] for kind, call in calls.items()}
    halved = {kind: f"{call} / 2" if kind == L2 else call for kind, call in calls.items()}
    return _CASCADE.format(
        file=_file(sample),
        pixels=pixels,
        picture=_MAPS[network].format(map=index) if network else _PICTURE,
        ask=_ASK if asks else "",
        says=_SAYS if asks else "",
        poolings="\n".join(f'    "{kind}": lambda x: {call},' for kind, call in halved.items()),
    )


def invariance(
    network: str, side: int, picture: str | int, pixels: int, direction: str, shift: int, kind: str
) -> str:
    """Return a program that measures one move.

    Args:
        network: A key of the networks above, else the name of a digit network's weights.
        side: Rows and columns that it sees.
        picture: A key of SAMPLES, "" for a photo of the visitor's, or the number of a test digit.
        pixels: Along the longer side of the photo.
        direction: A key of DIRECTIONS.
        shift: Pixels.
        kind: Of pooling.
    """
    dx, dy = (shift * along for along in DIRECTIONS[direction])
    common = {
        "shift": shift,
        "direction": direction,
        "reach": WINDOW_REACH,
        "side": side,
        "dx": dx,
        "dy": dy,
    }
    if isinstance(picture, int):
        return _INVARIANCE.format(
            network=_DIGIT_NETWORK.format(name=network),
            scene=_DIGIT_SCENE.format(digit=picture),
            stages=_DIGIT_STAGES.format(),
            **common,
        )
    call = _CALLS.get(kind, "").format(window=2, stride=2, rest=1)
    return _INVARIANCE.format(
        network=_NETWORKS[network],
        scene=_PHOTO_SCENE.format(
            photo=f'photo = load("{picture}")' if picture else _OWN_PHOTO.format(pixels=pixels),
            sample=picture,
        ),
        stages=_POOLED_STAGES.format(
            pool=_BLURRED_MAX if kind == BLURRED else f"    return {call}"
        ),
        **common,
    )


def _file(sample: str) -> str:
    """Return a sample's file as text of a program; photos of visitors are never part of one."""
    return f'"dlviz/assets/photos/{SAMPLES[sample].file}"' if sample else '"photo.jpg"'
