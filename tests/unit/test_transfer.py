"""Transfer learning: frozen stays frozen, cached equals recomputed, counts and maps are right."""

import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import torch
from torch import nn
from torch.nn import functional

from dlviz import device
from dlviz.datasets import cifar100, ready_sets
from dlviz.embeddings import Familiar, embedding_plane, fit_familiar, near_duplicates
from dlviz.networks import backbone as backbones
from dlviz.networks import imagenet
from dlviz.networks.backbone import Backbone
from dlviz.networks.head_file import KEY, KeptHead, head_file
from dlviz.training import fine_tuning
from dlviz.training.embedding import embed_crops, open_crop, variants
from dlviz.training.fine_tuning import (
    MOST_PHOTOS,
    Depth,
    bounded,
    depths,
    fine_tune,
    fine_tune_all,
    three_ways,
)
from dlviz.training.task import Task
from dlviz.training.transfer import (
    Head,
    HeadSettings,
    Split,
    learning_curve,
    split,
    train_head,
)
from dlviz.transfer_result import Reading
from dlviz.vision import torchvision

CIFAR = Path(__file__).resolve().parents[3] / "shared" / "data" / "cifar100"


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    """Compute as the pages do: two threads of such small layers wait for each other."""
    device.use_one_thread()


@pytest.fixture(scope="module")
def network() -> Backbone:
    return backbones.load("efficientnet_lite0")


@pytest.fixture(scope="module")
def random_resnet() -> Backbone:
    """ResNet50 with random numbers, as no weights can be fetched in a test."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        module = torchvision.models.resnet50()
    record = imagenet.resnet50_record("V1")
    return backbones.of_classifier(
        imagenet._ready("resnet50", "ResNet50", module, record.transforms())
    )


@pytest.fixture(scope="module")
def pictures() -> tuple[np.ndarray, np.ndarray]:
    """Twelve pictures of two kinds, wider than tall: dark stripes and bright blobs."""
    rng = np.random.default_rng(4)
    noise = rng.integers(0, 90, (12, 48, 64, 3))
    noise[:6, ::8] += 60
    noise[6:, 20:30, 20:40] += 120
    return noise.astype(np.uint8), np.repeat([0, 1], 6)


def clouds(n_each: int, width: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds of points that a linear layer can mostly tell apart."""
    rng = np.random.default_rng(7)
    labels = np.repeat(np.arange(3), n_each)
    middles = 3 * np.eye(3, width)
    points = middles[labels] + rng.normal(size=(len(labels), width))
    return points.astype(np.float32), labels


# The network as a row of blocks


def test_resnet50_has_the_lecture_s_numbers(random_resnet: Backbone) -> None:
    assert random_resnet.n_frozen == 23_508_032
    assert random_resnet.blocks == ("stem", "layer1", "layer2", "layer3", "layer4")
    head = backbones.new_head(random_resnet.width, 2, torch.Generator())
    assert sum(p.numel() for p in head.parameters()) == 4_098


def test_the_stand_in_has_its_own_numbers(network: Backbone) -> None:
    assert network.n_frozen == 4_652_008 - 1_281_000
    assert network.width == 1280
    assert network.blocks[0] == "stem"
    assert network.blocks[-1] == "head"


@pytest.mark.parametrize("which", ["network", "random_resnet"])
def test_the_embedding_is_what_enters_the_last_layer(which: str, request) -> None:
    own: Backbone = request.getfixturevalue(which)
    pixels = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(1))
    given = []
    hook = own.classifier.module.get_submodule("fc").register_forward_hook(
        lambda _, inputs, __: given.append(inputs[0])
    )
    with torch.inference_mode():
        own.classifier.module(pixels.to(own.device))
    hook.remove()
    np.testing.assert_allclose(own.embed(pixels), given[0].cpu().numpy(), atol=2e-4)


def test_a_kept_crop_is_prepared_as_its_photo_would_be(network: Backbone) -> None:
    from PIL import Image

    rng = np.random.default_rng(5)
    photo = Image.fromarray(rng.integers(0, 256, (311, 402, 3), np.uint8))
    wanted = network.classifier.preprocess(photo)
    assert torch.equal(network.prepare(network.crop(photo)[None])[0], wanted)


def test_a_photo_is_opened_as_the_chooser_opens_it(network: Backbone) -> None:
    from dlviz.datasets.photos import open_photo
    from dlviz.datasets.sample_photos import SAMPLES

    data = SAMPLES["coffee"].path.read_bytes()
    wanted = network.crop(open_photo(data))
    np.testing.assert_array_equal(open_crop(network, data), wanted)


# The head


def test_a_split_takes_the_same_share_of_every_class() -> None:
    labels = np.repeat([0, 1, 2, 3], [40, 8, 2, 1])
    own = split(labels, 0.25, seed=3)
    assert np.bincount(labels[own.validation], minlength=4).tolist() == [10, 2, 1, 0]
    assert sorted([*own.train, *own.validation]) == list(range(51))
    again, other = split(labels, 0.25, seed=3), split(labels, 0.25, seed=4)
    np.testing.assert_array_equal(own.train, again.train)
    assert not np.array_equal(own.train, other.train)


def test_training_the_head_is_the_lecture_s_loop() -> None:
    """The same numbers from a network whose last layer is trained with everything before it."""
    rng = np.random.default_rng(2)
    inputs = torch.from_numpy(rng.normal(size=(24, 7)).astype(np.float32))
    labels = np.repeat([0, 1], 12)
    how = HeadSettings(epochs=3, batch_size=5, seed=11)
    generator = torch.Generator().manual_seed(11)
    model = nn.Sequential(nn.Linear(7, 6), nn.BatchNorm1d(6), nn.ReLU()).eval()
    for param in model.parameters():
        param.requires_grad = False
    embeddings = model(inputs).numpy()
    own = train_head(embeddings, labels, how)
    model.append(backbones.new_head(6, 2, generator))
    optimiser = torch.optim.Adam(model[-1].parameters(), lr=how.learning_rate)
    places = torch.from_numpy(own.split.train)
    targets = torch.from_numpy(labels)
    for _ in range(3):
        for batch in torch.randperm(len(places), generator=generator).split(5):
            optimiser.zero_grad()
            functional.cross_entropy(
                model(inputs[places[batch]]), targets[places[batch]]
            ).backward()
            optimiser.step()
    np.testing.assert_allclose(own.head.weight, model[-1].weight.detach(), atol=1e-6)
    np.testing.assert_allclose(own.head.bias, model[-1].bias.detach(), atol=1e-6)


def test_what_is_measured_is_what_the_head_says() -> None:
    points, labels = clouds(20)
    own = train_head(points, labels, HeadSettings(seed=5))
    last, held = own.epochs[-1], own.split.validation
    chosen = own.head.probabilities(points[held])
    assert len(own.epochs) == 21
    assert last.accuracy == pytest.approx(np.mean(chosen.argmax(1) == labels[held]))
    losses = -np.log(chosen[np.arange(len(held)), labels[held]])
    assert last.loss == pytest.approx(float(losses.mean()), rel=1e-4)
    assert last.train_loss < own.epochs[0].train_loss
    logits = points[held] @ own.head.weight.T + own.head.bias
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(chosen, exps / exps.sum(axis=1, keepdims=True), atol=1e-6)


def test_variants_of_training_photos_alone_are_learned_from() -> None:
    points, labels = clouds(8)
    how = HeadSettings(seed=1, augmented=True, epochs=2)
    places = split(labels, how.held_back, how.seed)
    nowhere = [np.zeros((0, 5), np.float32)] * len(points)
    of_held = [points[i : i + 1] if i in places.validation else nowhere[i] for i in range(24)]
    of_train = [points[i : i + 1] if i in places.train else nowhere[i] for i in range(24)]
    plain = train_head(points, labels, how, variants=nowhere)
    held = train_head(points, labels, how, variants=of_held)
    more = train_head(points, labels, how, variants=of_train)
    np.testing.assert_array_equal(plain.head.weight, held.head.weight)
    assert not np.array_equal(plain.head.weight, more.head.weight)


def test_one_class_alone_cannot_be_learned() -> None:
    with pytest.raises(ValueError, match="Two classes"):
        train_head(np.ones((5, 3), np.float32), np.zeros(5, int), HeadSettings())


@pytest.mark.parametrize(
    "wrong",
    [{"epochs": 0}, {"epochs": 10**6}, {"learning_rate": float("nan")}, {"held_back": 0.99},
     {"seed": -1}, {"batch_size": 0}],
)  # fmt: skip
def test_impossible_settings_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        HeadSettings(**wrong)


def test_the_learning_curve_keeps_the_held_back_photos_and_changes_the_number() -> None:
    points, labels = clouds(16)
    *_, last = learning_curve(points, labels, HeadSettings(), repeats=4)
    assert [own.n_each for own in last] == [1, 2, 5, 10, 12]
    assert all(len(own.accuracies) == 4 for own in last)
    assert np.mean(last[-1].accuracies) > np.mean(last[0].accuracies)


def test_no_size_of_the_learning_curve_is_trained_twice() -> None:
    points, labels = clouds(13)  # three of each are held back: ten are left, a size of the list
    steps = list(learning_curve(points, labels, HeadSettings(epochs=1), repeats=3))
    assert [own.n_each for own in steps[-1]] == [1, 2, 5, 10]
    assert [len(own.accuracies) for own in steps[-1]] == [3, 3, 3, 3]
    assert len(steps) == 4 * 3


@pytest.mark.slow
@pytest.mark.skipif(not CIFAR.exists(), reason="CIFAR-100 is not at ../shared")
def test_twenty_cifar_photos_of_two_classes_are_enough(network: Backbone) -> None:
    """Ten random pairs of classes, 20 photos each, a quarter held back: 90 % and more."""
    data = cifar100.load("train", CIFAR)
    rng = np.random.default_rng(0)
    accuracies = []
    for seed in range(10):
        pair = rng.choice(100, 2, replace=False)
        places = [rng.permutation(np.flatnonzero(data.labels == one))[:20] for one in pair]
        crops = np.stack([ready_sets._enlarged(data.images[i]) for own in places for i in own])
        embeddings = network.embed(network.prepare(crops))
        labels = np.repeat([0, 1], 20)
        accuracies.append(
            train_head(embeddings, labels, HeadSettings(seed=seed)).epochs[-1].accuracy
        )
    assert np.mean(accuracies) >= 0.9, accuracies


# How much to freeze


def test_the_head_alone_changes_no_frozen_number(network: Backbone, pictures) -> None:
    crops, labels = pictures
    before = backbones.checksums(network.network)
    *_, run = fine_tune(network, crops, labels, split(labels, 0.3, 0), Depth(0), epochs=2, seed=0)
    assert run.is_done
    assert run.before is not None
    assert run.after is not None
    changed = [name for name in run.before if run.before[name] != run.after[name]]
    assert changed == ["fc"]
    assert run.n_trainable == 2_562
    assert {run.moved[name] for name in network.blocks} == {0.0}
    assert backbones.checksums(network.network) == before


def test_a_checksum_sees_one_bit_of_a_statistic(network: Backbone) -> None:
    copy = backbones.copied(network, 2, torch.Generator())
    before = backbones.checksums(copy)
    norm = copy.get_submodule("stage3.0.project.norm")
    value = norm.running_mean[0]
    norm.running_mean[0] = torch.nextafter(value, value + 1)
    after = backbones.checksums(copy)
    assert [name for name in before if before[name] != after[name]] == ["stage3"]


def test_blocks_that_are_open_move_and_the_others_do_not(network: Backbone, pictures) -> None:
    crops, labels = pictures
    *_, run = fine_tune(network, crops, labels, split(labels, 0.3, 0), Depth(2), epochs=1, seed=0)
    moved = [name for name, distance in run.moved.items() if distance > 0]
    assert moved == ["stage7", "head", "fc"]
    assert run.n_trainable == 2_562 + 605_440 + 412_160
    # batch normalisation of an open block takes its statistics from the batches
    same = [name for name in run.before if run.before[name] == run.after[name]]
    assert same == list(network.blocks[:-2])


def test_frozen_beginning_and_learning_end_are_the_whole_network(
    network: Backbone, pictures
) -> None:
    """Before the first step the loss is that of the undivided network with the same new head."""
    crops, labels = pictures
    parts = split(labels, 0.3, 0)
    *_, run = fine_tune(network, crops, labels, parts, Depth(3), epochs=1, seed=9)
    whole = backbones.copied(network, 2, torch.Generator().manual_seed(9)).eval()
    with torch.inference_mode():
        logits = whole(network.prepare(crops[parts.train]).to(network.device)).cpu()
    wanted = functional.cross_entropy(logits, torch.from_numpy(labels[parts.train]))
    assert run.epochs[0].train_loss == pytest.approx(float(wanted), rel=1e-4)


def test_from_scratch_everything_learns_from_other_numbers(network: Backbone, pictures) -> None:
    crops, labels = pictures
    parts = Split(np.arange(0, 12, 2), np.arange(1, 12, 2))
    *_, last = fine_tune_all(
        network, crops[:, :32, :32], labels, parts, three_ways(network.blocks)[::2], epochs=1,
        seed=0,
    )  # fmt: skip
    frozen, scratch = last.runs
    assert last.share == 1
    assert scratch.n_trainable == network.n_frozen + 2_562
    assert min(scratch.moved.values()) > 0
    assert not set(scratch.before.values()) & {frozen.before[name] for name in network.blocks}


def test_random_weights_are_drawn_from_the_seed_alone(network: Backbone, pictures) -> None:
    crops, labels = pictures
    parts = Split(np.arange(0, 12, 2), np.arange(1, 12, 2))
    depth = Depth(0, from_scratch=True)
    state = torch.get_rng_state()
    sums = [
        [*fine_tune(network, crops[:, :32, :32], labels, parts, depth, epochs=1, seed=seed)][-1]
        for seed in (1, 1, 2)
    ]
    assert sums[0].before == sums[1].before
    assert sums[0].before["stem"] != sums[2].before["stem"]
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("depth", "head", "blocks"), [(Depth(1), 3e-3, 3e-4), (Depth(1, from_scratch=True), 1e-3, 1e-3)]
)
def test_a_new_head_learns_faster_than_the_trained_blocks(
    depth: Depth, head: float, blocks: float
) -> None:
    """The first step of Adam moves every parameter by its learning rate."""
    torch.manual_seed(2)
    network = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)).double()
    before = [own.detach().clone() for own in network.parameters()]
    optimiser = fine_tuning._optimiser(network, depth)
    network(torch.ones(1, 3, dtype=torch.float64)).square().sum().backward()
    optimiser.step()
    moved = [
        float((own - old).detach().abs().max())
        for own, old in zip(network.parameters(), before, strict=True)
    ]
    assert moved == pytest.approx([blocks, blocks, head, head], rel=1e-4)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (8, [8]), (9, [9]), (10, [8, 2]), (16, [8, 8]), (17, [8, 9]), (25, [8, 8, 9])],
)
def test_no_batch_holds_one_photo_alone_where_there_are_more(count: int, sizes: list[int]) -> None:
    order = torch.randperm(count)
    batches = fine_tuning._batches(order)
    assert [len(batch) for batch in batches] == sizes
    assert torch.equal(torch.cat(batches), order)


def test_nine_photos_are_one_batch_of_an_epoch(network: Backbone, pictures) -> None:
    crops, labels = pictures
    parts = Split(np.array([0, 1, 2, 3, 4, 6, 7, 8, 9]), np.array([5, 11]))
    runs = list(fine_tune(network, crops[:, :32, :32], labels, parts, Depth(1), epochs=2, seed=0))
    assert [len(run.epochs) for run in runs] == [0, 2, 3, 3]  # frozen blocks, epochs 1 and 2, end


def test_every_depth_has_a_name_of_its_own(network: Backbone) -> None:
    titles = [own.title(network.blocks) for own in depths(network.blocks)]
    assert len(set(titles)) == len(titles) == len(network.blocks) + 2
    assert (titles[0], titles[1]) == ("fc only", "fc to head")
    assert titles[-2:] == ["everything", "from scratch"]


def test_many_photos_are_thinned_evenly() -> None:
    labels = np.repeat([0, 1, 2], [300, 30, 12])
    own = bounded(split(labels, 0.25, 0), labels, 0)
    assert len(own.train) == MOST_PHOTOS
    # All there are of the small classes, 22 and 9, and the rest of the large one.
    assert np.bincount(labels[own.train]).tolist() == [29, 22, 9]
    assert not set(own.train) & set(own.validation)


@pytest.mark.parametrize(
    ("depth", "epochs"), [(Depth(99), 1), (Depth(-1), 1), (Depth(0), 0), (Depth(0), 10**9)]
)
def test_more_than_is_possible_is_refused(depth: Depth, epochs: int, network, pictures) -> None:
    crops, labels = pictures
    with pytest.raises(ValueError, match="possible"):
        next(fine_tune(network, crops, labels, split(labels, 0.3, 0), depth, epochs=epochs, seed=0))


def test_a_task_goes_on_where_it_was_stopped() -> None:
    import time

    task = Task(iter(range(5)))
    task.play()
    for _ in range(3000):
        if task.is_done:
            break
        time.sleep(0.02)
    assert (task.latest, task.is_done) == (4, True)


# What the numbers say


def test_the_plane_is_that_of_the_largest_variance() -> None:
    points, _ = clouds(15, width=7)
    own = embedding_plane(points)
    centred = points - points.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    np.testing.assert_allclose(own.shares, (values / values.sum())[:-3:-1], atol=1e-5)
    for axis, wanted in zip(own.axes, vectors.T[::-1], strict=False):
        assert abs(axis @ wanted) == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(own.place(points).mean(axis=0), 0, atol=1e-5)
    assert embedding_plane(points[:1]).place(points[:1]).tolist() == [[0, 0]]


def test_near_duplicates_are_found_once_each() -> None:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(300, 40)).astype(np.float32)
    points[299] = 2 * points[3] + 0.01 * points[4]
    ((first, second, cosine),) = near_duplicates(points, least=0.9)
    assert (first, second) == (3, 299)
    wanted = points[3] @ points[299] / np.linalg.norm(points[3]) / np.linalg.norm(points[299])
    assert cosine == pytest.approx(float(wanted), abs=1e-5)


def _distances_to_others(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return 1 - the cosine of each point and the mean of the others of its class, one by one."""
    found = []
    for i, point in enumerate(points):
        others = np.delete(points, i, axis=0)[np.delete(labels, i) == labels[i]].mean(axis=0)
        found.append(1 - point @ others / np.linalg.norm(point) / np.linalg.norm(others))
    return np.array(found)


def test_a_photo_far_from_every_class_is_none_of_these() -> None:
    points, labels = clouds(30)
    own = fit_familiar(points, labels, 3, known=0.9)
    within = _distances_to_others(points, labels) <= own.threshold + 1e-9
    assert np.mean(within) == pytest.approx(0.9, abs=0.012)
    for label, mean in enumerate(own.means):
        np.testing.assert_allclose(
            mean, points[30 * label : 30 * label + 30].mean(axis=0), atol=1e-6
        )
    usual = fit_familiar(points, labels, 3)  # 95 % unless said otherwise
    assert usual.threshold > own.threshold
    assert 0.9 < np.mean(_distances_to_others(points, labels) <= usual.threshold) <= 0.96
    far = np.float32([[0, 0, 0, 0, -9]])
    assert own.is_unknown(far)[0]
    assert not own.is_unknown(3 * np.eye(3, 5, dtype=np.float32)).any()
    assert fit_familiar(points[[0, 40]], np.array([0, 1]), 2).threshold == float("inf")


@pytest.mark.parametrize("threshold", [0.25, float("inf")])
def test_a_last_layer_s_file_holds_what_a_program_needs(threshold: float) -> None:
    rng = np.random.default_rng(8)
    weight, bias = rng.normal(size=(2, 5)).astype(np.float32), np.float32([0.5, -1])
    familiar = Familiar(rng.normal(size=(2, 5)), threshold)
    data = head_file(KeptHead(Head(weight, bias), familiar, ("a cat", "a dog"), "resnet50"))
    arrays = safetensors.numpy.load(data)
    np.testing.assert_array_equal(arrays["weight"], weight)
    np.testing.assert_array_equal(arrays["bias"], bias)
    np.testing.assert_allclose(arrays["means"], familiar.means, atol=1e-6)
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert json.loads(header["__metadata__"][KEY]) == {
        "format": "dlviz head 1",
        "network": "resnet50",
        "classes": ["a cat", "a dog"],
        "threshold": 0.25 if threshold == 0.25 else None,  # JSON knows no infinity
    }


def test_a_reading_counts_every_photo_once() -> None:
    probabilities = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.4, 0.6, 0], [0.05, 0.95, 0]])
    own = Reading(np.array([3, 5, 6, 9]), np.array([0, 0, 0, 1]), probabilities)
    assert own.confusion().tolist() == [[1, 2, 0], [0, 1, 0], [0, 0, 0]]
    assert own.mistakes().tolist() == [1, 2]
    assert own.members(0, 1).tolist() == [1, 2]
    rates = own.errors()
    assert rates[0].value == pytest.approx(200 / 3)
    assert rates[1].value == 0
    assert rates[1].high > 50  # one photo says little
    assert rates[2] is None


def test_variants_are_pieces_of_the_photo_and_come_from_the_seed() -> None:
    crop = np.zeros((224, 224, 3), np.uint8)
    crop[:, 112:] = 255  # the right half is white
    one, other = (variants(crop, np.random.default_rng(s)) for s in (3, 3))
    np.testing.assert_array_equal(one, other)
    assert one.shape == (3, 224, 224, 3)
    assert one[0, :, 0].mean() > 250 > 5 > one[0, :, -1].mean()  # flipped
    assert one[1, :, 0].mean() < 5


def test_photos_are_taken_with_their_numbers_and_few_bytes(network: Backbone) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (2, 224, 224, 3), np.uint8)
    photos = embed_crops(network, noise)
    assert photos[0].embedding.shape == (1280,)
    assert all(photo.n_bytes <= 60_000 + 4 * 1280 for photo in photos)
    assert photos[0].number != photos[1].number
