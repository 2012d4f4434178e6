"""Activations against their formulas, slopes against finite differences."""

import pytest
import torch

from dlviz.activations import ACTIVATIONS

Z = torch.tensor([[-3.0, -0.5, 0.2], [0.9, 2.0, 30.0]], dtype=torch.float64)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_go_where_they_are_told_and_leave_z_alone(name: str) -> None:
    g, before = ACTIVATIONS[name].value, Z.clone()
    out = torch.empty_like(Z)
    expected = g(Z)
    g(Z, out=out)
    assert torch.equal(out, expected)
    assert torch.equal(Z, before)
    assert expected.data_ptr() != Z.data_ptr()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_finite_differences(name: str) -> None:
    activation, step = ACTIVATIONS[name], 1e-6
    gradient = torch.linspace(-2, 3, 6, dtype=torch.float64).reshape(2, 3)
    slope = (activation.value(Z + step) - activation.value(Z - step)) / (2 * step)
    out = torch.empty_like(Z)
    activation.pass_back(gradient, Z, activation.value(Z), out)
    torch.testing.assert_close(out, gradient * slope, rtol=1e-6, atol=1e-6)


def test_the_lecture_s_formulas() -> None:
    assert ACTIVATIONS["square"].value(torch.tensor(-3.0)) == 9
    assert ACTIVATIONS["ReLU"].value(torch.tensor(-3.0)) == 0
    assert ACTIVATIONS["sigmoid"].value(torch.tensor(0.0)) == 0.5
