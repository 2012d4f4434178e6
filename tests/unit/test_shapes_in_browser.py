"""Layers as data: the browser's shapes, counts, sentences and blocks are those of Python."""

import json

import numpy as np
import pytest
from in_node import in_node

from dlviz import layers
from dlviz.architecture import SENTENCES, ShapePath, compute_shapes
from dlviz.architecture_text import LECTURE, LENET, SHIPPED, TINY, network
from dlviz.figures import drawing
from dlviz.ui.components.base.architecture import layers_as_data
from dlviz.ui.components.network_drawing.network_drawing import as_data

HAND = ("caption", "size", "shape", "arithmetic", "parameters", "state")  # what a hand can change


def random_layer(rng: np.random.Generator) -> layers.Layer:
    """Return a layer that often fits, and often not."""
    number = lambda low, high: int(rng.integers(low, high + 1))  # noqa: E731
    kinds = (
        lambda: layers.Convolution(number(1, 512), number(1, 7), number(1, 4), number(0, 3)),
        lambda: layers.Convolution(number(1, 512), number(1, 3), 1, 1),
        lambda: layers.Pooling(str(rng.choice(layers.POOLINGS)), number(1, 5), number(1, 4)),
        lambda: layers.Activation(str(rng.choice(layers.ACTIVATIONS))),
        lambda: layers.Dropout(number(0, 95)),
        lambda: layers.Dense(number(1, 4096)),
        layers.Flatten,
    )
    return kinds[rng.integers(len(kinds))]()


def random_network(rng: np.random.Generator) -> layers.Network:
    maps = [random_layer(rng) for _ in range(rng.integers(0, 7))]
    if rng.random() < 0.5:  # else few networks get behind their flatten layer
        maps = [layer for layer in maps if not isinstance(layer, layers.Dense | layers.Flatten)]
        maps += [
            layers.Flatten(),
            *(layers.Dense(int(units)) for units in rng.integers(1, 4096, 2)),
        ]
    channels, rows, columns = (int(rng.integers(1, most)) for most in (17, 50, 60))
    return layers.Network((channels, rows, columns), tuple(maps))


def blank(piece: drawing.Piece) -> dict:
    """Return a piece without what the browser has to find out."""
    is_input = piece.kind == "input"  # it has no arithmetic and no parameters, whatever is changed
    hidden = HAND[:3] if is_input else HAND
    return {key: value for key, value in as_data(piece).items() if key not in hidden}


@pytest.fixture(scope="module")
def computed() -> list[tuple[ShapePath, dict]]:
    """A thousand random networks and the shipped ones, each with what the browser computes."""
    rng = np.random.default_rng(0)
    networks = [network(text) for text in (LECTURE, SHIPPED, LENET, TINY, "1x5x5", "1x9x9 c9k1")]
    networks += [random_network(rng) for _ in range(1000)]
    paths = [compute_shapes(net) for net in networks]
    sent = {
        "networks": [
            {
                "network": {"input": path.network.input, "layers": layers_as_data(path.network)},
                "pieces": [blank(piece) for piece in drawing.pieces(path)],
            }
            for path in paths
        ],
        "sentences": SENTENCES,
        "words": drawing.WORDS,
        "measures": drawing.MEASURES,
    }
    return list(zip(paths, in_node("run_shapes.js", sent), strict=True))


def test_shapes_and_counts_are_those_of_python(computed) -> None:
    for path, found in computed:
        steps = [(tuple(s["shape"]), s["parameters"], s["work"]) for s in found["steps"]]
        assert steps == [(s.shape, s.parameters, s.multiply_adds) for s in path.steps]


def test_a_layer_that_does_not_fit_is_told_in_pythons_words(computed) -> None:
    reasons = set()
    for path, found in computed:
        assert found["sentence"] == (path.problem.sentence if path.problem else "")
        reasons |= {found["why"]}
    assert reasons == SENTENCES.keys() - {"impossible"} | {None}  # each has been met


def test_pieces_and_legend_are_those_of_python(computed) -> None:
    for path, found in computed:
        pieces = json.loads(json.dumps([as_data(piece) for piece in drawing.pieces(path)]))
        shown = {"pieces": pieces, "total": drawing.total(path), "legend": drawing.legend(path)}
        assert found["drawn"] == shown


def test_blocks_are_those_of_the_saved_file(computed) -> None:
    for path, found in computed:
        blocks = drawing.blocks(drawing.pieces(path))
        assert [one["width"] for one in found["blocks"]] == pytest.approx(
            [one.width for one in blocks], abs=1e-9
        )
        for one, other in zip(found["blocks"], blocks, strict=True):
            faces = [np.array(corners) for corners, _ in other.faces]
            np.testing.assert_allclose(np.array(one["faces"]), faces, atol=1e-9)
