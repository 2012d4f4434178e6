"""What "Convolution" asks before four filters respond to a diagonal edge."""

import numpy as np

from dlviz.filter_stack import FILTERS, diagonal_edge, stacked
from dlviz.notices.filter_stack import about_stack, largest_responses
from dlviz.questions.kinds import Choose, Mistake, Option, Picture
from dlviz.questions.predicting import Prediction

_COUNT = 4
_BY_CHANCE = "any edge filter responds to any edge alike"
_NAMES = (  # of who expects most from each filter
    _BY_CHANCE,
    _BY_CHANCE,
    "a filter responds most to edges across its own",
    "the filter whose weights change along the edge responds most",
)


def _state(number: int) -> dict[str, object]:
    return {
        "convolution_view": "On a photo",
        "convolution_mode": "K filters",
        "convolution_photo": "diagonal edge",
        "convolution_filters": _COUNT,
        "convolution_filter": number,
    }


def _strongest() -> Choose:
    maps = stacked(diagonal_edge(), _COUNT)
    reach = largest_responses(maps)
    best = int(reach.argmax())
    options = []
    for at, (own, value) in enumerate(zip(FILTERS[:_COUNT], reach, strict=True)):
        mistake = Mistake(
            _NAMES[at],
            f"Without the bias the largest response of filter {at + 1} is {value:,.0f}, that of "
            f"filter {best + 1} is {reach[best]:,.0f}.",
            _state(at + 1),
        )
        picture = Picture(f"Filter {at + 1}", own.plane, is_signed=True)
        options.append(Option(f"Filter {at + 1}", None if at == best else mistake, picture))
    told = about_stack(maps)
    return Choose(
        prompt="The picture is bright above the diagonal and dark below it. A filter's positive "
        "weights are orange here, its negative ones blue. Which of these four filters gives the "
        "largest response at the edge?",
        worked=f"{told[told.index('Without the bias') :]} Filter {best + 1} has its positive "
        "weights on the bright side of the edge and its negative ones on the dark side.",
        facts={"picture": np.asarray(diagonal_edge()), "planes": [own.plane for own in FILTERS]},
        shown=(Picture("The picture", np.asarray(diagonal_edge())),),
        options=tuple(options),
    )


DIAGONAL = Prediction(
    name="convolution_diagonal",
    before={"convolution_filters": 1, "convolution_filter": 1},
    task=f"set Filters K to {_COUNT}",
    after={"convolution_filters": _COUNT},
    make=_strongest,
)
