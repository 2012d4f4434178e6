"""Figure of how maps become smaller and more numerous from layer to layer."""

from collections.abc import Sequence

import numpy as np

from dlviz.figures.colours import NEGATIVE, NEUTRAL, POSITIVE
from dlviz.figures.spec import Figure


def staircase(
    names: Sequence[str], sizes: Sequence[int], counts: Sequence[int], current: str
) -> Figure:
    """Draw rows per map and number of maps for each layer, on one logarithmic axis.

    Args:
        names: Names of the layers.
        sizes: Rows of each layer's maps.
        counts: Number of each layer's maps.
        current: The layer to mark, if it is one of `names`.
    """
    places = np.arange(1, len(names) + 1)
    steps = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": title,
            "x": places,
            "y": np.array(values),
            "customdata": np.array(names),
            "line": {"shape": "hvh", "color": colour, "width": 3, "dash": dash},
            "marker": {"size": 7, "symbol": symbol},
            "hovertemplate": f"%{{customdata}}: %{{y}} {unit}<extra></extra>",
        }
        for title, values, colour, dash, symbol, unit in (
            ("rows of a map", sizes, NEGATIVE, "solid", "square", "rows"),
            ("number of maps", counts, POSITIVE, "dash", "circle", "maps"),
        )
    ]
    top = max(*sizes, *counts)
    ticks = [2**power for power in range(int(np.log2(top)) + 2)]
    layout = {
        "margin": {"l": 50, "r": 10, "t": 28, "b": 40},
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"},
        "xaxis": {"title": {"text": "convolution, counted from the picture"}},
        "yaxis": {"type": "log", "tickvals": ticks, "ticktext": [f"{tick:,}" for tick in ticks]},
    }
    if current in names:
        place = list(names).index(current) + 1
        layout["shapes"] = [
            {
                "type": "line",
                "x0": place,
                "x1": place,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": NEUTRAL, "width": 2, "dash": "dot"},
            }
        ]
    return {"data": steps, "layout": layout}
