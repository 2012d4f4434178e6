"""Activation functions g(z) of hidden units, with their derivatives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation function.

    Attributes:
        name: Its key in ACTIVATIONS.
        value: z to g(z), elementwise; writes into `out` if given.
        pass_back: Takes (gradient with respect to g, z, g(z), out) and writes the gradient with
            respect to z into `out`. It is one call into torch: for the small networks of this app
            the number of calls decides the time.
    """

    name: str
    value: Callable[..., Tensor]
    pass_back: Callable[[Tensor, Tensor, Tensor, Tensor], None]


_ZERO = torch.zeros(())


def _square(z: Tensor, out: Tensor | None = None) -> Tensor:
    return torch.mul(z, z, out=out)


def _relu(z: Tensor, out: Tensor | None = None) -> Tensor:
    return torch.clamp_min(z, 0, out=out)


def _identity(z: Tensor, out: Tensor | None = None) -> Tensor:
    return z.clone() if out is None else out.copy_(z)


def _square_back(gradient: Tensor, z: Tensor, _value: Tensor, out: Tensor) -> None:
    torch.addcmul(_ZERO, gradient, z, value=2.0, out=out)


def _sigmoid_back(gradient: Tensor, _z: Tensor, value: Tensor, out: Tensor) -> None:
    torch.ops.aten.sigmoid_backward.grad_input(gradient, value, grad_input=out)


def _relu_back(gradient: Tensor, _z: Tensor, value: Tensor, out: Tensor) -> None:
    torch.ops.aten.threshold_backward.grad_input(gradient, value, 0, grad_input=out)


def _tanh_back(gradient: Tensor, _z: Tensor, value: Tensor, out: Tensor) -> None:
    torch.ops.aten.tanh_backward.grad_input(gradient, value, grad_input=out)


def _identity_back(gradient: Tensor, _z: Tensor, _value: Tensor, out: Tensor) -> None:
    out.copy_(gradient)


ACTIVATIONS: Mapping[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("square", _square, _square_back),
        Activation("sigmoid", torch.sigmoid, _sigmoid_back),
        Activation("ReLU", _relu, _relu_back),
        Activation("tanh", torch.tanh, _tanh_back),
        Activation("identity", _identity, _identity_back),
    )
}
