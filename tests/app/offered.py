"""The program that a page offers, with the files beside it, as a reader takes them home."""

import shutil
from functools import cache

import pytest
from programs import printed_alone
from streamlit.testing.v1 import AppTest

from dlviz.snippets import mnist_lines
from dlviz.ui.shared import page_parts

_mnist = cache(mnist_lines._archive)  # the same for every test


def taken_home(at: AppTest, key: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, dict]:
    """Open the expander `key` and return the program and the files that are offered beside it.

    Args:
        at: The page.
        key: Of the expander.
        monkeypatch: A test's.
    """
    shown = page_parts.code
    found: dict[str, tuple] = {}

    def code(build, *, key, files=tuple):
        found[key] = tuple(files())
        shown(build, key=key, files=lambda: found[key])

    with monkeypatch.context() as patch:
        patch.setattr(page_parts, "code", code)
        patch.setattr(mnist_lines, "_archive", _mnist)
        at.session_state[key] = True
        at.run()
    assert not at.exception
    files = found[key]
    labels = [button.proto.label for button in at.get("download_button")]
    assert {file.name for file in files} <= set(labels)  # each has a button
    (program,) = (block.value for block in at.code if block.value.startswith("# needs:"))
    return program, {file.name: file.build() for file in files}


def said_at_home(at, key: str, monkeypatch, folder, more: dict | None = None) -> str:
    """Return what the program prints in an empty folder; `more` are the visitor's own files."""
    program, files = taken_home(at, key, monkeypatch)
    try:
        return printed_alone(program, folder, files | (more or {}))
    finally:
        shutil.rmtree(folder / "MNIST", ignore_errors=True)  # 66 MB
