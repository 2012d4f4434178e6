"""Loads the digit networks and MNIST's digits once, for all visitors.

The returned objects are shared: never change them.
"""

import copy
import math
from typing import cast

import numpy as np
import streamlit as st
from torch import nn

from dlviz import device
from dlviz.datasets import mnist as digits
from dlviz.inside import read_all
from dlviz.networks import mnist
from dlviz.training.loop import LoopEpoch, Score
from dlviz.training.methods import METHODS, N_TEST
from dlviz.training.race import Standing
from dlviz.ui.serving import weights as served
from dlviz.ui.shared import keepsakes

OWN = "my network"  # what "Draw a digit" calls a network that this visitor has trained or loaded
NUMBERED = "Numbered as in MNIST's file of test digits, where the first digit has number 0."
_OWN = keepsakes.kept("digit_networks_own_network")
_OWN_READINGS = "digit_networks_own_readings"


@st.cache_resource(show_spinner="Loading the network")
def digit_model(name: str) -> nn.Module:
    """Return the shipped model `name` on the device in use."""
    return mnist.load(name).to(device.choose())


@st.cache_resource(max_entries=16, show_spinner=False)
def untrained_network(seed: int) -> mnist.MLP:
    """Return the 784-256-128-10 network with random weights."""
    return mnist.random_mlp(seed).to(device.choose())


def digit_network(weights: str, seed: int) -> mnist.MLP:
    """Return the 784-256-128-10 network with shipped, random or the visitor's own weights."""
    own = kept_digit_network()
    if weights == OWN and own is not None:
        return own
    model = untrained_network(seed) if weights == "random" else digit_model(weights)
    return cast("mnist.MLP", model)


def parameters_address(weights: str, seed: int) -> str:
    """Return where a browser finds the parameters of `digit_network`, below the base URL."""
    name = {OWN: served.OWN, "random": f"random-{seed}"}.get(weights, weights)
    return served.address(digit_network(weights, seed), name)


@st.cache_resource(show_spinner="Unpacking the test digits")
def test_digits() -> digits.Digits:
    """Return MNIST's 10,000 test digits."""
    return digits.load("test")


@st.cache_resource(show_spinner="Unpacking the training digits")
def train_digits() -> digits.Digits:
    """Return MNIST's 60,000 training digits."""
    return digits.load("train")


def test_readings(weights: str, seed: int) -> np.ndarray:
    """Return the (10000, 10) probabilities that `digit_network` gives the test digits."""
    if weights != OWN:
        return _test_readings(weights, seed)
    if _OWN_READINGS not in st.session_state:
        st.session_state[_OWN_READINGS] = _read_test_digits(digit_network(weights, seed))
    return cast("np.ndarray", st.session_state[_OWN_READINGS])


@st.cache_resource(show_spinner=False)
def shipped_standings() -> tuple[Standing, ...]:
    """Return the standings of the shipped networks, in the order of the methods.

    Their errors, and the misclassified digits, come from stored records, so that the page opens at
    once; a test recomputes them. Their loss is not recorded.
    """
    shipped = []
    for method in METHODS.values():
        if method.shipped is None:
            continue
        model = mnist.load(method.shipped)
        record = mnist.record(method.shipped)
        score = Score(math.nan, record.test_errors, N_TEST, record.packed)
        shipped.append(
            Standing(method.name, model, (LoopEpoch(record.epochs, score.loss, score),), share=1.0)
        )
    return tuple(shipped)


def keep_digit_network(model: mnist.MLP) -> None:
    """Keep this visitor's network for "Draw a digit" until the tab is closed."""
    st.session_state[_OWN] = copy.deepcopy(model).to(device.choose())
    st.session_state.pop(_OWN_READINGS, None)


def fits_drawing(model: mnist.MLP) -> bool:
    """Return whether "Draw a digit" can show the inside of `model`."""
    sizes = (model.hidden1.out_features, model.hidden2.out_features)
    return sizes == mnist.HIDDEN and model.activation == "ReLU"


def kept_digit_network() -> mnist.MLP | None:
    """Return the network that this visitor keeps, if there is one."""
    return cast("mnist.MLP | None", st.session_state.get(_OWN))


@st.cache_data(max_entries=16, show_spinner="Classifying 10,000 test digits")
def _test_readings(weights: str, seed: int) -> np.ndarray:
    return _read_test_digits(digit_network(weights, seed))


def _read_test_digits(model: nn.Module) -> np.ndarray:
    return read_all(model, test_digits().images / np.float32(255))
