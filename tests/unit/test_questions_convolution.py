"""The drawn questions about convolution, with truths by another route."""

from fractions import Fraction

import pytest
from asked import check

from dlviz.questions.generators.convolution import GENERATORS


def output_size(question) -> Fraction:
    """Count the places at which the kernel lies inside the padded image."""
    size, kernel, stride, padding, dilation = question.facts.values()
    rows = range(-padding, size + padding)
    starts = range(rows.start, rows.stop, stride)
    return Fraction(
        sum(all(start + dilation * at in rows for at in range(kernel)) for start in starts)
    )


TRUTHS = {"conv_output_size": output_size}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda own: own.name)
def test_drawn_questions_have_the_truth_of_another_route(generator) -> None:
    check(generator, TRUTHS[generator.name])
