"""The programs behind "Transfer learning", to run beside the project."""

from dlviz.training.fine_tuning import Depth
from dlviz.training.transfer import HeadSettings

HEAD_FILE = "dlviz-head.safetensors"
PROJECT_FILE = "dlviz-project.zip"

_READY = """\
from dlviz.datasets.ready_sets import SETS

chosen = SETS[{source!r}]
names = chosen.classes
crops = [chosen.draw(name) for name in names]
labels = np.repeat(np.arange(len(names)), [len(own) for own in crops])
crops = np.concatenate(crops)  # (photos, 224, 224, 3)"""
_OWN = """\
from pathlib import Path

from dlviz.datasets.project_archive import read_project

project = read_project(Path("dlviz-project.zip").read_bytes())  # with photos, from "Keep it"
names, labels = project.names, project.labels()"""
_READY_PHOTOS = """
from dlviz.datasets.own_classes import Photo, pack, unpack

photos = [Photo(pack(own), np.zeros(0, np.float32)) for own in crops]  # as the page keeps them"""
_OWN_PHOTOS = """
from dlviz.datasets.own_classes import unpack

photos = project.photos"""
_READY_NUMBERS = """\
pixels = backbone.load("{network}").prepare(crops)
with torch.inference_mode():
    embeddings = torch.cat([model(part) for part in pixels.split(16)]).clone()"""
_OWN_NUMBERS = """\
embeddings = torch.from_numpy(project.embeddings())"""
_TRAINING = '''\
"""Freeze a network, replace its last layer, train that: {n_classes} classes."""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional

{source}
from dlviz.networks import backbone, imagenet
from dlviz.training.transfer import split

model = copy.deepcopy(imagenet.load("{network}").module)

# Freeze all layers
for param in model.parameters():
    param.requires_grad = False
print(f"frozen: {{sum(p.numel() for n, p in model.named_parameters() if n[:3] != 'fc.'):,}}")

# Replace the classifier layer, with PyTorch's own start from a seed of its own
generator = torch.Generator().manual_seed({seed})
fc = nn.Linear(model.fc.in_features, len(names))
for param in fc.parameters():
    nn.init.uniform_(param, -(fc.in_features**-0.5), fc.in_features**-0.5, generator=generator)
print(f"trainable: {{sum(p.numel() for p in fc.parameters()):,}}")

# What the frozen layers make of a photo never changes: it is computed once
model.fc = nn.Identity()
{numbers}
model.fc = fc

parts = split(labels, {held_back:g}, {seed})
targets = torch.from_numpy(labels)
{variants}
# Now only train model.fc
optimiser = torch.optim.Adam(model.fc.parameters(), lr={rate:g})
for epoch in range({epochs}):
    for places in torch.randperm(len(given), generator=generator).split({batch}):
        optimiser.zero_grad()
        functional.cross_entropy(model.fc(given[places]), wanted[places]).backward()
        optimiser.step()

with torch.inference_mode():
    for title, places in (("learned from", parts.train), ("held back", parts.validation)):
        logits = model.fc(embeddings[places])
        loss = functional.cross_entropy(logits, targets[places])
        right = (logits.argmax(1) == targets[places]).float().mean()
        print(f"{{title}}: loss {{loss:.4f}}, accuracy {{right:.4f}}")
'''
_PLAIN = "given, wanted = embeddings[parts.train], targets[parts.train]"
_AUGMENTED = """\
# Flipped and cropped versions of the photos that are learned from, embedded once too
from dlviz.training.embedding import variants

given, wanted = [embeddings[parts.train]], [targets[parts.train]]
for place in parts.train:
    pieces = variants(unpack(photos[place]), np.random.default_rng([{seed}, place]))
    given.append(torch.from_numpy(backbone.load("{network}").embed(
        backbone.load("{network}").prepare(pieces)
    )))
    wanted.append(targets[place].repeat(len(pieces)))
given, wanted = torch.cat(given), torch.cat(wanted)"""
_FREEZING = '''\
"""Train {title}: how many parameters learn, how good it gets, which blocks moved."""

import numpy as np

{source}
from dlviz.networks import backbone
from dlviz.training.fine_tuning import Depth, bounded, fine_tune
from dlviz.training.transfer import split

small = np.stack([unpack(photo, side={side}) for photo in photos])
parts = bounded(split(labels, {held_back:g}, {seed}), labels, {seed})
for run in fine_tune(
    backbone.load("{network}"), small, labels, parts,
    Depth({n_open}, from_scratch={scratch}), epochs={epochs}, seed={seed},
):
    pass
print(f"trainable: {{run.n_trainable:,}}")
print(f"right: {{run.n_right}} of {{run.n_checked}}")
for name, moved in run.moved.items():
    same = run.before[name] == run.after[name]
    print(f"{{name}}: moved {{moved:.6f}}, checksum {{'the same' if same else 'another'}}")
'''
_CLASSIFY = '''\
"""Classify every photo in a folder: python classify.py FOLDER

Lies in dlviz's folder beside dlviz-head.safetensors, which "Transfer learning" has made.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from torch.nn import functional

from dlviz.datasets.photos import PhotoError
from dlviz.networks import backbone
from dlviz.training.embedding import open_crop

HERE = Path(__file__).resolve().parent

with safe_open(HERE / "dlviz-head.safetensors", "pt") as file:
    record = json.loads(file.metadata()["dlviz"])
    weight, bias, means = (file.get_tensor(name) for name in ("weight", "bias", "means"))
network = backbone.load(record["network"])  # frozen, as it came

print("file," + ",".join(record["classes"]) + ",answer,distance")
for path in sorted(Path(sys.argv[1]).iterdir()):
    if not path.is_file():
        continue
    try:
        crop = open_crop(network, path.read_bytes())
    except PhotoError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        continue
    embedding = torch.from_numpy(network.embed(network.prepare(crop[None])))  # (1, width)
    probabilities = functional.linear(embedding, weight, bias).softmax(dim=1)[0]
    distance = 1 - functional.cosine_similarity(embedding, means).max().item()
    is_far = record["threshold"] is not None and distance > record["threshold"]
    answer = "none of these" if is_far else record["classes"][int(probabilities.argmax())]
    numbers = ",".join(f"{value:.7f}" for value in probabilities.tolist())
    print(f"{path.name},{numbers},{answer},{distance:.6f}")
'''


def training(source: str, network: str, how: HeadSettings, n_classes: int) -> str:
    """Return a program that trains the head as the page does and prints what it reached.

    Args:
        source: Title of a ready set; "" for the visitor's own classes, from a project file.
        network: A name of `dlviz.networks.imagenet.NAMES`.
        how: The settings.
        n_classes: How many classes there are.
    """
    extra = _AUGMENTED.format(seed=how.seed, network=network) if how.augmented else _PLAIN
    return _TRAINING.format(
        n_classes=n_classes,
        source=_source(source, with_photos=how.augmented),
        numbers=_READY_NUMBERS.format(network=network) if source else _OWN_NUMBERS,
        network=network,
        seed=how.seed,
        held_back=how.held_back,
        variants=extra,
        rate=how.learning_rate,
        epochs=how.epochs,
        batch=how.batch_size,
    )


def freezing(
    source: str, network: str, how: HeadSettings, depth: Depth, *, epochs: int, side: int
) -> str:
    """Return a program that trains with some blocks frozen; arguments as above."""
    title = "from scratch" if depth.from_scratch else f"fc and {depth.n_open} blocks"
    return _FREEZING.format(
        title=title,
        source=_source(source, with_photos=True),
        network=network,
        side=side,
        held_back=how.held_back,
        seed=how.seed,
        n_open=depth.n_open,
        scratch=depth.from_scratch,
        epochs=epochs,
    )


def classify() -> str:
    """Return a program that classifies the photos of a folder with a head out of a file."""
    return _CLASSIFY


def _source(title: str, *, with_photos: bool) -> str:
    own, photos = (_READY.format(source=title), _READY_PHOTOS) if title else (_OWN, _OWN_PHOTOS)
    return own + photos if with_photos else own
