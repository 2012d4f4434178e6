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

from dlviz.ui._compat import names
from dlviz.ui._compat.addresses import component_path
from dlviz.ui._compat.register import find

PREFIX = "dlviz"
_PLOTLY = "plotly.script"


def declare(folder: Path, components: tuple[str, ...], shared: str) -> None:
    """Let Streamlit serve each component's folder, and the one they share; once in a process.

    A script `folder/x/x.js` is served as `dlviz.x/x.js`. What it imports as `../base/y.js` is
    `base/y.js` there: the browser loads it once, however many components of a page need it.

    Args:
        folder: Holds one folder for each component.
        components: Their names.
        shared: Name of the folder that holds what they import.
    """
    manager = find(names.COMPONENT_MANAGER)()
    if manager.get_component_asset_root(_PLOTLY) is not None:
        return
    config, manifest = find(names.COMPONENT_CONFIG), find(names.COMPONENT_MANIFEST)
    ours = [config(name, name) for name in components]
    manager.register_from_manifest(manifest(PREFIX, "1", ours), folder)
    manager._manifest_handler._asset_roots[shared] = (folder / shared).resolve()
    manager.register(find(names.COMPONENT_DEFINITION)(shared))
    script = [config("script", "package_data")]
    manager.register_from_manifest(manifest("plotly", "1", script), Path(plotly.__file__).parent)


def plotly_url() -> str:
    """Return the path under which this server serves plotly.js, relative to its base URL."""
    return f"{component_path()}{_PLOTLY}/plotly.min.js?v={version('plotly')}"
