"""Generates messages.d.ts, the TypeScript types of each component's messages, from messages.py.

    python -m dlviz.ui.components.base.declarations

Each `messages.d.ts` lies beside its `messages.py`. Only the type checker reads it, no browser: it
declares what Python sends (`Data`) and what Python reads (`States` and `Triggers`).
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from dlviz.ui.components.base import messages
from dlviz.ui.components.base.mounting import FOLDER, NAMES

_HEAD = "// Written by `python -m dlviz.ui.components.base.declarations` from messages.py."
_ROLES = ("Data", "States", "Triggers")
_PLAIN = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    object: "unknown",
    type(None): "null",
}


def main() -> None:
    """Regenerate all files."""
    for file, text in declarations():
        file.write_text(text, encoding="utf-8")


def declarations() -> Iterator[tuple[Path, str]]:
    """Yield the path and the expected content of each file."""
    yield FOLDER / "base" / "messages.d.ts", declaration(messages)
    for name in NAMES:
        module = import_module(f"dlviz.ui.components.{name}.messages")
        yield FOLDER / name / "messages.d.ts", declaration(module)


def declaration(module: ModuleType) -> str:
    """Return a module's records as TypeScript types, and the type of the script's `create`.

    Records that several components share are imported from those of `base.messages`.
    """
    everything = {name: own for name, own in vars(module).items() if is_typeddict(own)}
    own = {name: one for name, one in everything.items() if module is messages or not _shared(one)}
    return "\n".join([_HEAD, *_beginning(module, own), *_records(own)]) + "\n"


def _beginning(module: ModuleType, own: Mapping[str, Any]) -> Iterator[str]:
    if module is messages:
        return
    shared = sorted({one.__name__ for one in _inside(own.values()) if _shared(one)})
    if shared:
        yield f'import type {{ {", ".join(shared)} }} from "../base/messages.d.ts"'
    roles = ", ".join(name if name in own else "{}" for name in _ROLES)
    yield f'export type Create = import("../base/lifecycle.js").Create<{roles}>'


def _records(own: Mapping[str, Any]) -> Iterator[str]:
    for name, record in own.items():
        yield ""
        yield from _record(name, record)


def _shared(record: Any) -> bool:
    """Return whether a record is one of those in base/messages.py."""
    return bool(record.__module__ == messages.__name__)


def _inside(records: Iterable[Any]) -> Iterator[Any]:
    """Yield the records that the fields of `records` hold."""
    for record in records:
        for hint in get_type_hints(record).values():
            yield from _parts(hint)


def _parts(hint: Any) -> Iterator[Any]:
    """Yield the records in a type."""
    if is_typeddict(hint):
        yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _record(name: str, record: Any) -> Iterator[str]:
    told = ["  file_name: string"] if name == "Data" else []
    yield f"export type {name} = {{"
    yield from told
    for field, hint in get_type_hints(record, include_extras=True).items():
        if name == "Data" and field == "file_name":
            continue
        optional = "?" if get_origin(hint) is NotRequired else ""
        yield f"  {field}{optional}: {_typescript(hint)}"
    yield "}"


def _typescript(hint: Any) -> str:
    """Return the TypeScript type of a Python type after its conversion to JSON."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _typescript(inside[0])
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in inside)
    if origin in (Union, types.UnionType):
        return " | ".join(map(_typescript, inside))
    if origin is tuple:
        return f"[{', '.join(map(_typescript, inside))}]"
    if origin is Sequence:
        return f"{_typescript(inside[0])}[]"
    if origin is Mapping:
        return f"Record<string, {_typescript(inside[1])}>"
    raise TypeError(f"{hint} has no counterpart in TypeScript")


if __name__ == "__main__":
    main()
