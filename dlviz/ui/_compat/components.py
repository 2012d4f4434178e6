"""Declares our components' files to Streamlit; they are served under the paths they have on disk.

Streamlit sends a component's script with every update when the script is given as text: at twelve
updates a second that is more than the drawing itself. Scripts served as files avoid it, but
Streamlit serves files only for components that an installed package declares. dlviz runs from its
folder, so it declares them itself, with the call that Streamlit makes for packages. The same call
serves `plotly.min.js` out of the plotly package: no copy in this repository, no CDN.
"""

from importlib.metadata import version
from pathlib import Path

import plotly
from streamlit.components.v2.component_registry import BidiComponentDefinition
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PREFIX = "dlviz"
_PLOTLY = "plotly.script"


def declare(folder: Path, names: tuple[str, ...], shared: str) -> None:
    """Let Streamlit serve each component's folder, and the one they share; once in a process.

    A script `folder/x/x.js` is served as `dlviz.x/x.js`. What it imports as `../base/y.js` is
    `base/y.js` there: the browser loads it once, however many components of a page need it.

    Args:
        folder: Holds one folder for each component.
        names: Of the components.
        shared: Name of the folder that holds what they import.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_PLOTLY) is not None:
        return
    ours = [ComponentConfig(name, name) for name in names]
    manager.register_from_manifest(ComponentManifest(PREFIX, "1", ours), folder)
    manager._manifest_handler._asset_roots[shared] = (folder / shared).resolve()
    manager.register(BidiComponentDefinition(shared))
    script = [ComponentConfig("script", "package_data")]
    package = Path(plotly.__file__).parent
    manager.register_from_manifest(ComponentManifest("plotly", "1", script), package)


def plotly_url() -> str:
    """Return the path under which this server serves plotly.js, relative to its base URL."""
    return f"_stcore/bidi-components/{_PLOTLY}/plotly.min.js?v={version('plotly')}"
