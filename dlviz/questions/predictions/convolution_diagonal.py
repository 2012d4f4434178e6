"""What "Convolution" asks before four filters respond to a diagonal edge."""

from dlviz.filter_stack import diagonal_edge, stacked
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
    photo = diagonal_edge()
    reach = largest_responses(stacked(photo, _COUNT))
    came = (
        f"The largest responses are {reach[0]:,.0f} (vertical), {reach[1]:,.0f} (horizontal), "
        f"{reach[2]:,.0f} (falling) and {reach[3]:,.0f} (rising)."
    )
    answers = (
        (
            "The one for vertical edges",
            Mistake(
                "an edge is vertical or horizontal",
                f"A diagonal edge changes the brightness across and downwards. {came}",
                _STATE | {"convolution_filter": 1},
            ),
        ),
        (
            "The one for horizontal edges",
            Mistake(
                "a falling edge is a horizontal one",
                f"The brightness changes as much across as downwards. {came}",
                _STATE | {"convolution_filter": 2},
            ),
        ),
        (
            "The one for edges that fall to the right",
            Mistake("a filter responds across its edge", came, _STATE | {"convolution_filter": 3}),
        ),
        (
            "The one for edges that rise to the right",
            Mistake(
                "the two diagonals are alike for a kernel",
                f"Its positive and its negative weights lie on both sides alike. {came}",
                _STATE | {"convolution_filter": 4},
            ),
        ),
    )
    return Choose(
        prompt="The edge in this picture falls to the right. Of four filters, for vertical, "
        "horizontal, falling and rising edges, which has the largest response?",
        worked=f"{came} Across its own edge a filter has its positive weights on one side and its "
        "negative ones on the other.",
        facts={"photo": photo},
        options=one_right(int(reach.argmax()), *answers),
    )


DIAGONAL = Prediction(
    name="convolution_diagonal",
    before={"convolution_filters": 1},
    task=f"set “Filters K” to {_COUNT}",
    after={"convolution_filters": _COUNT},
    make=_strongest,
)
