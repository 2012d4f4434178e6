"""Logging without personal data: what failed and where, never what a visitor typed or drew.

An exception's message may contain a value ("could not convert string to float: ..."), and libraries
log exceptions too. So all log records of the process are created without exception messages.
"""

import logging
import threading
import traceback
from typing import Any


def leave_out_values() -> None:
    """Make every log record of this process name an exception's type and place, not its message."""
    make = logging.getLogRecordFactory()

    def make_without(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = outline(record.exc_info[1])  # formatters use this text if it is set
        if isinstance(record.args, tuple):
            record.args = tuple(_without_message(one) for one in record.args)
        return record

    logging.setLogRecordFactory(make_without)
    threading.excepthook = _log_end_of_thread


def outline(error: BaseException) -> str:
    """Return the types of `error` and of its causes, with the lines of code it passed through."""
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
