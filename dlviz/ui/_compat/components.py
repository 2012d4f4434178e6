"""Registers our components with Streamlit, so that it serves their scripts and styles as files.

If a component's script is given as text, Streamlit sends the text with every update; at twelve
updates a second that costs more than the drawing itself. Scripts served as files avoid this, but
Streamlit serves files only for components that an installed package declares. dlviz runs from its
source folder, so it makes the call itself that Streamlit makes for packages. The same call serves
`plotly.min.js` from the plotly package: this needs no copy in the repository and no CDN.
"""

from importlib.metadata import version
from pathlib import Path

import plotly

from dlviz.ui._compat import names
from dlviz.ui._compat.addresses import component_path
from dlviz.ui._compat.register import find

PREFIX = "dlviz"
_PLOTLY = "plotly.script"
_PLOTLY_VERSION = version("plotly")  # read once: that takes a millisecond


def declare(folder: Path, components: tuple[str, ...], shared: str) -> None:
    """Let Streamlit serve each component's folder and the folder they share; call once per process.

    A script `folder/x/x.js` is served as `dlviz.x/x.js`. Its import `../base/y.js` resolves to
    `base/y.js` there: the browser loads that file once, however many components import it.

    Args:
        folder: Holds one folder for each component.
        components: Names of the components.
        shared: Name of the folder with the modules that all components import.
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
    return f"{component_path()}{_PLOTLY}/plotly.min.js?v={_PLOTLY_VERSION}"
