"""The classes of this server. Nothing is made before the first visitor of a class comes."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlviz.classroom.classes import Classes
    from dlviz.classroom.stores import Store


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
