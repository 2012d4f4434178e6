"""The lecture's first network: two inputs, one layer of K hidden units, one output.

    f(X) = beta_0 + sum over k of beta_k g(w_k0 + w_k1 X1 + w_k2 X2)

With g(z) = z^2, two units can multiply the inputs: PRODUCT.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from dlviz.activations import ACTIVATIONS

# The lecture's slide lists beta_2 = +1/4, but its formula (2) uses -1/4. Only -1/4 gives the
# product; +1/4 gives (X1^2 + X2^2) / 2.
_PRODUCT_WEIGHTS = ((0.0, 1.0, 1.0), (0.0, 1.0, -1.0))
_PRODUCT_BETA = (0.0, 0.25, -0.25)


@dataclass(frozen=True, slots=True)
class LectureNetwork:
    """A network with one hidden layer, its weights named as in the lecture.

    Attributes:
        weights: (K, 3), one row (w_k0, w_k1, w_k2) for each hidden unit; w_k0 is its bias.
        beta: (K + 1,), the output's bias beta_0 and one weight for each hidden unit.
        activation: A name in `dlviz.activations.ACTIVATIONS`.

    Raises:
        ValueError: if the shapes do not fit together or the activation is unknown.
    """

    weights: Tensor
    beta: Tensor
    activation: str = "square"

    def __post_init__(self) -> None:
        """Check that the shapes fit together."""
        rows = self.weights.shape[0] if self.weights.ndim == 2 else 0
        if rows == 0 or self.weights.shape[1] != 3 or self.beta.shape != (rows + 1,):
            raise ValueError(
                f"weights {tuple(self.weights.shape)} and beta {tuple(self.beta.shape)} do not "
                "make a network; K units need weights (K, 3) and beta (K + 1,)"
            )
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"unknown activation {self.activation!r}: {', '.join(ACTIVATIONS)}")

    def __call__(self, inputs: Tensor) -> Tensor:
        """Return f of `inputs` (N, 2) as (N,), in their dtype; computed in float64."""
        beta = self.beta.double()
        return (beta[0] + self._hidden(inputs) @ beta[1:]).to(inputs.dtype)

    def units(self, inputs: Tensor) -> Tensor:
        """Return the activations of the hidden units at `inputs` (N, 2): (N, K)."""
        return self._hidden(inputs).to(inputs.dtype)

    def _hidden(self, inputs: Tensor) -> Tensor:
        # float64, because the product is the difference of two much larger squares.
        weights = self.weights.double()
        z = inputs.double() @ weights[:, 1:].T + weights[:, 0]  # (N, K)
        return ACTIVATIONS[self.activation].value(z)


PRODUCT = LectureNetwork(
    torch.tensor(_PRODUCT_WEIGHTS, dtype=torch.float64),
    torch.tensor(_PRODUCT_BETA, dtype=torch.float64),
)

MONOMIALS = ("1", "X1", "X2", "X1^2", "X2^2", "X1X2")
# Place and multiplicity of each monomial in the symmetric matrix of products of (1, X1, X2).
_ROWS, _COLUMNS = [0, 0, 0, 1, 2, 1], [0, 1, 2, 1, 2, 2]
_TIMES = torch.tensor([1.0, 2.0, 2.0, 1.0, 1.0, 2.0], dtype=torch.float64)


def polynomial(network: LectureNetwork) -> Tensor:
    """Return the coefficients (6,) of `network` written as a polynomial, in the order of MONOMIALS.

    A square unit adds beta_k (w_k0^2 + 2 w_k0 w_k1 X1 + 2 w_k0 w_k2 X2 + w_k1^2 X1^2 + w_k2^2 X2^2
    + 2 w_k1 w_k2 X1X2), an identity unit only beta_k (w_k0 + w_k1 X1 + w_k2 X2): a plane.

    Raises:
        ValueError: if the activation does not give a polynomial.
    """
    weights, beta = network.weights.double(), network.beta.double()
    if network.activation == "square":
        products = (weights.T * beta[1:]) @ weights  # (3, 3): of 1, X1, X2 with each other
        coefficients = products[_ROWS, _COLUMNS] * _TIMES
    elif network.activation == "identity":
        coefficients = torch.cat([beta[1:] @ weights, torch.zeros(3, dtype=torch.float64)])
    else:
        raise ValueError(f"{network.activation} units make no polynomial")
    coefficients[0] += beta[0]
    return coefficients


def valley(t: float) -> LectureNetwork:
    """Return the network at `t` of the valley w_1 = (0, e^t, e^-t), w_2 = (0, e^t, -e^-t).

    Each of them multiplies exactly: e^t e^-t = 1 in the coefficient of X1X2, and the squares
    cancel.

    Raises:
        ValueError: if `t` is not within -3..3.
    """
    if not abs(t) <= 3:
        raise ValueError(f"the valley is shown for t in -3..3, not {t}")
    up, down = math.exp(t), math.exp(-t)
    weights = torch.tensor(((0.0, up, down), (0.0, up, -down)), dtype=torch.float64)
    return LectureNetwork(weights, PRODUCT.beta)


def mean_square_on_valley_plane(steepness: Tensor, flatness: Tensor, reach: float = 2.0) -> Tensor:
    """Return the mean squared error against X1X2 with w_1 = (0, a, b), w_2 = (0, a, -b).

    Such a network is a b X1X2, so the mean over the square [-reach, reach]^2 is
    (a b - 1)^2 (reach^2 / 3)^2: zero on the hyperbola b = 1/a.

    Args:
        steepness: a, of any shape.
        flatness: b, of the same shape.
        reach: Half the side of the square.
    """
    return (steepness * flatness - 1) ** 2 * (reach**2 / 3) ** 2


def grid(reach: float, side: int) -> Tensor:
    """Return (side * side, 2) points over [-reach, reach]^2: rows of increasing X2, X1 fastest."""
    axis = torch.linspace(-reach, reach, side)
    x2, x1 = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([x1, x2], dim=-1).reshape(-1, 2)
