"""The colour scales as the components' scripts read them: tables of RGB bytes in base64."""

from dlviz.figures.colours import CYCLIC, INK, SIGNED, UNSIGNED, table
from dlviz.ui.components.base.mounting import as_base64

SCALES = {
    name: as_base64(table(scale))
    for name, scale in {"ink": INK, "signed": SIGNED, "unsigned": UNSIGNED, "angle": CYCLIC}.items()
}
