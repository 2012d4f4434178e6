"""Questions about networks whose layers do not fit together."""

from collections.abc import Callable, Iterable
from random import Random

from dlviz.architecture import ShapePath, Step, compute_shapes
from dlviz.layers import Convolution, Dense, Flatten, Layer, Network, Pooling, shape_text
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.architecture_told import chain, drawn, looked_at
from dlviz.questions.kinds import Choose, Mistake
from dlviz.questions.options import among

_FITS = "all layers fit"


def _first_misfit(draw: Random, level: int) -> Choose:
    network = _draw_chain(draw, level)
    path = compute_shapes(network)
    place = path.problem.place if path.problem else None
    if path.problem is None and draw.random() < 0.6:
        raise AmbiguousError  # networks that fit would else be too frequent
    right = _FITS if place is None else network.names[place]
    state = looked_at(network, len(network.layers) - 1 if place is None else place)
    return Choose(
        prompt=f"Input {shape_text(network.input)}, then {chain(network)}. Which layer is the "
        "first that does not fit?",
        worked=" ".join((*map(_came_out, path.steps), _end(path))),
        facts={"input": network.input, "layers": [drawn(own) for own in network.layers]},
        options=among(
            draw,
            right,
            *(
                (name, Mistake(belief, _refuted(path, name), state))
                for name, belief in _believed(network, path)
                if name != right
            ),
        ),
    )


def _draw_chain(draw: Random, level: int) -> Network:
    side = draw.randint(6, 12) if level == 1 else draw.randint(8, 20)
    layers: list[Layer] = []
    for _ in range(draw.randint(2, 3)):
        size = 3 if level == 1 else draw.choice((3, 5))
        padding = draw.choice((0, size // 2)) if level > 1 else 0
        layers += [Convolution(draw.choice((4, 8)), size, 1, padding), Pooling()]
    if level == 3:
        if draw.random() < 0.75:
            layers.append(Flatten())
        layers.append(draw.choice((Dense(10), Convolution(8, 3, 1, 1), Pooling())))
    return Network((3, side, side), tuple(layers))


def _came_out(step: Step) -> str:
    given = shape_text(step.before)
    return f"Layer {step.name} gets {given} and gives {shape_text(step.shape)}."


def _end(path: ShapePath) -> str:
    if path.problem is None:
        return "All layers fit."
    return f"Here {path.network.names[path.problem.place]} does not fit: {_why(path)}"


def _why(path: ShapePath) -> str:
    return path.problem.sentence.partition(": ")[2] if path.problem else ""


def _refuted(path: ShapePath, name: str) -> str:
    if name == _FITS:
        return _end(path)
    place = path.network.names.index(name)
    if path.problem is not None and place > path.problem.place:
        first = path.network.names[path.problem.place]
        return f"An earlier layer, {first}, does not fit: {_why(path)}"
    return f"It fits. {_came_out(path.steps[place])}"


def _believed(network: Network, path: ShapePath) -> Iterable[tuple[str, str]]:
    """Return which layer would be the first that fails, by each misconception."""
    failing = network.layers[path.problem.place] if path.problem else None
    if failing and (len(path.shape) == 1 or isinstance(failing, Dense)):
        yield _FITS, "any layer can follow any other"
    for belief, rule in _RULES:
        yield _fails_by(network, rule), belief
    yield _FITS, "any layer can follow any other"
    shrinking = [
        name
        for name, layer in zip(network.names, network.layers, strict=True)
        if not isinstance(layer, Flatten | Dense)
    ]
    yield shrinking[-1], "the last and smallest maps are the problem"
    place = len(path.steps) - 1 if path.problem else len(shrinking) - 2
    yield network.names[max(place, 0)], "the maps are used up sooner"
    yield shrinking[0], "the first layer already removes too much"


def _fails_by(network: Network, rule: Callable[[int, int, int, int], int]) -> str:
    """Return the first layer whose output has no rows by a rule for sizes."""
    side = network.input[1]
    for name, layer in zip(network.names, network.layers, strict=True):
        if isinstance(layer, Convolution | Pooling):
            padding = layer.padding if isinstance(layer, Convolution) else 0
            side = rule(side, layer.size, layer.stride, padding)
            if side < 1:
                return name
    return _FITS


# Each takes the length of a side, the size of the window, its stride and the padding.
_RULES: tuple[tuple[str, Callable[[int, int, int, int], int]], ...] = (
    (
        "a filter removes as many rows as it has",
        lambda side, size, stride, padding: (side + 2 * padding - size) // stride + (stride > 1),
    ),
    (
        "padding changes nothing",
        lambda side, size, stride, _padding: (side - size) // stride + 1,
    ),
    (
        "the result of pooling is rounded up",
        lambda side, size, stride, padding: (
            side + 2 * padding - size + 1 if stride == 1 else -(-side // stride)
        ),
    ),
)

MISFITS = (Generator("arch_misfit", "which layers fit together", _first_misfit),)
