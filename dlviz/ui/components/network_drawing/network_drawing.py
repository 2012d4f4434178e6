"""Draws a network as a row of blocks; a click or Enter on a block selects the layer."""

from collections.abc import Callable

from dlviz.architecture import ShapePath
from dlviz.figures import drawing
from dlviz.ui.components.base.messages import whole
from dlviz.ui.components.base.mounting import mount
from dlviz.ui.components.network_drawing import messages as sent


def network_drawing(
    path: ShapePath, *, key: str, selected: int, on_select: Callable[[], None]
) -> None:
    """Draw `path` and report which layer the visitor selects.

    Args:
        path: The shapes from layer to layer of the network on screen.
        key: Key of the component; `chosen_place` reads its state `place`.
        selected: The selected piece: 0 is the input, 1 the first layer.
        on_select: Called when another piece is selected.
    """
    mount(
        "network_drawing",
        key=key,
        data=sent.Data(
            pieces=[
                sent.Piece(
                    kind=piece.kind,
                    name=piece.name,
                    caption=piece.caption,
                    shape=piece.shape,
                    arithmetic=[part for one in piece.arithmetic for part in drawing.broken(one)],
                    svg=piece.svg,
                    is_narrow=piece.is_narrow,
                    state=piece.state,
                )
                for piece in drawing.pieces(path)
            ],
            selected=selected,
            legend=drawing.legend(path),
            picture=drawing.picture(path),
        ),
        states={"place": on_select},
    )


def chosen_place(message: object, n_layers: int) -> int | None:
    """Return the index of the piece in a `place` message, 0 for the input; None if malformed."""
    return whole(message, "place", n_layers + 1)
