"""Helpers that run the programs shown on pages, as a reader would run them."""

import builtins
import contextlib
import io
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageFile

ROOT = Path(__file__).resolve().parents[2]


def printed_alone(program: str, folder: Path, files: Mapping[str, bytes] | None = None) -> str:
    """Run a program as a reader without this project would: in an empty folder, on its own.

    Args:
        program: The program as the page shows it.
        folder: An empty folder.
        files: What the page offers beside the program, and the visitor's own photos, by name.

    Returns:
        What it prints.

    Raises:
        ImportError: It imports this project.
    """
    _fill(folder, files or {})
    return printed_by(program, folder, without="dlviz")


def variables_alone(
    program: str, folder: Path, files: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Run a program, or its first lines, as `printed_alone` does, and return its variables."""
    _fill(folder, files or {})
    names = _sight("dlviz")
    with _unchanged(), contextlib.chdir(folder), _beside(folder, "dlviz"):
        exec(compile(program, "program.py", "exec"), names)
    return names


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    if any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty")
    for name, content in files.items():
        (folder / name).write_bytes(content)


def printed_by(program: str, folder: Path = ROOT, *, without: str | None = None) -> str:
    """Run a whole program from `folder` and return what it prints; it cannot import `without`.

    It runs inside this process, because importing torch in a new one would take most of the time.
    It cannot see the test's names. A program may change settings (denormal numbers as 0, Pillow's
    handling of truncated files or HEIC); these are restored afterwards.
    """
    said = io.StringIO()
    alone = _beside(folder, without)
    with contextlib.redirect_stdout(said), _unchanged(), contextlib.chdir(folder), alone:
        exec(compile(program, "program.py", "exec"), _sight(without))
    return said.getvalue()


@contextlib.contextmanager
def _unchanged() -> Iterator[None]:
    """Restore the settings of torch and Pillow after the block, for other tests of this process."""
    Image.init()  # all of Pillow's own formats
    known = [dict(Image.OPEN), dict(Image.EXTENSION), dict(Image.MIME), list(Image.ID)]
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        Image.OPEN, Image.EXTENSION, Image.MIME, Image.ID = known


@contextlib.contextmanager
def _beside(folder: Path, without: str | None) -> Iterator[None]:
    """Let a program import the modules in its folder, which cannot import `without` either."""
    names = [file.stem for file in folder.glob("*.py")] if without else []
    for name in names:
        module = sys.modules[name] = types.ModuleType(name)
        vars(module).update(_sight(without) | {"__name__": name})
        source = (folder / f"{name}.py").read_text(encoding="utf-8")
        exec(compile(source, f"{name}.py", "exec"), vars(module))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _sight(without: str | None) -> dict[str, Any]:
    """Return a program's initial global names, with an import function that blocks `without`."""

    def imported(name, globals=None, locals=None, fromlist=(), level=0):
        if without and name.split(".")[0] == without:
            raise ImportError(f"the program imports {name}, which its reader does not have")
        return __import__(name, globals, locals, fromlist, level)

    names = {**vars(builtins), "__import__": imported}
    return {"__name__": "__main__", "__builtins__": names}
