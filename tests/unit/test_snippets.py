"""The program a page offers runs as it stands and prints the page's own numbers."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from programs import printed_alone

from dlviz import inside
from dlviz.datasets import mnist as data
from dlviz.networks import mnist
from dlviz.snippets import digits as snippets
from dlviz.snippets import two_inputs
from dlviz.training.two_inputs import TwoInputSettings
from dlviz.training.two_inputs_explorer import Explorer
from dlviz.two_inputs import grid
from dlviz.two_inputs_setup import Setup


def test_a_program_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(snippets.read_digit(np.zeros((28, 28), np.float32), "random"))
    done = subprocess.run(
        [sys.executable, str(file)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "235,146 parameters" in done.stdout


@pytest.mark.parametrize("weights", ["augmented", "random"])
def test_the_digit_program_prints_what_the_page_shows(weights: str, tmp_path: Path) -> None:
    image = data.load("test").images[247] / np.float32(255)
    model = mnist.random_mlp(7) if weights == "random" else mnist.load(weights)
    expected = inside.read(model, image)
    program = snippets.read_digit(image, weights, seed=7)
    files = {name: build() for name, build in snippets.files(weights, model).items()}
    output = printed_alone(program, tmp_path, files)
    lines = re.findall(r"^(\d)  logit +([-+\d.]+)  probability ([\d.]+)$", output, re.MULTILINE)
    assert [int(digit) for digit, _, _ in lines] == list(range(10))
    np.testing.assert_allclose([float(logit) for _, logit, _ in lines], expected.logits, atol=1e-3)
    np.testing.assert_allclose(
        [float(value) for *_, value in lines], expected.probabilities, atol=2e-6
    )
    assert "235,146 parameters" in output


def test_a_linear_model_gets_its_own_network() -> None:
    program = snippets.read_digit(np.zeros((28, 28), np.float32), "lda")
    assert "nn.Linear(784, 10)" in program
    assert "hidden1" not in program


@pytest.mark.parametrize(
    "setup",
    [
        Setup(hidden=(3,), start=2),
        Setup("plane", activation="identity"),
        Setup("spiral", "classification", ("X1", "X2^2", "sin X1"), (4, 2), "tanh"),
        Setup("xor", "regression", ("X2", "X1X2", "X1^2", "sin X2"), (3, 2, 2), "ReLU", start=5),
        Setup("circle", hidden=(8,), activation="sigmoid"),
    ],
    ids=lambda setup: f"{setup.target} {setup.activation} {setup.hidden}",
)
def test_the_small_network_s_program_prints_the_same_function(setup: Setup, tmp_path) -> None:
    snapshot = Explorer(setup, TwoInputSettings()).snapshot()
    files = {name: build() for name, build in two_inputs.files(snapshot).items()}
    output = printed_alone(two_inputs.small_network(setup, snapshot), tmp_path, files)
    for name, error in zip(("train", "test"), snapshot.losses, strict=True):
        found = re.search(rf"^{name} error: (\S+)$", output, re.MULTILINE)
        assert float(found[1]) == pytest.approx(error, rel=1e-4, abs=1e-12)
    numbers = [
        [float(number) for number in line.split()]
        for line in output.splitlines()[: two_inputs.SIDE]
    ]
    expected = snapshot.network(grid(setup.reach, two_inputs.SIDE)).reshape(
        two_inputs.SIDE, two_inputs.SIDE
    )
    np.testing.assert_allclose(numbers, expected, atol=2e-5)
    assert ("largest difference from X1 * X2" in output) == (setup.target == "product")


def test_weights_that_are_no_numbers_are_printed_too(tmp_path) -> None:
    setup = Setup(hidden=(2,), start=2)
    snapshot = Explorer(setup, TwoInputSettings()).snapshot()
    with torch.no_grad():
        snapshot.network.layers[0][0][0, 0] = float("inf")
        snapshot.network.layers[1][1][0] = float("nan")
    files = {name: build() for name, build in two_inputs.files(snapshot).items()}
    assert "nan" in printed_alone(two_inputs.small_network(setup, snapshot), tmp_path, files)
