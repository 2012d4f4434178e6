"""Models and data, loaded once for all visitors. They are shared: never change them."""

from typing import cast

import numpy as np
import streamlit as st
from torch import nn

from dlviz import device
from dlviz.datasets import mnist as digits
from dlviz.inside import read_all
from dlviz.networks import mnist


@st.cache_resource(show_spinner="Loading the network")
def digit_model(name: str) -> nn.Module:
    """Return the shipped model `name` on the device in use."""
    return mnist.load(name).to(device.choose())


@st.cache_resource(max_entries=16, show_spinner=False)
def untrained_network(seed: int) -> mnist.MLP:
    """Return the 784-256-128-10 network with random weights."""
    return mnist.random_mlp(seed).to(device.choose())


def digit_network(weights: str, seed: int) -> mnist.MLP:
    """Return the 784-256-128-10 network with shipped `weights`, or with random ones from `seed`."""
    model = untrained_network(seed) if weights == "random" else digit_model(weights)
    return cast("mnist.MLP", model)


@st.cache_resource(show_spinner="Unpacking the test digits")
def test_digits() -> digits.Digits:
    """Return MNIST's 10,000 test digits."""
    return digits.load("test")


@st.cache_data(max_entries=16, show_spinner="Reading 10,000 test digits")
def test_readings(weights: str, seed: int) -> np.ndarray:
    """Return the (10000, 10) probabilities that `digit_network` gives the test digits."""
    return read_all(digit_network(weights, seed), test_digits().images / np.float32(255))
