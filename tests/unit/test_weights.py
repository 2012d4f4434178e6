"""Parameters of networks are served under their sum, for good where they can be had from a name."""

import asyncio
import gc
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from dlviz.networks.mnist import MLP, exported, load, random_mlp
from dlviz.ui.serving import weights

NOWHERE = "0" * 64


def asked(path: str, method: str = "GET") -> tuple[int | None, dict[str, str], bytes]:
    """Return status, headers and body of the answer to a request; no status if it is passed on."""
    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def passed_on(*_: object) -> None:
        pass

    async def ask() -> None:
        scope = {"type": "http", "method": method, "path": path}
        await weights.Weights(passed_on)(scope, None, send)  # type: ignore[arg-type]

    with ThreadPoolExecutor(1) as thread:  # this thread may have a loop
        thread.submit(asyncio.run, ask()).result()
    if not said:
        return None, {}, b""
    start, body = said
    heads = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], heads, body["body"]


@pytest.mark.parametrize("name", ["augmented", "random-17"])
def test_parameters_that_a_name_gives_are_found_in_every_process(name: str) -> None:
    model = random_mlp(17) if name == "random-17" else load(name)
    path = weights.address(model, name)
    content = exported(model).parameters.tobytes()
    assert path == f"dlviz-weights/{name}/{hashlib.sha256(content).hexdigest()}"
    weights._sums.clear()  # another process has drawn nothing yet
    weights._of_name.cache_clear()
    for base in ("/", "/below/this/"):
        status, heads, body = asked(base + path)
        assert (status, body) == (200, content)
        assert heads["cache-control"] == "public, max-age=31536000, immutable"
        assert heads["content-length"] == str(4 * 235_146)
    parameters = np.frombuffer(body, "<f4")
    np.testing.assert_array_equal(parameters[-10:], model.get_parameter("output.bias").numpy())


def test_a_visitors_own_network_is_served_as_long_as_it_is_kept_and_never_cached() -> None:
    model = MLP()
    path = weights.address(model, weights.OWN)
    assert weights.address(model, weights.OWN) == path
    status, heads, body = asked(f"/{path}")
    assert (status, body) == (200, exported(model).parameters.tobytes())
    assert heads["cache-control"] == "no-store"
    del model
    gc.collect()
    assert asked(f"/{path}")[0] == 404


def test_what_is_not_there_is_not_found_and_not_cached() -> None:
    right = weights.address(load("augmented"), "augmented").rsplit("/", 1)[1]
    for wrong in (
        f"augmented/{NOWHERE}",
        f"own/{NOWHERE}",
        f"own/{right}",
        f"dropout/{right}",
        f"random-1/{right}",
        f"random/{right}",
        f"nothing/{right}",
    ):
        status, heads, body = asked(f"/dlviz-weights/{wrong}")
        assert (status, heads["cache-control"], body) == (404, "no-store", b"")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dlviz-weights",
        "/dlviz-weights/augmented",
        f"/dlviz-weights/../etc/{NOWHERE}",
        f"/dlviz-weights/random-99999/{NOWHERE}",
        f"/dlviz-weights/augmented/{NOWHERE}/more",
        f"/dlviz-weights/augmented/{NOWHERE.replace('0', 'g')}",
    ],
)
def test_every_other_request_is_passed_on(path: str) -> None:
    assert asked(path)[0] is None
    assert asked(f"/dlviz-weights/augmented/{NOWHERE}", "POST")[0] is None
