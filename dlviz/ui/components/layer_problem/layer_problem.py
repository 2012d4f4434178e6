"""Says why a layer does not fit, in the frame in which a number is changed."""

from dlviz.architecture import SENTENCES, Problem
from dlviz.ui.components.base.messages import Preview
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.layer_problem import messages as sent


def layer_problem(problem: Problem | None, *, key: str, preview: Preview) -> None:
    """Show the sentence of a problem, or nothing.

    Args:
        problem: Why a layer of the network on screen does not fit.
        key: Key of the component.
        preview: The hand that changes numbers of the layers.
    """
    mount(
        "layer_problem",
        key=key,
        data=sent.Data(
            sentence=problem.sentence if problem else "", sentences=SENTENCES, preview=preview
        ),
    )
