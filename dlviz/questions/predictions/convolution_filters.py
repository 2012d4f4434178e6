"""What "Convolution" asks before four filters look at a diagonal edge."""

from dlviz.filter_stack import FILTERS, diagonal_edge, stacked
from dlviz.notices.filter_stack import largest_responses
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.predicting import Prediction
from dlviz.questions.predictions.answers import one_right

_COUNT = 4
_STATE = {
    "convolution_view": "On a photo",
    "convolution_mode": "K filters",
    "convolution_photo": "diagonal edge",
    "convolution_filters": _COUNT,
}


def _strongest() -> Choose:
    maps = stacked(diagonal_edge(), _COUNT)
    reach = largest_responses(maps)
    texts = [f"{reach[at]:,.0f} in map {at + 1} ({FILTERS[at].name})" for at in range(_COUNT)]
    best = int(reach.argmax())
    came = (
        f"Before the bias is added, the largest sums are {', '.join(texts)}. The maps show them "
        "with the bias of their filter"
    )
    own = f"Filter {best + 1} has the largest sum, {reach[best]:,.0f}"
    part = "finds a part of this edge too, and its largest sum is"
    sentences = (
        f"{own}. Filter 1 {part} {reach[0]:,.0f}.",
        f"{own}. Filter 2 {part} {reach[1]:,.0f}.",
        f"{own}.",
        f"{own}. For filter 4 the weights on the two sides of this edge cancel: {reach[3]:,.0f}.",
    )
    names = (
        "a filter for vertical edges finds every edge that is not level",
        "a filter for horizontal edges finds every edge that is not upright",
        "the direction in which an edge runs makes no difference",
        "a filter responds to edges that run across its own",
    )
    return Choose(
        prompt="This picture is bright above a diagonal that falls to the right, and dark below "
        "it. Two more filters come, for edges that fall and for edges that rise to the right. "
        "Which of the four filters will have the largest response?",
        worked=f"{came}. A sum is largest where the brightness changes across the edge just as the "
        "weights do, and 0 where the weights on the two sides of the edge cancel.",
        facts={"count": _COUNT},
        options=one_right(
            best,
            *(
                (
                    f"Filter {at + 1}: {FILTERS[at].name}",
                    Mistake(name, sentences[at], {**_STATE, "convolution_filter": at + 1}),
                )
                for at, name in enumerate(names)
            ),
        ),
    )


DIAGONAL = Prediction(
    name="convolution_diagonal",
    before={"convolution_filters": 2},
    task=f"set “Filters K” to {_COUNT}",
    after={"convolution_filters": _COUNT},
    make=_strongest,
    practice="conv_sign",
)
