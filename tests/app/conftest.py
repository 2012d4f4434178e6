"""Fixtures of app tests: less to compute where a test's statement does not depend on how much."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from dlviz import framing_search, reframing
from dlviz.networks import imagenet, windowed
from dlviz.networks.backbone import Backbone
from dlviz.networks.image_network import ImageNetwork
from dlviz.networks.imagenet import Classifier
from dlviz.ui.shared import image_networks, scenes, turns

_SIDE = 224  # of the photos that are made smaller
_CHANGES = dict(reframing.CHANGES)
_EVERY = 7  # pixels in both directions: 32 x 32 are left


def _hasty(read: Callable) -> Callable:
    """Return `read`, whose last argument is a batch of photos, with a seventh of their pixels."""

    @wraps(read)
    def read_(*given: Any, **more: Any) -> Any:
        *before, pixels = given
        if pixels.shape[-1] == _SIDE:
            pixels = pixels[..., ::_EVERY, ::_EVERY]
        return read(*before, pixels, **more)

    return read_


@pytest.fixture(scope="module")
def hasty_networks() -> Iterator[None]:
    """Let networks classify photos at a seventh of their size, and films and searches be short.

    The page is the same, in a moment. The results of others are put aside meanwhile, and those of
    this module are forgotten.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Classifier, "logits", _hasty(Classifier.logits))
        patch.setattr(Backbone, "embed", _hasty(Backbone.embed))
        patch.setattr(ImageNetwork, "read", _hasty(ImageNetwork.read))
        observing = windowed._observing
        patch.setattr(windowed, "_observing", lambda *given: _hasty(observing(*given)))
        patch.setattr("dlviz.ui.augmentation.reading.N_COPIES", 8)
        patch.setattr("dlviz.ui.digit_training.units._ROBUST_DIGITS", 200)
        _shorten(patch)
        forget()
        yield
    forget()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every change of a photo have a few values and every search a few framings."""
    turns._shared.clear()
    _shorten(monkeypatch)
    yield
    turns._shared.clear()  # no other test sees a short film


def _shorten(patch: pytest.MonkeyPatch) -> None:
    for name, change in _CHANGES.items():
        values = sorted({*change.values[::21][:-1], change.neutral, change.values[-1]})
        short = reframing.Change(change.title, tuple(values), change.neutral, change.unit)
        patch.setitem(reframing.CHANGES, name, short)
    patch.setattr(framing_search, "ZOOMS", (2.5,))
    patch.setattr(framing_search, "_ROUNDS", 0)
    patch.setattr(framing_search, "_LEVELS", 1)
    patch.setattr("dlviz.ui.photos.why.STEP", 56)


@pytest.fixture
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limit ready sets to five pictures of each class, which is enough to train on."""
    from dlviz.ui.transfer import projects

    monkeypatch.setattr("dlviz.datasets.ready_sets.EACH", 5)
    projects.ready_project.clear()
    yield
    projects.ready_project.clear()


def forget() -> None:
    """Empty the caches that hold what networks have answered."""
    from dlviz.ui.pooling import networks
    from dlviz.ui.transfer import projects

    turns._shared.clear()
    projects.ready_project.clear()
    networks.network.clear()
    scenes._BUILT.clear()


@pytest.fixture
def resnet50(resnet50_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let pages find ResNet50's weights in a file."""
    rooms = (imagenet._load.cache_clear, image_networks.image_network.clear, turns._shared.clear)
    monkeypatch.setenv(imagenet.VARIABLE, str(resnet50_file))
    for empty in rooms:
        empty()
    yield resnet50_file
    for empty in rooms:
        empty()
