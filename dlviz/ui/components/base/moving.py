"""A network on two inputs in the form in which scripts show it while it changes."""

from collections.abc import Sequence

from torch import Tensor

from dlviz.networks.two_inputs import FEATURES, TwoInputNetwork
from dlviz.ui.components.base.messages import Feature, Moving, Preview, State
from dlviz.ui.components.base.mounting import floats_as_base64, network_as_data


def moving(
    network: TwoInputNetwork,
    preview: Preview,
    trail: Sequence[tuple[int, Tensor]] = (),
    pause: float = 0.0,
) -> Moving:
    """Return `network` as data for components that show it.

    Args:
        network: The network as it is now.
        preview: What a hand is changing of its parameters.
        trail: (step, parameters) of the training since the last message; empty if nothing trains.
        pause: Seconds until the next message of a training.
    """
    features = [FEATURES[name] for name in network.features]
    return Moving(
        network=network_as_data(network.exported()),
        features=[
            Feature(first=one.first, second=one.second, is_sine=one.is_sine) for one in features
        ],
        preview=preview,
        trail=[
            State(step=step, parameters=floats_as_base64(values.numpy())) for step, values in trail
        ],
        pause=pause,
    )
