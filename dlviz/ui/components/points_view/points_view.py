"""Shows a small network with two inputs: every unit as a map, every weight as an edge."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from dlviz.datasets.points import Split
from dlviz.figures.colours import NEGATIVE, POSITIVE, signed_limit
from dlviz.networks.two_inputs import FEATURES, TwoInputNetwork
from dlviz.two_inputs import grid
from dlviz.ui.components.base import messages
from dlviz.ui.components.base.messages import Moving
from dlviz.ui.components.base.mounting import as_base64, floats_as_base64, mount
from dlviz.ui.components.base.scales import SCALES
from dlviz.ui.components.points_view import messages as sent

SIDE = 31  # cells along each side of a unit's map
OUTPUT_SIDE = 2 * SIDE - 1  # every second point is one of a unit's map


def points_view(
    network: TwoInputNetwork,
    split: Split,
    *,
    key: str,
    reach: float,
    limit: float,
    selected: tuple[int, int] | None,
    moving: Moving,
    is_discrete: bool,
    shows_test: bool,
    shows_train: bool,
    is_large: bool,
    on_unit: Callable[[], None],
) -> None:
    """Draw `network`, updating the picture on screen if there is one.

    Args:
        network: Its units are drawn over the square [-reach, reach]^2.
        split: The data points; drawn on the output.
        key: Key of the component; also the name of the PNG file that the visitor can save.
        reach: Half the side of the square.
        limit: End of the output's colour range.
        selected: (layer, index) of the unit to mark, layer 0 the first hidden one.
        moving: The same network as data. While it trains, the script computes the maps.
        is_discrete: Whether only the sign of the output is shown.
        shows_test: Whether test points are drawn, with a dark ring.
        shows_train: Whether training points are drawn.
        is_large: Whether the network has the whole width of the page.
        on_unit: Called when a unit is clicked; the component's trigger `unit` is
            {"layer", "index"} with layer 0 the inputs.
    """
    layers = _layers(network, reach, are_computed=not moving["trail"])
    points = []
    if shows_train:
        points.append(_points(split.train_inputs, split.train_targets, "#ffffff"))
    if shows_test:
        points.append(_points(split.test_inputs, split.test_targets, "#000000"))
    mount(
        "points_view",
        key=key,
        data=sent.Data(
            layers=layers,
            side=SIDE,
            output=_output(network, reach, limit, is_computed=not moving["trail"]),
            moving=moving,
            points=points,
            reach=reach,
            scale=SCALES["signed"],
            colours=sent.Colours(positive=POSITIVE, negative=NEGATIVE),
            selected=None if selected is None else (selected[0] + 1, selected[1]),
            discrete=is_discrete,
            large=is_large,
            alt=f"Map of the output over X1 and X2 from {-reach:g} to {reach:g}",
        ),
        states={"unit": on_unit},
    )


def pointed_unit(message: object, hidden: Sequence[int]) -> tuple[int, int] | None:
    """Return (layer, index) of a `unit` message, layer 0 the first hidden; None if malformed."""
    return messages.unit(message, hidden)


def _layers(network: TwoInputNetwork, reach: float, *, are_computed: bool) -> list[sent.Layer]:
    """Return the inputs and the hidden layers; their maps only if they are computed here."""
    plane = grid(reach, SIDE)
    hidden = network.units(plane) if are_computed else [None] * len(network.hidden)
    return [
        _inputs(reach, network.features),
        *(
            _hidden(values, width, depth, len(hidden))
            for depth, (values, width) in enumerate(zip(hidden, network.hidden, strict=True))
        ),
    ]


@lru_cache(maxsize=32)
def _inputs(reach: float, names: tuple[str, ...]) -> sent.Layer:
    """Return the maps of the inputs, which no weight changes."""
    plane = grid(reach, SIDE)
    values = torch.stack([FEATURES[name](plane) for name in names], dim=1).numpy()
    limit = signed_limit(values)
    units = [
        sent.Unit(
            map=_quantised(column, signed_limit(column), SIDE),
            label=name,
            short=name,
            title=f"Input {name}",
        )
        for column, name in zip(values.T, names, strict=True)
    ]
    return sent.Layer(title="inputs", high=limit, units=units)


def _hidden(values: Tensor | None, width: int, depth: int, n_layers: int) -> sent.Layer:
    columns = [None] * width if values is None else list(values.numpy().T)
    limit = 1.0 if values is None else signed_limit(values[values.isfinite()].numpy())
    layer = f"layer {depth + 1}" if n_layers > 1 else "hidden units"
    units = [
        sent.Unit(
            map="" if column is None else _quantised(column, limit, SIDE),
            label=f"h{index + 1}",
            short=f"h{index + 1}",
            title=f"Unit {index + 1} of {layer}",
        )
        for index, column in enumerate(columns)
    ]
    return sent.Layer(title=layer, high=limit, units=units)


def _output(
    network: TwoInputNetwork, reach: float, limit: float, *, is_computed: bool
) -> sent.Output:
    found = network(grid(reach, OUTPUT_SIDE)).numpy() if is_computed else None
    return sent.Output(
        title="f(X)",
        side=OUTPUT_SIDE,
        high=limit,
        map="" if found is None else _quantised(found, limit, OUTPUT_SIDE),
        runs="" if found is None else f"it runs from {found.min():.3g} to {found.max():.3g}",
    )


def _points(inputs: torch.Tensor, targets: torch.Tensor, ring: str) -> sent.Points:
    numbers = torch.cat([inputs, targets[:, None]], dim=1).numpy()  # (N, 3)
    return sent.Points(points=floats_as_base64(numbers), ring=ring)


def _quantised(values: np.ndarray, limit: float, side: int) -> str:
    """Return (side * side,) values as indices 0..254 into SIGNED, the largest X2 on top."""
    share = np.nan_to_num(values / limit, posinf=1.0, neginf=-1.0).clip(-1, 1)
    return as_base64(np.rint(127 + 127 * share).astype(np.uint8).reshape(side, side)[::-1])
