"""Helpers that download the program of a page, with its files, and run it without dlviz."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from programs import printed_alone
from streamlit.testing.v1 import AppTest

from dlviz.ui.shared import page_parts

PACKAGES = {"torch", "torchvision", "numpy", "pillow"}


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
        at.session_state[key] = True
        at.run()
    assert not at.exception
    (program,) = [one.value for one in at.code if "import" in one.value]
    assert "from dlviz" not in program
    assert "import dlviz" not in program
    return Taken(program, {name: build() for name, build in offered.items()})
