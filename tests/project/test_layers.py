"""Imports go one way, and the rooms stay what the README says they are."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = sorted((ROOT / "dlviz").rglob("*.py"))
CORE = [
    file for file in PACKAGE if file.relative_to(ROOT / "dlviz").parts[0] not in ("ui", "figures")
]


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def loaded_with(modules: list[str]) -> set[str]:
    """Return the top-level packages in memory after importing `modules` in a new process."""
    program = f"import sys, {', '.join(modules)}; print(*{{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return set(done.stdout.split())


def imported(file: Path) -> set[str]:
    """Return every module named by an import statement in `file`."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_core_needs_neither_streamlit_nor_plotly() -> None:
    loaded = loaded_with([module(file) for file in CORE])
    assert "torch" in loaded
    assert not loaded & {"streamlit", "plotly"}


def test_figures_need_neither_streamlit_nor_torch() -> None:
    figures = [module(file) for file in PACKAGE if file.parent.name == "figures"]
    loaded = loaded_with(figures)
    assert "numpy" in loaded
    assert not loaded & {"streamlit", "torch"}


def test_the_home_page_needs_no_torch() -> None:
    assert "torch" not in loaded_with(["dlviz.ui.shared.page", "dlviz.ui.home.views"])


@pytest.mark.parametrize("file", CORE, ids=module)
def test_the_core_does_not_look_up(file: Path) -> None:
    assert not any(name.startswith(("dlviz.ui", "dlviz.figures")) for name in imported(file))


@pytest.mark.parametrize("file", [*PACKAGE, *(ROOT / "pages").glob("*.py")], ids=str)
def test_torchvision_comes_through_its_guard(file: Path) -> None:
    names = {name for name in imported(file) if name.split(".")[0] == "torchvision"}
    if names and file.name != "vision.py":
        assert "dlviz.vision" in imported(file)
