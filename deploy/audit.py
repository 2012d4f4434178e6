"""Compare what the app runs on with the list of known holes: `python deploy/audit.py`.

It fails on a known hole in any package that requirements.txt brings, and says so where nobody could
be asked. Two services are asked in turn, Open Source Vulnerabilities and PyPI; a package that one
of them does not know counts as not checked, never as clean.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SERVICES = (("--vulnerability-service", "osv"), ("--vulnerability-service", "pypi"))
_ANSWER = 8  # seconds for one answer
_PATIENCE = 120  # seconds for all of them


def main(services: Sequence[Sequence[str]] = SERVICES) -> int:
    """Print what is known; return 1 if that is a hole, else 0."""
    packages = installed(required())
    unchecked = set(packages)
    for service in services:
        holes, left = ask(service, {name: packages[name] for name in unchecked})
        for hole in holes:
            print(f"KNOWN HOLE: {hole}")
        if holes:
            return 1
        unchecked &= left
        if not unchecked:
            break
    n_checked = len(packages) - len(unchecked)
    print(f"{n_checked} of {len(packages)} packages compared with the known holes, none found.")
    if unchecked:
        print(f"NOT CHECKED, no service answered: {', '.join(sorted(unchecked))}")
    return 0


def required() -> list[str]:
    """Return the names in requirements.txt."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line).name for line in lines if line and not line.startswith("#")]


def installed(names: Sequence[str]) -> dict[str, str]:
    """Return the versions of these packages and of all that they bring along, by name."""
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # for another system
        found[name] = package.version.partition("+")[0]  # "+cpu" is no version of its own
        needed = [Requirement(text) for text in package.requires or []]
        waiting += [one.name for one in needed if not one.marker or one.marker.evaluate()]
    return found


def ask(service: Sequence[str], packages: dict[str, str]) -> tuple[list[str], set[str]]:
    """Return the known holes in `packages`, and the names that were not checked."""
    with tempfile.TemporaryDirectory() as folder:
        pins, answer = Path(folder) / "pins.txt", Path(folder) / "answer.json"
        pins.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()))
        command = [sys.executable, "-m", "pip_audit", *service, "--requirement", str(pins)]
        command += ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
        command += ["--timeout", str(_ANSWER), "--format", "json", "--output", str(answer)]
        command += ["--cache-dir", str(Path(folder) / "cache")]
        try:
            subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
            told = json.loads(answer.read_text())["dependencies"]
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return [], set(packages)
    holes = [
        f"{one['name']} {one['version']}: {hole['id']} {', '.join(hole['aliases'])}, "
        f"mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in told
        for hole in one.get("vulns", [])
    ]
    checked = {canonicalize_name(one["name"]) for one in told if "skip_reason" not in one}
    return holes, set(packages) - checked


if __name__ == "__main__":
    sys.exit(main())
