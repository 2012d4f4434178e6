"""The classes of this server: where their rooms are kept, and how fast anybody may try codes.

Nothing is made before the first visitor of a class comes.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlviz.classroom.pacing import Pacer
    from dlviz.classroom.stores import Store


@cache
def store() -> "Store":
    """Return the one store of this process."""
    from dlviz.classroom import stores

    return stores.from_environment()


@cache
def wrong_codes() -> "Pacer":
    """Return what counts the wrong codes of each network."""
    from dlviz.classroom import pacing

    return pacing.Pacer(pacing.WRONG_CODES)


@cache
def joining() -> "Pacer":
    """Return what counts those who join each class."""
    from dlviz.classroom import pacing

    return pacing.Pacer(pacing.JOINING)


@cache
def opening() -> "Pacer":
    """Return what counts the classes that each network opens."""
    from dlviz.classroom import pacing

    return pacing.Pacer(pacing.OPENING)


def forget() -> None:
    """Begin anew, as a server that has just been started."""
    for made in (store, wrong_codes, joining, opening):
        made.cache_clear()
