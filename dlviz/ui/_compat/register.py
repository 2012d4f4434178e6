"""What a private name is, how it is found, and what happens when it is gone.

Nothing private is imported by an import statement: a name that a new Streamlit no longer has must
not keep the modules of this folder from being imported.
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
    """What is lost without a private name, and so what the start of the server does about it."""

    SAVES_TIME = "the app is slower or less convenient: the log has one line, and it goes on"
    PROTECTS = "visitors' privacy or the server's memory is at stake: the server does not start"
    NEEDED = "a page could not be shown or would be wrong: the server does not start"


@dataclass(frozen=True, slots=True)
class PrivateName:
    """A name that a library may change without a word.

    Attributes:
        module: That holds it, "streamlit.net_util".
        name: A variable or function of the module, "Class.attribute", or "folder/file" beside it.
        kind: What its absence means for the start.
        purpose: What it is for, one sentence.
        without: What happens without it, one sentence.
    """

    module: str
    name: str
    kind: Kind
    purpose: str
    without: str

    def __str__(self) -> str:
        """Return the whole name, "streamlit.net_util._external_ip"."""
        return f"{self.module}.{self.name}"


class MissingNameError(RuntimeError):
    """The installed Streamlit or Starlette lacks a private name that dlviz cannot do without."""

    def __init__(self, name: PrivateName) -> None:
        """Say which one, and what would happen without it."""
        super().__init__(f"The installed version has no {name}. {name.without}")


def find(name: PrivateName) -> Any:
    """Return what bears `name`: not for attributes that only instances have.

    Raises:
        MissingNameError: if nothing does.
    """
    try:
        owner, attribute = _owner(name)
        return getattr(owner, attribute)
    except (ImportError, AttributeError):
        raise MissingNameError(name) from None


def replace(name: PrivateName, value: Any) -> None:
    """Let `name` stand for `value` in this process.

    Raises:
        MissingNameError: if there is nothing to replace.
    """
    find(name)
    owner, attribute = _owner(name)
    setattr(owner, attribute, value)


def file(name: PrivateName) -> Path:
    """Return where the file of that name lies.

    Raises:
        MissingNameError: if it is not there.
    """
    path = Path(str(import_module(name.module).__file__)).parent / name.name
    if not path.is_file():
        raise MissingNameError(name)
    return path


def is_there(*names: PrivateName) -> bool:
    """Return whether the installed version has all of `names`."""
    return all(_is_there(name) for name in names)


def check(names: tuple[PrivateName, ...]) -> None:
    """Log one line for each missing name that only saves time.

    Raises:
        MissingNameError: for the first one that does more.
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
    """Return whether instances of `owner` get `attribute`: declared, or named in its functions.

    Not only in the constructor: a tool that measures or watches may have wrapped that.
    """
    for one in owner.__mro__:
        functions = [part for part in vars(one).values() if isinstance(part, FunctionType)]
        if attribute in get_annotations(one):
            return True
        if any(attribute in function.__code__.co_names for function in functions):
            return True
    return False
