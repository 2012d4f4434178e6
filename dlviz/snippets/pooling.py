"""The shown programs of "Pooling"; they only need the files of the `..._files` functions."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from dlviz.datasets import mnist
from dlviz.datasets.sample_photos import SAMPLES
from dlviz.moves import COMPARED, DIRECTIONS, MOST_DEPTH, N_OTHERS
from dlviz.networks.windowed import CIFAR_STAGES, LITE_STAGES, WINDOW_REACH
from dlviz.pooling import AVERAGE, BLURRED, L2, MAX, NONE
from dlviz.snippets import networks, photo_lines
from dlviz.snippets.networks import Files, picture_file

CIFAR, LITE = "CIFAR-100 network", "EfficientNet-Lite0"
STAGES, KINDS, THROUGH = "poolings in a row", "kinds of pooling", "the network itself"

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
{needs}"""Pooling ({kind}) of {rows} x {columns} numbers: the outputs and the gradients."""

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
print(f"{{1 - output.numel() / numbers.numel():.0%}} of the numbers are discarded")
'''

_CASCADE = '''\
{needs}"""A picture after one pooling after another."""

{imports}

{opening}{network}{shrunk}{photo}
{picture}
poolings = {{
{poolings}
}}


def correlation(one, other):
    """Return the squared correlation of two pictures, 0 where one of them is even."""
    one, other = (values.double() - values.double().mean() for values in (one, other))
    size = (one.square().sum() * other.square().sum()).sqrt()
    is_even = min(one.square().mean(), other.square().mean()) < 1e-18
    return 0.0 if is_even else min(1.0, float((one * other).sum() / size) ** 2)


for name, pool in poolings.items():
    x = picture
    for _ in range(6):
        rows, columns = x.shape[-2:]
        wide = x.repeat_interleave(picture.shape[-2] // rows, dim=-2)  # every number as a square
        wide = wide.repeat_interleave(picture.shape[-1] // columns, dim=-1)
        said = f"mean {{x.mean():.4f}}, squared correlation {{correlation(picture, wide):.4f}}"
        print(f"{{name}} {{rows}} x {{columns}}: {{said}}")
{says}        if rows % 2 or columns % 2:
            break
        x = pool(x)
'''
_SAYS = """\
        with torch.inference_mode():
            value, place = network((wide - 127) / 128)[0].softmax(dim=0).max(dim=0)
        print(f"  EfficientNet-Lite0: {names[int(place)]} {value:.4f}")
"""
_CROPPED = '''

def seen(photo):
    """Return what EfficientNet-Lite0 sees of a photo, (1, 3, 224, 224), in 0 to 255."""
    width, height = (256 * length // min(photo.size) for length in photo.size)
    resized = photo.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - 224) / 2), round((height - 224) / 2)
    part = resized.crop((left, top, left + 224, top + 224))
    return torch.from_numpy(np.array(part)).permute(2, 0, 1)[None].float()


'''
_SHRUNK = '''

def shrunk(photo, side):
    """Return the middle of a photo as (1, 3, side, side), in 0 to 255."""
    scale = min(photo.size) / side
    left, top = (photo.width - scale * side) / 2, (photo.height - scale * side) / 2
    box = (left, top, left + scale * side, top + scale * side)
    small = photo.resize((side, side), Image.Resampling.BOX, box)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float()


'''
_PICTURE = "picture = seen(photo)"
_MAPS = {
    CIFAR: """\
with torch.inference_mode():
    maps = network.relu1_1(network.conv1_1((shrunk(photo, 32) / 255 - mean) / deviation))
picture = maps[:, {map} : {map} + 1]  # map {number}, counted from 1""",
    LITE: """\
with torch.inference_mode():
    maps = network.stem((seen(photo) - 127) / 128)
picture = maps[:, {map} : {map} + 1]  # map {number}, counted from 1""",
}

_INVARIANCE = '''\
{needs}"""A picture moves by {shift} pixels {direction}: what changes, and how much?"""

{imports}

{opening}{network}
REACH, SIDE = {reach}, {side}


{scene}


def window(pixels, dx, dy):
    """Return what the network sees when it has moved dx to the right and dy down."""
    return pixels[..., REACH - dy : REACH - dy + SIDE, REACH - dx : REACH - dx + SIDE]


{stages}


def answer(seen):
    return network({given}).softmax(dim=1)[0]


def distances(other, one):
    """Return how far two pictures are from each other, by name."""
    found = {{name: float((other[name] - one[name]).norm()) for name in one}}
    # Half of the differences of the probabilities added up: their total variation.
    return found | {{"probabilities": float((other["answer"] - one["answer"]).abs().sum() / 2)}}


with torch.inference_mode():
    still, moved = (
        stages(seen) | {{"answer": answer(seen)}}
        for seen in (window(picture, *move) for move in ((0, 0), ({dx}, {dy})))
    )
    different = [
        stages(seen) | {{"answer": answer(seen)}}
        for seen in (window(other, 0, 0) for other in others)
    ]
far = distances(moved, still)
units = [distances(other, still) for other in different]  # 1 means as different as another picture
for name in far:
    if name != "answer":
        unit = sum(one[name] for one in units) / len(units) or 1.0
        print(f"{{name}}: {{far[name] / unit:.4f}}")
print(f"total variation: {{far['probabilities']:.4f}}")
before, after = still["answer"].argmax(), moved["answer"].argmax()
print(f"first answer: {{names[before]}}, then {{names[after]}}")
'''
_FIRST = {
    CIFAR: '''\
def first(seen):
    """Return the first convolution's maps, without its rim of zeros."""
    return functional.conv2d(seen, network.conv1_1.weight, network.conv1_1.bias).relu()''',
    LITE: '''\
def first(seen):
    """Return the first convolution's maps, without its rim of zeros."""
    stem = network.stem
    return stem.relu(stem.norm(functional.conv2d(seen, stem.conv.weight, stride=2)))''',
}
_PREPARED = {CIFAR: "(pixels / 255 - mean) / deviation", LITE: "(pixels - 127) / 128"}
_RESAMPLING = {CIFAR: "BOX", LITE: "BICUBIC"}
_PHOTO_SCENE = '''\
def scene(photo):
    """Return a photo (1, 3, H, W) with as much around the window as it is moved."""
    side = SIDE + 2 * REACH
    width, height = (side * length // min(photo.size) for length in photo.size)
    photo = photo.resize((width, height), Image.Resampling.{resampling})
    left, top = round((width - side) / 2), round((height - side) / 2)
    photo = photo.crop((left, top, left + side, top + side))
    pixels = torch.from_numpy(np.array(photo)).permute(2, 0, 1)[None].float()
    return {prepared}


{photo}
picture = scene(photo)
others = [scene(Image.open(file).convert("RGB")) for file in {others}]'''
_DIGIT_SCENE = '''\
def scene(file):
    """Return a test digit of MNIST (1, 1, H, W) with its black surroundings."""
    digit = torch.from_numpy(np.array(Image.open(file)))
    return functional.pad(digit[None, None].float() / 255, (REACH,) * 4)


picture = scene({digit})
others = [scene(file) for file in {others}]'''
_IN_A_ROW = '''\
def pool(x):
{pool}


def stages(seen):
    """Return what is compared, by name."""
    found = {{"pixels": seen, "convolution": first(seen)}}
    maps = found["convolution"]
    for depth in range(1, {most} + 1):
        maps = pool(maps)
        found[f"{{depth}} pooling{{'s' if depth > 1 else ''}}"] = maps
    return found'''
_BY_KIND = '''\
def blurred_max(x):
{blurred}


poolings = {{
{poolings}
}}


def stages(seen):
    """Return what is compared, by name."""
    found = {{"convolution": first(seen)}}
    for name, pool in poolings.items():
        maps = found["convolution"]
        for _ in range({depth}):
            maps = pool(maps)
        found[name] = maps
    return found'''
_THROUGH = '''\
kept = {{}}
for layer, name in {layers}.items():
    network.get_submodule(layer).register_forward_hook(
        lambda _, given, result, name=name: kept.update({{name: result.clone()}})
    )


def stages(seen):
    """Return what is compared, by name: what the network computes on its way."""
    network({given})
    return {{"pixels": seen, **kept}}'''
_DIGIT_STAGES = {"relu1": "256 units", "relu2": "128 units"}


def by_hand(
    numbers: np.ndarray,
    kind: str,
    window: int,
    stride: int,
    padding: int = 0,
    *,
    counts_padding: bool = True,
) -> str:
    """Return a program that pools `numbers` (H, W) and prints output and gradient.

    The other arguments are those of `dlviz.pooling.pool_by_hand`.
    """
    call = _CALLS[kind].format(window=window, stride=stride, rest=window - 1)
    if padding:
        counted = f", count_include_pad={counts_padding}" if kind == AVERAGE else ""
        call = f"{call.removesuffix(')')}, padding={padding}{counted})"
    return _BY_HAND.format(
        needs=photo_lines.first_line(),
        kind=kind,
        rows=numbers.shape[0],
        columns=numbers.shape[1],
        numbers=numbers.tolist(),
        call=call,
    )


def cascade(file: str, network: str, index: int, kinds: Sequence[str], *, asks: bool) -> str:
    """Return a program that prints a photo's, or a map's, statistics after every pooling.

    Args:
        file: The photo's file, as `photo_lines.opened` takes it.
        network: CIFAR or LITE, whose first maps are pooled; "" to pool the photo.
        index: Index of the map, from 0.
        kinds: Kinds of pooling.
        asks: Whether EfficientNet-Lite0 classifies each result.
    """
    calls = {kind: _call(kind) for kind in kinds}
    halved = {kind: f"{call} / 2" if kind == L2 else call for kind, call in calls.items()}
    whose = network or (LITE if asks else "")
    opening = photo_lines.opening([file])
    return _CASCADE.format(
        needs=photo_lines.first_line(file),
        imports=_imports(whose),
        opening=opening,
        network=_network(whose) + "\n" if whose else "",
        shrunk=_SHRUNK if network == CIFAR else _CROPPED,
        photo=photo_lines.opened_too(file),
        picture=_MAPS[network].format(map=index, number=index + 1) if network else _PICTURE,
        says=_SAYS if asks else "",
        poolings="\n".join(f'    "{kind}": lambda x: {call},' for kind, call in halved.items()),
    )


def cascade_files(network: str, *, asks: bool) -> Files:
    """Return the files that the program of `cascade` reads, without the photo."""
    if network == CIFAR:
        return networks.cifar_files()
    return networks.imagenet_files("efficientnet_lite0") if network or asks else {}


def invariance(
    network: str,
    side: int,
    file: str,
    sample: str,
    move: tuple[str, int],
    compared: tuple[str, str, int],
) -> str:
    """Return a program that measures the effect of shifting a photo.

    Args:
        network: CIFAR or LITE.
        side: Rows and columns of the network's input.
        file: The photo's file, as `photo_lines.opened` takes it.
        sample: A key of SAMPLES; "" for the visitor's own.
        move: A key of DIRECTIONS, and pixels.
        compared: STAGES, KINDS or THROUGH; the kind of pooling for STAGES; the number of poolings
            for KINDS.
    """
    scene = _PHOTO_SCENE.format(
        resampling=_RESAMPLING[network],
        prepared=_PREPARED[network],
        photo=photo_lines.opened_too(file),
        others=_list([SAMPLES[name].file for name in _others(sample)]),
    )
    imports = _imports(network)
    names = networks.cifar_names() + "\n" if network == CIFAR else ""
    return _moved(
        _network(network) + "\n" + names, side, scene, _stages(network, compared), move,
        needs=photo_lines.first_line(file), imports=imports, opening=photo_lines.opening([file]),
    )  # fmt: skip


def invariance_files(network: str, sample: str) -> Files:
    """Return the files that the program of `invariance` reads, without the photo."""
    others = {SAMPLES[name].file: SAMPLES[name].path.read_bytes for name in _others(sample)}
    if network == CIFAR:
        return {**networks.cifar_files(), **others}
    return {**networks.imagenet_files("efficientnet_lite0"), **others}


def digit_invariance(weights: str, side: int, index: int, move: tuple[str, int]) -> str:
    """Return a program that measures the effect of shifting a digit; `weights` is a model name."""
    scene = _DIGIT_SCENE.format(
        digit=f'"{_digit_file(index)}"', others=_list(list(map(_digit_file, _other_digits(index))))
    )
    stages = _THROUGH.format(layers=_dict(_DIGIT_STAGES), given="seen")
    return _moved(
        networks.digit_lines(weights) + "\nnames = range(10)\n", side, scene, stages, move,
        needs=photo_lines.first_line(), imports=_imports(CIFAR), opening="",
    )  # fmt: skip


def digit_files(weights: str, index: int) -> Files:
    """Return the files that the program of `digit_invariance` reads."""
    return {
        **networks.digit_files(weights),
        **{_digit_file(x): partial(_digit_png, x) for x in (index, *_other_digits(index))},
    }


def _moved(
    network: str, side: int, scene: str, stages: str, move: tuple[str, int], **head: str
) -> str:
    direction, shift = move
    dx, dy = (shift * along for along in DIRECTIONS[direction])
    return _INVARIANCE.format(
        shift=shift, direction=direction, reach=WINDOW_REACH, side=side, dx=dx, dy=dy,
        network=network, scene=scene, stages=stages, given="seen", **head,
    )  # fmt: skip


def _stages(network: str, compared: tuple[str, str, int]) -> str:
    comparison, kind, depth = compared
    if comparison == THROUGH:
        layers = CIFAR_STAGES if network == CIFAR else LITE_STAGES
        return _THROUGH.format(layers=_dict(layers), given="seen")
    if comparison == STAGES:
        pool = _BLURRED_MAX if kind == BLURRED else f"    return {_call(kind)}"
        return f"{_FIRST[network]}\n\n\n{_IN_A_ROW.format(pool=pool, most=MOST_DEPTH)}"
    poolings = "\n".join(
        f'    "{one}": {"blurred_max" if one == BLURRED else f"lambda x: {_call(one)}"},'
        for one in COMPARED
    )
    by_kind = _BY_KIND.format(blurred=_BLURRED_MAX, poolings=poolings, depth=depth)
    return f"{_FIRST[network]}\n\n\n{by_kind}"


def _network(name: str) -> str:
    return (
        networks.cifar_lines() if name == CIFAR else networks.imagenet_lines("efficientnet_lite0")
    )


def _imports(network: str) -> str:
    """Return the imports of a program with a network, in the usual order."""
    standard = f"{networks.CIFAR_IMPORTS}\n" if network == CIFAR else ""
    nn = "from torch import nn\n" if network == CIFAR else ""
    theirs = networks.imagenet_imports("efficientnet_lite0") if network == LITE else ""
    return (
        f"{standard}import numpy as np\nimport torch\nfrom PIL import Image\n{nn}"
        f"from torch.nn import functional\n{theirs}"
    ).rstrip()


def _call(kind: str) -> str:
    return _CALLS[kind].format(window=2, stride=2, rest=1).split("  #")[0]


def _others(sample: str) -> list[str]:
    return [name for name in SAMPLES if name != sample][:N_OTHERS]


def _other_digits(index: int) -> list[int]:
    return [x for x in range(N_OTHERS + 1) if x != index][:N_OTHERS]


def _digit_file(index: int) -> str:
    return f"digit-{index}.png"


def _digit_png(index: int) -> bytes:
    return picture_file(mnist.load("test").images[index])


def _list(files: Sequence[str]) -> str:
    return f"[{', '.join(map(photo_lines.quoted, files))}]"


def _dict(words: "dict[str, str]") -> str:
    pairs = (f"{photo_lines.quoted(k)}: {photo_lines.quoted(v)}" for k, v in words.items())
    return f"{{{', '.join(pairs)}}}"
