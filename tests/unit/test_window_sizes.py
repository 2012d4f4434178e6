"""The size formula in numbers, and the window that no longer fits, against a walk and conv2d."""

import re
from itertools import product

import pytest
import torch
from torch.nn import functional

from dlviz.convolution import Geometry
from dlviz.notices.window_sizes import about_rounding, about_size
from dlviz.window_sizes import size_text, too_far

CASES = [
    Geometry((height, width), (side, across), stride, padding, dilation)
    for height, width, side, across, stride, padding, dilation in product(
        (1, 4, 7), (3, 8), (1, 2, 3), (1, 3), (1, 2, 3, 4), (0, 2), (1, 2)
    )
    if dilation * (side - 1) < height + 2 * padding
    and dilation * (across - 1) < width + 2 * padding
]


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_formula_is_what_conv2d_gives(stride: int) -> None:
    for own in (case for case in CASES if case.stride == stride):
        made = functional.conv2d(
            torch.zeros(1, 1, *own.image), torch.zeros(1, 1, *own.kernel), None, stride,
            own.padding, own.dilation,
        )  # fmt: skip
        for axis in (0, 1):
            left, result = size_text(own, axis).split(" = ")
            assert int(result) == made.shape[2 + axis]
            code = left.replace("⌊", "int(").replace("⌋", ")").replace("·", "*").replace("−", "-")
            assert eval(code) == int(result)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_next_window_is_the_first_that_reaches_over_the_edge(stride: int) -> None:
    for own in (case for case in CASES if case.stride == stride):
        text = about_rounding(own)
        left = {one.axis: one for one in too_far(own)}
        for axis, line in ((0, "row"), (1, "column")):
            # A walk over the cells that one window after the other covers, from 1 in the image.
            first, count = 1 - own.padding, 0
            while first + own.extent[axis] - 1 <= own.image[axis] + own.padding:
                first, count = first + own.stride, count + 1
            rest = own.image[axis] + own.padding - (first - own.stride + own.extent[axis] - 1)
            assert (axis in left) == (rest > 0) == (f"need {line} " in text)
            if rest:
                needed = first + own.extent[axis] - 1
                assert f"would need {line} {needed}" in text
                assert left[axis].number == count + 1
                assert left[axis].past == needed - own.image[axis] - own.padding > 0
        if own.padding == 0 and text:
            ends = {int(found) for found in re.findall(r"has (\d+)", text)}
            assert ends == {own.image[axis] for axis in left}


def test_the_sentence_as_it_is_read() -> None:
    assert about_rounding(Geometry((5, 7), (3, 3), 2)) == ""
    assert about_rounding(Geometry((5, 7), (3, 3), 3)) == (
        "Why the bracket rounds down: a third window to the right would need column 9, and the "
        "image has 7; a second window below would need row 6, and the image has 5."
    )
    assert about_size(Geometry((5, 7), (3, 3), 3, 1)) == (
        "Output rows: ⌊(5 + 2·1 − 3)/3⌋ + 1 = 2  \nOutput columns: (7 + 2·1 − 3)/3 + 1 = 3"
    )
