"""Helpers that download the program of a page, with its files, and run it without dlviz."""

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from programs import printed_alone
from streamlit.testing.v1 import AppTest
from torch import nn

from dlviz.networks import imagenet
from dlviz.snippets import mnist_lines, networks
from dlviz.ui.shared import page_parts

PACKAGES = {"torch", "torchvision", "numpy", "pillow"}
# Two large files that are the same for every test are made once.
_archive, _state_file = mnist_lines._archive, networks.state_file
_shipped_file = cache(_state_file)


class Taken:
    """A program and the files that are offered beside it.

    Attributes:
        program: The program as the page shows it.
        files: Their contents by name.
    """

    def __init__(self, program: str, files: Mapping[str, bytes]) -> None:
        self.program = program
        self.files = dict(files)

    def printed(self, folder: Path, own: Mapping[str, bytes] | None = None) -> str:
        """Run it in a new folder in `folder`, with the visitor's `own` files, without dlviz."""
        alone = folder / f"alone{len(list(folder.iterdir()))}"
        alone.mkdir()
        return printed_alone(self.program, alone, {**self.files, **(own or {})})

    def needs(self) -> set[str]:
        """Return the packages that its first line names beyond those that every program has."""
        first = self.program.splitlines()[0]
        assert first.startswith("# needs: ")
        return set(first.removeprefix("# needs: ").split()) - PACKAGES


def take_program(at: AppTest, key: str, monkeypatch: Any) -> Taken:
    """Open the expander `key` on a page and take the program in it with its files."""
    offered: dict[str, Callable[[], bytes]] = {}
    button = page_parts.st.download_button

    def noted(label: str, data: Any, **more: Any) -> bool:
        if str(more.get("key", "")).startswith(f"{key}_"):
            offered[label] = data
        return button(label, data, **more)

    with monkeypatch.context() as patch:
        patch.setattr(page_parts.st, "download_button", noted)
        patch.setattr(mnist_lines, "_archive", mnist_archive)
        patch.setattr(networks, "state_file", _file_of)
        at.session_state[key] = True
        at.run()
        files = {name: build() for name, build in offered.items()}
    assert not at.exception
    (program,) = [one.value for one in at.code if "import" in one.value]
    assert "from dlviz" not in program
    assert "import dlviz" not in program
    return Taken(program, files)


@cache
def mnist_archive() -> bytes:
    """Return the archive of MNIST without its compression, which each program would undo."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(_archive())) as packed, ZipFile(buffer, "w") as plain:
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    return buffer.getvalue()


def _file_of(module: nn.Module) -> bytes:
    is_shipped = module is imagenet.load("efficientnet_lite0").module
    return (_shipped_file if is_shipped else _state_file)(module)
