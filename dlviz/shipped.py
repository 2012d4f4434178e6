"""Reading of files shipped with dlviz: a missing or damaged one gives one sentence, everywhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class ShippedFileError(Exception):
    """A file that ships with dlviz cannot be used; the message is for visitors."""


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Turn any exception from reading a damaged file into one sentence.

    Raises:
        ShippedFileError: if the block fails.
    """
    try:
        yield
    except ShippedFileError:
        raise
    except Exception as error:  # damaged files can raise any exception
        if isinstance(error, FileNotFoundError):
            raise missing(file) from error
        raise _problem(file, "cannot be read") from error


def missing(file: Path) -> ShippedFileError:
    """Return the error for a file that is not there."""
    return _problem(file, "is missing")


def read_json(file: Path) -> Any:
    """Return the content of a JSON file that ships with dlviz.

    Raises:
        ShippedFileError: if it is missing or damaged.
    """
    with reading(file):
        return json.loads(file.read_text(encoding="utf-8"))


def _problem(file: Path, what: str) -> ShippedFileError:
    return ShippedFileError(
        f"{file.name}, a file that belongs to dlviz, {what} on the computer that runs this page. "
        "The parts that need it do not work until dlviz is installed again; everything else "
        "works."
    )
