"""Helpers that take the program a page offers, with its files, and run it in an empty folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from page_programs import Taken, take_program
from streamlit.testing.v1 import AppTest


def taken_home(at: AppTest, key: str, monkeypatch: pytest.MonkeyPatch) -> Taken:
    """Open the expander `key` and return the program with the files that are offered beside it."""
    taken = take_program(at, key, monkeypatch)
    assert taken.program.startswith("# needs: torch")
    return taken


def said_at_home(
    at: AppTest,
    key: str,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    own: Mapping[str, bytes] | None = None,
) -> str:
    """Return what the program prints in an empty folder, with the visitor's `own` files beside."""
    try:
        return taken_home(at, key, monkeypatch).printed(folder, own)
    finally:
        for extracted in folder.glob("*/MNIST"):  # 55 MB
            shutil.rmtree(extracted)
