"""torchvision, importable with any build of torch: `from dlviz.vision import torchvision`.

The package registry offers torchvision built for CUDA only. With a CPU build of torch its compiled
part cannot be loaded, and `import torchvision` then fails with "operator torchvision::nms does not
exist", because it refers to two operators that the compiled part defines. Their signatures are
defined here if they are missing. dlviz calls neither of them.
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
_LIBRARY = torch.library.Library("torchvision", "FRAGMENT")  # its definitions live as long as it


def missing_operators() -> list[str]:
    """Return the operators that torchvision's import needs and that are not defined."""
    return [name for name in _SIGNATURES if not hasattr(torch.ops.torchvision, name)]


def _load_compiled_part() -> None:
    """Load torchvision's compiled operators as its import would; do nothing if that fails."""
    spec = find_spec("torchvision")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    for file in (*folder.glob("_C*.so"), *folder.glob("_C*.pyd")):
        try:
            torch.ops.load_library(file)
        except OSError:  # it is built for CUDA, and this torch has none
            return


def _need_no_temporary_folder() -> None:
    """Let torch's compiler, imported but never used, find a cache folder even on a full disk."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:  # no temporary folder is writable
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path(torch.__file__).parent))


def _guarded() -> ModuleType:
    _need_no_temporary_folder()
    _load_compiled_part()
    for name in missing_operators():
        _LIBRARY.define(_SIGNATURES[name])
    return import_module("torchvision")


torchvision = _guarded()
v2 = import_module("torchvision.transforms.v2")  # the second version: `import torchvision` omits it
