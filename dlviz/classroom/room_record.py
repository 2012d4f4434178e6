"""A room as JSON, for stores outside this process."""

import json
from typing import Any

from dlviz.classroom import asked
from dlviz.classroom.links import read_link
from dlviz.classroom.room import Phase, Room


def to_text(room: Room) -> str:
    """Return a room as JSON."""
    record: dict[str, Any] = {
        "code": room.code,
        "teacher": room.teacher,
        "phase": room.phase.value,
        "turn": room.turn,
        "asked": None if room.asked is None else asked.to_record(room.asked),
        "digits": room.digits,
        "hidden": sorted(room.hidden),
        "sent": None if room.sent is None else room.sent.text,
        "n_sent": room.n_sent,
        "taken": None if room.taken is None else [room.taken[0], room.taken[1].text],
    }
    return json.dumps(record, separators=(",", ":"))


def from_text(text: str) -> Room:
    """Return the room that `to_text` wrote."""
    record = json.loads(text)
    taken = record["taken"]
    return Room(
        code=record["code"],
        teacher=record["teacher"],
        phase=Phase(record["phase"]),
        turn=record["turn"],
        asked=None if record["asked"] is None else asked.from_record(record["asked"]),
        digits=tuple(record["digits"]),
        hidden=frozenset(record["hidden"]),
        sent=None if record["sent"] is None else read_link(record["sent"]),
        n_sent=record["n_sent"],
        taken=None if taken is None else (taken[0], read_link(taken[1])),
    )
