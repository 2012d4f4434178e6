"""Fine-tuning to a chosen depth: the head alone, some blocks too, everything, or from scratch.

Frozen blocks compute each photo only once: the output of the last frozen block is kept, so an epoch
costs only the blocks that are trained. Batch normalisations are in eval mode in frozen blocks, and
in training mode (statistics of the batch) in trained ones.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlviz.networks.backbone import HEAD, Backbone, checksums, copied, movement, weights_of
from dlviz.training.transfer import HeadEpoch, Split, measure

MOST_EPOCHS = 30
SIDES = (96, 128, 224)  # possible sides of a photo in pixels
MOST_PHOTOS = 60  # training photos: on a CPU each takes a tenth of a second per epoch
MOST_CHECKED = 60  # validation photos
HEAD_RATE, BLOCK_RATE, SCRATCH_RATE = 3e-3, 3e-4, 1e-3  # learning rates of Adam
_BATCH = 8
_CHUNK = 16
_FROZEN_SHARE = 0.3  # part of the progress bar for the frozen blocks' only pass


@dataclass(frozen=True, slots=True)
class Depth:
    """Which part of the network is trained.

    Attributes:
        n_open: Number of trained blocks before `fc`, counted from the end.
        from_scratch: Whether training starts from random weights.
    """

    n_open: int
    from_scratch: bool = False

    def opened(self, blocks: tuple[str, ...]) -> tuple[str, ...]:
        """Return the trained ones of a network's blocks."""
        return blocks[len(blocks) - self.n_open :]

    def title(self, blocks: tuple[str, ...]) -> str:
        """Return the name shown to visitors, for a network with these blocks."""
        if self.from_scratch:
            return "from scratch"
        if self.n_open == 0:
            return "fc only"
        return "everything" if self.n_open >= len(blocks) else f"fc to {blocks[-self.n_open]}"


def depths(blocks: tuple[str, ...]) -> list[Depth]:
    """Return all depths, from the head alone to everything, and training from scratch."""
    return [*(Depth(n) for n in range(len(blocks) + 1)), Depth(len(blocks), from_scratch=True)]


def three_ways(blocks: tuple[str, ...]) -> list[Depth]:
    """Return the three to compare: head alone, fully fine-tuned, from scratch."""
    return [Depth(0), Depth(len(blocks)), Depth(len(blocks), from_scratch=True)]


@dataclass(frozen=True, slots=True)
class Run:
    """A training with some blocks frozen, as far as it has come.

    Attributes:
        depth: What is trained.
        n_trainable: Number of trained parameters.
        epochs: Measurements, one per epoch.
        n_checked: Number of validation photos.
        share: Share of the work done, in [0, 1].
        seconds: Duration of the training, with the frozen blocks' only pass.
        moved: For each block and `fc`, norm of the weights' change over the norm before; None
            before the end.
        before: SHA-256 of each block before the training; None before the end.
        after: SHA-256 of each block at the end; None before.
        reads: For each validation photo, whether it is classified correctly at the end; empty
            before.
    """

    depth: Depth
    n_trainable: int
    epochs: tuple[HeadEpoch, ...] = ()
    n_checked: int = 0
    share: float = 0.0
    seconds: float = 0.0
    moved: dict[str, float] | None = None
    before: dict[str, str] | None = None
    after: dict[str, str] | None = None
    reads: tuple[bool, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the training has ended."""
        return self.after is not None

    @property
    def n_right(self) -> int:
        """Number of validation photos that are classified correctly after the last epoch."""
        return round(self.epochs[-1].accuracy * self.n_checked) if self.n_checked else 0


def n_trainable(backbone: Backbone, depth: Depth, n_classes: int) -> int:
    """Return the number of trained parameters."""
    opened = depth.opened(backbone.blocks)
    return (backbone.width + 1) * n_classes + sum(map(backbone.n_parameters, opened))


def fine_tune(
    backbone: Backbone,
    crops: np.ndarray,
    labels: np.ndarray,
    parts: Split,
    depth: Depth,
    *,
    epochs: int,
    seed: int,
) -> Iterator[Run]:
    """Train a copy of the network with the last `depth.n_open` blocks; yield after every batch.

    Args:
        backbone: The pretrained network; it is not changed.
        crops: (N, H, W, 3) uint8 photos; smaller ones than 224 x 224 take less time.
        labels: (N,) classes from 0.
        parts: Training photos, at most MOST_PHOTOS, and validation photos, at most MOST_CHECKED.
        depth: What is trained.
        epochs: 1 to MOST_EPOCHS.
        seed: Seed of the new head, of random weights and of the order.

    Raises:
        ValueError: if an argument is out of its range.
    """
    if not 1 <= epochs <= MOST_EPOCHS or not 0 <= depth.n_open <= len(backbone.blocks):
        raise ValueError(f"1 to {MOST_EPOCHS} epochs and the network's own blocks are possible.")
    if len(parts.train) > MOST_PHOTOS or len(parts.validation) > MOST_CHECKED:
        raise ValueError(f"At most {MOST_PHOTOS} photos can be used for training here.")
    n_classes = int(labels.max()) + 1
    start = time.perf_counter()
    generator = torch.Generator().manual_seed(seed)
    network = copied(backbone, n_classes, generator)
    if depth.from_scratch:
        reset(network, generator)
    run = Run(depth, n_trainable(backbone, depth, n_classes), n_checked=len(parts.validation))
    before, weights = checksums(network), weights_of(network)
    frozen, learner = _parted(network, backbone, depth)
    targets = torch.from_numpy(labels.astype(np.int64)).to(backbone.device)
    places = np.concatenate([parts.train, parts.validation])
    kept = []
    for done, part in _through(frozen, backbone, crops[places]):
        kept.append(part)
        yield _at(run, _FROZEN_SHARE * done, start)
    given = torch.cat(kept)
    n = len(parts.train)
    targets = targets[places]
    checked = ((given[:n], targets[:n]), (given[n:], targets[n:]))
    optimiser = _optimiser(learner, depth)
    records = [_measure(learner, 0, *checked)]
    for epoch in range(1, epochs + 1):
        learner.train()
        batches = _batches(torch.randperm(n, generator=generator))
        for number, batch in enumerate(batches, start=1):
            optimiser.zero_grad()
            loss = functional.cross_entropy(learner(given[batch]), targets[batch])
            loss.backward()
            optimiser.step()
            share = (
                _FROZEN_SHARE + (1 - _FROZEN_SHARE) * (epoch - 1 + number / len(batches)) / epochs
            )
            if number < len(batches):
                yield _at(run, min(share, 0.99), start, records)
        records.append(_measure(learner, epoch, *checked))
        yield _at(run, min(share, 0.99), start, records)
    network.eval()
    with torch.inference_mode():
        reads = learner(given[n:]).argmax(dim=1) == targets[n:] if len(given) > n else targets[n:]
    seconds = time.perf_counter() - start
    yield Run(
        depth, run.n_trainable, tuple(records), run.n_checked, 1.0, seconds,
        movement(weights, weights_of(network)), before, checksums(network),
        tuple(map(bool, reads.tolist())),
    )  # fmt: skip


def bounded(parts: Split, labels: np.ndarray, seed: int) -> Split:
    """Return `parts` limited to MOST_PHOTOS and MOST_CHECKED, with the classes as even as possible.

    Args:
        parts: Training and validation photos.
        labels: (N,) the classes of all photos.
        seed: Seed of the random choice.
    """
    return Split(
        _thinned(parts.train, labels, MOST_PHOTOS, seed),
        _thinned(parts.validation, labels, MOST_CHECKED, seed),
    )


def _thinned(places: np.ndarray, labels: np.ndarray, most: int, seed: int) -> np.ndarray:
    if len(places) <= most:
        return places
    # Sort so that the k-th photo of every class comes before the (k + 1)-th of any class.
    order = np.random.default_rng([seed, 2]).permutation(places)
    ranks = np.zeros(len(order), int)
    for label in np.unique(labels[order]):
        own = labels[order] == label
        ranks[own] = np.arange(own.sum())
    return np.sort(order[np.argsort(ranks, kind="stable")][:most])


@dataclass(frozen=True, slots=True)
class Runs:
    """Several trainings, one after the other, as far as they have come.

    Attributes:
        runs: The trainings that have begun, in order.
        n_wanted: Number of trainings in all.
    """

    runs: tuple[Run, ...]
    n_wanted: int

    @property
    def share(self) -> float:
        """Share of the work done, in [0, 1]; every training counts the same."""
        return sum(run.share for run in self.runs) / self.n_wanted


def fine_tune_all(
    backbone: Backbone,
    crops: np.ndarray,
    labels: np.ndarray,
    parts: Split,
    wanted: list[Depth],
    *,
    epochs: int,
    seed: int,
) -> Iterator[Runs]:
    """Train once for each depth in `wanted`, on the same photos; arguments as for `fine_tune`."""
    done: tuple[Run, ...] = ()
    for depth in wanted:
        for run in fine_tune(backbone, crops, labels, parts, depth, epochs=epochs, seed=seed):
            yield Runs((*done, run), len(wanted))
        done = (*done, run)


def reset(network: nn.Module, generator: torch.Generator) -> None:
    """Give every layer new random weights with PyTorch's default bounds, in place.

    Weights and biases of convolutions and linear layers are uniform within 1 / sqrt(fan-in); batch
    normalisations are reset.
    """
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            bound = layer.weight[0].numel() ** -0.5
            with torch.no_grad():
                for own in layer.parameters(recurse=False):
                    drawn = torch.empty(own.shape).uniform_(-bound, bound, generator=generator)
                    own.copy_(drawn)
        elif isinstance(layer, nn.BatchNorm2d):
            layer.reset_parameters()


def _parted(
    network: nn.Sequential, backbone: Backbone, depth: Depth
) -> tuple[nn.Sequential, nn.Sequential]:
    """Return the frozen first part, in eval mode, and the trainable rest."""
    rows = list(network.named_children())
    opened = depth.opened(backbone.blocks)
    first = opened[0] if opened else HEAD
    cut = next(place for place, (name, _) in enumerate(rows) if name == first)
    frozen = nn.Sequential(*(own for _, own in rows[:cut])).eval().requires_grad_(False)
    learner = nn.Sequential(*(own for _, own in rows[cut:])).requires_grad_(True)
    for part in (frozen, learner):
        part.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return frozen, learner


def _through(
    frozen: nn.Sequential, backbone: Backbone, crops: np.ndarray
) -> Iterator[tuple[float, Tensor]]:
    """Run the photos through the frozen blocks in batches; yield (share done, outputs)."""
    for first in range(0, len(crops), _CHUNK):
        pixels = backbone.prepare(crops[first : first + _CHUNK]).to(backbone.device)
        with torch.no_grad():
            part = frozen(pixels.contiguous(memory_format=torch.channels_last))
        yield min(1.0, (first + _CHUNK) / len(crops)), part


def _batches(order: Tensor) -> list[Tensor]:
    """Return `order` in batches; a last batch of one photo is merged with the one before it.

    Batch normalisation needs more than one photo to estimate a variance.
    """
    batches = list(order.split(_BATCH))
    if len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2:] = [torch.cat(batches[-2:])]
    return batches


def _optimiser(learner: nn.Sequential, depth: Depth) -> torch.optim.Optimizer:
    head = list(learner[-1].parameters())
    blocks = [own for layer in list(learner)[:-1] for own in layer.parameters()]
    rates = (SCRATCH_RATE, SCRATCH_RATE) if depth.from_scratch else (HEAD_RATE, BLOCK_RATE)
    groups = [
        {"params": params, "lr": rate}
        for params, rate in zip((head, blocks), rates, strict=True)
        if params
    ]
    return torch.optim.Adam(groups)


def _measure(
    learner: nn.Sequential,
    epoch: int,
    train: tuple[Tensor, Tensor],
    validation: tuple[Tensor, Tensor],
) -> HeadEpoch:
    learner.eval()
    return measure(_InChunks(learner), epoch, train, validation)


class _InChunks(nn.Module):
    """Runs the network in small batches: the first maps of many photos need much memory."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, given: Tensor) -> Tensor:
        return torch.cat([self.network(part) for part in given.split(_CHUNK)])


def _at(run: Run, share: float, start: float, records: list[HeadEpoch] | None = None) -> Run:
    return Run(
        run.depth, run.n_trainable, tuple(records or ()), run.n_checked, share,
        time.perf_counter() - start,
    )  # fmt: skip
