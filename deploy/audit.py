"""Check the app's installed packages for known vulnerabilities: `python deploy/audit.py`.

It covers every package that requirements.txt brings along, and exits with 1 if one has a known
vulnerability. Two services are asked in turn, Open Source Vulnerabilities (OSV) and PyPI. A package
that neither of them knows, or that could not be looked up, is reported as not checked, never as
clean.
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
_ANSWER = 8  # timeout of one request, in seconds
_PATIENCE = 120  # timeout of all requests to one service, in seconds


def main(services: Sequence[Sequence[str]] = SERVICES) -> int:
    """Print the result; return 1 if a vulnerability was found, else 0."""
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
    """Return the names of the packages that requirements.txt lists."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line).name for line in lines if line and not line.startswith("#")]


def installed(names: Sequence[str]) -> dict[str, str]:
    """Return the versions, by name, of these packages and of everything they depend on."""
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # a dependency of other operating systems
        found[name] = package.version.partition("+")[0]  # "+cpu" is a build, not a version
        needed = [Requirement(text) for text in package.requires or []]
        waiting += [one.name for one in needed if not one.marker or one.marker.evaluate()]
    return found


def ask(service: Sequence[str], packages: dict[str, str]) -> tuple[list[str], set[str]]:
    """Return the known vulnerabilities in `packages`, and the names that were not checked."""
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
