"""The choice of a two-input network and its data, with its weights as text and CSV."""

import base64
import binascii
from dataclasses import dataclass

import numpy as np
import torch

from dlviz.datasets.points import TARGETS, Split, draw_points
from dlviz.networks.two_inputs import TwoInputNetwork
from dlviz.notation import LARGEST, format_numbers, parse_numbers
from dlviz.tables import table_csv
from dlviz.two_inputs import LectureNetwork, grid

PLAIN = ("X1", "X2")
_ENCODED = "f32:"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Setup:
    """What determines the network's shape and its data.

    Attributes:
        target: A name in `dlviz.datasets.points.TARGETS`.
        task: "regression" or "classification".
        features: Names in `dlviz.networks.two_inputs.FEATURES`.
        hidden: Units in each hidden layer.
        activation: A name in `dlviz.activations.ACTIVATIONS`.
        n_points: Training and test points together.
        noise: 0 to 0.5.
        train_share: Share of training points, 0.1 to 0.9.
        data_seed: Seed of the points.
        start: Seed of the random weights, and of the order of the batches.
    """

    target: str = "product"
    task: str = "regression"
    features: tuple[str, ...] = PLAIN
    hidden: tuple[int, ...] = (2,)
    activation: str = "square"
    n_points: int = 400
    noise: float = 0.0
    train_share: float = 0.5
    data_seed: int = 0
    start: int = 0

    @property
    def is_lecture(self) -> bool:
        """Whether it has the lecture's form: X1 and X2, one hidden layer, output not squashed."""
        return self.features == PLAIN and len(self.hidden) == 1 and self.task == "regression"

    @property
    def reach(self) -> float:
        """Half the side of the square around zero in which the points lie."""
        return TARGETS[self.target].reach

    def network(self) -> TwoInputNetwork:
        """Return the network with random weights from the seed `start`."""
        network = TwoInputNetwork(
            self.features,
            self.hidden,
            self.activation,
            squashed=self.task == "classification",
        )
        network.randomise(torch.Generator().manual_seed(self.start))
        return network

    def points(self) -> Split:
        """Return the data."""
        return draw_points(
            self.target,
            self.n_points,
            noise=self.noise,
            train_share=self.train_share,
            seed=self.data_seed,
        )


def weight_names(network: TwoInputNetwork) -> list[str]:
    """Return the names of a network's parameters (P,): the lecture's for one hidden layer."""
    names = []
    last = len(network.blocks) - 1
    for depth, block in enumerate(network.blocks):
        sources = network.features if depth == 0 else [f"h{i + 1}" for i in range(len(block) - 1)]
        for row in range(len(block)):
            for unit in range(block.shape[1]):
                names.append(
                    _lectures_name(depth, row, unit, len(block) - 1)
                    if last == 1
                    else f"{'output' if depth == last else f'layer {depth + 1}, unit {unit + 1}'}: "
                    f"{[*sources, 'bias'][row]}"
                )
    return names


def _lectures_name(depth: int, row: int, unit: int, n_inputs: int) -> str:
    """Return w_kj, or β_k of the output; the index 0 is a bias, which is the last row."""
    source = str(0 if row == n_inputs else row + 1).translate(_SUBSCRIPTS)
    return f"w{str(unit + 1).translate(_SUBSCRIPTS)}{source}" if depth == 0 else f"β{source}"


def lecture_network(network: TwoInputNetwork) -> LectureNetwork:
    """Return a network with one hidden layer on X1 and X2, its weights named as in the lecture.

    Raises:
        ValueError: if the network has another form.
    """
    if network.features != PLAIN or len(network.hidden) != 1 or network.squashed:
        raise ValueError("only one hidden layer on X1 and X2 is the lecture's network")
    (weight, bias), (beta, beta_0) = network.layers
    return LectureNetwork(
        torch.cat([bias[:, None], weight], dim=1).double(),
        torch.cat([beta_0, beta[0]]).double(),
        network.activation,
    )


def trainable_network(network: LectureNetwork) -> TwoInputNetwork:
    """Return the lecture's `network` in its trainable form, in float32."""
    same = TwoInputNetwork(PLAIN, (len(network.weights),), network.activation)
    (weight, bias), (beta, beta_0) = same.layers
    weight.copy_(network.weights[:, 1:])
    bias.copy_(network.weights[:, 0])
    beta[0].copy_(network.beta[1:])
    beta_0.copy_(network.beta[:1])
    return same


def write_text(network: TwoInputNetwork, setup: Setup) -> str:
    """Return the weights of `network` as text for a link: numbers, or float32 in base64."""
    if setup.is_lecture:
        lecture = lecture_network(network)
        parts = [lecture.beta.tolist(), *lecture.weights.tolist()]
        return "; ".join(format_numbers(part) for part in parts)
    content = network.parameters.numpy().astype("<f4").tobytes()
    return _ENCODED + base64.urlsafe_b64encode(content).decode()


def read_text(text: str, setup: Setup) -> TwoInputNetwork:
    """Return the network with the weights in `text`.

    Raises:
        ValueError: if `text` is not the weights of a network of this shape.
    """
    network = setup.network()
    if text.startswith(_ENCODED):
        try:
            content = base64.b64decode(text.removeprefix(_ENCODED), altchars="-_", validate=True)
            values = np.frombuffer(content, "<f4").copy()
        except (binascii.Error, ValueError):
            raise ValueError("The weights in this link are damaged.") from None
    else:
        values = np.array(parse_numbers(text), dtype=np.float32)
    if values.size != network.n_parameters:
        raise ValueError(
            f"{values.size} numbers were given, but this network has {network.n_parameters}."
        )
    if not (np.abs(values) <= LARGEST).all():  # false for NaN too
        raise ValueError(f"A weight is beyond {LARGEST:g}, the largest one here.")
    if text.startswith(_ENCODED) or not setup.is_lecture:
        network.parameters.copy_(torch.from_numpy(values))
        return network
    (units,) = setup.hidden
    beta, weights = torch.from_numpy(values).split([units + 1, 3 * units])
    return trainable_network(LectureNetwork(weights.reshape(units, 3), beta, setup.activation))


def grid_csv(setup: Setup, network: TwoInputNetwork, side: int = 33) -> str:
    """Return the plotted values on a grid as CSV: inputs, units, output, target, difference."""
    plane = grid(setup.reach, side)
    wanted = TARGETS[setup.target].surface(plane)
    output = network(plane)
    names = [
        f"h{depth + 1}_{unit + 1}"
        for depth, width in enumerate(network.hidden)
        for unit in range(width)
    ]
    columns = [plane, *network.units(plane), output[:, None]]
    head = ["X1", "X2", *names, "f"]
    if wanted is not None:
        columns += [wanted[:, None], (output - wanted)[:, None]]
        head += ["target", "difference"]
    rows = torch.cat(columns, dim=1).tolist()
    return table_csv(head, ([f"{value:.7g}" for value in row] for row in rows))
