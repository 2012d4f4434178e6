"""The claims in presets' goals and notices are true: the core recomputes them from the states.

The presets of Digit training are in `test_digit_training`, those of Pooling, Augmentation and
Feature maps in `test_presets_of_maps`.
"""

import ast
import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from screen import notices
from torch.nn import functional

from dlviz import architecture_text, convolution, filter_stack
from dlviz.architecture import compute_shapes
from dlviz.class_groups import tree
from dlviz.convolution import Geometry, touched_pixels
from dlviz.datasets import mnist, ready_sets, sample_photos
from dlviz.datasets.small_pictures import shrink
from dlviz.feature_maps import grad_cam
from dlviz.flattening import flatten_picture, weigh
from dlviz.kernels import weights
from dlviz.layers import Convolution, Dense
from dlviz.networks import backbone, built, cifar, imagenet
from dlviz.networks.image_network import of_classifier
from dlviz.notation import parse_numbers
from dlviz.reframing import Window, along, frame_answers, see_all
from dlviz.responses import to_grey
from dlviz.training.embedding import embed_crops
from dlviz.training.kernel_fit import KernelTask, fit_kernel
from dlviz.training.transfer import HeadSettings, train_head
from dlviz.training.two_inputs import PRODUCT_SETTINGS, Fit
from dlviz.two_inputs import LectureNetwork, polynomial, valley
from dlviz.two_inputs_setup import Setup, lecture_network

PAGES = Path(__file__).resolve().parents[2] / "pages"
needs_lite = pytest.mark.skipif(
    not imagenet.is_available("efficientnet_lite0"), reason="no weights here"
)
pytestmark = pytest.mark.usefixtures("one_core")


def presets(page: str) -> dict:
    """Return a page's presets by name, read from its source: the page itself is not run."""
    source = ast.parse((PAGES / f"{page}.py").read_text(encoding="utf-8"))
    end = next(place for place, node in enumerate(source.body) if isinstance(node, ast.With))
    names: dict = {}
    exec(compile(ast.Module(source.body[:end], []), page, "exec"), names)
    return {one.name: one for one in names["PRESETS"]}


def state(page: str, name: str) -> dict:
    """Return the values that a preset sets."""
    own = presets(page)[name]
    return {**own.state, **own.start}


# Two inputs


def network_of(text: str, activation: str) -> LectureNetwork:
    rows = [parse_numbers(row) for row in text.split(";")]
    beta, *units = rows
    return LectureNetwork(
        torch.tensor(units, dtype=torch.float64), torch.tensor(beta, dtype=torch.float64),
        activation,
    )  # fmt: skip


def test_only_with_the_minus_do_the_squares_cancel() -> None:
    text = state("two_inputs", "It multiplies")["two_inputs_weights"]
    minus = polynomial(network_of(text, "square"))
    plus = polynomial(network_of(text.replace("-1/4", "1/4"), "square"))
    torch.testing.assert_close(minus, torch.tensor([0, 0, 0, 0, 0, 1.0]).double())
    assert plus[5] == 0
    assert (plus[3:5] != 0).all()


@pytest.mark.parametrize("t", [-1.0, 0.3, 1.2])
def test_in_the_valley_all_four_weights_change_and_the_surface_does_not(t: float) -> None:
    start, here = valley(0.0), valley(t)
    assert (start.weights[:, 1:] != here.weights[:, 1:]).all()
    torch.testing.assert_close(polynomial(start), polynomial(here))


@pytest.mark.parametrize("n_units", [1, 3, 8])
def test_with_the_identity_three_coefficients_never_move(n_units: int) -> None:
    rng = torch.Generator().manual_seed(n_units)
    own = LectureNetwork(
        torch.randn(n_units, 3, generator=rng).double(),
        torch.randn(n_units + 1, generator=rng).double(),
        state("two_inputs", "Only planes with the identity")["two_inputs_activation"],
    )
    assert polynomial(own)[3:].tolist() == [0, 0, 0]


def test_every_start_learns_other_weights_and_the_same_coefficients() -> None:
    first = state("two_inputs", "Let it learn")["two_inputs_start"]
    found = []
    for start in range(first, first + 6):
        setup = Setup(start=start)
        fit = Fit(setup.network(), setup.points(), PRODUCT_SETTINGS, seed=start)
        while fit.epoch < 150 and fit.verdict is None:
            fit.run(500)
        own = lecture_network(fit.network)
        np.testing.assert_allclose(polynomial(own), [0, 0, 0, 0, 0, 1], atol=0.02)
        found.append(own.weights.flatten())
    apart = torch.cdist(torch.stack(found), torch.stack(found))
    assert (apart[~torch.eye(len(found), dtype=torch.bool)] > 0.05).all()


# Convolution


def geometry_of(values: dict) -> Geometry:
    names = ("rows", "columns", "kernel_rows", "kernel_columns", "stride", "padding", "dilation")
    rows, columns, height, width, stride, padding, dilation = (
        values[f"convolution_{name}"] for name in names
    )
    return Geometry((rows, columns), (height, width), stride, padding, dilation)


def test_alpha_meets_six_pixels_and_e_reaches_four_outputs() -> None:
    own = geometry_of(state("convolution", "The lecture's letters"))
    touched = touched_pixels(own)
    assert len(set(touched[:, 0])) == 6
    assert (touched == "abcdefghijkl".index("e")).any(axis=1).sum() == 4


def test_nine_weights_fill_as_many_entries_as_the_preset_says() -> None:
    values = state("convolution", "Many places")
    own = geometry_of(values)
    impulses = np.eye(64).reshape(64, 8, 8)
    columns = [convolution.convolve(one, np.ones((3, 3)), own).ravel() for one in impulses]
    assert (np.count_nonzero(columns), np.size(columns)) == (324, 2304)
    assert len(values["convolution_kernel"].replace(";", "").split()) == 9
    assert "324 of the matrix's 2,304 entries" in presets("convolution")["Many places"].notice


def test_each_sobel_sees_joints_of_one_direction() -> None:
    values = state("convolution", "Edges of a wall")
    assert values["convolution_kernel_name"] == "Sobel, vertical edges"
    wall = to_grey(sample_photos.load(values["convolution_photo"])).astype(np.float32)
    for name, axis in (("Sobel, vertical edges", 1), ("Sobel, horizontal edges", 0)):
        kernel = torch.tensor(weights(name), dtype=torch.float32)[None, None]
        # The wall with all joints of one direction wiped out, and with the others.
        only = [
            np.broadcast_to(wall.mean(axis=which, keepdims=True), wall.shape) for which in (0, 1)
        ]
        answers = [
            functional.conv2d(torch.tensor(part.copy())[None, None], kernel).abs().max()
            for part in only
        ]
        assert answers[1 - axis] > 5
        assert answers[axis] < 0.01


def test_a_layer_adds_up_what_its_channels_answer(open_page) -> None:
    at = open_page("pages/convolution.py")
    at.button(key="preset_3").click().run()
    assert "remain in their sum" in notices(at) or "remains in their sum" in notices(at)
    own = state("convolution", "Red against green")
    assert parse_numbers(own["convolution_own_green"])[4] == -1


def test_of_four_filters_one_responds_most_to_the_diagonal_edge_and_one_not_at_all() -> None:
    values = state("convolution", "A diagonal edge")
    maps = filter_stack.stacked(filter_stack.diagonal_edge(), values["convolution_filters"])
    biases = [own.bias for own in filter_stack.FILTERS[:4]]
    reach = [abs(own - bias).max() for own, bias in zip(maps, biases, strict=True)]
    assert reach[2] > max(reach[0], reach[1]) > 0
    assert not maps[3].any()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_numbers_turn_into_sobel(seed: int) -> None:
    values = state("convolution", "Sobel, learned")
    hidden = weights(values["convolution_hidden"])
    task = KernelTask(
        hidden, values["convolution_learner"], values["convolution_pairs"],
        values["convolution_patch"], values["convolution_noise"], seed=seed,
    )  # fmt: skip
    *_, last = fit_kernel([to_grey(sample_photos.load("cat"))], task)
    np.testing.assert_allclose(last.kernel, hidden, atol=0.1)


# Architecture


def path_of(text: str):
    return compute_shapes(architecture_text.network(text))


def test_in_the_lectures_network_maps_halve_and_filters_double() -> None:
    path = path_of(state("architecture", "The lecture's")["architecture_network"])
    shapes = [step.shape for step in path.steps if isinstance(step.layer, Convolution)]
    for before, after in itertools.pairwise(shapes):
        assert after == (2 * before[0], before[1] // 2, before[2] // 2)
    most = max(path.steps, key=lambda step: step.parameters)
    assert isinstance(most.layer, Dense)


def test_the_shipped_one_opens_with_the_cats_largest_number(open_page) -> None:
    values = state("architecture", "A trained network")
    at = open_page("pages/architecture.py", query={"architecture_weights": "random"})
    at.button(key="preset_1").click().run()
    assert at.selectbox(key="architecture_weights").value == "shipped"
    assert any("come with dlviz" in one.value for one in at.markdown)
    pixels = shrink(sample_photos.load(values["architecture_photo"]), (3, 32, 32))
    given = torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255
    module = cifar.load()
    flat = flatten_picture(module, cifar.standardise(given))
    index = int(flat.numbers.argmax())
    if cifar100_is_missing():
        assert f"Number {index + 1:,} is {flat.numbers[index]:.3f}:" in notices(at)
    assert values["architecture_flat_number"] == index + 1
    # "Each number speaks for some classes and against others; 0 says nothing."
    for place in (0, index, 500, 1023):
        own = weigh(module, flat, place)
        assert own.slopes.min() < 0 < own.slopes.max()


def cifar100_is_missing() -> bool:
    from dlviz.datasets import cifar100

    return cifar100.folder() is None


def test_without_padding_lenets_maps_shrink_and_its_dense_layer_loses_parameters() -> None:
    text = state("architecture", "LeNet-5")["architecture_network"]
    padded, bare = path_of(text), path_of(text.replace("p2", "", 1))
    for one, other in zip(padded.steps, bare.steps, strict=True):
        if len(one.shape) == 3:
            assert other.shape[0] == one.shape[0]
            assert other.shape[1] < one.shape[1]
    first = [
        next(step for step in path.steps if isinstance(step.layer, Dense))
        for path in (padded, bare)
    ]
    assert first[1].parameters < first[0].parameters


def test_the_tiny_one_reads_most_digits_after_one_pass() -> None:
    values = state("architecture", "Train a tiny network")
    net = architecture_text.network(values["architecture_network"])
    assert compute_shapes(net).parameters == 9_098
    assert "9,098 parameters" in presets("architecture")["Train a tiny network"].notice
    digits = mnist.load("test")
    pixels = torch.from_numpy(digits.images[:1500, None].astype(np.float32) / 255)
    labels = torch.from_numpy(digits.labels[:1500].astype(np.int64))
    module = built.build(net, 1).requires_grad_(True)
    adam = torch.optim.Adam(module.parameters(), 3e-3)
    for part, wanted in zip(pixels[:1000].split(50), labels[:1000].split(50), strict=True):
        adam.zero_grad()
        functional.cross_entropy(module(part), wanted).backward()
        adam.step()
    with torch.inference_mode():
        right = (module.eval()(pixels[1000:]).argmax(dim=1) == labels[1000:]).float().mean()
    assert right > 0.5


def test_the_most_parameters_are_not_where_the_most_work_is() -> None:
    steps = path_of(state("architecture", "Where the work is")["architecture_network"]).steps
    most = max(steps, key=lambda step: step.parameters)
    assert most.parameters > sum(step.parameters for step in steps) / 2
    assert most.name == "dense1"
    assert max(steps, key=lambda step: step.multiply_adds).name == "conv2"
    assert sum(step.multiply_adds for step in steps) / 2 < 240_000


def test_the_impossible_one_is_pooled_until_no_window_fits() -> None:
    path = path_of(state("architecture", "An impossible network")["architecture_network"])
    assert path.problem
    assert path.problem.repaired
    sides = [step.shape[1] for step in path.steps if len(step.shape) == 3]
    assert sides[-1] < 3


# Photos


@pytest.fixture(scope="module")
def lite():
    if not imagenet.is_available("efficientnet_lite0"):
        pytest.skip("no weights here")
    return imagenet.load("efficientnet_lite0")


def test_the_bee_is_hip_in_the_standard_crop_and_a_bee_in_another(lite) -> None:
    values = state("photos", "Look elsewhere")
    photo = sample_photos.load(values["photos_photo"])
    assert lite.classify(photo, 1)[0][0] == "hip"
    windows = [Window(x, y, 2.5) for x in (0.2, 0.35, 0.5, 0.65) for y in (0.3, 0.5, 0.7)]
    frames = see_all(photo, lite.transform, [along("zoom", w)[21] for w in windows])
    answers = frame_answers(lite, [frame.picture for frame in frames])
    assert answers[:, lite.categories.index(values["photos_class"])].max() > 0.9


def test_no_class_is_called_kingfisher_and_it_is_surer_of_a_bird(lite) -> None:
    values = state("photos", "As a group")
    assert not [name for name in lite.categories if "kingfisher" in name.lower()]
    probabilities = lite.probabilities(sample_photos.load(values["photos_photo"])).numpy()
    bird = next(one for one in tree().path(probabilities) if one.name == "bird")
    assert bird.share > probabilities.max() + 0.02
    assert probabilities[lite.categories.index("robin")] > 0


def test_another_class_has_other_places_that_speak_for_it(lite) -> None:
    values = state("photos", "Where it looked")
    assert values["photos_method"] == "Grad-CAM"
    network = of_classifier(lite)
    image = network.prepare(sample_photos.load(values["photos_photo"]))
    layer = [name for name, maps in network.maps.items() if maps.height > 1][-1]
    own, robin = (
        grad_cam(network.traced, image, layer, label)
        for label in (
            int(network.traced.module(image)[0].argmax()),
            lite.categories.index("robin"),
        )
    )
    own, robin = (np.asarray(heat) for heat in (own, robin))
    assert np.abs(own / own.max() - robin / max(robin.max(), 1e-9)).max() > 0.2


def test_some_of_the_lectures_answers_are_sure_and_others_are_guesses(lite) -> None:
    firsts = [float(lite.probabilities(sample_photos.load(x)).max()) for x in sample_photos.SAMPLES]
    assert max(firsts) > 0.9
    assert min(firsts) < 0.5


# Transfer learning


@pytest.fixture(scope="module")
def learned():
    """Return a function from a ready set's title and a seed to the head's correct predictions."""
    if not imagenet.is_available("efficientnet_lite0"):
        pytest.skip("no weights here")
    network = backbone.load("efficientnet_lite0")
    numbers = {}

    def rightly(title: str, how: HeadSettings) -> tuple[int, int]:
        if title not in numbers:
            own = ready_sets.SETS[title]
            photos = [embed_crops(network, own.draw(name)) for name in own.classes]
            numbers[title] = (
                np.stack([photo.embedding for each in photos for photo in each]),
                np.repeat(np.arange(len(photos)), [len(each) for each in photos]),
            )
        trained = train_head(*numbers[title], how)
        n = len(trained.split.validation)
        return round(trained.epochs[-1].accuracy * n), n

    return rightly


@pytest.mark.parametrize("seed", range(4))
def test_filters_that_never_saw_a_digit_tell_a_4_from_a_9(learned, seed: int) -> None:
    values = state("transfer", "Two new classes in a second")
    how = HeadSettings(epochs=values["transfer_epochs"], seed=values["transfer_seed"] + seed)
    right, n = learned(values["transfer_set"], how)
    assert right >= 0.75 * n


@pytest.mark.parametrize("seed", range(6))
def test_pieces_of_the_same_photos_are_all_read_rightly(learned, seed: int) -> None:
    right, n = learned(state("transfer", "Too good to be true")["transfer_set"],
                       HeadSettings(seed=seed))  # fmt: skip
    assert right == n > 0


def test_most_digits_are_read_rightly_and_some_are_not(learned) -> None:
    values = state("transfer", "What 15 photos tell")
    how = HeadSettings(
        epochs=values["transfer_epochs"], held_back=values["transfer_held"] / 100,
        seed=values["transfer_seed"],
    )  # fmt: skip
    right, n = learned(values["transfer_set"], how)
    assert n / 2 < right < n
