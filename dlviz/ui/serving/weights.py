"""Serves the parameters of digit networks to browsers, which compute previews with them.

They are some 940 kB: too many for the messages of a component. Each address contains their SHA-256,
so a browser keeps them in its cache for good. Parameters that can be had from a name are found in
every process; those of a visitor's own network only in the process that holds the session, and only
as long as the session holds the network.
"""

import asyncio
import hashlib
import re
import threading
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakValueDictionary

if TYPE_CHECKING:  # a server starts without waiting for torch
    from torch import nn

    from dlviz.ui.serving.server import App, Message, Receive, Send

OWN = "own"
_FOLDER = "dlviz-weights"
_REQUEST = re.compile(rf"/{_FOLDER}/(?P<name>[a-z]+(-\d{{1,4}})?)/(?P<sum>[0-9a-f]{{64}})$")
_FOR_GOOD = b"public, max-age=31536000, immutable"
_NEVER = b"no-store"  # a visitor's own network is kept on no disk

_lock = threading.Lock()
_sums: "WeakKeyDictionary[nn.Module, str]" = WeakKeyDictionary()
_own: "WeakValueDictionary[str, nn.Module]" = WeakValueDictionary()


def address(model: "nn.Module", name: str) -> str:
    """Return the address of a digit network's parameters, relative to the server's base URL.

    Args:
        model: Its parameters do not change; with the name OWN it is served until it is deleted.
        name: A name of `dlviz.networks.mnist.load`, "random-7" for `random_mlp(7)`, or OWN.
    """
    with _lock:
        if model not in _sums:
            _sums[model] = hashlib.sha256(_parameters(model)).hexdigest()
        checksum = _sums[model]
        if name == OWN:
            _own[checksum] = model
    return f"{_FOLDER}/{name}/{checksum}"


class Weights:
    """Answers requests for parameters."""

    def __init__(self, app: "App") -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: "Message", receive: "Receive", send: "Send") -> None:
        """Pass every other request on."""
        request = _REQUEST.search(scope.get("path", "")) if scope["type"] == "http" else None
        if request is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        found = await asyncio.to_thread(_found, request["name"], request["sum"])
        is_kept = found is not None and request["name"] != OWN
        heads = [
            (b"content-type", b"application/octet-stream"),
            (b"content-length", str(len(found or b"")).encode()),
            (b"cache-control", _FOR_GOOD if is_kept else _NEVER),
        ]
        status = 404 if found is None else 200
        await send({"type": "http.response.start", "status": status, "headers": heads})
        await send({"type": "http.response.body", "body": found or b""})


def _found(name: str, checksum: str) -> bytes | None:
    """Return the parameters with this sum; None if there are none."""
    if name == OWN:
        with _lock:
            model = _own.get(checksum)
        return None if model is None else _parameters(model)
    content = _of_name(name)
    is_same = content is not None and hashlib.sha256(content).hexdigest() == checksum
    return content if is_same else None


@lru_cache(maxsize=4)
def _of_name(name: str) -> bytes | None:
    """Return the parameters of a network that can be had from its name; None for other names."""
    from dlviz.networks import mnist

    kind, _, seed = name.partition("-")
    if kind == "random" and seed:
        return _parameters(mnist.random_mlp(int(seed)))
    return _parameters(mnist.load(name)) if name in mnist.NAMES else None


def _parameters(model: "nn.Module") -> bytes:
    from dlviz.networks.mnist import exported

    return exported(model).parameters.astype("<f4").tobytes()
