"""Fixtures for all tests."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def open_page():
    """Return a function that opens a page through app.py: open_page(file, query=None) -> AppTest."""
    from streamlit.testing.v1 import AppTest

    def open_(file: str, query: dict[str, str] | None = None) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        at.query_params.update(query or {})
        at.run()
        if file != "app.py":
            at.switch_page(file)
            at.query_params.update(query or {})
            at.run()
        return at

    return open_
