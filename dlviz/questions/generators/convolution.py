"""Questions about convolution: sizes, weights, one output, sums of colours, what a kernel does."""

from dlviz.questions.generators import (
    convolution_kernels,
    convolution_layers,
    convolution_sizes,
    convolution_sums,
    convolution_targets,
)

GENERATORS = (
    *convolution_sizes.GENERATORS,
    *convolution_layers.GENERATORS,
    *convolution_sums.GENERATORS,
    *convolution_kernels.GENERATORS,
    *convolution_targets.GENERATORS,
)
