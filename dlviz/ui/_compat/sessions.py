"""The sessions of the running server: who is there, and what is left of those who have gone.

Streamlit forgets a visitor who has left only when the next one leaves.
"""

from concurrent.futures import Future, TimeoutError
from typing import Any

from dlviz.ui._compat import names
from dlviz.ui._compat.register import find

_PATIENCE = 5.0  # seconds for the server's own thread to answer


def is_serving() -> bool:
    """Return whether a server runs: not under a test that runs pages by themselves."""
    return _exists() and isinstance(_instance(), find(names.RUNTIME))


def is_connected(session: str) -> bool:
    """Return whether the tab of that name is open and reaches the server, on whatever page."""
    return _exists() and bool(_instance().is_active_session(session))


def expire(*, at_once: bool = False) -> set[str] | None:
    """Forget who has been gone for long enough; return who is left, None if that is not known.

    Args:
        at_once: Whether everybody who is out of reach has been gone for long enough.
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
    except (RuntimeError, TimeoutError):  # the server is ending, or very busy
        return None


def _exists() -> bool:
    return bool(find(names.RUNTIME_EXISTS)())


def _instance() -> Any:
    return find(names.RUNTIME_INSTANCE)()


def _empty(session: Any) -> None:
    """Take out of a session that is over what was the visitor's.

    It may live on, empty: Streamlit's loop holds on to the last one that it has sent something to.
    """
    session.shutdown()
    if session._scriptrunner is None:  # a run that goes on would trip over what is missing
        session.session_state.clear()
