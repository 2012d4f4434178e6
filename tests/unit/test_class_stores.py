"""Where rooms are kept is chosen by the environment."""

import sys

import pytest

from dlviz.classroom import stores
from dlviz.classroom.memory_store import MemoryStore


def test_a_laptop_keeps_rooms_in_its_own_process(monkeypatch) -> None:
    monkeypatch.delenv(stores.VARIABLE, raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)  # it needs no client
    assert isinstance(stores.from_environment(), MemoryStore)
    monkeypatch.setenv(stores.VARIABLE, " ")
    assert isinstance(stores.from_environment(), MemoryStore)


def test_replicas_share_the_rooms_of_a_server(redis_address: str, monkeypatch) -> None:
    redis_store = pytest.importorskip("dlviz.classroom.redis_store")
    monkeypatch.setenv(stores.VARIABLE, redis_address)
    store = stores.from_environment()
    assert isinstance(store, redis_store.RedisStore)
    store.close()


def test_an_address_that_is_none_stops_the_server_at_its_start(monkeypatch) -> None:
    pytest.importorskip("redis")
    monkeypatch.setenv(stores.VARIABLE, "http://localhost:6379")
    with pytest.raises(ValueError, match="scheme"):
        stores.from_environment()
