"""Break the core in small ways, one at a time, and see whether the module's own tests notice.

    .venv/bin/python tests/mutants.py --count 400 --seed 1 --out mutants.json
    .venv/bin/python tests/mutants.py --table mutants.json

A mutant is the core with one small fault: `+` for `-`, `<=` for `<`, 4 for 3, a condition turned
round, an argument left out. mutmut's operators make most of them; a few stand in `OWN_OPERATORS`.
Words on the screen are left as they are: they are sentences, not decisions. Which tests are a
module's own is said in `OWN_TESTS`. Each mutant runs in a copy of the project, in a process forked
from one that has imported PyTorch already. The tests that reach the mutated line go first, the rest
of the module's own tests after them; a test that fails, or that takes far too long, has noticed.
"""

import argparse
import hashlib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

# Before PyTorch comes, which is imported once for all.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # no unit test needs a plugin

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("", "training", "networks", "datasets", "scheduling", "notices")
# Imported once, before processes are forked; dlviz.vision is the way to torchvision.
PRELOADED = ("torch", "dlviz.vision", "scipy.stats", "sklearn.metrics", "pytest", "hypothesis")
LONGEST = 20.0  # seconds that any mutant has beyond five times what its tests take

MEMORY = 6 * 2**30  # bytes: a picture of 300,000 by 300,000 pixels shall fail

# The files in tests/unit, without "test_", that are a module's own tests; without an entry it is
# the file of the module's name.
OWN_TESTS = {
    "activations": "activations two_inputs",
    "architecture": "architecture architecture_notices",
    "architecture_text": "architecture drawing limits",
    "augmentation": "augmentation fan limits",
    "augmentation_text": "augmentation transforms_program fan limits",
    "changing_mind": "reframing photos_notices",
    "consistency": "location_invariance",
    "convolution": "convolution kernels",
    "datasets.archive_names": "own_classes",
    "datasets.cifar100_download": "cifar100",
    "datasets.cifar100_names": "cifar100",
    "datasets.drawings": "normalise",
    "datasets.file_kinds": "photos",
    "datasets.jpeg_markers": "photos",
    "datasets.own_classes": "own_classes tables",
    "datasets.project_archive": "own_classes",
    "datasets.ready_sets": "own_classes transfer",
    "datasets.sample_photos": "photos responses",
    "datasets.small_pictures": "drawing cifar100",
    "digits": "normalise strokes",
    "download": "cifar100 weights_download",
    "embeddings": "transfer",
    "filters": "sprites feature_maps_notices",
    "framing_search": "framing_search photos_notices",
    "ink": "drawn_preview strokes",
    "inside": "inside notices limits",
    "layers": "architecture limits",
    "log": "server_bounds",
    "mistakes": "thinning digit_training",
    "moves": "location_invariance limits",
    "networks.backbone": "transfer",
    "networks.build_class_groups": "builds class_groups",
    "networks.built": "architecture flattening",
    "networks.efficientnet_lite": "imagenet residual",
    "networks.files": "network_files",
    "networks.head_file": "own_classes transfer",
    "networks.mnist": "mnist_networks inside",
    "networks.two_inputs": "two_inputs_training points limits",
    "networks.windowed": "windowed location_invariance limits",
    "notices.architecture": "architecture_notices",
    "notices.augmentation": "fan",
    "notices.comparisons": "notice_words digit_training",
    "notices.convolution": "convolution_notices",
    "notices.digits": "notices",
    "notices.feature_maps": "feature_maps_notices",
    "notices.location_invariance": "location_invariance notice_words",
    "notices.own_photos": "notice_words",
    "notices.photos": "photos_notices",
    "notices.standings": "digit_training race",
    "notices.transfer": "transfer_words",
    "notices.two_inputs": "notices",
    "notices.words": "notice_words",
    "occlusion": "framing_search photos_notices",
    "pooling": "pooling limits",
    "reframing": "reframing framing_search",
    "resampling": "drawn_preview normalise",
    "residual": "residual photos_notices",
    "responses": "responses convolution_notices",
    "scheduling.cores": "turns",
    "scheduling.job": "jobs",
    "scheduling.line": "turns jobs",
    "scheduling.priorities": "turns",
    "scheduling.turn": "turns",
    "scheduling.turnstile": "turns",
    "seeds": "limits",
    "shipped": "shipped",
    "traced": "feature_maps receptive_field",
    "training.augment": "mnist_training",
    "training.build_augmentation_curves": "builds",
    "training.build_cifar": "builds cifar",
    "training.build_consistency": "builds location_invariance",
    "training.build_mnist": "builds mnist_training",
    "training.built": "built_training",
    "training.embedding": "transfer",
    "training.fine_tuning": "transfer transfer_words limits",
    "training.lda": "mnist_training",
    "training.loop": "mnist_training race",
    "training.methods": "digit_training race ridge_sweep limits",
    "training.plan": "built_training limits",
    "training.player": "player race",
    "training.ridge_sweep": "ridge_sweep limits",
    "training.task": "transfer",
    "training.transfer": "transfer limits",
    "training.two_inputs": "two_inputs_training",
    "transfer_result": "transfer tables",
    "transforms": "augmentation transforms_program",
    "two_inputs_setup": "two_inputs_explorer notices snippets",
    "words": "notice_words",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small fault.

    Attributes:
        module: Its path in the project.
        line: The first line of the node that was changed.
        before: That node's code.
        after: What stands there instead.
        source: The whole module with the fault.
    """

    module: str
    line: int
    before: str
    after: str
    source: str


def own_tests(module: str) -> list[str]:
    """Return the paths of the test files that are a module's own."""
    name = ".".join(Path(module).with_suffix("").parts[1:])
    stems = OWN_TESTS.get(name, name.split(".")[-1]).split()
    return [f"tests/unit/test_{stem}.py" for stem in stems]


def modules() -> list[str]:
    """Return the paths of all modules of the core that are mutated."""
    found = (path for package in PACKAGES for path in (ROOT / "dlviz" / package).glob("*.py"))
    return sorted(str(path.relative_to(ROOT)) for path in found if path.name != "__init__.py")


# Operators: what else a slip of the hand does.


def _return_nothing(node: cst.Return) -> Iterator[cst.CSTNode]:
    if node.value is not None and not _is_name(node.value, "None"):
        yield node.with_changes(value=cst.Name("None"))


def _turn_condition(node: cst.If | cst.While | cst.IfExp) -> Iterator[cst.CSTNode]:
    turned = cst.UnaryOperation(
        cst.Not(),
        node.test.with_changes(
            lpar=[cst.LeftParen(), *node.test.lpar], rpar=[*node.test.rpar, cst.RightParen()]
        ),
    )
    yield node.with_changes(test=turned)


def _swap_arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Exchange the values of two neighbouring arguments."""
    for at in range(len(node.args) - 1):
        one, other = node.args[at : at + 2]
        if one.star or other.star or one.value.deep_equals(other.value):
            continue
        swapped = [one.with_changes(value=other.value), other.with_changes(value=one.value)]
        yield node.with_changes(args=[*node.args[:at], *swapped, *node.args[at + 2 :]])


def _exchange_function(node: cst.Call) -> Iterator[cst.CSTNode]:
    pairs = {"min": "max", "max": "min", "round": "int", "floor": "ceil", "ceil": "floor"}
    pairs |= {"any": "all", "all": "any", "argmax": "argmin", "argmin": "argmax"}
    pairs |= {"height": "width", "width": "height", "mean": "sum", "sorted": "list"}
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if isinstance(name, cst.Name) and name.value in pairs:
        yield node.with_deep_changes(name, value=pairs[name.value])


def _drop_statement(node: cst.Expr) -> Iterator[cst.CSTNode]:
    if isinstance(node.value, cst.Call):
        yield node.with_changes(value=cst.Name("None"))


def _take_one_less(node: cst.BaseNumber) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Integer) and node.evaluated_value > 1:
        yield node.with_changes(value=repr(node.evaluated_value - 1))


OWN_OPERATORS: list[tuple[type, Callable]] = [
    (cst.Return, _return_nothing),
    (cst.If, _turn_condition),
    (cst.While, _turn_condition),
    (cst.Call, _swap_arguments),
    (cst.Call, _exchange_function),
    (cst.Expr, _drop_statement),
    (cst.BaseNumber, _take_one_less),
]
OPERATORS = [
    (kind, operator) for kind, operator in mutation_operators if kind is not cst.BaseString
] + OWN_OPERATORS
# What carries no decision: types, imports, and what @dataclass(frozen=True) is told.
_LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)


def _is_name(node: cst.CSTNode, value: str) -> bool:
    return isinstance(node, cst.Name) and node.value == value


@dataclass(frozen=True, slots=True)
class Fault:
    """A node of a module, what may stand there instead, its line, and the statement around both."""

    node: cst.CSTNode
    changed: cst.CSTNode
    line: int
    statement: int


class _Faults(cst.CSTVisitor):
    """Collect every fault that can be put into a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Fault] = []
        self.statement = 0  # that is being visited, of those the module consists of

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Ask every operator; go on into the children unless the node is left alone."""
        if isinstance(node, _LEFT_ALONE):
            return False
        place = self.get_metadata(PositionProvider, node, None)
        for kind, operator in OPERATORS:
            if place and isinstance(node, kind):
                for changed in operator(node):
                    self.found.append(Fault(node, changed, place.start.line, self.statement))
        return True


def faults(module: str) -> tuple[cst.Module, list[Fault]]:
    """Return a module's tree and every fault that can be put into it."""
    wrapper = MetadataWrapper(cst.parse_module((ROOT / module).read_text()))
    visitor = _Faults()
    with visitor.resolve(wrapper):
        for visitor.statement, statement in enumerate(wrapper.module.body):
            statement.visit(visitor)
    return wrapper.module, visitor.found


def with_fault(tree: cst.Module, fault: Fault) -> str:
    """Return a module's source with one fault."""
    body = list(tree.body)
    body[fault.statement] = body[fault.statement].deep_replace(fault.node, fault.changed)
    return tree.with_changes(body=body).code


def draw(count: int, seed: int, only: str = "") -> Iterator[Mutant]:
    """Yield `count` mutants: every module is equally likely, and every fault within it.

    Args:
        count: How many.
        seed: Of the draw.
        only: Part of the path of the modules to take; all without.
    """
    rng = random.Random(seed)
    every = {module: faults(module) for module in modules() if only in module}
    drawn = 0
    while drawn < count:
        module = rng.choice(sorted(every))
        tree, found = every[module]
        fault = found.pop(rng.randrange(len(found)))
        if not found:
            del every[module]
        source = with_fault(tree, fault)
        if source != tree.code and _compiles(source):
            parts = [tree.code_for_node(one).strip() for one in (fault.node, fault.changed)]
            yield Mutant(module, fault.line, *parts, source)
            drawn += 1


def _compiles(source: str) -> bool:
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return False
    return True


# Running.


def copy_project(folder: Path) -> None:
    """Copy what git tracks and what is new, without what it ignores."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_forked(
    folder: Path, arguments: list[str], limit: float, *, plugins: tuple = (), log: str = "log.txt"
) -> tuple[int | None, float]:
    """Run pytest in a process of its own; return its status, None if too late, and the seconds."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        _become_pytest(folder, arguments, plugins, log)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        seconds = time.monotonic() - start
        if done:
            return os.waitstatus_to_exitcode(status), seconds
        if seconds > limit:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None, seconds
        time.sleep(0.02)


def _become_pytest(folder: Path, arguments: list[str], plugins: tuple, log: str) -> None:
    """Run pytest in this process and end it."""
    status = 99
    try:
        os.setpgid(0, 0)  # so that what the tests start can be ended with them
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        os.chdir(folder)
        out = os.open(folder / log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.path[:0] = [str(folder)]
        import pytest
        from hypothesis import settings

        settings.register_profile("mutants", database=None, derandomize=True, deadline=None)
        settings.load_profile("mutants")
        options = ["-q", "-p", "no:cacheprovider", "--no-header", "--tb=line"]
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # imported before the fork
        status = int(pytest.main([*options, *arguments], plugins=plugins))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class _Reached:
    """A plugin of pytest: which lines of the core each test runs, and how long it takes."""

    def __init__(self, folder: Path, out: Path) -> None:
        self._folder, self._out = folder, out
        self._seconds: dict[str, float] = {}

    def pytest_configure(self) -> None:
        """Start to measure, before the first module of the core is imported."""
        import coverage

        self._measure = coverage.Coverage(data_file=None, include=[str(self._folder / "dlviz/*")])
        self._measure.start()

    def pytest_runtest_setup(self, item: object) -> None:
        """Count lines for this test from here on."""
        self._measure.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: object) -> None:
        """Add what this part of the test took."""
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_unconfigure(self) -> None:
        """Write what was measured."""
        self._measure.stop()
        read = self._measure.get_data()
        lines = {
            str(Path(path).relative_to(self._folder)): {
                line: sorted(filter(None, tests))
                for line, tests in read.contexts_by_lineno(path).items()
            }
            for path in read.measured_files()
        }
        self._out.write_text(json.dumps({"seconds": self._seconds, "lines": lines}))


def measure(folder: Path, files: list[str], kept: Path) -> dict[str, dict]:
    """Run test files without any fault; return for each what `_Reached` has seen.

    What was measured stays in the folder `kept`, under a name that changes with the core and with
    the test file.
    """
    core = b"".join((folder / module).read_bytes() for module in modules())
    reached = {}
    for file in files:
        digest = hashlib.sha256(core + (folder / file).read_bytes()).hexdigest()[:12]
        out = kept / f"{Path(file).stem}.{digest}.json"
        if not out.exists():
            kept.mkdir(exist_ok=True)
            status, took = run_forked(folder, [file], 1800, plugins=(_Reached(folder, out),))
            if status != 0:
                log = (folder / "log.txt").read_text()
                raise SystemExit(f"{file} fails without any fault:\n{log}")
            print(f"{took:6.1f} s  {file}", flush=True)
        reached[file] = json.loads(out.read_text())
    return reached


def judge(folder: Path, mutant: Mutant, number: int, reached: dict[str, dict]) -> dict:
    """Return a mutant's record: the verdict, the seconds it took, the test that noticed it."""
    path = folder / mutant.module
    original, stamp = path.read_bytes(), path.stat()
    own = own_tests(mutant.module)
    seconds = {test: took for file in own for test, took in reached[file]["seconds"].items()}
    lines = (reached[file]["lines"].get(mutant.module, {}) for file in own)
    first = {test for line in lines for test in line.get(str(mutant.line), ())}
    quick = sorted(first, key=seconds.__getitem__)
    rest = [*own, *(f"--deselect={test}" for test in quick)]
    limit = LONGEST + 5 * sum(seconds.values())
    record = asdict(mutant) | {"verdict": "survived", "seconds": 0.0, "test": ""}
    del record["source"]
    try:
        path.write_text(mutant.source)
        # Compiled files are told from their source's time in whole seconds, and its size.
        os.utime(path, (stamp.st_atime, stamp.st_mtime + 10 * (number + 1)))
        for tests in filter(None, (quick, rest)):
            status, took = run_forked(folder, ["-x", *tests], limit)
            record["seconds"] += round(took, 1)
            if status not in (0, 5):
                verdict = "noticed (too long)" if status is None else "noticed"
                return record | {"verdict": verdict, "test": _failed(folder)}
        return record
    finally:
        path.write_bytes(original)
        os.utime(path, (stamp.st_atime, stamp.st_mtime))


def _failed(folder: Path) -> str:
    lines = (folder / "log.txt").read_text(errors="replace").splitlines()
    return next((line for line in lines if line.startswith(("FAILED", "ERROR"))), "")[:200]


def run(mutants: list[Mutant], out: Path) -> None:
    """Judge all mutants, writing every verdict as it comes; those judged already are left out."""
    sys.path.insert(0, str(ROOT))
    for package in PRELOADED:
        importlib.import_module(package)
    for module in [name for name in sys.modules if name.split(".")[0] == "dlviz"]:
        del sys.modules[module]
    verdicts = json.loads(out.read_text()) if out.exists() else []
    known = {(v["module"], v["line"], v["before"], v["after"]) for v in verdicts}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_project(folder)
        files = sorted({file for mutant in mutants for file in own_tests(mutant.module)})
        reached = measure(folder, files, out.with_suffix(".reached"))
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # of the mutants
        sys.dont_write_bytecode = True
        for number, mutant in enumerate(mutants):
            if (mutant.module, mutant.line, mutant.before, mutant.after) in known:
                continue
            verdicts.append(judge(folder, mutant, number, reached))
            out.write_text(json.dumps(verdicts, indent=1))
            print(f"{number + 1}/{len(mutants)}", _line(verdicts[-1]), flush=True)


def _line(record: dict) -> str:
    place = f"{record['module']}:{record['line']}"
    change = f"{record['before'][:70]!r} -> {record['after'][:70]!r}"
    return f"{record['verdict']} in {record['seconds']:.0f} s: {place} {change}"


def table(verdicts: list[dict]) -> str:
    """Return a Markdown table, one row a package."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for verdict in verdicts:
        package = str(Path(verdict["module"]).parent)
        for row in (package, "all"):
            counts[row]["mutants"] += 1
            counts[row][verdict["verdict"].split()[0]] += 1
    lines = ["| package | mutants | noticed | survived | share |", "|---|---|---|---|---|"]
    for package in [*sorted(set(counts) - {"all"}), "all"]:
        n, noticed = counts[package]["mutants"], counts[package]["noticed"]
        lines.append(f"| {package} | {n} | {noticed} | {n - noticed} | {noticed / n:.0%} |")
    return "\n".join(lines)


def main() -> None:
    """Draw and judge mutants, or print the table of those that were judged."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of a module's path")
    parser.add_argument("--out", type=Path, default=Path("mutants.json"))
    parser.add_argument("--table", type=Path, help="verdicts to print as a table")
    options = parser.parse_args()
    if options.table:
        print(table(json.loads(options.table.read_text())))
        return
    run(list(draw(options.count, options.seed, options.only)), options.out)


if __name__ == "__main__":
    main()
