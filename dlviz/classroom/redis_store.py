"""Rooms in Redis or Valkey: pupils on any replica are in the same room.

A room is a hash, and each of its shelves is another. Whatever checks before it writes is a script,
which the server runs alone: no vote is lost, and none lands in a round that is over.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from dlviz.classroom import room_record
from dlviz.classroom.refusal import (
    ClosedError,
    LateError,
    RefusedError,
    StoreAwayError,
    StrangerError,
    UnknownRoomError,
)
from dlviz.classroom.room import LIFE, MOST_ON, PUPILS, SHELVES, Phase, Room
from dlviz.classroom.stores import (
    MOST_ROOMS,
    REMEMBERED,
    Entry,
    Snapshot,
    Step,
    check_size,
    full_of_rooms,
    full_shelf,
    names_on,
)

PREFIX = "dlviz:class:"
ALL = "dlviz:classes"  # codes of all open rooms, by the time at which they end
_CONNECTIONS = 16  # of a replica; a request takes less than a millisecond
_PATIENCE = 1.0  # seconds for the server to answer
_TRIES = 3  # after the first; each write can be sent twice without harm

# KEYS: the room, all open rooms, then the shelves. ARGV: milliseconds to live, code, then its own.
_TIME = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function live()
  for place, key in ipairs(KEYS) do
    if place ~= 2 then redis.call('PEXPIRE', key, ARGV[1]) end
  end
  redis.call('ZADD', KEYS[2], now + ARGV[1], ARGV[2])
end
"""
# ARGV: the room, the most rooms, then the gates as fields. A server that is out of memory refuses a
# script at its first write only, so this one begins with what takes memory.
_OPEN = f"""{_TIME}
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
if redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf') >= tonumber(ARGV[4]) then return 'full' end
redis.call('HSET', KEYS[1], 'room', ARGV[3], 'revision', 1, 'version', 1, unpack(ARGV, 5))
live()
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
return 'done'
"""
# ARGV: the revision that was read, the room, whether it is closed, a letter for each shelf ("e" for
# those that are emptied), then the gates as fields.
_CHANGE = f"""{_TIME}
local revision = redis.call('HGET', KEYS[1], 'revision')
if not revision then return 'unknown' end
if revision ~= ARGV[3] then return 'newer' end
for place = 1, #ARGV[6] do
  if ARGV[6]:sub(place, place) == 'e' then redis.call('DEL', KEYS[place + 2]) end
end
redis.call('HSET', KEYS[1], 'room', ARGV[4], unpack(ARGV, 7))
redis.call('HINCRBY', KEYS[1], 'revision', 1)
redis.call('HINCRBY', KEYS[1], 'version', 1)
live()
if ARGV[5] == '1' then redis.call('ZREM', KEYS[2], ARGV[2]) end
return 'done'
"""
# ARGV: the gate's name and what it must be, the place of the shelf among KEYS, the pupil, or "" if
# it need not have joined. `shut` is "-" for what is possible at a shelf that takes nothing new.
_ADMITTED = """
local gate = redis.call('HGET', KEYS[1], ARGV[3])
if not gate then return 'unknown' end
if gate == 'closed' then return 'closed' end
if gate ~= ARGV[4] and gate ~= ARGV[4] .. shut then return 'late' end
if ARGV[6] ~= '' and redis.call('HEXISTS', KEYS[3], ARGV[6]) == 0 then return 'stranger' end
local shelf = KEYS[tonumber(ARGV[5])]
"""
# ARGV: name, value, the most entries.
_PUT = f"""{_TIME}local shut = ''{_ADMITTED}
if redis.call('HLEN', shelf) >= tonumber(ARGV[9]) and redis.call('HEXISTS', shelf, ARGV[7]) == 0
then return 'full' end
redis.call('HSET', shelf, ARGV[7], ARGV[8])
redis.call('HINCRBY', KEYS[1], 'version', 1)
live()
return 'done'
"""
# ARGV: name.
_REMOVE = f"""{_TIME}local shut = '-'{_ADMITTED}
if redis.call('HDEL', shelf, ARGV[7]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  live()
end
return 'done'
"""
_PING = f"""{_TIME}
local gate = redis.call('HGET', KEYS[1], 'gate:{PUPILS}')
if not gate then return 'unknown' end
if gate ~= 'closed' then live() end
return 'done'
"""
# KEYS: the room, then the shelves. ARGV: for each shelf the names of entries, or "*" for all.
_SEE = """
local seen = redis.call('HMGET', KEYS[1], 'room', 'version', 'revision')
for place = 2, #KEYS do
  seen[place + 2] = redis.call('HLEN', KEYS[place])
end
for place, wanted in ipairs(ARGV) do
  local found = {}
  if wanted == '*' then
    found = redis.call('HGETALL', KEYS[place + 1])
  elseif wanted ~= '' then
    for name in wanted:gmatch('[^,]+') do
      local value = redis.call('HGET', KEYS[place + 1], name)
      if value then
        found[#found + 1] = name
        found[#found + 1] = value
      end
    end
  end
  seen[#KEYS + 2 + place] = found
end
return seen
"""
_REFUSED: dict[str, type[RefusedError]] = {
    "unknown": UnknownRoomError,
    "closed": ClosedError,
    "late": LateError,
    "stranger": StrangerError,
}
assert SHELVES[0] == PUPILS  # the scripts find it at KEYS[3]


class RedisStore:
    """A `Store` in a Redis or Valkey server.

    Args:
        address: "redis://host:port/0"; it may hold a password, so it is never shown.
    """

    def __init__(self, address: str) -> None:
        pool = redis.BlockingConnectionPool.from_url(
            address,
            max_connections=_CONNECTIONS,
            timeout=_PATIENCE,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), _TRIES),
            decode_responses=True,
        )
        self._redis: Any = redis.Redis(connection_pool=pool)
        self._scripts = {
            text: self._redis.register_script(text)
            for text in (_OPEN, _CHANGE, _PUT, _REMOVE, _PING, _SEE)
        }

    def open(self, room: Room) -> bool:
        """Keep a new room; see `Store`."""
        said = self._run(
            _OPEN, room.code, LIFE, room_record.to_text(room), MOST_ROOMS, *_gates(room)
        )
        if said == "full":
            raise full_of_rooms()
        return bool(said == "done")

    def version(self, code: str) -> int:
        """Return the number that every change of the room raises."""
        return int(self._field(code, "version"))

    def revision(self, code: str) -> int:
        """Return the number that only the teacher's changes raise."""
        return int(self._field(code, "revision"))

    def room(self, code: str) -> Room:
        """Return what the teacher has set."""
        return room_record.from_text(self._field(code, "room"))

    def change(self, code: str, step: Step) -> Room:
        """Apply a step to the room; see `Store`."""
        while True:
            with _reaching():
                text, revision = self._redis.hmget(PREFIX + code, "room", "revision")
            if text is None:
                raise UnknownRoomError
            before = room_record.from_text(text)
            after = step(before)
            if self._replaced(before, after, revision):
                return after

    def put(self, code: str, entry: Entry) -> None:
        """Put an entry on its shelf; see `Store`."""
        check_size(entry)
        most = MOST_ON[entry.shelf]
        said = self._run(_PUT, code, LIFE, *_admission(entry), entry.name, entry.value, most)
        if said == "full":
            raise full_shelf(entry.shelf)

    def remove(self, code: str, entry: Entry) -> None:
        """Take an entry off its shelf; see `Store`."""
        self._run(_REMOVE, code, LIFE, *_admission(entry), entry.name)

    def of_pupil(self, code: str, pupil: str) -> Snapshot:
        """Return the room with this pupil's own entries; see `Store`."""
        return self._see(code, {shelf: ",".join(names_on(shelf, pupil)) for shelf in SHELVES})

    def whole(self, code: str, *shelves: str) -> Snapshot:
        """Return the room with all entries of some shelves; see `Store`."""
        return self._see(code, dict.fromkeys(shelves, "*"))

    def ping(self, code: str) -> None:
        """Note a sign of life; see `Store`."""
        self._run(_PING, code, LIFE)

    def close(self) -> None:
        """Close all connections."""
        self._redis.close()
        self._redis.connection_pool.disconnect()

    def _replaced(self, before: Room, after: Room, revision: str) -> bool:
        """Store `after`; return False if somebody else was faster."""
        is_closed = after.phase is Phase.CLOSED
        emptied = "".join(
            "e" if after.epoch(shelf) != before.epoch(shelf) else "-" for shelf in SHELVES
        )
        said = self._run(
            _CHANGE,
            after.code,
            REMEMBERED if is_closed else LIFE,
            revision,
            room_record.to_text(after),
            int(is_closed),
            emptied,
            *_gates(after),
        )
        return bool(said == "done")

    def _run(self, script: str, code: str, life: float, *arguments: str | int) -> str:
        """Run a script on a room; return its word, or raise what a refusing one stands for."""
        keys = (PREFIX + code, ALL, *(_key(code, shelf) for shelf in SHELVES))
        with _reaching():
            said = self._scripts[script](keys=keys, args=(round(1000 * life), code, *arguments))
        if said in _REFUSED:
            raise _REFUSED[said]()
        return str(said)

    def _field(self, code: str, name: str) -> str:
        with _reaching():
            value = self._redis.hget(PREFIX + code, name)
        if value is None:
            raise UnknownRoomError
        return str(value)

    def _see(self, code: str, wanted: Mapping[str, str]) -> Snapshot:
        """Return a room, all counts and some entries of one moment; `wanted` is as for `_SEE`."""
        keys = (PREFIX + code, *(_key(code, shelf) for shelf in SHELVES))
        with _reaching():
            said = self._scripts[_SEE](keys=keys, args=[wanted.get(name, "") for name in SHELVES])
        text, version, revision, *rest = said
        if text is None:
            raise UnknownRoomError
        found = dict(zip(SHELVES, rest[len(SHELVES) :], strict=True))
        return Snapshot(
            room_record.from_text(text),
            int(version),
            int(revision),
            dict(zip(SHELVES, rest[: len(SHELVES)], strict=True)),
            {name: dict(zip(*[iter(found[name])] * 2, strict=True)) for name in wanted},
        )


def _key(code: str, shelf: str) -> str:
    return f"{PREFIX}{code}:{shelf}"


def _gates(room: Room) -> Iterator[str]:
    """Yield the name and the value of each shelf's gate: its epoch, with "-" where it is shut."""
    for shelf in SHELVES:
        yield f"gate:{shelf}"
        shut = "" if shelf in room.open_shelves else "-"
        yield "closed" if room.phase is Phase.CLOSED else f"{room.epoch(shelf)}{shut}"


def _admission(entry: Entry) -> tuple[str | int, ...]:
    pupil = "" if entry.shelf == PUPILS else entry.pupil
    return f"gate:{entry.shelf}", entry.epoch, SHELVES.index(entry.shelf) + 3, pupil


@contextmanager
def _reaching() -> Iterator[None]:
    """Turn whatever the server or the way to it refuses into one sentence.

    Raises:
        StoreAwayError: if the block fails.
    """
    try:
        yield
    except redis.RedisError as error:
        raise StoreAwayError from error
