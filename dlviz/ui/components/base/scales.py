"""The colour scales in the form that the components' scripts read: RGB bytes in base64."""

from dlviz.figures.colours import CYCLIC, INK, SIGNED, UNSIGNED, table
from dlviz.ui.components.base.mounting import as_base64

SCALES = {
    name: as_base64(table(scale))
    for name, scale in {"ink": INK, "signed": SIGNED, "unsigned": UNSIGNED, "angle": CYCLIC}.items()
}
