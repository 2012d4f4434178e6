"""Shows a convolution as a sparse matrix; it shares the place pointed at with `sliding_kernel`."""

import numpy as np

from dlviz.convolution import Geometry, touched_pixels
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.sliding_kernel.texts import cell_texts, weight_colours
from dlviz.ui.components.sparse_matrix import messages as sent


def sparse_matrix(
    image: np.ndarray,
    kernel: np.ndarray,
    geometry: Geometry,
    *,
    key: str,
    is_letters: bool,
    is_flipped: bool,
    note: str,
) -> None:
    """Draw the matrix, the image as a vector and their product.

    Args:
        image: (H, W) numbers.
        kernel: (h, w) weights.
        geometry: Sizes and stride that belong to image and kernel.
        key: Key of the component.
        is_letters: Whether cells show letters instead of numbers.
        is_flipped: Whether the kernel is flipped (true convolution).
        note: A sentence above the matrix.
    """
    mount(
        "sparse_matrix",
        key=key,
        data=sent.Data(
            texts=cell_texts(image, kernel, geometry, is_letters=is_letters, is_flipped=is_flipped),
            touched=as_base64(touched_pixels(geometry, flipped=is_flipped).astype("<i2")),
            is_letters=is_letters,
            note=note,
            palette=weight_colours(kernel.size),
        ),
    )
