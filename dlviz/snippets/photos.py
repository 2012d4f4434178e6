"""The shown programs of "Photos"; they only need the files of the `..._files` functions."""

from collections.abc import Sequence

from dlviz import class_groups
from dlviz.framing_search import search
from dlviz.networks.efficientnet_lite import efficientnet_lite0
from dlviz.reframing import Window, as_input, see
from dlviz.residual import residuals
from dlviz.snippets import networks, photo_lines
from dlviz.snippets.excerpt import excerpt
from dlviz.snippets.networks import Files

_HEAD = '''\
{needs}"""{purpose}"""

{imports}

{opening}{network}
{photo}
'''
_ANSWERS = """
with torch.inference_mode():
    probabilities = network(transform(photo)[None])[0].softmax(dim=0)  # (1000,)
order = probabilities.argsort(descending=True)
for label in order[:5].tolist():
    print(f"{names[label]}: {probabilities[label]:.4f}")
"""
_LOOKED_UP = """\
label = {label}
place = int((order == label).nonzero()) + 1
print(f"looked up: {{names[label]}}, rank {{place}}: {{probabilities[label]:.4f}}")
"""
_GROUPS = """
# WordNet's groups of classes, each inside another one: those with at least half of the
# probability.
with open("imagenet_groups.json", encoding="utf-8") as file:
    tree = json.load(file)
shares, counts = [0.0] * len(tree["groups"]), [0] * len(tree["groups"])
for probability, group in zip(probabilities.tolist(), tree["classes"]):
    while group != -1:  # a class counts for its group, for the group around that, and so on
        shares[group] += probability
        counts[group] += 1
        group = tree["groups"][group][1]
at = -1
while True:
    inside = [place for place, (_, around) in enumerate(tree["groups"]) if around == at]
    at = max(inside, key=shares.__getitem__, default=-1)
    if at == -1 or shares[at] < 0.5:
        break
    print(f"together, {tree['groups'][at][0]}: {shares[at]:.4f} ({counts[at]} classes)")
"""
_SEVERAL = """
for title, photo in photos.items():
    with torch.inference_mode():
        probabilities = network(transform(photo)[None])[0].softmax(dim=0)  # (1000,)
    print(title)
    for label in probabilities.argsort(descending=True)[:3].tolist():
        print(f"  {names[label]}: {probabilities[label]:.4f}")
"""
_CURVE = """
change = CHANGES["{name}"]
frames = [see(photo, transform, step) for step in along("{name}", Window({x}, {y}, {zoom}))]
pixels = as_input(transform, [frame.picture for frame in frames])  # (N, 3, 224, 224)
with torch.inference_mode():
    probabilities = torch.cat([network(part) for part in pixels.split(16)]).softmax(dim=1)
for value, frame, row in zip(change.values, frames, probabilities):
    winner = int(row.argmax())
    outside = f", {{frame.padding:.0%}} outside the photo" if frame.padding >= 0.005 else ""
    print(f"{{change.text(value)}}: {{names[winner]}} {{row[winner]:.4f}}{{outside}}")
"""
_FRAMING = """

class Classifier:
    \"\"\"What the search asks: the network with the way from a photo to it.\"\"\"

    transform, categories = transform, names

    def logits(self, pixels, **_):
        with torch.inference_mode():
            return torch.cat([network(part) for part in pixels.split(16)])


found = search(Classifier(), photo, {label})
tries = {{"standard": found.start, "best": found.best, "smallest": found.smallest}}
print(f"{{names[found.label]}}, {{found.n_tried}} framings")
for name, tried in tries.items():
    if tried is not None:
        window = tried.window
        print(
            f"{{name}}: {{tried.probability:.4f}}, "
            f"is the first answer: {{tried.winner == found.label}}, at "
            f"x {{window.x:.4f}}, y {{window.y:.4f}}, zoom {{window.zoom:.4f}}"
        )
"""
_CAM = """
pixels = transform(photo)[None]  # (1, 3, 224, 224)
kept = []  # the maps of the layer, once for every time it computes
layer = network.get_submodule("{layer}")
layer.register_forward_hook(
    lambda _, given, result: kept.append(result.requires_grad_()) or result.clone()
)
logits = network(pixels)[0]
maps = kept[{call}]
slopes = torch.autograd.grad(logits[{label}], maps)[0].mean(dim=(2, 3), keepdim=True)
heat = (slopes * maps).sum(dim=1)[0].clamp_min(0).detach()
heat = heat / heat.max() if heat.max() > 0 else heat
print("Grad-CAM in {whole} for", names[{label}])
for row in heat.tolist():
    print(" ".join(f"{{value:.3f}}" for value in row))
"""
_COVERED = """
pixels = transform(photo)  # (3, 224, 224)
mean, deviation = (torch.tensor(x)[:, None, None] for x in (transform.mean, transform.std))
grey = ((255 * mean).round() / 255 - mean) / deviation  # the grey nearest to 0
places = range(0, 224 - {square} + 1, {step})
covered = [pixels]
for top in places:
    for left in places:
        one = pixels.clone()
        one[:, top : top + {square}, left : left + {square}] = grey
        covered.append(one)
with torch.inference_mode():
    logits = torch.cat([network(part) for part in torch.stack(covered).split(16)])
whole, *rest = logits.softmax(dim=1)[:, {label}].tolist()
print(f"{{names[{label}]}}: {{whole:.4f}}")
print("lost where a grey square of {square} pixels lies:")
for row in range(len(places)):
    values = rest[row * len(places) : (row + 1) * len(places)]
    print(" ".join(f"{{whole - value:+.3f}}" for value in values))
"""
_INSIDE = """
found = residuals(network, transform(photo)[None])
print(f"{names[found.label]}: {found.probability:.4f}")
for block in found.blocks:
    print(
        f"{block.name}: {block.result:.4f}, without additions {block.alone:.4f}, "
        f"the branch alone {block.branch:.4f}"
    )
for one in found.left_out:
    print(f"without the branch of {one.name}: {one.probability:.4f}, {names[one.winner]}")
"""
_GROUP_FILE = "imagenet_groups.json"
_REFRAMING, _SEARCH, _BLOCKS = "reframing.py", "framing_search.py", "residual_blocks.py"


def answers(name: str, version: str, file: str, label: int | None = None) -> str:
    """Return a program that prints the most probable classes and the groups.

    Args:
        name: Name of the network, one of `imagenet.NAMES`.
        version: Version of ResNet50's weights; "" for another network.
        file: The photo's file, as `photo_lines.opened` takes it.
        label: A class whose probability is printed too.
    """
    looked_up = "" if label is None else _LOOKED_UP.format(label=label)
    body = _ANSWERS + looked_up + _GROUPS
    return _program("What is on the photo?", name, version, [file], body, "import json\n")


def answers_files(name: str) -> Files:
    """Return the files that the program of `answers` reads."""
    return {**networks.imagenet_files(name), _GROUP_FILE: class_groups.FILE.read_bytes}


def several(name: str, version: str, files: Sequence[str], titles: Sequence[str]) -> str:
    """Return a program that prints the three most probable classes for each photo.

    Args:
        name: Name of the network.
        version: Version of ResNet50's weights; "" for another network.
        files: The photos' files.
        titles: Their names on the page.
    """
    lines = [
        photo_lines.opened_too(file, f"photos[{photo_lines.quoted(title)}]")
        for file, title in zip(files, titles, strict=True)
    ]
    return _program(
        "Several photos, three answers each.", name, version, files, _SEVERAL,
        photo="\n".join(["photos = {}", *lines]),
    )  # fmt: skip


def curve(name: str, version: str, file: str, change: str, window: Window) -> str:
    """Return a program that prints the winner over the whole range of one change."""
    body = _CURVE.format(name=change, x=window.x, y=window.y, zoom=window.zoom)
    imports = "from reframing import CHANGES, Window, along, as_input, see  # beside this file\n"
    return _program("When does it change its mind?", name, version, [file], body, ours=imports)


def curve_files(name: str) -> Files:
    """Return the files that the program of `curve` reads."""
    return {
        **networks.imagenet_files(name),
        _REFRAMING: lambda: excerpt(
            "The same photo seen otherwise.", see, as_input, ("dlviz.reframing", "along")
        ).encode(),
    }


def framing(name: str, version: str, file: str, label: int) -> str:
    """Return a program that searches for the best crop and the smallest crop for a class."""
    body = _FRAMING.format(label=label)
    imports = "from framing_search import search  # the file beside this one\n"
    purpose = "Which framing suits a class best?"
    return _program(purpose, name, version, [file], body, ours=imports)


def framing_files(name: str) -> Files:
    """Return the files that the program of `framing` reads."""
    return {
        **networks.imagenet_files(name),
        _SEARCH: lambda: excerpt("Look for a class in many framings.", search).encode(),
    }


def cam(name: str, version: str, file: str, layer: str, label: int) -> str:
    """Return a program that prints the Grad-CAM heat map of a class."""
    own, _, call = layer.partition(":")
    body = _CAM.format(layer=own, whole=layer, call=int(call or 1) - 1, label=label)
    return _program("Where did it look?", name, version, [file], body)


def covered(name: str, version: str, file: str, label: int, square: int, step: int) -> str:
    """Return a program that prints a class's probability with each position covered."""
    body = _COVERED.format(label=label, square=square, step=step)
    return _program("What if a part is covered?", name, version, [file], body)


def inside(name: str, version: str, file: str) -> str:
    """Return a program that prints the effect of every residual block."""
    imports = "from residual_blocks import residuals  # the file beside this one\n"
    purpose = "What do residual blocks add?"
    return _program(purpose, name, version, [file], _INSIDE, ours=imports, module=_BLOCKS)


def inside_files(name: str) -> Files:
    """Return the files that the program of `inside` reads; one contains EfficientNet-Lite0 too."""
    return {
        **networks.imagenet_files(name, has_module=False),
        _BLOCKS: lambda: excerpt(
            "Residual blocks one after the other, with and without their additions.",
            residuals, efficientnet_lite0,
        ).encode(),
    }  # fmt: skip


def _program(
    purpose: str,
    name: str,
    version: str,
    files: Sequence[str],
    body: str,
    standard: str = "",
    *,
    ours: str = "",
    module: str = networks.LITE_MODULE,
    photo: str = "",
) -> str:
    """Return a program: imports, the network, the photo or photos, and the computation `body`."""
    opening = photo_lines.opening(list(files))
    theirs = f"import torch\n{networks.imagenet_imports(name, module)}{ours}".splitlines()
    numpy = "import numpy as np\n" if opening else ""
    imports = f"{standard}\n{numpy}" if standard else numpy
    modules = sorted(theirs[1:], key=lambda line: "beside" in line)
    imports += "\n".join(["import torch", "from PIL import Image", *modules])
    return (
        _HEAD.format(
            needs=photo_lines.first_line(*files),
            purpose=purpose,
            imports=imports,
            opening=opening,
            network=networks.imagenet_lines(name, version),
            photo=photo or photo_lines.opened_too(files[0]),
        )
        + body
    )
