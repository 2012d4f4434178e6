"""Our own Streamlit components, and the one place that touches Streamlit's internals.

Streamlit sends a component's script with every update when the script is given as text: at twelve
updates a second that is more than the drawing itself. Scripts served as files avoid it, but
Streamlit serves files only for components that an installed package declares. dlviz runs from its
folder, so it declares them itself, with the call that Streamlit makes for packages. The same call
serves `plotly.min.js` out of the plotly package: no copy in this repository, no CDN.
"""

import base64
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_UI = Path(__file__).parent
_NAMES = (
    "drawing_pad",
    "network_view",
    "live_figure",
    "weight_editor",
    "points_view",
    "surfaces",
    "sliding_kernel",
    "photo_panels",
    "kernel_grid",
    "kernel_film",
    "network_drawing",
    "map_sheets",
    "answer_cards",
    "change_film",
    "picture_field",
    "preset_keys",
    "pooling_grids",
    "shifted_photo",
)


def mount(name: str, **arguments: Any) -> Any:
    """Place the component `name` on the page; its state comes back as attributes.

    Args:
        name: One of the scripts in `frontend/`, without its ending.
        arguments: As for `st.components.v2.component(...)(...)`: key, data, default, height,
            on_<state>_change.
    """
    _declare()
    return _renderer(name)(**arguments)


def as_base64(values: np.ndarray) -> str:
    """Return the bytes of `values`, in their own dtype and order, as a component reads them."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


@cache
def plotly_url() -> str:
    """Return the path under which this server serves plotly.js, relative to its base URL."""
    return f"_stcore/bidi-components/plotly.script/plotly.min.js?v={version('plotly')}"


def keep_uploads_in_memory() -> None:
    """Let the server hold every upload in memory.

    By itself the web server under Streamlit writes uploads above 1 MB to a temporary file while
    they arrive. 0 stands for no limit; `server.maxUploadSize` is the one that counts.
    """
    import_module("starlette.formparsers").MultiPartParser.spool_max_size = 0


@cache
def _renderer(name: str) -> Callable[..., Any]:
    return st.components.v2.component(
        f"dlviz.{name}",
        html="<div class='root'></div>\n",
        js=f"{name}.js",
        css=f"{name}.css",
        # plotly.js puts its style sheet into the document, out of a shadow root's reach.
        isolate_styles=name != "live_figure",
    )


def _declare() -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root("plotly.script") is not None:
        return
    ours = [ComponentConfig(name, "frontend") for name in _NAMES]
    manager.register_from_manifest(ComponentManifest("dlviz", "1", ours), _UI)
    script = [ComponentConfig("script", "package_data")]
    package = Path(plotly.__file__).parent
    manager.register_from_manifest(ComponentManifest("plotly", "1", script), package)
