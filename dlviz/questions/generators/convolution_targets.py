"""Questions about a kernel that is learned: how many targets there are for its weights."""

from fractions import Fraction
from random import Random

from dlviz.notices.words import count_of
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Number
from dlviz.questions.wrong import two_to_four, wrong

_MOST_PAIRS = 12


def _targets(draw: Random, level: int) -> Number:
    kernel = draw.choice((3, 5))
    patch = kernel + draw.randint(0 if level > 1 else 1, 8 if level < 3 else 3)
    return _fewest(kernel, patch) if level == 3 else _count(draw, kernel, patch, level)


def _told(kernel: int, patch: int) -> str:
    return (
        f"A kernel of {kernel} × {kernel} is learned from patches of {patch} × {patch} pixels and "
        "their outputs. It slides without padding, one pixel at a time, and each number of an "
        "output is a target."
    )


def _count(draw: Random, kernel: int, patch: int, level: int) -> Number:
    pairs = 1 if level == 1 else draw.randint(2, _MOST_PAIRS)
    side = patch - kernel + 1
    truth = pairs * side**2
    one = (
        f"The output of a patch has {patch} − {kernel} + 1 = {count_of(side, 'row')} and as many "
        "columns"
    )
    all_of_them = "" if pairs == 1 else f" {pairs} patches have {pairs} × {side**2} = {truth}."
    state = _learned(kernel, patch, pairs)
    return Number(
        prompt=f"{_told(kernel, patch)} How many targets does training have with "
        f"{'1 patch' if pairs == 1 else f'{pairs} patches'}?",
        worked=f"{one}: {side} × {side} = {count_of(side**2, 'number')}.{all_of_them} The kernel "
        f"has {kernel} × {kernel} = {kernel**2} weights"
        + (", and fewer targets cannot determine them." if truth < kernel**2 else "."),
        facts={"kernel": kernel, "patch": patch, "pairs": pairs, "asks": "targets"},
        truth=Fraction(truth),
        unit="targets",
        wrong=two_to_four(
            truth,
            wrong(
                pairs * patch**2,
                "the output has the patch's size",
                f"{one}, because the kernel stays inside of the patch.",
                state,
            ),
            wrong(
                pairs * (patch - kernel) ** 2,
                "the first place does not count",
                f"{one}: the kernel moves by {patch} − {kernel}, and the first place counts too.",
                state,
            ),
            wrong(
                pairs,
                "each patch is one target",
                f"{one}, and each of its numbers is a target.",
                state,
            ),
            wrong(
                kernel**2,
                "there are as many targets as weights",
                f"{one}. The number of weights, {kernel**2}, does not change this.",
                state,
            ),
        ),
    )


def _fewest(kernel: int, patch: int) -> Number:
    side, weights = patch - kernel + 1, kernel**2
    truth = -(-weights // side**2)
    one = (
        f"A patch gives {side} × {side} = {count_of(side**2, 'target')}, as its output has {patch} "
        f"− {kernel} + 1 = {count_of(side, 'row')} and as many columns"
    )
    state, below = _learned(kernel, patch, truth), weights // side**2
    rounded_down = [
        wrong(
            below,
            "the number of patches is rounded down",
            f"{below} × {side**2} = {below * side**2} targets are fewer than weights. {one}.",
            state,
        )
    ]
    return Number(
        prompt=f"{_told(kernel, patch)} How many patches are needed at least, so that there are as "
        "many targets as weights, or more?",
        worked=f"{one}. The kernel has {kernel} × {kernel} = {weights} weights, and {weights} / "
        f"{side**2}" + (f" = {truth}." if weights % side**2 == 0 else f", rounded up, is {truth}."),
        facts={"kernel": kernel, "patch": patch, "asks": "patches"},
        truth=Fraction(truth),
        unit="patches" if truth > 1 else "patch",
        wrong=two_to_four(
            truth,
            wrong(
                weights,
                "each patch is one target",
                f"{one}.",
                state,
            ),
            wrong(
                1,
                "one picture is enough for any kernel",
                f"{one}, and there are {weights} weights.",
                state,
            ),
            *(rounded_down if below else ()),
            wrong(
                -(-weights // patch**2),
                "each pixel is a target",
                f"{one}.",
                state,
            ),
            wrong(
                kernel,
                "a patch is needed for each row of the kernel",
                f"{one}, and there are {weights} weights.",
                state,
            ),
        ),
    )


def _learned(kernel: int, patch: int, pairs: int) -> dict[str, object]:
    """Return the state of the page that learns a kernel from so little."""
    return {
        "convolution_view": "Learned instead of given",
        "convolution_learner": kernel,
        "convolution_patch": patch,
        "convolution_pairs": pairs,
    }


GENERATORS = (Generator("conv_targets", "how many targets a kernel learns from", _targets),)
