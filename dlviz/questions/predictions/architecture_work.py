"""What "Architecture" asks before it shows which layer needs the most multiplications."""

from dlviz.architecture import Step, compute_shapes
from dlviz.architecture_text import LENET, network
from dlviz.notices.words import listed
from dlviz.questions.generators.architecture_told import FLATTENING, LAYERS, looked_at
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import told_apart_by
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import reasons


def _counted() -> list[Step]:
    return [step for step in compute_shapes(network(LENET)).steps if step.parameters][:4]


def _work() -> Choose:
    steps = _counted()
    own = network(LENET)
    busiest = max(steps, key=lambda step: step.multiply_adds)
    largest = max(steps, key=lambda step: step.parameters)
    first = steps[0]

    def mistake(step: Step) -> Mistake:
        belief = (
            "most parameters lie where most of the work is"
            if step is largest
            else "the largest maps make the most work"
            if step is first
            else "the last layers do most of the work"
        )
        times = (
            f"The layer {step.name} uses each of its weights once, {busiest.name} uses each at "
            f"{busiest.shape[1]} × {busiest.shape[2]} places."
            if len(step.shape) == 1
            else f"The layer {step.name} has more places, but only {step.parameters} parameters to "
            "multiply with at each."
        )
        return Mistake(belief, times, looked_at(own, list(own.names).index(step.name)))

    products = listed(
        [f"{step.name} has {step.multiply_add_product} = {step.multiply_adds:,}" for step in steps]
    )
    return Choose(
        prompt=f"In LeNet-5 {largest.name} has {largest.parameters:,} of the "
        f"{compute_shapes(own).parameters:,} parameters. Which layer needs the most "
        "multiplications for one picture?",
        worked=f"The layers multiply so often: {products}. The most work is that of "
        f"{busiest.name}, with {busiest.parameters:,} parameters.",
        facts={"layers": [step.name for step in steps]},
        options=told_apart_by(
            busiest.name,
            {step.name: mistake(step) for step in steps},
        ),
    )


_WHY = reasons(
    "Why does a layer with few parameters need more multiplications than one with many?",
    1,
    "Its few weights are used again at every place of its maps",
    "A weight of a filter is multiplied once at each place; a weight of a dense layer is "
    "multiplied once for the whole picture.",
    (
        "Its weights are larger numbers",
        Mistake(
            "large weights take more work",
            "A multiplication takes the same time for all numbers; their count matters.",
            looked_at(network(LENET), 2),
        ),
    ),
    (
        "It comes earlier, so it is computed more often",
        Mistake(
            "early layers are computed several times",
            "Each layer is computed once for a picture, one after another.",
            looked_at(network(LENET), 0),
        ),
    ),
)

WORK = Prediction(
    name="architecture_work",
    before={"architecture_view": FLATTENING},
    task=f"choose the view “{LAYERS}”",
    after={"architecture_view": LAYERS},
    make=_work,
    practice="arch_order",
    notice="the charts order the layers by parameters and by multiplications: the two orders "
    "differ.",
    why=_WHY,
)
