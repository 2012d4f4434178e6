"""If a private name is missing, the server either works without it or stops with its name."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from visitor import Visitor

from dlviz.ui._compat import names
from dlviz.ui._compat.register import Kind, PrivateName

ROOT = Path(__file__).resolve().parents[2]

# A process that has imported what the server needs beside Streamlit and Starlette. For each file
# that it reads of, a copy of it runs the file, imports the server, and writes the error beside it.
COPIES = """
import os, sys, traceback
import google.protobuf.descriptor_pool, narwhals.stable.v1, plotly.basedatatypes
import http.client, ssl, urllib.request, uvicorn.server

assert not {"streamlit", "starlette", "dlviz"} & sys.modules.keys()
for line in sys.stdin:
    file = line.strip()
    copy = os.fork()
    if copy == 0:
        status = 0
        try:
            exec(compile(open(file).read(), file, "exec"), {})
            import serve
        except BaseException:
            status = 1
            with open(file + ".error", "w") as error:
                traceback.print_exc(file=error)
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), flush=True)
"""

# Put into a process: Streamlit and Starlette call something by another name, as a new version might
# do, all through or in one module.
RENAMED = """
import ast
from importlib.machinery import SourceFileLoader

OLD, WHERE = {old!r}, {where!r}
FIELDS = ("attr", "id", "name", "arg", "asname", "value")


class Rename(ast.NodeTransformer):
    def generic_visit(self, node):
        for field in FIELDS:
            value = getattr(node, field, None)
            if isinstance(value, str) and value in OLD:
                setattr(node, field, value + "_renamed")
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [name + "_renamed" if name in OLD else name for name in node.names]
        return super().generic_visit(node)


def get_code(self, module, get_code=SourceFileLoader.get_code):
    is_meant = module in WHERE or module.split(".")[0] in WHERE
    source = self.get_data(self.path)
    present = [old for old in OLD if old.encode() in source]
    if not is_meant or not present:
        return get_code(self, module)
    tree = Rename().visit(ast.parse(source))
    for old in present if module.endswith("_pb2") else ():  # its names are made while it runs
        late = f"if {{old!r}} in globals(): {{old}}_renamed = globals().pop({{old!r}})"
        tree.body += ast.parse(late).body
    return compile(tree, self.path, "exec", dont_inherit=True)


SourceFileLoader.get_code = get_code
"""
FILE_HIDDEN = """
from pathlib import Path

is_file = Path.is_file
Path.is_file = lambda self: not self.as_posix().endswith({old!r}) and is_file(self)
"""
# The websocket's messages have fields of these names too: they cannot be renamed by themselves.
# tests/unit/test_this_run.py does without them.
IN_MESSAGES = (names.QUERY_STRING, names.PAGE_HASH, names.CONTEXT_INFO, names.FROM_HISTORY)
SAVERS = [name for name in names.ALL if name.kind is Kind.SAVES_TIME and name not in IN_MESSAGES]
OTHERS = [name for name in names.ALL if name.kind is not Kind.SAVES_TIME]
# A server without some of them at once; each by itself with -m slow: a server costs seconds.
AT_ONCE = [SAVERS[start::4] for start in range(4)]
# One of each module at once, all of them with -m slow.
FIRST_OF_MODULE = {name.module: name for name in reversed(OTHERS)}.values()


@pytest.fixture
def environment_without(tmp_path: Path):
    """Make the environment of a process in which a name is gone, or several that save time."""

    def environment(*names: PrivateName) -> dict[str, str]:
        name = names[0]
        # Where the server does not start anyway, an attribute is renamed in its own module only:
        # "id" and "data" have other meanings elsewhere.
        is_alone = name.kind is not Kind.SAVES_TIME and "." in name.name
        where = (name.module,) if is_alone else ("streamlit", "starlette")
        program = FILE_HIDDEN if "/" in name.name else RENAMED
        old = name.name if "/" in name.name else {one.name.split(".")[-1] for one in names}
        (tmp_path / "sitecustomize.py").write_text(program.format(old=old, where=where))
        return os.environ | {"PYTHONPATH": str(tmp_path)}

    return environment


@pytest.fixture(scope="module")
def start_of_a_copy() -> Iterator[Callable[[Path], tuple[int, str]]]:
    """Import the server in a copy of a process; return its exit status and what it wrote."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", COPIES], cwd=ROOT, text=True, **pipes) as original:

        def start(file: Path) -> tuple[int, str]:
            original.stdin.write(f"{file}\n")
            original.stdin.flush()
            status = int(original.stdout.readline())
            error = file.with_name(f"{file.name}.error")
            return status, error.read_text() if error.exists() else ""

        yield start


async def visit(address: str) -> list[str]:
    visitor = Visitor(address, "convolution")
    said = (await visitor.arrive()).errors
    said += (await visitor.set("preset_1", None)).errors
    await visitor.leave()
    return said


@pytest.mark.parametrize(
    "names",
    [*AT_ONCE, *(pytest.param([name], marks=pytest.mark.slow) for name in SAVERS)],
    ids=lambda names: " ".join(name.name for name in names),
)
def test_a_page_opens_without(
    names: list[PrivateName], environment_without, serve_process, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    environment = environment_without(*names)
    with (
        log.open("w") as errors,
        serve_process(errors=errors, env=environment) as (address, _),
        ThreadPoolExecutor(1) as thread,  # Playwright's own loop keeps the tests' thread
    ):
        assert thread.submit(asyncio.run, visit(address)).result() == []
    lines = [line for line in log.read_text().splitlines() if line.strip()]
    for name in names:
        assert len([line for line in lines if f"{name} is missing" in line]) == 1
    assert len(lines) == len(names), lines


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in FIRST_OF_MODULE else pytest.mark.slow)
        for name in OTHERS
    ],
    ids=str,
)
def test_the_server_does_not_start_without(
    name: PrivateName, environment_without, start_of_a_copy: Callable[[Path], tuple[int, str]]
) -> None:
    folder = Path(environment_without(name)["PYTHONPATH"])
    status, error = start_of_a_copy(folder / "sitecustomize.py")
    assert status == 1
    assert f"MissingNameError: The installed version has no {name}." in error


def test_a_server_that_misses_nothing_starts(tmp_path: Path, start_of_a_copy) -> None:
    (tmp_path / "empty.py").touch()
    assert start_of_a_copy(tmp_path / "empty.py") == (0, "")


@pytest.mark.parametrize("name", [names.EXTERNAL_IP, names.COMPONENT_MANAGER], ids=str)
def test_who_starts_the_server_reads_why_it_does_not(
    name: PrivateName, environment_without
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.headless=true"],
        cwd=ROOT, env=environment_without(name), capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert str(name) in done.stdout + done.stderr
