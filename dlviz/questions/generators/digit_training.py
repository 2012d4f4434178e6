"""Questions about digit training: steps, dropout, sizes; the other ideas have modules."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import torch

from dlviz.networks.mnist import count_parameters, thinned
from dlviz.notices.words import count_of, listed
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators import (
    digit_training_pairs,
    digit_training_results,
    digit_training_weights,
)
from dlviz.questions.generators.layers import layers_of
from dlviz.questions.kinds import Mistake, Number, Order
from dlviz.questions.sums import exact, written
from dlviz.questions.wrong import at_least, wrong
from dlviz.training.loop import steps_per_epoch

_PIXELS, _CLASSES = 784, 10


def _steps(draw: Random, level: int) -> Number:
    batch = draw.choice((10, 20, 50, 100) if level == 1 else (32, 50, 64, 100, 128, 200, 250))
    whole = draw.randint(2, 30)
    rest = draw.randint(1, batch - 1) if level > 2 else 0
    n_digits = batch * whole + rest
    epochs = 1 if level == 1 else draw.randint(2, 12)
    if n_digits < 100:  # fewer are not on offer
        raise AmbiguousError
    per_epoch = steps_per_epoch(n_digits, batch)
    truth = per_epoch * epochs
    state = {
        "digit_training_digits": n_digits,
        "digit_training_batch": batch,
        "digit_training_epochs": epochs,
    }
    left = (
        f", and {count_of(rest, 'digit')} {'is' if rest == 1 else 'are'} left out" if rest else ""
    )
    dropped = "; a batch that is not full is left out" if level > 2 else ""
    asked = "does one epoch have" if epochs == 1 else f"do {epochs} epochs have"
    total = (
        "" if epochs == 1 else f" {epochs} epochs have {per_epoch} × {epochs} = {truth:,} steps."
    )
    return Number(
        prompt=f"A network is trained on {n_digits:,} digits, in batches of {batch}{dropped}. Each "
        f"batch is one step. How many steps {asked}?",
        worked=f"One epoch has {per_epoch} full batches: {per_epoch} × {batch} = "
        f"{per_epoch * batch:,} digits{left}.{total}",
        facts={"digits": n_digits, "batch": batch, "epochs": epochs},
        truth=Fraction(truth),
        unit="steps",
        wrong=at_least(
            2,
            truth,
            wrong(
                epochs,
                "an epoch is one step",
                f"An epoch is a pass over all digits; it has {per_epoch} steps, one for each "
                "batch.",
                state,
            ),
            wrong(
                n_digits * epochs,
                "each digit is a step of its own",
                f"A step uses {batch} digits at once, so an epoch has {per_epoch} steps.",
                state,
            ),
            wrong(
                per_epoch,
                "all epochs together use each digit once",
                f"Each epoch uses all digits again: {per_epoch} × {epochs} steps.",
                state,
            ),
            wrong(
                (per_epoch + 1) * epochs,
                "the last, incomplete batch is a step too",
                f"An epoch has {per_epoch} full batches{left}.",
                state,
            )
            if rest
            else wrong(
                batch * epochs,
                "the batch size is the number of batches",
                f"{batch} is the number of digits in a batch; there are {per_epoch} batches.",
                state,
            ),
        ),
    )


def _dropout(draw: Random, level: int) -> Number:
    share = (
        Fraction(1, 2)
        if level == 1
        else draw.choice((Fraction(1, 2), Fraction(1, 4), Fraction(1, 5), Fraction(3, 4)))
    )
    is_training = level < 3 or draw.random() < 1 / 3
    count = 3 if level == 1 else 4
    values = [draw.randint(0, 9) for _ in range(count)]
    kept = [draw.random() >= float(share) for _ in range(count)]
    if not any(kept) or all(kept) or len(set(values)) < count:
        raise AmbiguousError
    n_kept = sum(kept)
    mask = torch.tensor(kept if is_training else [True] * count)
    rate = float(share) if is_training else 0.0
    outputs = thinned(torch.tensor(values, dtype=torch.float64), mask, rate)
    truth = exact(float(outputs.sum()))
    all_of, of_kept = sum(values), sum(v for v, keep in zip(values, kept, strict=True) if keep)
    room = 1 - share
    places = listed([str(at) for at, keep in enumerate(kept, start=1) if keep])
    given = listed([str(value) for value in values])
    lone = n_kept == 1
    state = {"digit_training_view": "Dropout"}
    left = " + ".join(str(v) for v, keep in zip(values, kept, strict=True) if keep)
    if is_training:
        prompt = (
            f"A layer of {count} units has the activations {given}. In a training step, dropout "
            f"with a rate of {written(share)} keeps only unit{'' if lone else 's'} {places}. What "
            "is the sum of all that the layer passes on?"
        )
        worked = (
            f"Kept: {left}{'' if lone else f' = {of_kept}'}. This is divided by 1 − "
            f"{written(share)} = {written(room)}, so that the mean stays: {written(truth)}."
        )
    else:
        prompt = (
            f"A layer of {count} units was trained with a dropout rate of {written(share)}. For a "
            f"test digit its activations are {given}. What is the sum of all that the layer passes "
            "on?"
        )
        total = " + ".join(map(str, values))
        worked = f"Dropout is off after training: all units pass on {total} = {all_of}."
    mistaken = [
        wrong(
            of_kept if is_training else all_of * room,
            "what remains is not scaled up" if is_training else "dropout is on at test time",
            f"What remains is divided by {written(room)}, so that the mean stays."
            if is_training
            else f"Dropout is on in training only: the sum is {all_of}.",
            state,
        ),
        wrong(
            of_kept * room if is_training else all_of / room,
            "what remains is scaled down" if is_training else "units are scaled up at test time",
            f"Fewer units remain, so their outputs are divided by {written(room)}, which makes "
            "them larger."
            if is_training
            else f"Scaling up belongs to training, where units are missing: the sum is {all_of}.",
            state,
        ),
        wrong(
            all_of if is_training else all_of * share,
            "dropped units pass on their values"
            if is_training
            else "only the dropped share remains at test time",
            f"Dropped units pass on 0; only unit{'' if lone else 's'} {places} "
            f"{'passes' if lone else 'pass'} on something."
            if is_training
            else f"All units remain at test time: the sum is {all_of}.",
            state,
        ),
    ]
    return Number(
        prompt=prompt,
        worked=worked,
        facts={"values": values, "kept": kept, "share": share, "is_training": is_training},
        truth=truth,
        wrong=at_least(2, truth, *mistaken),
    )


def _sizes(draw: Random, level: int) -> Order:
    shapes = [[_PIXELS, _CLASSES]] if level < 3 else []
    while len(shapes) < (3 if level < 3 else 4):
        first = draw.choice((5, 10, 20, 50, 100))
        hidden = [first] if level == 1 else [first, draw.choice((10, 20, 50, 100, 200))]
        shapes.append([_PIXELS, *hidden, _CLASSES])
    counts = [_parameters_of(tuple(shape)) for shape in shapes]
    units = [sum(shape[1:]) for shape in shapes]
    by_units = sorted(range(len(shapes)), key=units.__getitem__)
    by_count = sorted(range(len(shapes)), key=counts.__getitem__)
    if level > 2 and (by_units == by_count or len(set(units)) < len(units)):
        raise AmbiguousError  # more units and fewer parameters is what trips people
    draw.shuffle(shapes)
    counts = [_parameters_of(tuple(shape)) for shape in shapes]
    names = tuple(_name(shape) for shape in shapes)
    largest = shapes[counts.index(max(counts))]
    inner = _PIXELS * largest[1]
    return Order(
        prompt="Order these methods by their number of parameters, the smallest first.",
        worked="Each layer has (inputs + 1) × units parameters. "
        + " ".join(
            f"{name}: {' + '.join(f'({a} + 1) × {b}' for a, b in pairwise(shape))} = {count:,}."
            for name, shape, count in zip(names, shapes, counts, strict=True)
        ),
        facts={"shapes": shapes},
        items=names,
        values=tuple(counts),
        unit="parameters",
        mistake=Mistake(
            "more units or layers are more parameters",
            f"The first layer counts most, because each of its units has {_PIXELS} weights. "
            f"{_name(largest)} has {inner:,} of its {max(counts):,} parameters there.",
            {"digit_training_view": "Weights"},
        ),
    )


@cache
def _parameters_of(shape: tuple[int, ...]) -> int:
    return count_parameters(layers_of(shape))


def _name(shape: list[int]) -> str:
    text = "-".join(map(str, shape))
    return f"Network {text}" if len(shape) > 2 else f"Logistic regression {text}"


GENERATORS = (
    Generator("training_steps", "how many steps a training has", _steps),
    Generator("training_dropout", "what dropout passes on", _dropout),
    Generator("training_sizes", "which method has more parameters", _sizes),
    *digit_training_weights.GENERATORS,
    *digit_training_results.GENERATORS,
    *digit_training_pairs.GENERATORS,
)
