"""A proxy on this machine that delays every byte each way, as the way to a far server does."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 1 << 16
_LAST = b""  # what a stream ends with


@contextmanager
def delaying(address: str, seconds: float) -> Iterator[str]:
    """Yield an address that leads to `address`, http://host:port, `seconds` later each way.

    Bytes are passed on unread, websockets among them; how many at a time is not limited.
    """
    loop = asyncio.new_event_loop()
    target = urlsplit(address)
    assert target.hostname is not None
    assert target.port is not None
    proxy = _Proxy(target.hostname, target.port, seconds)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        port = asyncio.run_coroutine_threadsafe(proxy.start(), loop).result()
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Proxy:
    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._host, self._port, self._seconds = host, port, seconds
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Start to listen; return the port."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Close all connections."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with suppress(OSError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
            try:
                await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
            finally:
                writer.close()
                far_writer.close()
        self._tasks.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Write what `reader` brings, each chunk `seconds` after it came."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        now = asyncio.get_running_loop().time

        async def write() -> None:
            while True:
                due, chunk = await queue.get()
                await asyncio.sleep(due - now())
                if chunk == _LAST:
                    if writer.can_write_eof():
                        writer.write_eof()
                    return
                if writer.is_closing():
                    return
                writer.write(chunk)

        async def read() -> None:
            while chunk := await reader.read(_CHUNK):
                queue.put_nowait((now() + self._seconds, chunk))
            queue.put_nowait((now() + self._seconds, _LAST))

        await asyncio.gather(read(), write())
