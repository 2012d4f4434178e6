"""Questions about convolution layers: their parameters, their maps, their kernels."""

from fractions import Fraction
from random import Random

from dlviz import layers
from dlviz.architecture import compute_shapes
from dlviz.notices.words import count_of
from dlviz.questions.generating import AmbiguousError, Generator
from dlviz.questions.generators.convolution_sizes import by_hand, facts, slides, square
from dlviz.questions.kinds import Choose, Mistake, Number, Option, Wrong
from dlviz.questions.wrong import two_to_four, wrong

_INPUTS = {1: "a grey image", 3: "an RGB image"}


def _weights(draw: Random, level: int) -> Number:
    channels = {1: 1, 2: 3, 3: draw.choice((4, 6, 8, 16))}[level]
    size = draw.choice((2, 3) if level == 1 else (3, 5))
    filters, side = draw.randint(2, 6) if level == 1 else draw.randint(4, 20), draw.randint(8, 32)
    step = compute_shapes(
        layers.Network((channels, side, side), (layers.Convolution(filters, size),))
    ).steps[0]
    of_one = size * size * channels
    maps = f" × {channels}" if channels > 1 else ""
    given = _INPUTS.get(channels, f"{channels} maps")
    return Number(
        prompt=f"A convolution layer has {filters} filters of {size} × {size}, each with a bias. "
        f"Its input is {given} of {side} × {side}. How many parameters does the layer have?",
        worked=f"A filter has {size} × {size}{maps} = {of_one} weights and 1 bias: "
        f"{of_one + 1} parameters. {filters} filters have {filters} × {of_one + 1} = "
        f"{step.parameters:,} parameters.",
        facts={"channels": channels, "filters": filters, "size": size, "side": side},
        truth=Fraction(step.parameters),
        unit="parameters",
        wrong=_wrong_weights(step.parameters, channels, filters, size, side),
    )


def _wrong_weights(
    truth: int, channels: int, filters: int, size: int, side: int
) -> tuple[Wrong, ...]:
    of_one, places = size * size * channels, (side - size + 1) ** 2
    several = (
        wrong(
            filters * (size * size + 1),
            "a filter has one kernel, whatever its input",
            f"A filter has one kernel for each of its {channels} input maps: "
            f"{size} × {size} × {channels} = {of_one} weights.",
        ),
        wrong(
            filters * (of_one + channels),
            "a filter has a bias for each input map",
            f"A filter adds its bias once, to the sum over its {channels} input maps.",
        ),
    )
    return two_to_four(
        truth,
        wrong(
            filters * of_one,
            "a bias is no parameter",
            f"Each filter learns a bias too: {filters} more parameters.",
        ),
        *(several if channels > 1 else ()),
        wrong(
            truth * places,
            "each place has weights of its own",
            f"The same {of_one + 1} parameters of a filter are used at all {places} places.",
        ),
        wrong(
            filters * of_one + 1,
            "a layer has one bias",
            f"Each of the {filters} filters has a bias of its own.",
        ),
    )


def _maps(draw: Random, level: int) -> Choose:
    first, second, size = draw.randint(4, 20), draw.randint(4, 20), draw.choice((3, 5))
    filters = (first,) if level == 1 else (first, second)
    own = tuple(layers.Convolution(number, size) for number in filters)
    last = compute_shapes(layers.Network((3, 32, 32), own)).steps[-1]
    told = f"A convolution layer with {first} filters of {size} × {size} gets an RGB image."
    if level > 1:
        told += (
            f" A second layer with {second} filters of {size} × {size} gets the maps of the first."
        )
    if level < 3:
        noun, right = "map", last.shape[0]
        asked = f"How many maps does the {'layer' if level == 1 else 'second layer'} give?"
        worked = f"Each filter gives one map, so {right} filters give {right} maps."
        wrongs = _wrong_of_one(first) if level == 1 else _wrong_of_two(first, second)
    else:
        noun, right = "kernel", (last.parameters - second) // size**2
        asked = f"How many kernels of {size} × {size} does the second layer have?"
        worked = (
            f"The second layer gets {first} maps, and each of its {second} filters has a kernel "
            f"for each map: {second} × {first} = {right}."
        )
        wrongs = _wrong_kernels(first, second)
    options = [Option(count_of(right, noun))]
    options += [Option(count_of(number, noun), mistake) for number, mistake in wrongs]
    draw.shuffle(options)
    return Choose(
        prompt=f"{told} {asked}",
        worked=worked,
        facts={"filters": filters, "size": size, "noun": noun},
        options=tuple(options),
    )


def _wrong_of_one(filters: int) -> list[tuple[int, Mistake]]:
    sums = (
        "A filter adds up its responses on the three colours, so each of the "
        f"{filters} filters gives one map."
    )
    own = f"Each of the {filters} filters has a map of its own."
    return [
        (3, Mistake("each colour gives one map", sums)),
        (3 * filters, Mistake("each filter gives a map for each colour", sums)),
        (1, Mistake("the maps of the filters are added up", own)),
    ]


def _wrong_of_two(first: int, second: int) -> list[tuple[int, Mistake]]:
    sums = f"A filter of the second layer adds up its responses on all {first} maps to one map."
    own = f"The second layer has {second} filters, and each gives one map."
    given = f"The {first} maps of the first layer are the input of the second one, not its output."
    return [
        (first * second, Mistake("each filter gives a map for each input map", sums)),
        (first + second, Mistake("the maps of both layers are kept", given)),
        (first, Mistake("the number of maps does not change", own)),
    ]


def _wrong_kernels(first: int, second: int) -> list[tuple[int, Mistake]]:
    each = f"Each of the {second} filters has {first} kernels, one for each map that it gets."
    colours = f"Only the first layer gets the three colours; the second one gets {first} maps."
    return [
        (second, Mistake("a filter has one kernel, whatever its input", each)),
        (first + second, Mistake("maps and filters are added", each)),
        (3 * second, Mistake("every layer gets the three colours", colours)),
    ]


def _dense(draw: Random, level: int) -> Number:
    if level == 1:
        shape = square(draw.randint(3, 7), draw.randint(2, 3), 1, 0)
    elif level == 2:
        shape = square(draw.randint(5, 12), 3, 1, draw.randint(0, 1))
    else:
        shape = square(draw.randint(6, 20), draw.choice((3, 5)), 2, draw.randint(0, 2))
    size, out, truth = shape.image[0], shape.output[0], shape.dense_weights
    kernel = shape.kernel[0]
    if out < 2:
        raise AmbiguousError
    return Number(
        prompt=f"{slides(shape)} How many weights does a dense layer need for the same image and "
        "an output of the same size, without biases?",
        worked=f"The image has {size} × {size} = {size * size} pixels, the output {out} × {out} = "
        f"{out * out} numbers. Each output has a weight for each pixel: {size * size} × "
        f"{out * out} = {truth:,}.",
        facts=facts(shape),
        truth=Fraction(truth),
        unit="weights",
        wrong=two_to_four(
            truth,
            wrong(
                kernel * kernel,
                "a dense layer shares its weights",
                f"Only the convolution uses the same {kernel * kernel} weights for all outputs.",
                by_hand(shape),
            ),
            wrong(
                kernel * kernel * out * out,
                "an output of a dense layer has a window",
                f"Each output of a dense layer uses all {size * size} pixels, not "
                f"{kernel * kernel}.",
                by_hand(shape),
            ),
            wrong(
                size * size + out * out,
                "there is one weight for each number",
                f"There is one weight for each pair of a pixel and an output: "
                f"{size * size} × {out * out} pairs.",
                by_hand(shape),
            ),
            wrong(
                size**4,
                "the output has the image's size",
                f"The output has {out} × {out} = {out * out} numbers, the image {size * size}.",
                by_hand(shape),
            ),
        ),
    )


GENERATORS = (
    Generator("conv_parameters", "the parameters of a convolution layer", _weights),
    Generator("conv_maps", "how many maps come out", _maps),
    Generator("conv_dense", "the weights of a dense layer instead of a convolution", _dense),
)
