"""The methods that the lecture's table compares on digits, and the settings of a race of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dlviz.intervals import Rate, error_rate
from dlviz.networks.mnist import ACTIVATIONS, HIDDEN
from dlviz.seeds import LARGEST_SEED
from dlviz.training.loop import ADAM, OPTIMISERS, LoopSettings

N_TRAIN, N_TEST = 60_000, 10_000
FEWEST_DIGITS = 100
MOST_EPOCHS = 200
MOST_UNITS = 512
LARGEST_BATCH = 1024
LARGEST_L2 = 0.1
LARGEST_RATE = 1.0
LARGEST_DROPOUT = 0.9


@dataclass(frozen=True, slots=True)
class Method:
    """One method to classify digits.

    Attributes:
        name: Its key in METHODS.
        title: Name shown on the pages.
        short: Name in a narrow table.
        lecture: Its test error in the lecture's table, in per cent; None if it is not listed.
        shipped: Name of the shipped weights made this way; None if there are none.
        is_network: Whether it has hidden layers.
    """

    name: str
    title: str
    short: str
    lecture: float | None
    shipped: str | None
    is_network: bool


PLAIN, RIDGE, DROPOUT, AUGMENTED, LOGISTIC, LDA = METHOD_NAMES = (
    "plain", "ridge", "dropout", "augmented", "logistic", "lda",
)  # fmt: skip

METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method(PLAIN, "Plain network", "plain", None, None, is_network=True),
        Method(RIDGE, "Network + ridge", "ridge", 2.3, "ridge", is_network=True),
        Method(DROPOUT, "Network + dropout", "dropout", 1.8, "dropout", is_network=True),
        Method(
            AUGMENTED, "Network + augmentation", "augmented", None, "augmented", is_network=True
        ),
        Method(LOGISTIC, "Logistic regression", "logistic", 7.2, "logistic", is_network=False),
        Method(LDA, "LDA", "LDA", 12.7, "lda", is_network=False),
    )
}


@dataclass(frozen=True, slots=True)
class Choices:
    """Settings of a race; each method uses those that apply to it.

    Attributes:
        methods: Names in METHODS, at least one.
        n_digits: Number of training digits (the first ones), FEWEST_DIGITS to N_TRAIN.
        epochs: Passes over them.
        hidden: Units of the two hidden layers.
        activation: A name in `dlviz.networks.mnist.ACTIVATIONS`.
        optimiser: One of `dlviz.training.loop.OPTIMISERS`.
        learning_rate: Initial learning rate.
        batch_size: Digits per step.
        l2: Ridge penalty of the method "ridge".
        dropout: Share of units dropped in each hidden layer, of the method "dropout".
        seed: Seed of everything random.
    """

    methods: tuple[str, ...] = (PLAIN, RIDGE, DROPOUT, LOGISTIC, LDA)
    n_digits: int = N_TRAIN
    epochs: int = 8
    hidden: tuple[int, int] = HIDDEN
    activation: str = "ReLU"
    optimiser: str = ADAM
    learning_rate: float = 2e-3
    batch_size: int = 128
    l2: float = 1e-4
    dropout: tuple[float, float] = (0.2, 0.2)
    seed: int = 1

    def __post_init__(self) -> None:
        """Check the ranges: a link can hold any value.

        Raises:
            ValueError: with a sentence for the visitor.
        """
        if not self.methods or not set(self.methods) <= set(METHODS):
            raise ValueError("Choose at least one method to train.")
        if self.activation not in ACTIVATIONS or self.optimiser not in OPTIMISERS:
            raise ValueError(f"{self.activation} units with {self.optimiser} are not on offer.")
        limits = (
            ("training digits", self.n_digits, FEWEST_DIGITS, N_TRAIN),
            ("epochs", self.epochs, 1, MOST_EPOCHS),
            *(("hidden units", units, 1, MOST_UNITS) for units in self.hidden),
            ("as learning rate", self.learning_rate, 1e-6, LARGEST_RATE),
            ("digits in a batch", self.batch_size, 1, LARGEST_BATCH),
            ("as ridge strength", self.l2, 0.0, LARGEST_L2),
            *(("as dropout rate", share, 0.0, LARGEST_DROPOUT) for share in self.dropout),
            ("as seed", self.seed, 0, LARGEST_SEED),
        )
        for name, value, low, high in limits:
            if not low <= value <= high:
                raise ValueError(f"{value:g} {name}: {low:g} to {high:g} is possible.")

    def settings(self, method: str) -> LoopSettings | None:
        """Return how `method` is trained; None for LDA, which is computed by a formula."""
        if method == LDA:
            return None
        settings = LoopSettings(
            seed=self.seed,
            epochs=self.epochs,
            hidden=self.hidden if METHODS[method].is_network else None,
            activation=self.activation,
            optimiser=self.optimiser,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
        )
        if method == RIDGE:
            return replace(settings, l2=self.l2)
        if method == DROPOUT:
            return replace(settings, dropout=self.dropout)
        return replace(settings, augmented=method == AUGMENTED)


def lecture_rate(method: str) -> Rate | None:
    """Return the lecture's test error of `method` with its 95 % interval for 10,000 digits."""
    lecture = METHODS[method].lecture
    return None if lecture is None else error_rate(lecture / 100 * N_TEST, N_TEST)
