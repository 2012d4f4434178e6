"""Questions about photos: what a probability promises."""

from fractions import Fraction
from random import Random

from dlviz.notices.words import listed
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Number
from dlviz.questions.wrong import told_apart, wrong

_SEVERAL = {"photos_view": "Several photos"}


def _promise(draw: Random, level: int) -> Number:
    """Ask how many mistakes a network makes whose probabilities are right on average."""
    tenths = sorted(draw.sample(range(6, 10), level), reverse=True)
    groups = [(10 * draw.randint(1, 5), Fraction(own, 10)) for own in tenths]
    counts = [count for count, _ in groups]
    parts = [count * (1 - share) for count, share in groups]
    truth, total = sum(parts, Fraction(0)), sum(counts)
    told = listed([f"{float(share):g} for each of {count} photos" for count, share in groups])
    sums = " + ".join(f"{count} × {float(1 - share):g}" for count, share in groups)
    equal = total * (1 - sum((share for _, share in groups), Fraction(0)) / level)
    return Number(
        prompt="A network is right as often as its probability says. Its first answer has the "
        f"probability {told}. How many of these answers are wrong, on average?",
        worked=f"Of answers with the probability p the share 1 − p is wrong: {sums} = {truth}.",
        facts={"groups": groups},
        truth=truth,
        unit="answers",
        wrong=told_apart(
            truth,
            wrong(
                0,
                "a probability above one half is certainty",
                f"Of {counts[0]} answers with {float(groups[0][1]):g}, {parts[0]} "
                f"{'is' if parts[0] == 1 else 'are'} wrong, and it is unknown which.",
                _SEVERAL,
            ),
            wrong(
                total - truth,
                "the probability is the share of mistakes",
                f"It is the share of right answers: {total - truth} of {total}.",
                _SEVERAL,
            ),
            wrong(
                equal,
                "the mean of the probabilities counts, whatever the number of photos",
                f"Each group counts with its number of photos: {sums}.",
                _SEVERAL,
            ),
            wrong(
                parts[-1],
                "only the least probable answers can be wrong",
                f"Of the {counts[0]} answers with {float(groups[0][1]):g}, too, {parts[0]} "
                f"{'is' if parts[0] == 1 else 'are'} wrong.",
                _SEVERAL,
            ),
        ),
    )


GENERATORS = (Generator("photos_promise", "what a probability promises", _promise),)
