"""Shows f(X) of a small network as an equation with its numbers, and its six coefficients."""

from collections.abc import Sequence

from dlviz.ui.components.base.messages import Moving
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.equation import messages as sent


def equation(
    moving: Moving,
    *,
    key: str,
    coefficients: Sequence[float] | None,
    target: tuple[str, Sequence[float]] | None,
) -> None:
    """Write the equation of a network, updating the one on screen if there is one.

    Args:
        moving: A network with one hidden layer on X1 and X2 and one output.
        key: Key of the component.
        coefficients: Of f as a polynomial, in the order of `dlviz.two_inputs.MONOMIALS`; None if f
            is no polynomial.
        target: Name and coefficients of the row to compare it with.
    """
    mount(
        "equation",
        key=key,
        data=sent.Data(
            moving=moving,
            coefficients=coefficients,
            target=None if target is None else sent.Row(name=target[0], values=target[1]),
        ),
    )
