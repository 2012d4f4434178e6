"""The programs behind "Photos", to run beside the project with `python program.py`."""

from collections.abc import Sequence

from dlviz.reframing import Window
from dlviz.snippets.feature_maps import photo_lines

_HEAD = '''\
"""{purpose}"""

import torch
from PIL import Image

from dlviz.networks import imagenet
{imports}
classifier = imagenet.load({network})
{photo}
'''
_ANSWERS = """\
pixels = classifier.preprocess(photo)[None]  # (1, 3, 224, 224)
with torch.inference_mode():
    probabilities = classifier.module(pixels.to(next(classifier.module.parameters()).device))
probabilities = probabilities[0].softmax(dim=0).cpu()
for label in probabilities.argsort(descending=True)[:5].tolist():
    print(f"{classifier.categories[label]}: {probabilities[label]:.4f}")

tree = class_groups.tree()
for group in tree.path(probabilities.numpy()):
    print(f"together, {group.name}: {group.share:.4f} ({group.n_classes} classes)")
"""
_SEVERAL = """\
for name, photo in photos.items():
    print(name)
    for label, probability in classifier.classify(photo, k=3):
        print(f"  {label}: {probability:.4f}")
"""
_CURVE = """\
change = CHANGES["{name}"]
steps = along("{name}", Window({x}, {y}, {zoom}))
frames = [see(photo, classifier.transform, step) for step in steps]
pixels = torch.stack([torch.from_numpy(np.array(frame.picture)) for frame in frames])
mean, deviation = (
    torch.tensor(x) for x in (classifier.transform.mean, classifier.transform.std)
)
pixels = (pixels / 255 - mean) / deviation  # (N, 224, 224, 3)
probabilities = classifier.logits(pixels.permute(0, 3, 1, 2)).softmax(dim=1)
for value, frame, row in zip(change.values, frames, probabilities, strict=True):
    winner = int(row.argmax())
    name = classifier.categories[winner]
    outside = f", {{frame.padding:.0%}} outside the photo" if frame.padding >= 0.005 else ""
    print(f"{{change.text(value)}}: {{name}} {{row[winner]:.4f}}{{outside}}")
"""
_FRAMING = """\
found = search(classifier, photo, {label})
tries = {{"standard": found.start, "best": found.best, "smallest": found.smallest}}
for name, tried in tries.items():
    if tried is not None:
        window = tried.window
        print(
            f"{{name}}: {{tried.probability:.4f}}, wins: {{tried.winner == found.label}}, at "
            f"x {{window.x:.4f}}, y {{window.y:.4f}}, zoom {{window.zoom:.4f}}"
        )
"""
_CAM = """\
network = of_classifier(classifier)
heat = grad_cam(network.traced, network.prepare(photo), "{layer}", {label})
print("Grad-CAM in {layer} for", classifier.categories[{label}])
for row in heat.tolist():
    print(" ".join(f"{{value:.3f}}" for value in row))
"""
_COVERED = """\
covered = occlude(classifier, classifier.crop(photo), {label}, square={square}, step={step})
print(f"{{classifier.categories[{label}]}}: {{covered.whole:.4f}}")
print("lost where a grey square of {square} pixels lies:")
for row in covered.lost:
    print(" ".join(f"{{value:+.3f}}" for value in row))
"""
_INSIDE = """\
device = next(classifier.module.parameters()).device
found = residuals(classifier.module, classifier.preprocess(photo)[None].to(device))
print(f"{classifier.categories[found.label]}: {found.probability:.4f}")
for block in found.blocks:
    print(f"{block.name}: {block.result:.4f}, without additions {block.alone:.4f}")
for one in found.left_out:
    print(f"without the branch of {one.name}: {one.probability:.4f}")
"""


def answers(name: str, version: str, sample: str) -> str:
    """Return a program that prints the first answers and the groups.

    Args:
        name: Of the network, as `imagenet.load` takes it.
        version: Of ResNet50's weights; "" for another network.
        sample: A key of SAMPLES; "" for the visitor's own photo, which stays unnamed.
    """
    return _program(
        "What is on the photo?", name, version, sample, _ANSWERS, "from dlviz import class_groups\n"
    )


def several(name: str, version: str, samples: Sequence[str]) -> str:
    """Return a program that prints the first three answers for each photo."""
    lines = []
    for place, sample in enumerate(samples):
        lines.append(photo_lines(f"photo{place}", sample))
    names = [sample or f"my photo {place}" for place, sample in enumerate(samples, start=1)]
    pairs = "".join(f'    "{one}": photo{place},\n' for place, one in enumerate(names))
    photos = "\n".join([*lines, f"photos = {{\n{pairs}}}"])
    head = _HEAD.format(
        purpose="Several photos, three answers each.",
        imports="",
        network=_network(name, version),
        photo=photos,
    ).replace("import torch\n", "")
    return head + _SEVERAL


def curve(name: str, version: str, sample: str, change: str, window: Window) -> str:
    """Return a program that prints the winner over the whole range of one change."""
    body = _CURVE.format(name=change, x=window.x, y=window.y, zoom=window.zoom)
    imports = "from dlviz.reframing import CHANGES, Window, along, see\n"
    text = _program("When does it change its mind?", name, version, sample, body, imports)
    return text.replace("import torch\n", "import numpy as np\nimport torch\n", 1)


def framing(name: str, version: str, sample: str, label: int) -> str:
    """Return a program that searches the best framing and the smallest crop for a class."""
    body = _FRAMING.format(label=label)
    imports = "from dlviz.framing_search import search\n"
    text = _program("Which framing suits a class best?", name, version, sample, body, imports)
    return text.replace("import torch\n", "", 1)


def cam(name: str, version: str, sample: str, layer: str, label: int) -> str:
    """Return a program that prints Grad-CAM for a class."""
    body = _CAM.format(layer=layer, label=label)
    imports = (
        "from dlviz.feature_maps import grad_cam\n"
        "from dlviz.networks.image_network import of_classifier\n"
    )
    text = _program("Where did it look?", name, version, sample, body, imports)
    return text.replace("import torch\n", "", 1)


def covered(name: str, version: str, sample: str, label: int, square: int, step: int) -> str:
    """Return a program that prints what covering each place costs a class."""
    body = _COVERED.format(label=label, square=square, step=step)
    imports = "from dlviz.occlusion import occlude\n"
    text = _program("What if a part is covered?", name, version, sample, body, imports)
    return text.replace("import torch\n", "", 1)


def inside(name: str, version: str, sample: str) -> str:
    """Return a program that prints what every residual block adds."""
    imports = "from dlviz.residual import residuals\n"
    text = _program("What do residual blocks add?", name, version, sample, _INSIDE, imports)
    return text.replace("import torch\n", "", 1)


def _program(purpose: str, name: str, version: str, sample: str, body: str, imports: str) -> str:
    head = _HEAD.format(
        purpose=purpose,
        imports=imports,
        network=_network(name, version),
        photo=photo_lines("photo", sample),
    )
    return head + body


def _network(name: str, version: str) -> str:
    return f'"{name}", "{version}"' if version else f'"{name}"'
