"""The shown programs of "Transfer learning"; they read files of the project and the network."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dlviz.datasets.own_classes import Project
from dlviz.datasets.project_archive import write_project
from dlviz.embeddings import NEAR
from dlviz.networks.backbone import Backbone
from dlviz.snippets import networks, photo_lines
from dlviz.snippets.excerpt import excerpt
from dlviz.snippets.networks import Files
from dlviz.training.fine_tuning import Depth, bounded, fine_tune
from dlviz.training.transfer import HeadSettings, learning_curve, split

HEAD_FILE = "dlviz-head.safetensors"
PROJECT_FILE = "dlviz-project.zip"
VARIANTS_FILE = "variants.npz"
FREEZING_FILE, FEWER_FILE = "freezing.py", "fewer.py"

_START = '''\
# needs: {packages}
"""{purpose}"""

import json
from zipfile import ZipFile

{imports}
'''
_PROJECT = """\
# The project: names of the classes, and the frozen network's embedding of each photo, (N, width).
archive = ZipFile("dlviz-project.zip")
classes = json.loads(archive.read("project.json"))["classes"]
sizes = [own["photos"] for own in classes]
used = [place for place, own in enumerate(classes) if own["enabled"] and own["photos"]]
class_names = [classes[place]["name"] for place in used]
rows = np.isin(np.repeat(np.arange(len(classes)), sizes), used)
labels = np.repeat(np.arange(len(used)), [sizes[place] for place in used])
embeddings = torch.from_numpy(load(archive.read("numbers.safetensors"))["embeddings"][rows])
"""
_SPLIT = '''

def split(labels, held_back, seed):
    """Return the training photos and the held-out photos: the same share of every class."""
    rng = np.random.default_rng(seed)
    held = []
    for label in np.unique(labels):
        places = rng.permutation(np.flatnonzero(labels == label))
        n = len(places)
        held += places[: 0 if n < 2 else min(n - 1, max(1, round(held_back * n)))].tolist()
    return np.setdiff1d(np.arange(len(labels)), held), np.sort(np.array(held, int))


'''
_FROZEN = """
# Freeze all layers
for param in network.parameters():
    param.requires_grad = False
frozen = sum(own.numel() for name, own in network.named_parameters() if name[:3] != "fc.")
print(f"frozen: {{frozen:,}}")

"""
_HEAD = """\
# Replace the classifier layer, initialised as PyTorch does, with its own seed
generator = torch.Generator().manual_seed({seed})
fc = nn.Linear(embeddings.shape[1], len(class_names))
for param in fc.parameters():
    nn.init.uniform_(param, -(fc.in_features**-0.5), fc.in_features**-0.5, generator=generator)
print(f"trainable: {{sum(p.numel() for p in fc.parameters()):,}}")
{replaced}
# The frozen layers' output for a photo never changes: it is computed once and is in the project
train, validation = split(labels, {held_back:g}, {seed})
targets = torch.from_numpy(labels)
given, wanted = embeddings[train], targets[train]
{variants}
# Now only train fc
optimiser = torch.optim.Adam(fc.parameters(), lr={rate:g})
for epoch in range({epochs}):
    for places in torch.randperm(len(given), generator=generator).split({batch}):
        optimiser.zero_grad()
        functional.cross_entropy(fc(given[places]), wanted[places]).backward()
        optimiser.step()

with torch.inference_mode():
    probabilities = fc(embeddings).softmax(dim=1)
    for title, places in (("training", train), ("held out", validation)):
        logits = fc(embeddings[places])
        loss = functional.cross_entropy(logits, targets[places])
        right = (logits.argmax(1) == targets[places]).float().mean()
        print(f"{{title}}: loss {{loss:.4f}}, accuracy {{right:.4f}}")
"""
_VARIANTS = """
# Flipped and cropped versions of the training photos, embedded once too
with np.load("variants.npz") as file:
    versions, photo_of = file["embeddings"], file["photo"]
for place in train:
    own = torch.from_numpy(versions[photo_of == place])
    given = torch.cat([given, own])
    wanted = torch.cat([wanted, targets[place].repeat(len(own))])
"""
_PHOTOS = """
for label, name in enumerate(class_names):
    print(f"{{name}}: {{(labels == label).sum()}} photos")

# Near-duplicates: pairs whose embeddings point nearly the same way.
directions = functional.normalize(embeddings, dim=1)
cosines = (directions @ directions.T).triu(diagonal=1)
pairs = (cosines >= {near}).nonzero().tolist()
print(f"{{len(pairs)}} pairs of near-duplicates")
for first, second in sorted(pairs, key=lambda pair: -cosines[pair[0], pair[1]])[:10]:
    print(f"photos {{first + 1}} and {{second + 1}}: cosine {{cosines[first, second]:.3f}}")
"""
_RESULT = """
# Rows: the true classes of the held-out photos. Columns: the predicted classes.
answers = probabilities.argmax(dim=1)
held = targets[validation] * len(class_names) + answers[validation]
confusion = held.bincount(minlength=len(class_names) ** 2).reshape(len(class_names), -1)
for name, row in zip(class_names, confusion.tolist()):
    print(f"{name} is classified as {', '.join(class_names)}:", *row)
for label, name in enumerate(class_names):
    if n := int(confusion[label].sum()):
        print(f"right of {name}: {100 * confusion[label, label] / n:.0f} % of {n}")
for place in validation[(answers != targets)[validation].numpy()]:
    sure, name = probabilities[place].max(), class_names[int(answers[place])]
    print(f"photo {place + 1}, {class_names[labels[place]]}, is classified as {name}, {sure:.0%}")

# The plane on which the photos have the largest variance, and its share of the variance.
variances = torch.linalg.eigvalsh((embeddings - embeddings.mean(dim=0)).double().cov())
centred = (embeddings - embeddings.mean(dim=0)).double()
variances = torch.linalg.eigvalsh(centred @ centred.T)
print(f"two directions hold {variances[-2:].sum() / variances.sum():.0%} of the variance")
""".replace(
    "variances = torch.linalg.eigvalsh((embeddings - embeddings.mean(dim=0)).double().cov())\n", ""
)
_NEW = """
# A photo that the head has never seen
{photo}network.fc = nn.Identity()
with torch.inference_mode():
    new = network(transform(photo)[None])[0]
"""
_HELD = """
# A held-out photo: no. {number} of them
new = embeddings[validation[{number} - 1]]
"""
_TRY = """\
with torch.inference_mode():
    answer = fc(new).softmax(dim=0)
for name, probability in zip(class_names, answer.tolist()):
    print(f"{{name}}: {{probability:.1%}}")

# Is it any of the classes? Each training photo is compared with the mean of the others.
means = torch.stack([embeddings[train][targets[train] == k].mean(0) for k in range(len(used))])
distances = []
for label in range(len(used)):
    own = embeddings[train][targets[train] == label].double()
    if len(own) > 1:
        others = (own.sum(dim=0) - own) / (len(own) - 1)
        distances.append(1 - functional.cosine_similarity(own, others))
threshold = torch.cat(distances).quantile({known:g}) if distances else float("inf")
distance = (1 - functional.cosine_similarity(new[None], means)).min()
verdict = "none of these" if distance > threshold else "one of these"
print(f"distance {{distance:.3f}}, threshold {{threshold:.3f}}: {{verdict}}")
"""
_FREEZING = """
photos = []
for place in used:
    for number in range(sizes[place]):
        with Image.open(archive.open(f"photos/{{place}}/{{number}}.jpg")) as photo:
            photo.draft("RGB", ({side}, {side}))
            photos.append(photo.convert("RGB").resize(({side}, {side}), Image.Resampling.BILINEAR))
photos = np.stack(photos)

# The network as a list of blocks, fc last; `standardise` turns pixels into its input
{row}backbone = of_classifier(Classifier(network, transform))
parts = bounded(split(labels, {held_back:g}, {seed}), labels, {seed})
for depth in ({depths}):
    for run in fine_tune(backbone, photos, labels, parts, depth, epochs={epochs}, seed={seed}):
        pass
    print(depth.title(backbone.blocks))
    print(f"trainable: {{run.n_trainable:,}}")
    print(f"right: {{run.n_right}} of {{run.n_checked}}")
    for name, moved in run.moved.items():
        same = run.before[name] == run.after[name]
        print(f"{{name}}: moved {{moved:.6f}}, checksum {{'the same' if same else 'another'}}")
"""
_CURVE = """
how = HeadSettings(
    epochs={epochs},
    batch_size={batch},
    learning_rate={rate:g},
    held_back={held_back:g},
    seed={seed},
)
points = ()
for points in learning_curve(embeddings.numpy(), labels, how):
    pass  # the records after every training
for point in points:
    mean = sum(point.accuracies) / len(point.accuracies)
    ends = f"{{min(point.accuracies):.4f}} to {{max(point.accuracies):.4f}}"
    print(f"{{point.n_each}} of each class: accuracy {{mean:.4f}} on average, {{ends}}")
"""
_CLASSIFIER = '''

class Classifier:
    """A network, and the function that turns a photo into its input."""

    device = torch.device("cpu")

    def __init__(self, module, transform):
        self.module, self.transform = module, transform

    def standardise(self, pictures):
        mean, deviation = (
            torch.tensor(own)[:, None, None] for own in (self.transform.mean, self.transform.std)
        )
        return (pictures - mean) / deviation

'''
_CLASSIFY = '''\
# needs: {packages}
"""Classify every photo in a folder: python classify.py FOLDER

Beside it lie dlviz-head.safetensors, which "Transfer learning" has made{beside}.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
{imports}from safetensors import safe_open
from torch import nn
from torch.nn import functional

{opening}
{network}
network.fc = nn.Identity()  # the new last layer comes from the file
with safe_open("dlviz-head.safetensors", "pt") as file:
    record = json.loads(file.metadata()["dlviz"])
    weight, bias, means = (file.get_tensor(name) for name in ("weight", "bias", "means"))

print("file," + ",".join(record["classes"]) + ",answer,distance")
for path in sorted(Path(sys.argv[1]).iterdir()):
    if not path.is_file():
        continue
    try:
        photo = open_photo(path)
    except (OSError, ValueError, SyntaxError):
        print(f"{{path.name}}: this file cannot be opened as a photo", file=sys.stderr)
        continue
    with torch.inference_mode():
        embedding = network(transform(photo)[None])  # (1, width)
    probabilities = functional.linear(embedding, weight, bias).softmax(dim=1)[0]
    distance = 1 - functional.cosine_similarity(embedding, means).max().item()
    is_far = record["threshold"] is not None and distance > record["threshold"]
    answer = "none of these" if is_far else record["classes"][int(probabilities.argmax())]
    numbers = ",".join(f"{{value:.7f}}" for value in probabilities.tolist())
    print(f"{{path.name}},{{numbers}},{{answer}},{{distance:.6f}}")
'''


@dataclass(frozen=True, slots=True)
class Tried:
    """A photo that the head classifies.

    Attributes:
        file: File name of the photo; "" for a validation photo.
        number: Number of the validation photo, from 1.
        known: Share of the training photos that lie within the threshold, in (0, 1].
    """

    file: str
    number: int
    known: float


def photos() -> str:
    """Return a program that counts the photos of the classes, and finds near-duplicates."""
    purpose = "The classes, and the photos that are nearly the same."
    start = _start(purpose, ["from torch.nn import functional"])
    return f"{start}{_PROJECT}{_PHOTOS.format(near=NEAR)}"


def training(network: str, how: HeadSettings, *, has_variants: bool = False) -> str:
    """Return a program that trains the head as the page does and prints its accuracy.

    Args:
        network: A name of `dlviz.networks.imagenet.NAMES`.
        how: The settings.
        has_variants: Whether augmented versions are used too.
    """
    start = _start("Freeze a network, replace its last layer, train that.", _OF_HEAD, network)
    loaded = f"{networks.imagenet_lines(network)}\n{_FROZEN.format()}"
    head = _head(how, has_variants, replaced="network.fc = fc\n")
    return f"{start}{_PROJECT}{_SPLIT}{loaded}{head}"


def result(how: HeadSettings, *, has_variants: bool = False) -> str:
    """Return a program that trains the head and prints its predictions for validation photos."""
    start = _start("Train a new last layer, look at its mistakes.", _OF_HEAD)
    return f"{start}{_PROJECT}{_SPLIT}{_head(how, has_variants)}{_RESULT}"


def trying(network: str, how: HeadSettings, tried: Tried, *, has_variants: bool = False) -> str:
    """Return a program that trains the head and classifies one photo with it."""
    if tried.file:
        start = _start("A photo that the new layer never saw.", _OF_HEAD, network, tried.file)
        loaded = networks.imagenet_lines(network) + "\n\n"
        photo = _NEW.format(photo=photo_lines.opened(tried.file) + "\n")
    else:
        start = _start("A held-out photo.", _OF_HEAD)
        loaded, photo = "", _HELD.format(number=tried.number)
    asked = _TRY.format(known=tried.known)
    return f"{start}{_PROJECT}{_SPLIT}{loaded}{_head(how, has_variants)}{photo}{asked}"


def freezing(
    network: str, how: HeadSettings, depths: Sequence[Depth], *, epochs: int, side: int
) -> str:
    """Return a program that trains with some blocks frozen, once for each of `depths`."""
    imports = [
        "from PIL import Image",
        "",
        "from freezing import Depth, bounded, fine_tune, of_classifier, split  # beside this file",
    ]
    start = _start("How many blocks learn, how good it gets, which blocks moved.", imports, network)
    trained = _FREEZING.format(
        side=side,
        held_back=how.held_back,
        seed=how.seed,
        epochs=epochs,
        row="",
        depths="".join(f"Depth({own.n_open}, {own.from_scratch}), " for own in depths).rstrip(),
    )
    loaded = networks.imagenet_lines(network)
    return f"{start}{_CLASSIFIER}\n{_PROJECT}{loaded}\n{trained}"


def classify(network: str) -> str:
    """Return a program that classifies the photos of a folder with a head read from a file."""
    packages = "torch torchvision numpy pillow pillow-heif safetensors"
    is_lite = network != "resnet50"
    return _CLASSIFY.format(
        packages=packages,
        beside=" and the network's files" if is_lite else "",
        imports=networks.imagenet_imports(network),
        opening=photo_lines.opening(["any.heic"]),
        network=networks.imagenet_lines(network),
    )


def project_files(project: Project, *, with_photos: bool = False) -> Files:
    """Return the project file with the classes that take part."""
    used = replace(project, classes=project.enabled)
    return {PROJECT_FILE: lambda: write_project(used, with_photos=with_photos)}


def variants_files(by_place: Sequence[np.ndarray]) -> Files:
    """Return the file with the embeddings (n, width) of each photo's augmented versions."""

    def build() -> bytes:
        buffer = io.BytesIO()
        places = np.repeat(np.arange(len(by_place)), [len(own) for own in by_place])
        np.savez(buffer, embeddings=np.concatenate([x for x in by_place if len(x)]), photo=places)
        return buffer.getvalue()

    return {VARIANTS_FILE: build}


def freezing_files(network: str, project: Project) -> Files:
    """Return the files that the program of `freezing` reads."""

    def source() -> bytes:
        title = "Training with some blocks frozen."
        of_classifier = ("dlviz.networks.backbone", "of_classifier")
        return excerpt(title, fine_tune, bounded, split, Depth, Backbone, of_classifier).encode()

    found = project_files(project, with_photos=True)
    return {**found, **networks.imagenet_files(network), FREEZING_FILE: source}


def learning(how: HeadSettings) -> str:
    """Return a program that trains on fewer photos per class, with ten splits for each number."""
    imports = ["from fewer import HeadSettings, learning_curve  # beside this file"]
    start = _start("How much more photos of each class help.", imports)
    curve = _CURVE.format(
        rate=how.learning_rate,
        epochs=how.epochs,
        batch=how.batch_size,
        held_back=how.held_back,
        seed=how.seed,
    )
    return f"{start}{_PROJECT}{curve}"


def learning_files() -> Files:
    """Return the file that the program of `learning` reads, without the project."""
    title = "The same head, trained on fewer photos."
    return {FEWER_FILE: lambda: excerpt(title, learning_curve, HeadSettings).encode()}


_OF_HEAD = ["from torch import nn", "from torch.nn import functional"]


def _start(purpose: str, imports: Sequence[str], network: str = "", photo: str = "") -> str:
    packages = (
        "torch torchvision numpy pillow safetensors" if network else "torch numpy safetensors"
    )
    more = photo_lines.needs(photo) if photo else ()
    lines = ["import numpy as np", "import torch"]
    if photo:
        lines.append("from PIL import Image")
    lines += ["from safetensors.numpy import load", *imports]
    if network:
        lines.append(networks.imagenet_imports(network).rstrip())
    return _START.format(
        packages=" ".join((packages, *more)), purpose=purpose, imports="\n".join(lines) + "\n"
    )


def _head(how: HeadSettings, has_variants: bool, *, replaced: str = "") -> str:
    return _HEAD.format(
        seed=how.seed,
        replaced=replaced,
        held_back=how.held_back,
        variants=_VARIANTS if has_variants else "",
        rate=how.learning_rate,
        epochs=how.epochs,
        batch=how.batch_size,
    )
