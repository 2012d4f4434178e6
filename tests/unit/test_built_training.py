"""A built network learns: in bounds, repeatably, and as its program does."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from programs import printed_alone

from dlviz.architecture import compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network, write
from dlviz.datasets import cifar100, mnist
from dlviz.snippets import architecture as snippets
from dlviz.training.built import Training, as_digits
from dlviz.training.plan import CIFAR, DATA, MNIST, Plan, adapt_network

ROOT = Path(__file__).resolve().parents[2]
SMALL = "1x28x28 c3k5s2 relu max2 drop20 flatten d10"
PLAN = Plan(network(SMALL), n_pictures=600, epochs=2, seed=4)


def learn(plan: Plan) -> Training:
    training = Training(plan, mnist.load("train"), mnist.load("test"))
    training.play()
    for _ in range(1200):
        training.look()
        if not training.is_running:
            return training
        time.sleep(0.05)
    raise TimeoutError("the training does not end")


@pytest.fixture(scope="module")
def learned() -> Training:
    return learn(PLAN)


def test_a_built_network_learns_and_is_handed_over(learned: Training) -> None:
    records = learned.standing.records
    assert learned.is_done
    assert records[-1].epoch == 2
    assert records[-1].test_error < records[0].test_error
    assert records[-1].test_error < 70  # guessing: 90
    own = learned.own_network
    assert own.input_shape == (1, 28, 28)
    assert own.categories == tuple("0123456789")
    assert own.network == learned.plan.network
    assert not own.module.training
    assert all(not one.requires_grad for one in own.module.parameters())
    assert [type(layer) for layer in own.module][3] is torch.nn.Dropout
    pixels = torch.tensor(mnist.load("test").images[: PLAN.n_tested])[:, None] / 255
    labels = torch.tensor(mnist.load("test").labels[: PLAN.n_tested])
    wrong = int((own.module(pixels).argmax(dim=1) != labels).sum())
    assert wrong == records[-1].test_errors


def test_the_time_left_is_what_the_rest_takes_at_the_same_pace() -> None:
    training = Training(PLAN, mnist.load("train"), mnist.load("test"))
    assert training.seconds_left is None
    for share, left in ((0.02, None), (0.2, 8.0), (0.5, 2.0), (1.0, 0.0)):
        training.standing = replace(training.standing, share=share, seconds=2.0)
        assert training.seconds_left == (None if left is None else pytest.approx(left))


def test_the_seed_alone_decides(learned: Training) -> None:
    before = torch.get_rng_state()
    again = learn(PLAN)
    assert torch.equal(torch.get_rng_state(), before)
    errors = [record.test_errors for record in learned.standing.records]
    assert [record.test_errors for record in again.standing.records] == errors
    other = learn(replace(PLAN, seed=5))
    assert [record.test_errors for record in other.standing.records] != errors


def test_the_program_makes_the_same_errors(learned: Training, tmp_path: Path) -> None:
    program = snippets.program(compute_shapes(PLAN.network), PLAN)
    beside = {
        name: build() for name, build in snippets.files(compute_shapes(PLAN.network), PLAN).items()
    }
    output = printed_alone(program, tmp_path, beside)
    printed = re.findall(r"epoch (\d+): ([\d,]+) of ([\d,]+) test", output)
    whole = [record for record in learned.standing.records if record.epoch % 1 == 0]
    assert [(int(epoch), int(wrong.replace(",", ""))) for epoch, wrong, _ in printed] == [
        (record.epoch, record.test_errors) for record in whole
    ]


@pytest.mark.parametrize("text", [LECTURE, SHIPPED, LENET, TINY, "2x9x7 c3k3s2p1 avg3s1 tanh"])
def test_the_program_prints_every_shape_and_count(text: str, capsys) -> None:
    path = compute_shapes(network(text))
    exec(compile(snippets.program(path), "program", "exec"), {})
    printed = capsys.readouterr().out
    lines = re.findall(r"^(\w+) (\(.*\)) ([\d,]+) parameters$", printed, re.MULTILINE)
    assert [(name, eval(shape), int(number.replace(",", ""))) for name, shape, number in lines] == [
        (step.name, step.shape, step.parameters) for step in path.steps
    ]
    assert f"\n{path.parameters:,} parameters" in printed


def test_the_program_of_an_impossible_network_ends_before_what_fails() -> None:
    program = snippets.program(compute_shapes(network("1x5x5 c2k3 max2 max2 d3")))
    exec(compile(program, "program", "exec"), {})
    assert "The network on screen has more layers, but pool2, layer 3, is impossible" in program


def test_it_can_be_paused_and_goes_on() -> None:
    training = Training(
        replace(PLAN, n_pictures=6000, epochs=5), mnist.load("train"), mnist.load("test")
    )
    training.play()
    while not training.standing.records:
        time.sleep(0.02)
    training.pause()
    share = training.standing.share
    assert 0 < share < 1
    time.sleep(0.2)
    assert training.standing.share == share
    training.play()
    while training.standing.share == share:
        time.sleep(0.02)
    training.pause()
    assert training.standing.share > share


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(network("1x28x28 max2 d10")), "An impossible network cannot be trained"),
        (Plan(network(LECTURE)), "MNIST's pictures are 28 × 28 × 1, this network takes 32 × 32"),
        (Plan(network("1x28x28 flatten d9")), "MNIST has 10 classes, and this network ends with 9"),
        (Plan(network("1x28x28 c10k3")), "ends with 26 × 26 × 10"),
        (Plan(network("3x32x32 flatten d10"), CIFAR), "CIFAR-100 has 100 classes"),
        (Plan(network("1x28x28 flatten d4096 d4096 d10")), "parameters, 4,000,000 are possible"),
        (Plan(network("1x28x28 c512k1 c512k3s7 flatten d10")), "numbers for each picture"),
        (
            Plan(network(SHIPPED), CIFAR, n_pictures=50_000, epochs=10),
            "choose at most 1,890 pictures with 10 epochs",
        ),
        (
            Plan(network("1x28x28 c128k11p5 c128k11p5 max2 max2 flatten d10"), epochs=30),
            "fewer epochs, fewer filters",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_said(plan: Plan, words: str) -> None:
    assert words in plan.problem
    with pytest.raises(ValueError, match=re.escape(plan.problem)):
        Training(plan, mnist.load("train"), mnist.load("test"))


@pytest.mark.parametrize("data", [MNIST, CIFAR])
@pytest.mark.parametrize("text", [LECTURE, TINY, "1x5x5 c4k3 relu", "2x9x9 flatten d5 relu"])
def test_a_network_is_adapted_to_pictures_and_classes(data: str, text: str) -> None:
    net = adapt_network(network(text), DATA[data])
    assert net.input == DATA[data].input
    path = compute_shapes(net)
    if not path.problem:
        assert path.shape == (len(DATA[data].categories),)
    assert write(adapt_network(network(TINY), DATA[MNIST])) == TINY


def test_a_network_without_dense_layers_learns_too() -> None:
    plan = Plan(network("1x28x28 c4k5s4 relu c10k6 flatten"), n_pictures=500, epochs=1)
    assert plan.problem == ""
    assert learn(plan).standing.records[-1].epoch == 1


def test_pictures_of_cifar_come_with_channels_before_rows() -> None:
    images = torch.randint(0, 256, (2, 32, 32, 3), dtype=torch.uint8).numpy()
    digits = as_digits(cifar100.Pictures(images, images[:, 0, 0, 0], images[:, 0, 0, 0]))
    assert digits.images.shape == (2, 3, 32, 32)
    assert digits.images[1, 2, 5, 7] == images[1, 5, 7, 2]
