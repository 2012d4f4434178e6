"""The lecture's first network: its product, its polynomial, its valley."""

import math

import pytest
import sympy
import torch

from dlviz.activations import ACTIVATIONS
from dlviz.two_inputs import (
    MONOMIALS,
    PRODUCT,
    LectureNetwork,
    grid,
    mean_square_on_valley_plane,
    polynomial,
    valley,
)

PLANE = grid(2.0, 41)
FORMULAS = {
    "square": lambda z: z * z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "ReLU": lambda z: max(0.0, z),
    "tanh": math.tanh,
    "identity": lambda z: z,
}


def network(n_units: int, activation: str, seed: int = 0) -> LectureNetwork:
    generator = torch.Generator().manual_seed(seed)
    weights = torch.randn(n_units, 3, generator=generator, dtype=torch.float64)
    beta = torch.randn(n_units + 1, generator=generator, dtype=torch.float64)
    return LectureNetwork(weights, beta, activation)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_lectures_network_multiplies(dtype: torch.dtype) -> None:
    points = PLANE.to(dtype)
    answer = PRODUCT(points)
    assert answer.dtype == dtype
    torch.testing.assert_close(answer, points[:, 0] * points[:, 1], rtol=0, atol=1e-6)


def test_the_sign_on_the_slide_does_not_multiply() -> None:
    as_listed = LectureNetwork(PRODUCT.weights, PRODUCT.beta.abs())
    assert polynomial(as_listed).tolist() == [0, 0, 0, 0.5, 0.5, 0]


@pytest.mark.parametrize("t", [-3, -1.5, -0.1, 0, 0.7, 1.5, 3])
def test_every_point_of_the_valley_multiplies(t: float) -> None:
    points = PLANE.double()
    torch.testing.assert_close(valley(t)(points), points.prod(dim=1), rtol=0, atol=1e-6)
    assert valley(t).weights.tolist() == [
        [0, math.exp(t), math.exp(-t)],
        [0, math.exp(t), -math.exp(-t)],
    ]


@pytest.mark.parametrize("t", [3.1, -4, math.nan, math.inf])
def test_the_valley_has_ends(t: float) -> None:
    with pytest.raises(ValueError, match=r"-3\.\.3"):
        valley(t)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_units", [1, 3, 8])
def test_the_network_is_its_formula(activation: str, n_units: int) -> None:
    own = network(n_units, activation)
    points = torch.tensor([[0.3, -1.7], [-2, 0.1], [0, 0]], dtype=torch.float64)
    g = FORMULAS[activation]
    hidden = [
        [g(row[0] + row[1] * x1 + row[2] * x2) for row in own.weights.tolist()]
        for x1, x2 in points.tolist()
    ]
    bias, *beta = own.beta.tolist()
    expected = [bias + sum(b * h for b, h in zip(beta, row, strict=True)) for row in hidden]
    torch.testing.assert_close(own(points).tolist(), expected)
    torch.testing.assert_close(own.units(points).tolist(), hidden)


@pytest.mark.parametrize("activation", ["square", "identity"])
@pytest.mark.parametrize("n_units", [1, 2, 5])
def test_the_coefficients_are_those_of_the_symbolic_expansion(activation, n_units) -> None:
    own = network(n_units, activation, seed=n_units)
    x1, x2 = sympy.symbols("x1 x2")
    exponents = [(0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1)]
    assert len(exponents) == len(MONOMIALS)
    bias, *beta = map(sympy.Rational, own.beta.tolist())
    f = bias
    for b, row in zip(beta, own.weights.tolist(), strict=True):
        w0, w1, w2 = map(sympy.Rational, row)
        z = w0 + w1 * x1 + w2 * x2
        f += b * (z**2 if activation == "square" else z)
    terms = sympy.Poly(sympy.expand(f), x1, x2)
    expected = [float(terms.coeff_monomial(x1**i * x2**j)) for i, j in exponents]
    torch.testing.assert_close(polynomial(own).tolist(), expected, rtol=1e-12, atol=1e-12)


def test_other_units_make_no_polynomial() -> None:
    with pytest.raises(ValueError, match="no polynomial"):
        polynomial(network(2, "tanh"))


@pytest.mark.parametrize(
    ("weights", "beta"),
    [((2, 3), (2,)), ((2, 2), (3,)), ((0, 3), (1,)), ((3,), (2,)), ((2, 3), (3, 1))],
)
def test_shapes_that_make_no_network_are_refused(weights, beta) -> None:
    with pytest.raises(ValueError, match="do not make a network"):
        LectureNetwork(torch.zeros(weights), torch.zeros(beta))


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown activation 'cube'"):
        LectureNetwork(PRODUCT.weights, PRODUCT.beta, "cube")


def test_the_error_beside_the_valley_is_the_mean_over_the_square() -> None:
    a, b = 1.3, 0.4
    weights = torch.tensor(((0, a, b), (0, a, -b)), dtype=torch.float64)
    # Midpoints of a fine mesh: a mean over the square, not over its edge.
    points = grid(2 - 2 / 400, 400).double()
    missed = (LectureNetwork(weights, PRODUCT.beta)(points) - points.prod(dim=1)).square().mean()
    expected = mean_square_on_valley_plane(torch.tensor(a), torch.tensor(b))
    assert float(expected) == pytest.approx(float(missed), rel=1e-3)


def test_the_grid_runs_along_x1_first_and_upwards() -> None:
    points = grid(3.0, 4)
    assert points[:4].tolist() == [[-3, -3], [-1, -3], [1, -3], [3, -3]]
    assert points[4].tolist() == [-3, -1]
    assert points[-1].tolist() == [3, 3]
