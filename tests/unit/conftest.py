"""Fixtures of unit tests: a local web server, waiting for a download, classes and their stores."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator

import class_server
import pytest
from in_class import Clock

from dlviz.classroom.classes import Classes
from dlviz.classroom.memory_store import MemoryStore
from dlviz.classroom.stores import Store
from dlviz.download import Download


class _Server(http.server.BaseHTTPRequestHandler):
    content = b""
    slow = threading.Event()

    def do_GET(self) -> None:
        """Send the content in two halves."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        half = len(self.content) // 2
        self.wfile.write(self.content[:half])
        self.wfile.flush()
        self.slow.wait(120)
        self.wfile.write(self.content[half:])

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def serve() -> Iterator[Callable]:
    """Serve some bytes, slowly if asked: half of them, the rest when `open_gates` is called."""
    servers = []

    def serve_(content: bytes, *, slow: bool = False) -> str:
        gate = threading.Event()
        if not slow:
            gate.set()
        handler = type("Handler", (_Server,), {"content": content, "slow": gate})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append((server, gate))
        return f"http://127.0.0.1:{server.server_port}/archive"

    serve_.open_gates = lambda: [gate.set() for _, gate in servers]
    yield serve_
    for server, gate in servers:
        gate.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def finish() -> Callable[[Download], None]:
    """Wait until a download has ended, well or badly."""

    def finish_(download: Download) -> None:
        for _ in range(2400):
            if not download.is_running:
                return
            time.sleep(0.05)
        raise TimeoutError("the download does not end")

    return finish_


@pytest.fixture
def clock() -> Clock:
    """A clock that tests move."""
    return Clock()


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a Redis or Valkey server; skip where there is none."""
    pytest.importorskip("redis")
    class_server.require()
    folder = tmp_path_factory.mktemp("redis")
    with class_server.serving(folder) as address:
        yield address
    assert list(folder.iterdir()) == []  # nothing of a room is on disk


@pytest.fixture
def new_store(redis_address: str) -> Iterator[Callable[[], Store]]:
    """Return what connects one more process's store to the same, at first empty, server."""
    from dlviz.classroom.redis_store import RedisStore

    made = []

    def new_store_() -> Store:
        made.append(RedisStore(redis_address))
        return made[-1]

    new_store_()._redis.flushall()
    yield new_store_
    for one in made:
        one.close()


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest, clock: Clock) -> Store:
    """Keep rooms in this process, and then in a server that is empty at first."""
    if request.param == "memory":
        return MemoryStore(clock)
    return request.getfixturevalue("new_store")()


@pytest.fixture
def classes(store: Store, clock: Clock) -> Classes:
    """Return classes kept in either store."""
    return Classes(store, clock)
