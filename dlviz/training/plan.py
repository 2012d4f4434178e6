"""The plan of a training for a network from the builder, and the limits it must keep."""

from dataclasses import dataclass, replace

from dlviz.architecture import compute_shapes
from dlviz.datasets import cifar100, mnist
from dlviz.datasets.cifar100_names import CLASS_NAMES
from dlviz.layers import Dense, Network, shape_text
from dlviz.training.loop import LoopSettings

MNIST, CIFAR = "MNIST", "CIFAR-100"
MOST_PICTURES = {MNIST: 60_000, CIFAR: 50_000}
FEWEST_PICTURES = 500
MOST_EPOCHS = 30
LARGEST_RATE = 0.1
MOST_PARAMETERS = 4_000_000
MOST_NUMBERS = 400_000  # outputs of all layers for one picture: a batch has to fit into memory
MOST_WORK = 3e12  # multiply-adds of a whole training: some minutes on one core
BATCH = 64
_PASSES = 3  # forward, backward for the activations, backward for the weights
_TEST_WORK = 4e9  # multiply-adds of one measurement on test pictures
_TESTED = (500, 2_000)
_LOOKS = 12  # a curve has about this many points, at least one per epoch


@dataclass(frozen=True, slots=True)
class Data:
    """A data set for a network from the builder.

    Attributes:
        name: MNIST or CIFAR.
        input: (C, H, W) of a picture.
        categories: Names of the classes.
    """

    name: str
    input: tuple[int, int, int]
    categories: tuple[str, ...]


DATA = {
    MNIST: Data(MNIST, (1, mnist.SIDE, mnist.SIDE), tuple(map(str, range(mnist.N_CLASSES)))),
    CIFAR: Data(CIFAR, (cifar100.N_CHANNELS, cifar100.SIDE, cifar100.SIDE), CLASS_NAMES),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is trained, on which data, and how long.

    Attributes:
        network: From the builder.
        data: A key of DATA.
        n_pictures: Number of training pictures (the first ones).
        epochs: Passes over them.
        learning_rate: Initial learning rate of Adam; it falls to zero along half a cosine.
        seed: Seed of the initial weights, the order of the pictures and dropout.
    """

    network: Network
    data: str = MNIST
    n_pictures: int = 6_000
    epochs: int = 3
    learning_rate: float = 3e-3
    seed: int = 1

    @property
    def settings(self) -> LoopSettings:
        """The settings for `dlviz.training.loop`."""
        return LoopSettings(
            seed=self.seed,
            epochs=self.epochs,
            learning_rate=self.learning_rate,
            batch_size=BATCH,
        )

    @property
    def n_tested(self) -> int:
        """Number of test pictures per measurement: fewer for a slow network."""
        fewest, most = _TESTED
        return int(
            min(most, max(fewest, _TEST_WORK // max(1, compute_shapes(self.network).multiply_adds)))
        )

    @property
    def looks(self) -> int:
        """Measurements per epoch."""
        return max(1, _LOOKS // self.epochs)

    @property
    def work(self) -> float:
        """Multiply-adds of the whole training, without the measurements."""
        return float(
            _PASSES * compute_shapes(self.network).multiply_adds * self.n_pictures * self.epochs
        )

    @property
    def problem(self) -> str:
        """Why this plan cannot be trained, in one sentence; "" if it can."""
        path = compute_shapes(self.network)
        data = DATA[self.data]
        if path.problem:
            return f"An impossible network cannot be trained. {path.problem.sentence}"
        if self.network.input != data.input:
            return (
                f"{self.data}'s pictures are {shape_text(data.input)}, this network "
                f"takes {shape_text(self.network.input)}."
            )
        if path.shape != (len(data.categories),):
            return (
                f"{self.data} has {len(data.categories)} classes, and this network ends with "
                f"{shape_text(path.shape)}."
            )
        if not path.parameters:
            return "This network has no parameters, so it cannot be trained."
        return self._too_large()

    def _too_large(self) -> str:
        path = compute_shapes(self.network)
        if path.parameters > MOST_PARAMETERS:
            return (
                f"This network is too large to be trained here: it has {path.parameters:,} "
                f"parameters, {MOST_PARAMETERS:,} are possible."
            )
        if path.numbers > MOST_NUMBERS:
            return (
                f"This network is too large to be trained here: its layers hold {path.numbers:,} "
                f"numbers for each picture, {MOST_NUMBERS:,} are possible."
            )
        work = self.work
        if work <= MOST_WORK:
            return ""
        most = int(MOST_WORK / work * self.n_pictures)
        way_out = (
            f"at most {most:,} pictures with {self.epochs} epochs."
            if most >= FEWEST_PICTURES
            else "fewer epochs, fewer filters or an earlier pooling."
        )
        return (
            f"This training would need {work / 1e12:,.1f} million million multiplications and "
            f"{MOST_WORK / 1e12:g} are possible here: choose {way_out}"
        )


def adapt_network(network: Network, data: Data) -> Network:
    """Return `network` changed to fit `data`: new input shape, new last layer."""
    changed = replace(network, input=data.input)
    last = max((i for i, one in enumerate(network.layers) if isinstance(one, Dense)), default=None)
    units = Dense(len(data.categories))
    if last is not None and last == len(network.layers) - 1:
        return changed.changed(last, units)
    return changed.added(len(network.layers), units)
