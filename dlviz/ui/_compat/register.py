"""Looks up and replaces private names of other libraries, and reports those that are missing.

No private name is imported by an import statement: if a new Streamlit removes a name, the modules
of this folder can still be imported.
"""

import logging
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from inspect import get_annotations
from pathlib import Path
from types import FunctionType
from typing import Any


class Kind(Enum):
    """What is lost without a private name; it decides whether the server still starts."""

    SAVES_TIME = "the app is slower or less convenient: the log has one line, and it goes on"
    PROTECTS = "visitors' privacy or the server's memory is at stake: the server does not start"
    NEEDED = "a page could not be shown or would be wrong: the server does not start"


@dataclass(frozen=True, slots=True)
class PrivateName:
    """A name that a library may change without notice.

    Attributes:
        module: The module that defines it, "streamlit.net_util".
        name: A variable or function of the module, "Class.attribute", or "folder/file" beside it.
        kind: What its absence means for the start of the server.
        purpose: What dlviz uses it for, one sentence.
        without: What happens without it, one sentence.
    """

    module: str
    name: str
    kind: Kind
    purpose: str
    without: str

    def __str__(self) -> str:
        """Return the full name, "streamlit.net_util._external_ip"."""
        return f"{self.module}.{self.name}"


class MissingNameError(RuntimeError):
    """The installed Streamlit or Starlette lacks a private name that dlviz cannot do without."""

    def __init__(self, name: PrivateName) -> None:
        """Compose the message: which name is missing, and what would not work without it."""
        super().__init__(f"The installed version has no {name}. {name.without}")


def find(name: PrivateName) -> Any:
    """Return the object called `name`; it cannot find attributes that only instances have.

    Raises:
        MissingNameError: if there is no such object.
    """
    try:
        owner, attribute = _owner(name)
        return getattr(owner, attribute)
    except (ImportError, AttributeError):
        raise MissingNameError(name) from None


def replace(name: PrivateName, value: Any) -> None:
    """Set `name` to `value` in this process (monkeypatch).

    Raises:
        MissingNameError: if `name` does not exist.
    """
    find(name)
    owner, attribute = _owner(name)
    setattr(owner, attribute, value)


def file(name: PrivateName) -> Path:
    """Return the path of the file that `name` stands for.

    Raises:
        MissingNameError: if the file does not exist.
    """
    path = Path(str(import_module(name.module).__file__)).parent / name.name
    if not path.is_file():
        raise MissingNameError(name)
    return path


def is_there(*names: PrivateName) -> bool:
    """Return whether the installed version has all of `names`."""
    return all(_is_there(name) for name in names)


def check(names: tuple[PrivateName, ...]) -> None:
    """Log one line for each missing name that only makes dlviz faster.

    Raises:
        MissingNameError: for the first missing name that is needed for more than speed.
    """
    for name in names:
        if _is_there(name):
            continue
        if name.kind is not Kind.SAVES_TIME:
            raise MissingNameError(name)
        logging.getLogger(__name__).warning("%s is missing: %s", name, name.without)


def _is_there(name: PrivateName) -> bool:
    try:
        if "/" in name.name:
            return file(name).is_file()
        owner, attribute = _owner(name)
    except (ImportError, AttributeError, MissingNameError):
        return False
    return hasattr(owner, attribute) or (isinstance(owner, type) and _sets(owner, attribute))


def _owner(name: PrivateName) -> tuple[Any, str]:
    owner: Any = import_module(name.module)
    *path, attribute = name.name.split(".")
    for part in path:
        owner = getattr(owner, part)
    return owner, attribute


def _sets(owner: type, attribute: str) -> bool:
    """Return whether instances of `owner` have `attribute`: it is declared, or a method uses it.

    All methods count, not only the constructor: a profiler or monitor may have wrapped that one.
    """
    for one in owner.__mro__:
        functions = [part for part in vars(one).values() if isinstance(part, FunctionType)]
        if attribute in get_annotations(one):
            return True
        if any(attribute in function.__code__.co_names for function in functions):
            return True
    return False
