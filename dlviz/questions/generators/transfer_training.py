"""Questions about transfer learning: which parameters are trained, and on which photos."""

from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any

from dlviz.networks.backbone import HEAD
from dlviz.notices.words import listed
from dlviz.questions.generating import Generator
from dlviz.questions.kinds import Choose, Mistake, Number, Option, Wrong
from dlviz.questions.wrong import told_apart, wrong
from dlviz.training.fine_tuning import Depth, n_trainable

_TRAIN = {"transfer_view": "Train"}
_FREEZE = {"transfer_view": "How much to freeze"}
_BLOCKS = ("stem", "layer1", "layer2", "layer3", "layer4")
_OLD_CLASSES = 1_000
_WIDTHS = ((4, 5, 6, 8, 10, 12, 20), (100, 128, 256, 512), (512, 768, 1024, 1280, 2048))


def _network(width: int, sizes: tuple[int, ...]) -> Any:
    """Return what counting needs of a network: its width, its blocks and their parameters."""
    blocks = _BLOCKS[-len(sizes) :]
    return SimpleNamespace(
        width=width, blocks=blocks, n_parameters=dict(zip(blocks, sizes, strict=True)).__getitem__
    )


def _head(draw: Random, level: int) -> Number:
    """Ask for the number of trained parameters of a new last layer."""
    width, n_classes = draw.choice(_WIDTHS[level - 1]), draw.randint(2, 4 if level == 1 else 12)
    frozen = draw.randint(2, 90) * (100 if level == 1 else 100_000)
    truth = n_trainable(_network(width, (frozen,)), Depth(0), n_classes)
    old = _OLD_CLASSES if level == 3 else 0
    last = (
        f"Its last layer for {old:,} classes is replaced by a new one for {n_classes}."
        if old
        else f"A new last layer for {n_classes} classes follows."
    )
    return Number(
        prompt=f"A network of {frozen:,} frozen parameters gives {width:,} numbers for each photo. "
        f"{last} How many parameters are trained?",
        worked=f"Each class has {width:,} weights and a bias: {n_classes} × ({width:,} + 1) = "
        f"{truth:,}. The {frozen:,} frozen parameters do not change.",
        facts={"width": width, "classes": n_classes, "frozen": frozen},
        truth=Fraction(truth),
        unit="parameters",
        wrong=_wrong_heads(width, n_classes, frozen, old),
    )


def _wrong_heads(width: int, n_classes: int, frozen: int, old: int) -> tuple[Wrong, ...]:
    weights = width * n_classes
    truth = weights + n_classes
    mistaken = [
        wrong(
            weights,
            "a last layer has no biases",
            f"Each of the {n_classes} classes has a bias: {n_classes} more.",
            _TRAIN,
        ),
        wrong(
            truth + frozen,
            "frozen layers adapt a little",
            f"Not one of the {frozen:,} frozen parameters changes by a single bit.",
            _TRAIN,
        ),
        wrong(
            weights + 1,
            "all classes share one bias",
            f"Each of the {n_classes} classes has a bias of its own.",
            _TRAIN,
        ),
        wrong(
            width + 1,
            "one set of weights serves all classes",
            f"Each of the {n_classes} classes has {width:,} weights of its own.",
            _TRAIN,
        ),
    ]
    if old:
        mistaken.append(
            wrong(
                (width + 1) * (old + n_classes),
                "new classes are added to the old ones",
                f"The old layer is gone: only the {n_classes} new classes have weights.",
                _TRAIN,
            )
        )
    return told_apart(truth, *mistaken)


def _opened(draw: Random, level: int) -> Number:
    """Ask for the number of trained parameters if some blocks are trained too."""
    unit = 10 if level == 1 else 1_000
    sizes = tuple(unit * draw.randint(1, 20) for _ in range(level + 2))
    width, n_classes = draw.choice(_WIDTHS[0]), draw.randint(2, 4)
    network, depth = _network(width, sizes), Depth(draw.randint(1, level + 1))
    truth, opened = n_trainable(network, depth, n_classes), depth.opened(network.blocks)
    head = (width + 1) * n_classes
    counts = {name: network.n_parameters(name) for name in network.blocks}
    told = listed([f"{name} with {count:,}" for name, count in counts.items()])
    last = f"fc with {width} × {n_classes} weights and {n_classes} biases"
    before = "the block before it" if depth.n_open == 1 else f"the {depth.n_open} blocks before it"
    named = listed([*opened, HEAD])
    sums = " + ".join(f"{counts[name]:,}" for name in opened)
    return Number(
        prompt=f"A network has the blocks {told} parameters, and then {last}. The layer {HEAD} and "
        f"{before} are trained, the others are frozen. How many parameters are trained?",
        worked=f"The layer {HEAD} has {width} × {n_classes} + {n_classes} = {head}. Trained are "
        f"{named}: {sums} + {head} = {truth:,}.",
        facts={"sizes": sizes, "width": width, "classes": n_classes, "open": depth.n_open},
        truth=Fraction(truth),
        unit="parameters",
        wrong=told_apart(
            truth,
            wrong(
                head,
                "only the last layer is ever trained",
                f"Here {listed(list(opened))} {'is' if len(opened) == 1 else 'are'} trained too.",
                _FREEZE,
            ),
            wrong(
                head + sum(sizes),
                "frozen layers adapt a little",
                "The blocks before the trained ones do not change by a single bit.",
                _FREEZE,
            ),
            wrong(
                head + sum(sizes[: depth.n_open]),
                "the first blocks are trained",
                f"Trained is the end of the network: {named}.",
                _FREEZE,
            ),
            wrong(
                truth - n_classes,
                "a last layer has no biases",
                f"Each of the {n_classes} classes has a bias: {n_classes} more.",
                _FREEZE,
            ),
            wrong(
                truth - head,
                "the last layer is given, not trained",
                f"The layer {HEAD} is new, so it has to be trained: {head} more.",
                _FREEZE,
            ),
        ),
    )


def _checksum(draw: Random, level: int) -> Choose:
    """Ask which block changes in a training, or which one does not."""
    blocks = _BLOCKS if level > 1 else _BLOCKS[:4]
    depth = Depth(draw.randint(level - 1, level))
    trained = (*depth.opened(blocks), HEAD)
    frozen = [name for name in blocks if name not in trained]
    asks_changed = draw.random() < 0.5
    one, others = (trained, frozen) if asks_changed else (frozen, trained)
    right = draw.choice(one)
    wrongs = draw.sample(others, min(3, len(others)))
    options = [Option(right), *(Option(name, _wrong_block(name, trained)) for name in wrongs)]
    draw.shuffle(options)
    before = ("", " and the block before it", f" and the {depth.n_open} blocks before it")
    subject = f"{HEAD}{before[min(2, depth.n_open)]}"
    asked = "another checksum" if asks_changed else "the same checksum"
    than = "than" if asks_changed else "as"
    return Choose(
        prompt=f"A network has the parts {listed([*blocks, HEAD])}, in this order. Only {subject} "
        f"{'is' if depth.n_open == 0 else 'are'} trained, the others are frozen. Which of these "
        f"parts has {asked} after the training {than} before?",
        worked=f"Trained: {listed(list(trained))}. Frozen: {listed(frozen)}. A checksum changes "
        "even if only one bit of the numbers changes; in frozen parts none does.",
        facts={"blocks": blocks, "open": depth.n_open, "asks_changed": asks_changed,
               "options": [own.text for own in options]},
        options=tuple(options),
    )  # fmt: skip


def _wrong_block(name: str, trained: tuple[str, ...]) -> Mistake:
    if name not in trained:
        sentence = f"The part {name} is frozen: not one of its bits changes, so its checksum stays."
        return Mistake("frozen layers adapt a little", sentence, _FREEZE)
    sentence = f"The part {name} is trained here, so its numbers and its checksum change."
    what = (
        "the last layer is given, not trained"
        if name == HEAD
        else ("only the last layer is ever trained")
    )
    return Mistake(what, sentence, _FREEZE)


GENERATORS = (
    Generator("transfer_head", "the parameters of a new last layer", _head),
    Generator("transfer_opened", "how many parameters are trained", _opened),
    Generator("transfer_checksum", "what changes, and what does not", _checksum),
)
