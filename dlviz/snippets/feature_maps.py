"""The shown programs of "Feature maps"; they only need the files of `files` beside them."""

from dataclasses import dataclass

from dlviz.kernels import KERNELS, weights
from dlviz.networks.built import OwnNetwork
from dlviz.snippets import networks, photo_lines
from dlviz.snippets.networks import Files

LITE, RESNET, CIFAR, OWN = "EfficientNet-Lite0", "ResNet50", "CIFAR-100 network", "my own network"
OWN_WEIGHTS = "my-network.pth"

_HEAD = '''\
{needs}"""{purpose}"""

{imports}

{opening}{network}
'''
_PHOTO = """\
{photo}
pixels = {pixels}  # (1, channels, rows, columns)
"""
_OBSERVE = '''

def observe(layer, call, pixels):
    """Return what a layer gets and gives when it computes for the time `call`, 0 the first."""
    kept = []
    hook = network.get_submodule(layer).register_forward_hook(
        lambda _, given, result: kept.append((given[0].clone(), result.clone()))
    )
    with torch.inference_mode():
        network(pixels)
    hook.remove()
    return kept[call]


'''
_SHRUNK = '''

def shrunk(photo):
    """Return a photo's middle in [0, 1]: (1, {channels}, {height}, {width})."""
    scale = min(photo.width / {width}, photo.height / {height})
    across, down = scale * {width}, scale * {height}
    left, top = (photo.width - across) / 2, (photo.height - down) / 2
    box = (left, top, left + across, top + down)
    small = photo.resize(({width}, {height}), Image.Resampling.BOX, box).convert("{mode}")
    values = torch.from_numpy(np.array(small)).reshape({height}, {width}, {channels})
    return values.permute(2, 0, 1)[None].float() / 255


'''
_MAPS = """\
result = observe("{layer}", {call}, pixels)[1][0]
count, height, width = result.shape
dead = (result.flatten(1) == result.flatten(1)[:, :1]).all(dim=1)
strength = result.abs().mean(dim=(1, 2))
# Maps, rows and columns are counted from 0 in the code and from 1 in what it prints.
print(f"{{count}} maps of {{height}} x {{width}}, {{int(dead.sum())}} dead")
print(f"map {{strength.argmax() + 1}} responds most, {{strength.max():.4f}} on average")
print(f"{{(result == 0).double().mean():.2%}} of all numbers are 0")
index, row, column = {map}, {row}, {column}
one = result[index]
print(
    f"map {{index + 1}}: lowest {{one.min():.4f}}, highest {{one.max():.4f}}, "
    f"mean {{one.mean():.4f}}"
)
print(f"at row {{row + 1}}, column {{column + 1}}: {{one[row, column]:.4f}}")
"""
_SUM = """\
given, result = observe("{layer}", {call}, pixels)
layer = network.get_submodule("{layer}")
# Maps, rows and columns are counted from 0 in the code and from 1 in what it prints.
index, row, column = {map}, {row}, {column}
kernels = layer.weight[index].detach()  # one filter for each input map it looks at
first = index // (layer.out_channels // layer.groups) * len(kernels)
bias = 0.0 if layer.bias is None else layer.bias[index].item()
total = bias
for place, kernel in enumerate(kernels, start=first):
    partial = functional.conv2d(
        given[:, place : place + 1].double(),
        kernel[None, None].double(),
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
    )[0, 0]
    total = total + partial
    print(f"input map {{place + 1}}: {{partial[row, column]:+.5f}}")
own = result[0, index]
print(f"bias: {{bias:+.5f}}")
print(f"together: {{total[row, column]:+.5f}}, the network: {{own[row, column]:+.5f}}")
print(f"largest difference: {{(total - own).abs().max():.1e}}")
"""
_FILTERS = '''\
# Hand-made kernels.
kernels = {{
{kernels}
}}
filters = network.get_submodule("{layer}").weight.double()  # (filters, channels, side, side)
side = filters.shape[-1]


def stretched(kernel):
    """Return a kernel as large as the filters, of length 1; a row lies in the middle."""
    square = torch.tensor(kernel, dtype=torch.float64)
    missing = square.shape[1] - square.shape[0]
    square = functional.pad(square, (0, 0, missing // 2, missing - missing // 2))
    if len(square) != side:
        square = functional.interpolate(square[None, None], size=(side, side), mode="bilinear")
        square = square[0, 0]
    return square / (square.norm() or 1.0)


grey = filters.sum(dim=1).flatten(1).numpy()  # the effect of each filter on a grey picture
people = np.stack([stretched(kernel).flatten().numpy() for kernel in kernels.values()])
lengths = np.linalg.norm(grey, axis=1, keepdims=True)  # only a filter of zeros has no direction
cosines = grey @ people.T / np.where(lengths > 0, lengths, 1)
for number, row in enumerate(cosines, start=1):
    best = int(np.abs(row).argmax())
    print(f"filter {{number}}: {{list(kernels)[best]}}, cosine {{row[best]:+.4f}}")
'''
_DEPTH = """\
convolutions = []  # in the order in which they compute
for name, layer in network.named_modules():
    if isinstance(layer, torch.nn.Conv2d):
        layer.register_forward_hook(
            lambda _, given, result, name=name: convolutions.append((name, result.shape))
        )
maps = observe("{layer}", {call}, pixels)[1][0]
for name, (_, count, rows, columns) in convolutions:
    print(f"{{name}}: {{count}} maps of {{rows}} x {{columns}}")
liveliest = maps.flatten(1).std(dim=1, correction=0).argsort(descending=True)[:6]
# Counted from 0 in the code, from 1 in what it prints.
print("liveliest maps of {whole}:", (liveliest + 1).tolist())
"""
_TWO = """\
{second}
other_pixels = {pixels}
both = [observe("{layer}", {call}, x)[1][0] for x in (pixels, other_pixels)]
means = [maps.mean(dim=(1, 2)) for maps in both]
order = (means[0] - means[1]).abs().argsort(descending=True)
for index in order[:10].tolist():  # counted from 0 in the code, from 1 in what it prints
    print(f"map {{index + 1}}: {{means[0][index]:.4f}} and {{means[1][index]:.4f}}")
"""
_HEAT = """\

kept = []  # the maps of the layer, once for every time it computes
network.get_submodule("{layer}").register_forward_hook(
    lambda _, given, result: kept.append(result.requires_grad_()) or result.clone()
)
logits = network(pixels)[0]
probabilities = logits.softmax(dim=0).detach()
for place in probabilities.argsort(descending=True)[:5].tolist():
    print(f"{{names[place]}}: {{probabilities[place]:.4f}}")
maps = kept[{call}]
slopes = torch.autograd.grad(logits[{label}], maps)[0].mean(dim=(2, 3), keepdim=True)
heat = (slopes * maps).sum(dim=1)[0].clamp_min(0).detach()
heat = heat / heat.max() if heat.max() > 0 else heat
print(f"where it looked for {{names[{label}]}} ({{probabilities[{label}]:.4f}}):")
for row in heat.tolist():
    print(" ".join(f"{{value:.3f}}" for value in row))
"""
_OWN_NETWORK = """\
network = nn.Sequential(
    OrderedDict(
{layers}
    )
)
network.eval().requires_grad_(False).load_state_dict(torch.load("{file}", weights_only=True))"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on screen.

    Attributes:
        network: LITE, RESNET, CIFAR or OWN.
        moment: Epoch of the CIFAR-100 network's weights.
        file: The picture's file, as `photo_lines.opened` takes it; "" if there is none.
        layer: Name of the layer, as in `dlviz.traced.Traced.layers`.
        map: Index of the map, from 0.
        row: Row of the position, from 0.
        column: Column of the position, from 0.
        own: The visitor's own network.
    """

    network: str
    moment: int | None
    file: str
    layer: str
    map: int = 0
    row: int = 0
    column: int = 0
    own: OwnNetwork | None = None


def maps(shown: Shown) -> str:
    """Return a program that prints a summary of a layer's maps."""
    return _program(shown, f"The maps of {shown.layer}.", _MAPS)


def one_sum(shown: Shown) -> str:
    """Return a program that adds up one map from its contributions."""
    purpose = f"Map {shown.map + 1} of {shown.layer} as a sum."
    return _program(shown, purpose, _SUM, imports="from torch.nn import functional\n")


def filters(shown: Shown, side: int) -> str:
    """Return a program that finds the most similar kernel for each filter (side `side`)."""
    kernels = "\n".join(
        f"    {photo_lines.quoted(name)}: {_numbers(name, side if own.is_sized else 3)},"
        for name, own in KERNELS.items()
    )
    head = _head(
        shown,
        "The first filters beside the nearest hand-made kernels.",
        [],
        "from torch.nn import functional\n",
        has_photo=False,
    )
    return head + "\n" + _FILTERS.format(kernels=kernels, layer=shown.layer)


def depth(shown: Shown) -> str:
    """Return a program that prints number and size of the maps, layer by layer."""
    return _program(shown, "How maps get smaller and more.", _DEPTH, whole=shown.layer)


def two(shown: Shown, second: str) -> str:
    """Return a program that compares a layer's maps for two photos; `second` as `shown.file`."""
    return _program(
        shown,
        f"The maps of {shown.layer} for two pictures.",
        _TWO,
        more_files=[second],
        second=photo_lines.opened_too(second, "other"),
        pixels=_pixels(shown, "other"),
    )


def heat(shown: Shown, label: int) -> str:
    """Return a program that prints the Grad-CAM heat map of the class `label`."""
    layer, call = _layer(shown)
    names = f"{networks.cifar_names()}\n" if shown.network == CIFAR else ""
    if shown.own is not None and shown.network == OWN:
        names = f"names = {shown.own.categories!r}\n"
    head = _head(shown, f"Grad-CAM in {shown.layer}.", [])
    body = _HEAT.format(layer=layer, call=call, label=label)
    return head + names + _photo(shown) + body


def files(shown: Shown) -> Files:
    """Return the files that a program reads, without the pictures."""
    if shown.network == OWN and shown.own is not None:
        module = shown.own.module
        return {OWN_WEIGHTS: lambda: networks.state_file(module)}
    if shown.network == CIFAR:
        return networks.cifar_files(shown.moment)
    return networks.imagenet_files(_imagenet(shown))


def _program(
    shown: Shown,
    purpose: str,
    body: str,
    *,
    imports: str = "",
    more_files: "list[str] | None" = None,
    **more: object,
) -> str:
    layer, call = _layer(shown)
    head = _head(shown, purpose, more_files or [], imports)
    rest = body.format(
        layer=layer, call=call, map=shown.map, row=shown.row, column=shown.column, **more
    )
    return f"{head.rstrip()}\n{_OBSERVE}{_photo(shown)}{rest}"


def _head(
    shown: Shown, purpose: str, more_files: list[str], imports: str = "", *, has_photo: bool = True
) -> str:
    """Return imports and the network, with the functions that open and shrink a photo."""
    names = [shown.file, *more_files] if has_photo else []
    opening = photo_lines.opening(names)
    is_ours = shown.network in (CIFAR, OWN)
    numpy = "import numpy as np\n" if opening or is_ours or not has_photo else ""
    image = "from PIL import Image\n" if has_photo else ""
    standard = f"{networks.CIFAR_IMPORTS}\n" if is_ours else ""
    nn = "from torch import nn\n" if is_ours else ""
    theirs = "" if is_ours else networks.imagenet_imports(_imagenet(shown))
    lines = f"{standard}{numpy}import torch\n{image}{nn}{imports}{theirs}"
    head = _HEAD.format(
        needs=photo_lines.first_line(*names),
        purpose=purpose,
        imports=lines.rstrip(),
        opening=opening,
        network=_network(shown),
    )
    return head + (_shrunk(shown) if is_ours and has_photo else "")


def _network(shown: Shown) -> str:
    if shown.network == CIFAR:
        return networks.cifar_lines(shown.moment)
    if shown.network == OWN and shown.own is not None:
        layers = "\n".join(
            f"        {name}=nn.{layer!r}," for name, layer in shown.own.module.named_children()
        )
        return _OWN_NETWORK.format(layers=layers, file=OWN_WEIGHTS)
    return networks.imagenet_lines(_imagenet(shown))


def _shrunk(shown: Shown) -> str:
    is_own = shown.network == OWN and shown.own is not None
    channels, height, width = shown.own.input_shape if is_own and shown.own else (3, 32, 32)
    mode = "L" if channels == 1 else "RGB"
    return _SHRUNK.format(channels=channels, height=height, width=width, mode=mode)


def _photo(shown: Shown) -> str:
    photo = photo_lines.opened_too(shown.file)
    return _PHOTO.format(photo=photo, pixels=_pixels(shown, "photo"))


def _pixels(shown: Shown, photo: str) -> str:
    if shown.network == CIFAR:
        return f"(shrunk({photo}) - mean) / deviation"
    return f"shrunk({photo})" if shown.network == OWN else f"transform({photo})[None]"


def _imagenet(shown: Shown) -> str:
    return "resnet50" if shown.network == RESNET else "efficientnet_lite0"


def _layer(shown: Shown) -> tuple[str, int]:
    """Return a layer's name in PyTorch, and which of its calls is meant, from 0."""
    layer, _, call = shown.layer.partition(":")
    return layer, int(call or 1) - 1


def _numbers(name: str, side: int) -> str:
    rows = (", ".join(f"{x:.6g}" for x in row) for row in weights(name, side).tolist())
    return f"[{', '.join(f'[{row}]' for row in rows)}]"
