"""Shows a kernel that slides over an image; the visitor can point, play and edit numbers."""

from collections.abc import Callable, Sequence

import numpy as np

from dlviz.convolution import Geometry, convolve, touched_pixels
from dlviz.figures.colours import signed_limit
from dlviz.kernels import number_texts
from dlviz.notices.window_sizes import about_rounding
from dlviz.ui.components.base.messages import text, whole
from dlviz.ui.components.base.mounting import as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.sliding_kernel import messages as sent
from dlviz.ui.components.sliding_kernel.texts import cell_texts, weight_colours
from dlviz.window_sizes import TooFar, too_far


def sliding_kernel(
    image: np.ndarray,
    kernel: np.ndarray,
    geometry: Geometry,
    *,
    key: str,
    is_letters: bool,
    is_flipped: bool,
    problem: str,
    on_edit: Callable[[], None],
) -> None:
    """Draw image, kernel, products and output.

    Args:
        image: (H, W) numbers.
        kernel: (h, w) weights.
        geometry: Sizes and stride that belong to image and kernel.
        key: Key of the component; `edited` reads its state `edit`.
        is_letters: Whether cells show letters instead of numbers.
        is_flipped: Whether the kernel is flipped (true convolution).
        problem: Why the last edit was rejected, or "".
        on_edit: Called when a number was changed.
    """
    padding = geometry.padding
    padded = np.pad(image, padding)
    # Indices refer to the padded image, where every window is complete.
    index = touched_pixels(
        Geometry(padded.shape, geometry.kernel, geometry.stride, 0, geometry.dilation),
        flipped=is_flipped,
    )
    output = convolve(image, kernel, geometry, flipped=is_flipped)
    products = padded.ravel()[index] * kernel.ravel()
    texts = cell_texts(image, kernel, geometry, is_letters=is_letters, is_flipped=is_flipped)
    names = np.pad(
        np.array(texts["image"], object).reshape(geometry.image), padding, constant_values="0"
    ).ravel()
    if is_letters:
        product_texts = [
            ["0" if names[pixel] == "0" else names[pixel] + texts["kernel"][weight]
             for weight, pixel in enumerate(window)]
            for window in index.tolist()
        ]  # fmt: skip
    else:
        product_texts = [number_texts(window) for window in products]
    mount(
        "sliding_kernel",
        key=key,
        data=sent.Data(
            grids=sent.Grids(
                image=_grid("Image", geometry.image, padded, names.tolist(), editable=True),
                kernel=_grid("Kernel", geometry.kernel, kernel, texts["kernel"], editable=True),
                products=_grid("Products", geometry.kernel, kernel, []),
                output=_grid("Output", geometry.output, output, texts["output"]),
            ),
            touched=as_base64(index.astype("<i2")),
            products=product_texts,
            padding=padding,
            ghosts=[_ghost(own, geometry) for own in too_far(geometry)],
            rounding=about_rounding(geometry),
            is_letters=is_letters,
            is_flipped=is_flipped,
            problem=problem,
            palette=weight_colours(kernel.size),
            scale=SCALES["signed"],
        ),
        states={"edit": on_edit},
    )


def edited(message: object, sizes: dict[str, int]) -> tuple[str, int, str] | None:
    """Return (grid, index, text) of an edit; None if it is malformed.

    Args:
        message: The component's message.
        sizes: Number of cells of each editable grid, by name.
    """
    grid, number = text(message, "grid"), text(message, "text")
    if grid is None or number is None:
        return None
    index = whole(message, "index", sizes.get(grid, 0))
    return None if index is None else (grid, index, number)


def _ghost(own: TooFar, geometry: Geometry) -> sent.Ghost:
    """Return a window past the edge, beside the first row or column of windows."""
    rows, columns = geometry.extent
    row, column = (0, own.start) if own.axis else (own.start, 0)
    return sent.Ghost(row=row, column=column, rows=rows, columns=columns)


def _grid(
    title: str,
    size: tuple[int, int],
    values: np.ndarray,
    texts: Sequence[str],
    *,
    editable: bool = False,
) -> sent.Grid:
    rows, columns = values.shape
    return sent.Grid(
        title=f"{title} {size[0]} × {size[1]}",
        rows=rows,
        columns=columns,
        texts=texts,
        values=values.ravel().tolist(),
        limit=signed_limit(values),
        editable=editable,
    )
