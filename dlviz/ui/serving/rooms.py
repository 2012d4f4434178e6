"""The classes of this server. Nothing is made before the first visitor of a class comes."""

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlviz.classroom.classes import Classes
    from dlviz.classroom.stores import Store


_VARIABLE = "DLVIZ_REDIS_URL"  # `stores.VARIABLE`; most servers need not import that module


def check() -> None:
    """Let a server with a wrong setting fail at its start; nothing is asked of Redis yet.

    Raises:
        ValueError: if the environment variable for Redis holds no address.
    """
    if os.environ.get(_VARIABLE, "").strip():
        store()


@cache
def store() -> "Store":
    """Return what keeps the rooms of this process, or of all its replicas."""
    from dlviz.classroom import stores

    return stores.from_environment()


@cache
def classes() -> "Classes":
    """Return everything that pages may do with classes."""
    from dlviz.classroom.classes import Classes

    return Classes(store())


def forget() -> None:
    """Begin anew, as a server that has just been started."""
    for made in (store, classes):
        made.cache_clear()
