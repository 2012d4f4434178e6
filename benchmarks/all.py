"""Run all benchmarks and write their tables into RESULTS.md.

    python benchmarks/all.py            twenty-five minutes on a quiet machine
    python benchmarks/all.py photos     only these, the others stay as they are
    python benchmarks/all.py --smoke    every benchmark with the smallest sizes, printed only

Each benchmark runs in its own process, and its tables are written as soon as it has ended: an
interrupted run loses only one benchmark. A smoke run uses one process, server and browser for all.
"""

import argparse
import subprocess
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path

from harness import machine, stage, versions
from results import RESULTS, section, with_section

FOLDER = Path(__file__).parent
ALL = (  # shortest first: an interrupted run has most of them
    "home_paint",
    "convolution",
    "augmentation",
    "batching",
    "architecture",
    "digits_roundtrip",
    "two_inputs",
    "transfer",
    "feature_maps",
    "photos",
    "load",
    "class",
    "digit_training",
    "frame",
)


def smoke(names: list[str]) -> None:
    """Print the tables of all `names`, with the smallest sizes."""
    with stage(is_smoke=True, has_resnet50=True) as one:
        for name in names:
            start, own = time.perf_counter(), time.process_time()
            print(f"## {name}\n", flush=True)
            for table in import_module(name).tables(one):
                print(table.markdown(), flush=True)
            took, own = time.perf_counter() - start, time.process_time() - own
            print(f"{name}: {took:.1f} s, {own:.1f} here", file=sys.stderr, flush=True)


def take(name: str, results: Path) -> bool:
    """Run one benchmark and write its tables into `results`; return whether it succeeded."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py")], stdout=subprocess.PIPE, text=True, check=False
    )
    print(f"{name}: {time.perf_counter() - start:.0f} s, status {run.returncode}", flush=True)
    if run.returncode == 0:
        text = section(name, date.today(), machine(), versions(), run.stdout)
        results.write_text(with_section(results.read_text(), name, text))
    return run.returncode == 0


def main() -> int:
    """Run the requested benchmarks; return 1 if one of them failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"some of {', '.join(ALL)}")
    parser.add_argument("--smoke", action="store_true", help="the smallest sizes, printed only")
    parser.add_argument("--out", type=Path, default=RESULTS, help="instead of RESULTS.md")
    given = parser.parse_args()
    if unknown := set(given.names) - set(ALL):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    names = given.names or list(ALL)
    if given.smoke:
        smoke(names)
        return 0
    ended = [take(name, given.out) for name in names]
    return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.exit(main())
