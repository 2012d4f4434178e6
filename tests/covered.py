"""Run the tests and print which share of the code they run, one row a package.

    .venv/bin/python tests/covered.py                    all unit and app tests
    .venv/bin/python tests/covered.py tests/unit         options and files of pytest may follow

Branches count beside statements: of an `if` both ways. What runs in a browser, or in a process of
its own, is not seen.
"""

import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def main(arguments: list[str]) -> int:
    """Measure a run of pytest; return its exit status."""
    sys.path.insert(0, str(ROOT))
    sources = [str(ROOT / name) for name in ("dlviz", "pages")]
    measured = coverage.Coverage(branch=True, source=sources, data_file=None)
    measured.start()
    status = pytest.main(["-q", *(arguments or ["tests/unit", "tests/app"])])
    measured.stop()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        measured.json_report(outfile=str(report))
        print(table(json.loads(report.read_text())["files"]))
    return int(status)


def table(files: dict[str, dict]) -> str:
    """Return a Markdown table from coverage.py's counts for each file."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for name, file in files.items():
        folder = Path(name).resolve().relative_to(ROOT).parent
        # The rooms of the pages and the components stand together.
        package = "/".join(folder.parts[:2])
        for row in (package, "all"):
            counts[row] += Counter({key: file["summary"][key] for key in COUNTS})
    lines = ["| package | statements | run | branches | taken |", "|---|---|---|---|---|"]
    for package in [*sorted(set(counts) - {"all"}), "all"]:
        own = counts[package]
        statements, covered, branches, taken = (own[key] for key in COUNTS)
        lines.append(
            f"| {package} | {statements:,} | {share(covered, statements)} "
            f"| {branches:,} | {share(taken, branches)} |"
        )
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """Return a share in per cent, rounded down: 100 % means all of them."""
    return f"{100 * part // whole} %" if whole else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
