"""Writes the sections of RESULTS.md, one per benchmark, and the summary of claims that fail."""

import re
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
FAILED = "**No longer holds**"  # prefix of a claim that its table contradicts
_SUMMARY = "summary"


def section(name: str, day: date, machine: str, versions: str, tables: str) -> str:
    """Return the section of one benchmark.

    Args:
        name: Name of the benchmark's file, without ".py".
        day: Day of the measurement.
        machine: Description of the machine.
        versions: Versions of the libraries that the numbers depend on.
        tables: The tables as printed by the benchmark.
    """
    title = name.replace("_", " ").capitalize()
    taken = f"{day.isoformat()}, {machine}; {versions}."
    return f"## {title} (`benchmarks/{name}.py`)\n\n{taken}\n\n{tables.strip()}\n"


def with_section(text: str, name: str, new: str) -> str:
    """Return the Markdown `text` with `new` between the marks of `name`, and a new summary.

    Raises:
        ValueError: if `text` has no such marks.
    """
    replaced = _between(text, name, new)
    return _between(replaced, _SUMMARY, summary(replaced))


def summary(text: str) -> str:
    """Return one paragraph on which claims in the Markdown `text` hold, counted from the text."""
    holding = len(re.findall(r"^- Holds: ", text, re.MULTILINE))
    failing = re.findall(rf"^- {re.escape(FAILED)}: (.*)$", text, re.MULTILINE)
    total = holding + len(failing)
    if not total:
        return "No table has been taken yet.\n"
    lines = [f"{holding} of {total} claims hold."]
    if failing:
        lines += ["No longer:", "", *(f"- {claim}" for claim in failing)]
    return "\n".join(lines) + "\n"


def _between(text: str, name: str, new: str) -> str:
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    if begin not in text or end not in text:
        raise ValueError(f"there are no marks of {name}")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{new.strip()}\n\n{end}{after}"
