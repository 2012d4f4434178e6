"""The sessions of the running server: which are connected, and which can be removed.

Streamlit itself removes an expired session only when the next visitor leaves.
"""

from concurrent.futures import Future, TimeoutError
from typing import Any

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find

_PATIENCE = 5.0  # timeout in seconds for an answer from the server's event loop


def is_serving() -> bool:
    """Return whether a server runs; False in a test that runs pages without a server."""
    return _exists() and isinstance(_instance(), find(names.RUNTIME))


def is_connected(session: str) -> bool:
    """Return whether that session's tab is open and connected, on whatever page."""
    return _exists() and bool(_instance().is_active_session(session))


def expire(*, at_once: bool = False) -> set[str] | None:
    """Remove expired sessions; return the names of all others, None if they are not known.

    Args:
        at_once: Whether to remove all disconnected sessions, also those that have not expired.
    """
    instance, answer = _instance(), Future[set[str]]()

    def look() -> None:
        manager = instance._session_mgr
        kept = manager._session_storage._cache
        gone = [forgotten for _, forgotten in kept.expire()]
        if at_once:
            gone += [kept.pop(name) for name in list(kept)]
        for forgotten in gone:
            _empty(forgotten.session)
        answer.set_result({info.session.id for info in manager.list_sessions()})

    try:
        instance._get_async_objs().eventloop.call_soon_threadsafe(look)
        return answer.result(_PATIENCE)
    except (RuntimeError, TimeoutError):  # the server is shutting down, or very busy
        return None


def _exists() -> bool:
    return bool(find(names.RUNTIME_EXISTS)())


def _instance() -> Any:
    return find(names.RUNTIME_INSTANCE)()


def _empty(session: Any) -> None:
    """Delete the visitor's data from a session that has ended.

    The session object itself may stay: Streamlit's event loop keeps a reference to the last one
    that it sent a message to.
    """
    session.shutdown()
    if session._scriptrunner is None:  # a run that is still active would miss the data
        session.session_state.clear()
