"""RESULTS.md: sections that `benchmarks/all.py` replaces, and claims computed from the tables."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
import results

FOLDER = Path(results.__file__).parent
TEXT = (
    "# Measured\n\n<!-- summary -->\n\nold\n\n<!-- end of summary -->\n\n"
    "<!-- one -->\n\nold table\n\n<!-- end of one -->\n\n"
    "<!-- two -->\n\n- Holds: b: 1.00 (at most 2.00 wanted).\n\n<!-- end of two -->\n"
)


def listed() -> list[str]:
    """The names in `all.py`, which is not imported: it would start Playwright."""
    tree = ast.parse((FOLDER / "all.py").read_text(encoding="utf-8"))
    value = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ALL"
    )
    return list(ast.literal_eval(value))


def test_every_benchmark_is_listed_and_has_a_place_in_the_results() -> None:
    text = results.RESULTS.read_text(encoding="utf-8")
    for name in listed():
        assert (FOLDER / f"{name}.py").exists()
        replaced = results.with_section(text, name, "NEW")
        assert re.search(rf"<!-- {name} -->\s+NEW\s+<!-- end of {name} -->", replaced)


def test_a_new_section_replaces_its_own_alone() -> None:
    new = results.section("one", date(2026, 11, 30), "2 cores of a machine", "torch 2", "table\n")
    replaced = results.with_section(TEXT, "one", new)
    assert "## One (`benchmarks/one.py`)\n\n2026-11-30, 2 cores of a machine; torch 2." in replaced
    assert "old table" not in replaced
    assert "- Holds: b: 1.00" in replaced
    assert results.with_section(replaced, "one", new) == replaced


def test_a_name_without_a_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="no marks of three"):
        results.with_section(TEXT, "three", "new")


def test_the_summary_counts_and_names_claims_that_fail() -> None:
    failing = f"- {results.FAILED}: a slider: 3.04 (at most 2.04 after 1.63 earlier)."
    replaced = results.with_section(TEXT, "one", failing)
    summary = replaced.partition("<!-- end of summary -->")[0]
    assert "1 of 2 claims hold." in summary
    assert "- a slider: 3.04 (at most 2.04 after 1.63 earlier)." in summary
    mended = results.with_section(replaced, "one", "- Holds: a slider: 1.70.")
    assert "2 of 2 claims hold." in mended
    assert "3.04" not in mended


def test_a_claim_holds_up_to_its_limit_and_is_marked_beyond() -> None:
    harness = pytest.importorskip("harness")
    claim = harness.Claim("errors", 0.0, 0.0)
    assert str(claim) == "Holds: errors: 0.00 (at most 0.00 wanted)."
    worse = harness.as_before("a slider over a bare one", 3.04, 1.63)
    assert str(worse).startswith(f"{results.FAILED}: a slider over a bare one: 3.04 (at most 2.04")
    assert harness.as_before("", 2.03, 1.63).holds
    # Of a ratio that is better when it is larger, the smaller side is the worse one.
    assert harness.as_before("", 6.41, 8.0, more_is_better=True).holds
    assert not harness.as_before("", 6.39, 8.0, more_is_better=True).holds


def test_numbers_are_read_back_from_cells() -> None:
    harness = pytest.importorskip("harness")
    assert harness.spread([1.5, 0.9, 1.0]) == "1.00 (0.90 to 1.50)"
    assert harness.number("1.00 (0.90 to 1.50)") == 1.0
    assert harness.number("24,667") == 24667
    with pytest.raises(ValueError, match="does not begin"):
        harness.number("fast")
    assert harness.percentile([3.0], 0.95) == 3.0
    assert harness.percentile([1.0, 2.0, 3.0], 0.5) == 2.0
