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
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import streamlit as st
from streamlit import net_util
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_UI = Path(__file__).parent
FRONTEND = _UI / "frontend"
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
    "lecture",
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
    data = arguments.get("data", {})
    arguments["data"] = {key: _plain(value) for key, value in data.items()}
    return _renderer(name)(**arguments)


def as_base64(values: np.ndarray) -> str:
    """Return the bytes of `values`, in their own dtype and order, as a component reads them."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def _plain(value: Any) -> Any:
    """Return a list as a tuple, the same in JSON: Streamlit looks whether a list is a table."""
    return tuple(value) if isinstance(value, list) else value


@cache
def plotly_url() -> str:
    """Return the path under which this server serves plotly.js, relative to its base URL."""
    return f"_stcore/bidi-components/plotly.script/plotly.min.js?v={version('plotly')}"


def run_again() -> None:
    """Let the page of this visitor run once more from its top, after the present run."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None:
        return
    again = RerunData(
        query_string=context.query_string,
        page_script_hash=context.page_script_hash,
        context_info=context.context_info,
    )
    context.script_requests.request_rerun(again)


def ask_nobody_for_addresses() -> None:
    """Keep Streamlit from asking a service on the internet for this machine's address.

    It does so for a line in the log at its start, and again, waiting, whenever a page of another
    origin asks for a connection. "" stands for an address that is known and never anybody's.
    """
    net_util._external_ip = ""


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
