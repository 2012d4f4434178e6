"""Record what a network's layers compute in one call, without hooks, so that it is thread-safe.

Hooks would be set on the module, which all visitors of a server share: one visitor's hook would see
everybody's pictures. A traced network is instead run node by node (torch.fx), and the recorded
values belong to that call alone.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn

_TRACING = threading.Lock()  # fx replaces `nn.Module.__call__`, for all threads, while it traces


@dataclass(frozen=True, slots=True)
class Seen:
    """Input and output of one layer for N pictures.

    Attributes:
        given: (N, C, H, W) the layer's input; (N, C) if it has no positions.
        result: The layer's output, likewise.
    """

    given: Tensor
    result: Tensor


class _OwnTracer(fx.Tracer):
    """Traces the calls of its own thread; fx passes it those of all threads meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def _is_other(self) -> bool:
        return threading.get_ident() != self._thread

    def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Compute a module that another thread has called, record one of this thread."""
        if self._is_other():
            return forward(*args, **kwargs)
        return super().call_module(m, forward, args, kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """Return a module's parameter itself to another thread."""
        if self._is_other():
            return attr_val
        return super().getattr(attr, attr_val, parameter_proxy_cache)


def trace(module: nn.Module) -> fx.GraphModule:
    """Trace `module` while other threads may run others; `fx.symbolic_trace` would break these."""
    with _TRACING:
        return fx.GraphModule(module, _OwnTracer().trace(module))


class Traced:
    """A network, traced once, that any number of threads may run at the same time.

    Attributes:
        module: The network itself.
        layers: Its layers by name, in the order of computation. A layer that computes more than
            once, as the ReLU of a ResNet's block does, is listed as "relu", "relu:2", ...
        nodes: For each of these names, its node in the graph.
    """

    def __init__(self, module: nn.Module) -> None:
        """Trace `module`, whose order of layers must not depend on the picture."""
        self.module = module
        self._graph_module = trace(module)
        self.layers: dict[str, nn.Module] = {}
        self.nodes: dict[str, fx.Node] = {}
        n_calls: Counter[str] = Counter()
        for node in self._graph_module.graph.nodes:
            if node.op == "call_module":
                target = str(node.target)
                n_calls[target] += 1
                name = target if n_calls[target] == 1 else f"{target}:{n_calls[target]}"
                self.layers[name] = module.get_submodule(target)
                self.nodes[name] = node

    def convolutions(self) -> dict[str, nn.Conv2d]:
        """Return the convolutions by name, in the order of computation."""
        return {name: x for name, x in self.layers.items() if isinstance(x, nn.Conv2d)}

    def observe(self, pixels: Tensor, names: Collection[str]) -> dict[str, Seen]:
        """Return input and output of the layers `names` for `pixels`; stop after the last of them.

        Args:
            pixels: (N, C, H, W), prepared for the network.
            names: Keys of `layers`.

        Raises:
            KeyError: if there is no layer of that name.
        """
        run = _Observing(self._graph_module, {self.nodes[name]: name for name in names})
        with torch.inference_mode():
            run.until_all_are_seen(pixels)
        return {name: run.seen[name] for name in names}

    def shapes(self, pixels: Tensor) -> dict[str, tuple[int, ...]]:
        """Return the shape of every layer's output for `pixels` (N, C, H, W), N included."""
        shapes: dict[str, tuple[int, ...]] = {}

        def note(name: str, result: Tensor) -> Tensor:
            shapes[name] = tuple(result.shape)
            return result

        with torch.inference_mode():
            self.run(pixels, note)
        return shapes

    def run(self, pixels: Tensor, replace: Callable[[str, Tensor], Tensor]) -> Tensor:
        """Return the network's output, with every layer's output replaced by `replace`'s result.

        Args:
            pixels: (N, C, H, W), prepared for the network.
            replace: Called with a layer's name and its output.
        """
        names = {node: name for name, node in self.nodes.items()}
        result: Tensor = _Replacing(self._graph_module, names, replace).run(pixels)
        return result


class _AllSeenError(Exception):
    """All wanted layers are recorded; the rest of the network need not be computed."""


class _Observing(fx.Interpreter):
    def __init__(self, graph_module: fx.GraphModule, names: dict[fx.Node, str]) -> None:
        super().__init__(graph_module)
        self.seen: dict[str, Seen] = {}
        self._names = names

    def until_all_are_seen(self, pixels: Tensor) -> None:
        try:
            self.run(pixels)
        except _AllSeenError:
            return

    def run_node(self, n: fx.Node) -> Any:
        if n not in self._names:
            return super().run_node(n)
        given = self.env[n.all_input_nodes[0]].clone()  # a ReLU may overwrite it in place
        result = super().run_node(n)
        self.seen[self._names[n]] = Seen(given, result.clone())
        if len(self.seen) == len(self._names):
            raise _AllSeenError
        return result


class _Replacing(fx.Interpreter):
    def __init__(
        self,
        graph_module: fx.GraphModule,
        names: dict[fx.Node, str],
        replace: Callable[[str, Tensor], Tensor],
    ) -> None:
        super().__init__(graph_module)
        self._names = names
        self._replace = replace

    def run_node(self, n: fx.Node) -> Any:
        result = super().run_node(n)
        return self._replace(self._names[n], result) if n in self._names else result
