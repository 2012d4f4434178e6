"""torchvision, importable with any build of torch: `from dlviz.vision import torchvision`.

The package registry offers torchvision built for CUDA only. With a CPU build of torch its compiled
part cannot be loaded, and `import torchvision` then fails with "operator torchvision::nms does not
exist", because it refers to two operators that the compiled part defines. Their signatures are
defined here if they are missing. dlviz calls neither of them.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

_SIGNATURES = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_COMPILER = "torch._dynamo"
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


@contextmanager
def _without_the_compiler() -> Iterator[None]:
    """Let torchvision's import find a stand-in for torch's compiler, which dlviz never uses.

    torchvision asks the compiler for two functions, and its import takes 1.2 s and 70 MB. Whoever
    imports the compiler later gets the real one.
    """
    if _COMPILER in sys.modules:
        yield
        return
    stand_in, utils = ModuleType(_COMPILER), ModuleType(f"{_COMPILER}.utils")
    stand_in.disable = _unchanged  # type: ignore[attr-defined]
    utils.is_compile_supported = lambda _device: False  # type: ignore[attr-defined]
    sys.modules |= {_COMPILER: stand_in, utils.__name__: utils}
    try:
        yield
    finally:
        del sys.modules[_COMPILER], sys.modules[utils.__name__]


def _unchanged(function: Any = None, *_: Any, **__: Any) -> Any:
    """Serve as a decorator with or without arguments that changes nothing."""
    return _unchanged if function is None else function


def _imported() -> tuple[ModuleType, ModuleType]:
    """Return torchvision and its second version of transforms, which `import torchvision` omits."""
    return import_module("torchvision"), import_module("torchvision.transforms.v2")


def _guarded() -> tuple[ModuleType, ModuleType]:
    _need_no_temporary_folder()
    _load_compiled_part()
    for name in missing_operators():
        _LIBRARY.define(_SIGNATURES[name])
    try:
        with _without_the_compiler():
            return _imported()
    except (ImportError, AttributeError):  # another version asks the compiler for more
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        return _imported()


torchvision, v2 = _guarded()
