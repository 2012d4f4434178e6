"""Imports follow the layers, and private names of libraries are used only in `ui/_compat`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import streamlit as st
from reading import parsed

from dlviz.ui._compat.selectors import SELECTORS, resolve

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = sorted((ROOT / "dlviz").rglob("*.py"))
CORE = [
    file for file in PACKAGE if file.relative_to(ROOT / "dlviz").parts[0] not in ("ui", "figures")
]

UI = ROOT / "dlviz" / "ui"
PAGES = [*sorted((ROOT / "pages").glob("*.py")), ROOT / "app.py", ROOT / "serve.py"]
ROOMS = [file for file in PACKAGE if UI in file.parents]

# The folders that each folder may import, besides itself; a topic is a folder not named here. A
# topic never imports another topic, and only `shared` and code for serving may import `serving`.
BELOW = {
    "serve": {"shared", "serving", "_compat"},
    "page": {"shared", "components", "_compat"},  # and its own topic
    "topic": {"shared", "components", "_compat"},
    "shared": {"serving", "components", "_compat"},
    "serving": {"_compat"},
    "components": {"_compat"},
    "_compat": set(),
}
TOPICS = {folder.name for folder in UI.iterdir() if folder.is_dir()} - {*BELOW, "__pycache__"}

# Not Streamlit's: torch's own names have tests of their own, a namedtuple's are its public ones.
OTHERS_PRIVATE = {
    "dlviz/networks/imagenet.py": {"_presets"},
    "dlviz/networks/inference.py": {"_convolution_pointwise", "_C", "_nn"},
    "dlviz/training/two_inputs.py": {"_fused_adam_"},
}
OF_NAMEDTUPLES = {"_asdict", "_fields", "_replace"}
MARKUP = re.compile(
    r"\bst[A-Z]\w+|data-testid|data-baseweb|data-test-|st-emotion|\.katex|\.token\b"
    r"|\[kind=|\[data-selected|\[data-tag|Help for"
)
STYLED = [
    file
    for file in [*UI.rglob("*"), *(ROOT / "pages").glob("*.py")]
    if file.suffix in (".py", ".css", ".js") and "_compat" not in file.parts
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
    for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
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


def test_the_core_does_not_look_up() -> None:
    up = ("dlviz.ui", "dlviz.figures")
    assert [
        f"{shown(f)}: {name}" for f in CORE for name in imported(f) if name.startswith(up)
    ] == []


def test_torchvision_comes_through_its_guard() -> None:
    for file in [*PACKAGE, *(ROOT / "pages").glob("*.py")]:
        names = {name for name in imported(file) if name.split(".")[0] == "torchvision"}
        if names and file.name != "vision.py":
            assert "dlviz.vision" in imported(file), shown(file)


def room(file: Path) -> str:
    return file.relative_to(UI).parts[0]


def allowed(file: Path) -> set[str]:
    """Return the rooms whose modules `file` may import."""
    if file in PAGES:
        own = {"app.py": "home"}.get(file.name, file.stem)
        return BELOW["serve"] if own == "serve" else BELOW["page"] | {own}
    return BELOW["topic" if room(file) in TOPICS else room(file)] | {room(file)}


def outside(file: Path) -> list[str]:
    """Return a sentence for each module of `ui` that `file` imports but must not."""
    targets = [ROOT / f"{name.replace('.', '/')}.py" for name in sorted(imported(file))]
    return [
        f"{shown(file)} imports {shown(target)}"
        for target in targets
        if UI in target.parents and target.exists() and room(target) not in allowed(file)
    ]


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_imports_inside_ui_go_one_way() -> None:
    files = [*PAGES, *(file for file in ROOMS if file.parent != UI)]
    assert [sentence for file in files for sentence in outside(file)] == []


def test_every_page_has_its_topic() -> None:
    assert {page.stem for page in (ROOT / "pages").glob("*.py")} | {"home"} == TOPICS


def private_imports(file: Path) -> Iterator[str]:
    """Yield the names that `file` imports from modules of Streamlit and Starlette, except `st`."""
    for node in ast.walk(parsed(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if is_inside(one.name))
        elif isinstance(node, ast.ImportFrom) and is_inside(f"{node.module}."):
            yield f"from {node.module} import {node.names[0].name}"
        elif isinstance(node, ast.Attribute) and is_called(node.value, "st"):
            is_module = isinstance(getattr(st, node.attr, None), ModuleType)
            if is_module and node.attr != "components":
                yield f"st.{node.attr}"


def is_inside(name: str) -> bool:
    return name.startswith(("streamlit.", "starlette"))


def is_called(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def private_attributes(file: Path) -> Iterator[str]:
    """Yield each `owner._name` whose owner is not defined in the same file."""
    nodes = list(ast.walk(parsed(file.read_text(encoding="utf-8"))))
    touched = [node for node in nodes if isinstance(node, ast.Attribute)]
    known = OF_NAMEDTUPLES | OTHERS_PRIVATE.get(shown(file), set())
    known |= {node.attr for node in touched if is_called(node.value, "self", "cls")}
    known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in touched:
        if re.match(r"_[^_]", node.attr) and node.attr not in known:
            yield ast.unparse(node)
    for node in nodes:
        if isinstance(node, ast.Call) and is_called(node.func, "getattr", "setattr", "hasattr"):
            name = node.args[1]
            if isinstance(name, ast.Constant) and re.match(r"_[^_]", str(name.value)):
                yield ast.unparse(node)


ALL_ELSE = [*(file for file in PACKAGE if "_compat" not in file.parts), *PAGES]


def test_only_compat_knows_private_names() -> None:
    found = {
        (shown(file), name)
        for file in ALL_ELSE
        for name in [*private_imports(file), *private_attributes(file)]
    }
    assert found - {("serve.py", "from starlette.middleware import Middleware")} == set()


def test_only_compat_knows_streamlit_s_markup() -> None:
    """`dlviz/ui/_compat/selectors.py` has names for what is found here."""
    for file in STYLED:
        text = file.read_text(encoding="utf-8")
        assert MARKUP.findall(text) == [], shown(file)
        resolve(text)  # every name that is used is there


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_what_all_pages_share_styles_no_topic(topic: str) -> None:
    styles = [file for room in ("shared", "serving") for file in (UI / room).rglob("*.*")]
    named = re.compile(rf"st-key-{topic}_")
    found = [file for file in styles if file.suffix in (".py", ".css")]
    assert [file.name for file in found if named.search(file.read_text(encoding="utf-8"))] == []


def test_every_selector_is_used() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in STYLED)
    assert {name for name in SELECTORS if not re.search(rf":--{name}(?![a-z-])", text)} == set()


FORBIDDEN = {
    "dlviz/ui/pooling/views.py": ("dlviz.ui.photos", "dlviz.ui.serving"),
    "pages/pooling.py": ("dlviz.ui.photos", "dlviz.ui.serving"),
    "dlviz/ui/shared/frame.py": ("dlviz.ui.pooling",),
    "dlviz/ui/components/surfaces/surfaces.py": ("dlviz.ui.shared", "dlviz.ui.serving"),
    "dlviz/ui/serving/memory.py": ("dlviz.ui.shared", "dlviz.ui.components"),
    "dlviz/ui/_compat/runs.py": ("dlviz.ui.serving", "dlviz.ui.shared"),
}
INSIDE = {"photos": "views", "pooling": "views", "serving": "memory", "shared": "frame",
          "components": "lecture.lecture"}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "package"), [(place, one) for place, all_ in FORBIDDEN.items() for one in all_]
)
def test_a_forbidden_import_is_named_with_both_files(
    place: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    *path, name = f"{package}.{INSIDE[package.split('.')[-1]]}".split(".")
    program = f"from {'.'.join(path)} import {name}\nfrom dlviz.ui._compat import names"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: program)
    assert outside(ROOT / place) == [f"{place} imports {'/'.join([*path, name])}.py"]


@pytest.mark.parametrize(
    "program",
    [
        "from streamlit.runtime import exists",
        "from streamlit import net_util",
        "import streamlit.web.server",
        "import starlette.formparsers",
        "import streamlit as st\nst.delta_generator.DeltaGenerator",
        "manager._session_mgr",
        "getattr(manager, '_session_mgr')",
    ],
)
def test_a_private_name_is_found(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: program)
    file = UI / "pooling" / "views.py"
    assert [*private_imports(file), *private_attributes(file)]
