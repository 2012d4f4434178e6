"""Draws a network as a row of blocks; a click or Enter on a block selects the layer."""

from collections.abc import Callable

from dlviz.architecture import ShapePath
from dlviz.figures import drawing
from dlviz.figures.colours import LAYERS
from dlviz.ui.components.base.messages import Preview, whole
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.network_drawing import messages as sent


def network_drawing(
    path: ShapePath,
    *,
    key: str,
    selected: int,
    preview: Preview | None,
    on_select: Callable[[], None],
) -> None:
    """Draw `path` and report which layer the visitor selects.

    Args:
        path: The shapes from layer to layer of the network on screen.
        key: Key of the component; `chosen_place` reads its state `place`.
        selected: The selected piece: 0 is the input, 1 the first layer.
        preview: The hand that changes numbers of the layers.
        on_select: Called when another piece is selected.
    """
    mount(
        "network_drawing",
        key=key,
        data=sent.Data(
            pieces=[as_data(piece) for piece in drawing.pieces(path)],
            selected=selected,
            total=drawing.total(path),
            legend=drawing.legend(path),
            words=drawing.WORDS,
            measures=drawing.MEASURES,
            picture=drawing.picture(path),
            preview=preview,
        ),
        states={"place": on_select},
    )


def as_data(piece: drawing.Piece) -> sent.Piece:
    """Return a piece in the form that the script draws."""
    return sent.Piece(
        kind=piece.kind,
        name=piece.name,
        caption=piece.caption,
        size=piece.size,
        shape=piece.shape,
        arithmetic=[part for one in piece.arithmetic for part in drawing.broken(one)],
        parameters=piece.parameters,
        colour=LAYERS[piece.kind],
        is_narrow=piece.is_narrow,
        state=piece.state,
    )


def chosen_place(message: object, n_layers: int) -> int | None:
    """Return the index of the piece in a `place` message, 0 for the input; None if malformed."""
    return whole(message, "place", n_layers + 1)
