"""Weights of the page "Two inputs", as its controls leave them."""

from dlviz.two_inputs import LectureNetwork
from dlviz.two_inputs_setup import Setup, trainable_network, write_text

WEIGHTS = "two_inputs_weights"
SEED = 1  # of the presets that train


def state_of(network: LectureNetwork) -> dict[str, object]:
    """Return the value by key with which the page shows `network`."""
    setup = Setup(hidden=(len(network.weights),), activation=network.activation)
    return {WEIGHTS: write_text(trainable_network(network), setup)}
