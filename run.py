"""Open dlviz, or test it, on a machine that has only Python: it makes what it needs.

    python3 run.py                 open the app in the browser
    python3 run.py --server.port 8600 ...   the same with options of `streamlit run`
    python3 run.py test            run the tests (options of pytest may follow)
    python3 run.py check           formatting, lint and types

On Windows write `py` instead of `python3`. The first call makes a virtual environment, `.venv`
beside this file, and installs what requirements.txt lists; later calls start at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
LOCK = ROOT / ".venv.lock"
PATIENCE = 1800  # seconds to wait for another start that is installing


def main(arguments: list[str]) -> int:
    """Make the environment ready and run what `arguments` ask for; return its exit status."""
    if sys.version_info < OLDEST:
        return refuse(f"dlviz needs Python {'.'.join(map(str, OLDEST))}, this is {sys.version}")
    task = arguments[0] if arguments[:1] in (["test"], ["check"]) else "app"
    rest = arguments if task == "app" else arguments[1:]
    try:
        install("requirements.txt" if task == "app" else "requirements-dev.txt")
    except OSError as error:
        return refuse(f"the virtual environment could not be made in {VENV}: {error}")
    except subprocess.CalledProcessError:
        return refuse(
            "the packages could not be installed: the lines above say why. Without a network, or "
            "without Python's venv module (Debian: apt install python3-venv), this cannot work."
        )
    try:
        return {"app": open_app, "test": test, "check": check}[task](rest)
    except KeyboardInterrupt:
        return 0


def open_app(options: list[str]) -> int:
    """Serve the app; without options on this machine's own browser."""
    headless = [] if options else ["--server.headless", "false"]
    return run("-m", "streamlit", "run", str(ROOT / "app.py"), *headless, *options)


def test(options: list[str]) -> int:
    """Run the tests; the browser tests need a Chromium on the PATH."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        print("No Chromium on the PATH: the browser tests are skipped.", flush=True)
    return run("-m", "pytest", *options)


def check(options: list[str]) -> int:
    """Check formatting, lint and types; every check runs, the worst status counts."""
    return max(
        run("-m", "ruff", "format", "--check", ".", *options),
        run("-m", "ruff", "check", ".", *options),
        run("-m", "mypy"),
    )


def install(requirements: str) -> None:
    """Make `.venv` hold what `requirements` lists; do nothing when it already does.

    A mark with the lists' hash is written last, so that an interrupted installation is taken up
    again. Two starts at once wait for each other.
    """
    names = ["requirements.txt", requirements]
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()
    mark = VENV / f".{requirements}.installed"
    if is_marked(mark, wanted):
        return
    with Lock():
        if is_marked(mark, wanted):
            return
        if not is_usable():
            print("Making a virtual environment in .venv", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        print(f"Installing {requirements}: the first time takes minutes", flush=True)
        pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "-r", str(ROOT / requirements)], check=True)
        mark.write_text(wanted)


def is_marked(mark: Path, wanted: str) -> bool:
    """Return whether the installation that `mark` records is complete and the wanted one."""
    return PYTHON.exists() and mark.exists() and mark.read_text() == wanted


def is_usable() -> bool:
    """Return whether `.venv` has a Python with pip; one cut off while it was made has not."""
    if not PYTHON.exists():
        return False
    return run("-m", "pip", "--version", quiet=True) == 0


class Lock:
    """A file that exists while one start installs; one left by a dead start grows old and goes."""

    def __enter__(self) -> None:
        """Wait until no other start installs."""
        waited = False
        while True:
            try:
                os.close(os.open(LOCK, os.O_CREAT | os.O_EXCL))
                return
            except FileExistsError:
                if time.time() - LOCK.stat().st_mtime > PATIENCE:
                    LOCK.unlink(missing_ok=True)
                    continue
            if not waited:
                print(f"Another start is installing: waiting (if none is, delete {LOCK.name})")
                waited = True
            time.sleep(1)

    def __exit__(self, *_: object) -> None:
        """Let the next start go on."""
        LOCK.unlink(missing_ok=True)


def run(*arguments: str, quiet: bool = False) -> int:
    """Run the environment's Python from the project's folder; return its exit status."""
    output = subprocess.DEVNULL if quiet else None
    command = [str(PYTHON), *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=output, stderr=output, check=False).returncode


def refuse(reason: str) -> int:
    """Say in one sentence why nothing was started."""
    print(reason, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
