"""Questions about a drawn digit: logits, probabilities and the loss of one digit."""

import math
from fractions import Fraction
from random import Random

import numpy as np
import torch
from torch.nn import functional

from dlviz.inside import reading_of
from dlviz.notation import format_measure
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.kinds import Choose, Grid, Mistake, Number, Order
from dlviz.questions.options import among
from dlviz.questions.sums import factor, written
from dlviz.questions.wrong import at_least, wrong

_SOFTMAX = {"digits_view": "Softmax"}
_HUNDREDTH = Fraction(1, 100)
_HALF, _SURE = 0.5, 0.9


def _ratio(draw: Random, level: int) -> Choose:
    first, second = draw.sample(range(10), 2)
    step = Fraction(draw.choice((1, 2, 3)))
    low = draw.randint(1, 6) if level == 1 else draw.randint(-6, 3)
    if level > 1 and draw.random() < 1 / 2:
        step += Fraction(1, 2)
    logits = [low + step, Fraction(low)]
    shift = draw.randint(2, 9) if level > 2 else 0
    reading = reading_of(torch.tensor([float(value + shift) for value in logits]))
    times = reading.probabilities[0] / reading.probabilities[1]
    high = written(logits[0])
    power = written(step)
    so = (
        f"The ratio of two probabilities is e to the difference of their logits: e to the power "
        f"{power} is about {format_measure(times)}."
    )
    candidates = [
        (float(step), "the ratio is the difference of the logits"),
        (10.0 ** float(step), "a logit counts powers of 10"),
        (math.exp(float(step)) ** 2, "the difference counts twice"),
    ]
    if low > 0:
        candidates.insert(0, (float(logits[0] / low), "probabilities are in the ratio of logits"))
    if shift:
        candidates.insert(
            0, (times * math.exp(shift), "adding the same number to all logits changes the ratio")
        )
    also = f" Then {shift} is added to all ten logits." if shift else ""
    return Choose(
        prompt=f"The logit of digit {first} is {high}, that of digit {second} is {written(low)}."
        f"{also} By what factor is {first} more probable than {second}?",
        worked=f"{so} The difference is {high} − {factor(low)} = {power}"
        + (f"; adding {shift} to both does not change it." if shift else "."),
        facts={"logits": [float(value) for value in logits], "shift": shift},
        options=among(
            draw,
            _times(times),
            *((_times(value), Mistake(name, so, _SOFTMAX)) for value, name in candidates),
        ),
    )


def _times(value: float) -> str:
    text = format_measure(value, 2) if value < 100 else f"{value:,.0f}"
    return "1: they are equally probable" if text == "1" else f"about {text}"


def _probability(draw: Random, level: int) -> Number:
    count = level + 1
    digits = sorted(draw.sample(range(10), count))
    lowest = 0 if level < 3 else -2
    logits = [draw.randint(lowest, 3) for _ in digits]
    at = draw.randrange(count)
    exps = [round(math.exp(value), 2) for value in logits]
    reading = reading_of(torch.tensor(logits, dtype=torch.float64))
    truth = _hundredths(float(reading.probabilities[at]))
    if len(set(logits)) < count or not 0.03 < truth < 0.97:
        raise AmbiguousError
    total = sum(exps)
    digit = digits[at]
    texts = [f"{value:g}" for value in exps]
    division = f"{texts[at]} / ({' + '.join(texts)}) = {texts[at]} / {total:.4g}"
    division += f", about {float(truth):.2f}"
    rest = total - exps[at]
    mistaken = [
        wrong(
            _hundredths(exps[at] / rest),
            "the other digits alone make the sum",
            f"The sum has all {count} numbers, that of {digit} too: {division}.",
            _SOFTMAX,
        ),
        wrong(
            _hundredths(1 / count),
            "each digit gets the same share",
            f"The share of {digit} is its e^z over the sum: {division}.",
            _SOFTMAX,
        ),
    ]
    if min(logits) >= 0:
        mistaken.insert(
            0,
            wrong(
                _hundredths(logits[at] / sum(logits)),
                "probabilities are shares of the logits",
                f"The shares are those of e^z, not of z: {division}.",
                _SOFTMAX,
            ),
        )
    else:
        mistaken.insert(
            0,
            wrong(
                _hundredths(exps[at] / max(exps)),
                "the largest number has probability 1",
                f"All {count} numbers are divided by their sum: {division}.",
                _SOFTMAX,
            ),
        )
    return Number(
        prompt=f"A network has {count} classes; the table has their logits z and e^z. What "
        f"probability does digit {digit} get? Give it to two decimals.",
        worked=f"Softmax divides by the sum: {division}.",
        facts={"logits": logits, "at": at},
        shown=(Grid("Digit, logit z, e^z", np.array([digits, logits, exps]).T),),
        truth=truth,
        tolerance=_HUNDREDTH,
        wrong=at_least(2, truth, *(own for own in mistaken if own.value <= 1)),
    )


def _hundredths(value: float) -> Fraction:
    return Fraction(round(100 * value), 100)


def _losses(draw: Random, level: int) -> Order:
    digit, *others = draw.sample(range(10), 4)
    names = "ABC" if level == 1 else "ABCD"
    ours = [5 * own for own in draw.sample(range(2, 20), len(names))]
    rows = [(own, 5 * draw.randint(1, (100 - own) // 5)) for own in ours]
    is_odd = any(a[0] > b[0] and a[0] < a[1] and b[0] > b[1] for a in rows for b in rows)
    if level > 2 and not is_odd:
        raise AmbiguousError  # a wrong answer with the smaller loss is what trips people
    losses = [
        round(
            float(
                functional.nll_loss(
                    torch.tensor([own / 100], dtype=torch.float64).log()[None], torch.tensor([0])
                )
            ),
            3,
        )
        for own in ours
    ]
    best = names[ours.index(max(ours))]
    return Order(
        prompt=f"{len(names)} networks get the same {digit} and give these probabilities. Order "
        f"them by their cross-entropy for this {digit}, the smallest first.",
        worked="The cross-entropy of one digit is −ln of the probability of its true class: "
        + ", ".join(
            f"−ln {own / 100:g} = {format_measure(loss)} for {name}"
            for own, loss, name in zip(ours, losses, names, strict=True)
        )
        + f". The larger the probability of {digit}, the smaller the loss.",
        facts={"digit": digit, "percent": rows},
        items=tuple(
            f"{name}: {own}% for {digit}, {rival}% for {other}"
            for name, (own, rival), other in zip(names, rows, [others[0]] * len(rows), strict=True)
        ),
        values=tuple(losses),
        unit="nats",
        mistake=Mistake(
            "the loss depends on the other digits too",
            f"Only the probability of {digit} counts: the larger it is, the smaller the loss; "
            f"{best} has the largest.",
            _SOFTMAX,
        ),
    )


def _scribble(draw: Random, level: int) -> Choose:
    digit, other = draw.sample(range(10), 2)
    low = 0 if level < 3 else draw.randint(-4, -1)
    top = low + draw.randint(1, 8)
    second = low if level == 1 else draw.randint(low + 1, top)
    logits = [float(low)] * 10
    logits[other], logits[digit] = float(second), float(top)
    share = reading_of(torch.tensor(logits)).confidence
    if min(abs(share - end) for end in (_HALF, _SURE)) < 0.02:
        raise AmbiguousError
    rest = "other eight digits" if level > 1 else "other nine digits"
    two = f" and {written(second)} for {other}" if level > 1 else ""
    exps = [math.exp(top)] + ([math.exp(second)] if level > 1 else [])
    many = 10 - len(exps)
    exps.append(many * math.exp(low))
    parts = " + ".join(format_measure(value) for value in exps)
    so = (
        f"Softmax divides e to the power {written(top)} by the sum over all ten digits: "
        f"{format_measure(exps[0])} / ({parts}) is about {format_measure(100 * share)}%, digit or "
        "not."
    )
    high, middle, small = "more than 90%", "50% to 90%", "less than 50%"
    right = high if share > _SURE else middle if share > _HALF else small
    unknown = "an unknown picture gets a low probability"
    takes = "the largest logit takes almost all"
    by_text = {
        high: takes,
        middle: unknown if right == high else "the first answer has more than half",
        small: unknown,
        "0%: it is no digit": "what is no digit gets no probability",
    }
    return Choose(
        prompt=f"A scribble that is no digit gives the logit{'s' if two else ''} {written(top)} "
        f"for {digit}{two}, and {written(low)} for each of the {rest}. How large is the highest "
        "probability?",
        worked=so,
        facts={"logits": logits},
        options=among(
            draw,
            right,
            *((text, Mistake(name, so, _SOFTMAX)) for text, name in by_text.items()),
        ),
    )


GENERATORS = (
    Generator("digits_ratio", "the ratio of two probabilities from their logits", _ratio),
    Generator("digits_softmax", "the softmax of a few logits", _probability),
    Generator("digits_scribble", "how sure a network is of a scribble", _scribble),
    Generator("digits_loss", "the cross-entropy of one digit", _losses),
)
