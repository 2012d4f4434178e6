"""The programs behind "Feature maps", to run beside the project with `python program.py`."""

from dataclasses import dataclass

from dlviz.datasets.sample_photos import SAMPLES

_HEAD = '''\
"""{purpose}"""

import torch
from PIL import Image
from torch.nn import functional

{network}
module = network.traced.module
{photo}
pixels = network.prepare(photo)  # (1, channels, rows, columns)


def observe(layer, call, pixels=pixels):
    """Return what a layer gets and gives when it computes for the time `call`, 0 the first."""
    kept = []
    hook = module.get_submodule(layer).register_forward_hook(
        lambda _, given, result: kept.append((given[0].clone(), result.clone()))
    )
    with torch.inference_mode():
        module(pixels)
    hook.remove()
    return kept[call]


'''
_NETWORKS = {
    "EfficientNet-Lite0": """\
from dlviz.networks import imagenet
from dlviz.networks.image_network import of_classifier

network = of_classifier(imagenet.load("efficientnet_lite0"))""",
    "ResNet50": """\
from dlviz.networks import imagenet
from dlviz.networks.image_network import of_classifier

network = of_classifier(imagenet.load("resnet50"))""",
    "CIFAR-100 network": """\
from dlviz.networks.image_network import of_cifar

network = of_cifar({moment})""",
    "my own network": """\
from types import SimpleNamespace

from safetensors.torch import load_file

from dlviz.architecture_text import network as layers
from dlviz.networks.built import build
from dlviz.networks.image_network import of_own

OWN = "{own}"  # as one line of text
module = build(layers(OWN), seed=0)
module.load_state_dict(load_file("own-network.safetensors"))  # from the page "Architecture"
shape = layers(OWN).input
classes = range(module(torch.zeros(1, *shape)).shape[1])
own = SimpleNamespace(title="mine", module=module, input_shape=shape, categories=classes)
network = of_own(own)""",
}
_PHOTO = """\
{name} = Image.open({file}).convert("RGB")"""
_PERSONAL = '"photo.jpg"'  # photos are never part of this page's code

_MAPS = """\
result = observe("{layer}", {call})[1][0]
dead = (result.flatten(1) == result.flatten(1)[:, :1]).all(dim=1)
count, height, width = result.shape
print(f"{{count}} maps of {{height}} x {{width}}, {{int(dead.sum())}} dead")
one = result[{map}]
print(f"map {map}: lowest {{one.min():.4f}}, highest {{one.max():.4f}}, mean {{one.mean():.4f}}")
print(f"at row {row}, column {column}: {{one[{row}, {column}]:.4f}}")
"""
_SUM = """\
given, result = observe("{layer}", {call})
layer = module.get_submodule("{layer}")
weights = layer.weight[{map}].detach()  # one filter for each input map it looks at
first = {map} // (layer.out_channels // layer.groups) * len(weights)
bias = 0.0 if layer.bias is None else layer.bias[{map}].item()
total = bias
for i, kernel in enumerate(weights):
    partial = functional.conv2d(
        given[:, first + i : first + i + 1].double(),
        kernel[None, None].double(),
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
    )[0, 0]
    total = total + partial
    print(f"input map {{first + i}}: {{partial[{row}, {column}]:+.5f}}")
own = result[0, {map}]
print(f"bias: {{bias:+.5f}}")
print(f"together: {{total[{row}, {column}]:+.5f}}, the network: {{own[{row}, {column}]:+.5f}}")
print(f"largest difference: {{(total - own).abs().max():.1e}}")
"""
_FILTERS = """\
from dlviz.filters import stretched
from dlviz.kernels import KERNELS

filters = module.get_submodule("{layer}").weight.detach().double()
grey = filters.sum(dim=1).flatten(1)  # what each does to a picture without colours
kernels = torch.stack(
    [torch.from_numpy(stretched(name, filters.shape[-1])).double() for name in KERNELS]
)
cosines = functional.cosine_similarity(grey[:, None], kernels.flatten(1)[None], dim=2)
for i, row in enumerate(cosines):
    best = int(row.abs().argmax())
    print(f"filter {{i}}: {{list(KERNELS)[best]}}, cosine {{row[best]:+.4f}}")
"""
_DEPTH = """\
for name in network.traced.convolutions():
    _, count, rows, columns = observe(name, 0)[1].shape
    print(f"{{name}}: {{count}} maps of {{rows}} x {{columns}}")
"""
_TWO = """\
{second}
both = [observe("{layer}", {call}, network.prepare(x))[1][0] for x in (photo, other)]
means = [maps.mean(dim=(1, 2)) for maps in both]
order = (means[0] - means[1]).abs().argsort(descending=True)
for index in order[:10].tolist():
    print(f"map {{index}}: {{means[0][index]:.4f}} and {{means[1][index]:.4f}}")
"""
_HEAT = """\
kept = []
hook = module.get_submodule("{layer}").register_forward_hook(
    lambda _, given, result: kept.append(result.requires_grad_(True)) or result.clone()
)
with torch.enable_grad():
    logits = module(pixels)[0]
hook.remove()
probabilities = logits.softmax(dim=0)
for place in probabilities.argsort(descending=True)[:5].tolist():
    print(f"{{network.categories[place]}}: {{probabilities[place]:.4f}}")
maps = kept[{call}]
slopes = torch.autograd.grad(logits[{label}], maps)[0].mean(dim=(2, 3), keepdim=True)
heat = (slopes * maps).sum(dim=1)[0].clamp_min(0).detach()
heat = heat / heat.max() if heat.max() > 0 else heat
print(f"where it looked for {{network.categories[{label}]}}:")
for row in heat.tolist():
    print(" ".join(f"{{value:.3f}}" for value in row))
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on screen.

    Attributes:
        network: A key of the networks above.
        moment: Of the CIFAR-100 network.
        sample: A key of SAMPLES; "" for the visitor's own picture, which stays unnamed.
        pixels: Along the longer side of the photo.
        layer: Name of the layer, as `dlviz.traced.Traced.layers` has it.
        map: Number of the map.
        row: Of the place.
        column: Of the place.
        own: The visitor's own network as one line of text.
    """

    network: str
    moment: int | None
    sample: str
    pixels: int
    layer: str
    map: int = 0
    row: int = 0
    column: int = 0
    own: str = ""


def maps(shown: Shown) -> str:
    """Return a program that prints what is in a layer's maps."""
    return _program(shown, f"The maps of {shown.layer}.", _MAPS)


def one_sum(shown: Shown) -> str:
    """Return a program that adds up one map from its partial maps."""
    return _program(shown, f"Map {shown.map} of {shown.layer} as a sum.", _SUM)


def filters(shown: Shown) -> str:
    """Return a program that finds the nearest hand-made kernel of every filter."""
    return _program(shown, "The first filters beside the nearest hand-made kernels.", _FILTERS)


def depth(shown: Shown) -> str:
    """Return a program that prints number and size of the maps, layer by layer."""
    return _program(shown, "How maps get smaller and more.", _DEPTH)


def two(shown: Shown, second: str) -> str:
    """Return a program that compares a layer's maps for two photos; `second` as `sample`."""
    other = photo_lines("other", second)
    return _program(shown, f"The maps of {shown.layer} for two photos.", _TWO, second=other)


def heat(shown: Shown, label: int) -> str:
    """Return a program that prints where the network looked for the class `label`."""
    return _program(shown, f"Grad-CAM in {shown.layer}.", _HEAT, label=label)


def _program(shown: Shown, purpose: str, body: str, **more: object) -> str:
    layer, _, call = shown.layer.partition(":")
    head = _HEAD.format(
        purpose=purpose,
        network=_NETWORKS[shown.network].format(moment=shown.moment, own=shown.own),
        photo=photo_lines("photo", shown.sample),
    )
    return head + body.format(
        layer=layer,
        call=int(call or 1) - 1,
        map=shown.map,
        row=shown.row,
        column=shown.column,
        **more,
    )


def photo_lines(name: str, sample: str) -> str:
    """Return the lines that open a sample photo, or "photo.jpg", as the variable `name`."""
    file = f'"dlviz/assets/photos/{SAMPLES[sample].file}"' if sample else _PERSONAL
    return _PHOTO.format(name=name, file=file)
