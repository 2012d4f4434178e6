"""Every benchmark runs completely with the smallest sizes, and prints its ratios."""

import os
import re
import subprocess
import sys

import pytest
from conftest import CHROMIUM, REQUIRED, ROOT

FOLDER = ROOT / "benchmarks"
SHARED = {
    "all",
    "computations",
    "compute_networks",
    "compute_trainings",
    "delaying",
    "gpu",
    "harness",
    "results",
    "visitor",
    "weights",
}  # no benchmarks
PATIENCE = 600  # seconds: a slow machine is no failure


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What each benchmark prints, by its name; one process, server and browser for all."""
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("there is no Chromium on the PATH")
    run = subprocess.run(
        [sys.executable, str(FOLDER / "all.py"), "--smoke"],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    parts = re.split(r"^## (\w+)\n", run.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_benchmark_prints_tables_with_ratios(printed) -> None:
    wanted = {file.stem for file in FOLDER.glob("*.py")} - SHARED
    assert set(printed) == wanted
    for name, text in printed.items():
        tables = re.findall(r"((?:^\|.*\n)+)", text, re.MULTILINE)
        assert tables, name
        for table in tables:
            head, rule, *rows = table.splitlines()
            cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in (head, *rows)]
            assert set(rule) == set("|- "), name
            assert rows, name
            assert {len(row) for row in cells} == {len(cells[0])}, name
            columns = [place for place, title in enumerate(cells[0]) if "ratio" in title]
            assert columns, f"{name}: no column of {cells[0]} is a ratio"
            for row in cells[1:]:
                given = [row[place] for place in columns if row[place]]
                assert all(re.match(r"\d+\.\d\d", ratio) for ratio in given), f"{name}: {row}"


def test_every_table_says_against_what_it_was_measured(printed) -> None:
    for name, text in printed.items():
        captions = re.findall(r"^(.+):\n\n\|", text, re.MULTILINE)
        assert captions, name
        for caption in captions:
            assert "against" in caption, f"{name}: {caption}"
