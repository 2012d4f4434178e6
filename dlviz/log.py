"""What the server writes down: what happened and where, never what a visitor typed or drew.

The message of an exception may carry a value ("could not convert string to float: ..."), and so may
a library that logs one. Records are therefore made without them, whoever makes them.
"""

import logging
import threading
import traceback
from typing import Any


def leave_out_values() -> None:
    """Let every record of this process name kind and place of an exception, not its message."""
    make = logging.getLogRecordFactory()

    def make_without(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = outline(record.exc_info[1])  # what every formatter then uses
        if isinstance(record.args, tuple):
            record.args = tuple(_without_message(one) for one in record.args)
        return record

    logging.setLogRecordFactory(make_without)
    threading.excepthook = _log_end_of_thread


def outline(error: BaseException) -> str:
    """Return the kind of `error` and of what caused it, with the lines of code it came through."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < 200:
        lines += [f"{type(seen).__module__}.{type(seen).__qualname__} (message left out)", ""]
        frames = traceback.StackSummary.extract(traceback.walk_tb(seen.__traceback__))
        lines[-1:] = [line.rstrip("\n") for line in frames.format()]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _without_message(argument: object) -> object:
    return type(argument).__name__ if isinstance(argument, BaseException) else argument


def _log_end_of_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is None or issubclass(arguments.exc_type, SystemExit):
        return
    error = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
    logging.getLogger(__name__).error("A thread ended with an error", exc_info=error)
