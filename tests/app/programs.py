"""The programs that pages show, run as a reader would run them."""

import contextlib
import io
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]


def printed_by(program: str, folder: Path = ROOT) -> str:
    """Run a whole program from `folder` and return what it prints.

    It runs inside this process, where torch is imported already: that is most of what it would wait
    for in one of its own. Nothing of the test is in its sight. A program may let the processor take
    the smallest numbers for 0; that ends with it.
    """
    said = io.StringIO()
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(said):
            exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})
    finally:
        torch.set_flush_denormal(False)
    return said.getvalue()
