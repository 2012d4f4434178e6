"""Questions about pooling: numbers, kinds, moves, sizes, fields, parameters, gradients."""

from dlviz.questions.generators import (
    pooling_influence,
    pooling_kinds,
    pooling_layers,
    pooling_moves,
    pooling_numbers,
    pooling_sizes,
)

GENERATORS = (
    *pooling_numbers.GENERATORS,
    *pooling_kinds.GENERATORS,
    *pooling_sizes.GENERATORS,
    *pooling_layers.GENERATORS,
    *pooling_influence.GENERATORS,
    *pooling_moves.GENERATORS,
)
