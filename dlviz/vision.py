"""torchvision, importable beside any build of torch: `from dlviz.vision import torchvision`.

The package registry offers torchvision built for CUDA only. Beside a CPU build of torch its
compiled part does not load, and then `import torchvision` fails with "operator torchvision::nms
does not exist": it describes two operators that the compiled part would have defined. Their
signatures are defined here when, and only when, they are missing. dlviz calls neither of them.
"""

import os
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import torch

_SIGNATURES = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_LIBRARY = torch.library.Library("torchvision", "FRAGMENT")  # kept: its definitions die with it


def missing_operators() -> list[str]:
    """Return which operators torchvision's import needs and nobody has defined."""
    return [name for name in _SIGNATURES if not hasattr(torch.ops.torchvision, name)]


def _load_compiled_part() -> None:
    """Load torchvision's own operators as its import would; leave them out where it cannot."""
    spec = find_spec("torchvision")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    for file in (*folder.glob("_C*.so"), *folder.glob("_C*.pyd")):
        try:
            torch.ops.load_library(file)
        except OSError:  # built for CUDA, and this torch has none
            return


def _need_no_temporary_folder() -> None:
    """Let torch's compiler, which is imported and never used, find a folder on a full disk too."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:  # none can be written to
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path(torch.__file__).parent))


def _guarded() -> ModuleType:
    _need_no_temporary_folder()
    _load_compiled_part()
    for name in missing_operators():
        _LIBRARY.define(_SIGNATURES[name])
    return import_module("torchvision")


torchvision = _guarded()
v2 = import_module("torchvision.transforms.v2")  # the second version: `import torchvision` omits it
