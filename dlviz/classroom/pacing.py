"""Paces attempts, so that nobody can find a class by trying codes, or fill a server with rooms."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from dlviz.classroom.codes import N_CODES
from dlviz.classroom.refusal import TooFastError
from dlviz.classroom.room import HOURS, MOST_PUPILS

_MOST_KNOWN = 10_000  # addresses
_OF_NETWORK = 64  # bits of an IPv6 address that a provider gives to one household


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something may be done.

    Attributes:
        at_once: How many times without waiting.
        every: Seconds after which it may be done once more.
        sentence: What somebody who is faster is told.
    """

    at_once: int
    every: float
    sentence: str


# A school has one address: thirty pupils may mistype, and all of them may join in a minute.
WRONG_CODES = Pace(40, 30.0, "Too many wrong codes came from your network: wait a moment.")
JOINING = Pace(MOST_PUPILS, 1.0, "Too many join this class at once: wait a moment.")
OPENING = Pace(10, 300.0, "Too many classes were opened from your network: wait some minutes.")


class Pacer:
    """Counts for each name how often something was done of late.

    Args:
        pace: How often it may be.
        clock: Returns seconds that never go back.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._lock = Lock()
        self._free_at: OrderedDict[str, float] = OrderedDict()  # by name: when nothing is owed

    def check(self, name: str) -> None:
        """Refuse who has been too fast.

        Raises:
            TooFastError: with the pace's sentence.
        """
        with self._lock:
            if self._owed(name) + 1 > self._pace.at_once:
                raise TooFastError(self._pace.sentence)

    def note(self, name: str) -> None:
        """Count one more."""
        with self._lock:
            owed = self._owed(name) + 1
            self._free_at[name] = self._clock() + owed * self._pace.every
            self._free_at.move_to_end(name)
            while len(self._free_at) > _MOST_KNOWN:
                self._free_at.popitem(last=False)

    def _owed(self, name: str) -> float:
        """Return how many attempts have not been made good by waiting."""
        left = self._free_at.get(name, 0.0) - self._clock()
        if left <= 0:
            self._free_at.pop(name, None)
            return 0.0
        return left / self._pace.every


def sender_of(peer: str | None, forwarded: str | None) -> str | None:
    """Return the address of the browser that asks.

    Args:
        peer: Address of the connection; None for this machine.
        forwarded: The header X-Forwarded-For. It counts only for connections from this machine,
            where nginx stands in front; nginx writes the last address in it, anybody the others.
    """
    if forwarded and (peer is None or _is_this_machine(peer)):
        return forwarded.rpartition(",")[2].strip()
    return peer


def network_of(address: str | None) -> str:
    """Return what counts as one sender: an IPv4 address, or the network of an IPv6 address."""
    try:
        read = ipaddress.ip_address(address or "")
    except ValueError:
        return ""  # all who cannot be told apart share one pace
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((int(read), _OF_NETWORK), strict=False))
    return str(read)


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def chance_of_guessing(*, networks: int, rooms: int = 1, hours: float = HOURS) -> float:
    """Return the probability that somebody finds any of some rooms by trying codes.

    Args:
        networks: How many addresses try, each as fast as it may.
        rooms: How many rooms are open, all for as long.
        hours: How long.
    """
    tries = networks * (WRONG_CODES.at_once + 3_600 * hours / WRONG_CODES.every)
    return 1 - math.exp(tries * math.log1p(-rooms / N_CODES))


def hours_to_guess(*, networks: int, rooms: int = 1) -> float:
    """Return the expected hours until a code of an open room is tried; arguments as above."""
    tries = (N_CODES + 1) / (rooms + 1)  # who guesses tries no code twice
    waited = max(0.0, tries / networks - WRONG_CODES.at_once)
    return waited * WRONG_CODES.every / 3_600
