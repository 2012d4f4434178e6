"""Checks that a block of code leaves the process's global state unchanged."""

import gc
import locale
import os
import random
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageFile

_TINY = 1e-310  # a denormal number, which a processor can be set to treat as 0


def state() -> dict[str, Any]:
    """Return all global state of the process that one piece of code could change for all others.

    PyTorch's settings per thread are read in this thread and in a new one.
    """
    return {
        "the interpreter's switch interval": sys.getswitchinterval(),
        "the recursion limit": sys.getrecursionlimit(),
        "the collector of garbage": (gc.isenabled(), gc.get_threshold()),
        "hooks": (sys.excepthook, threading.excepthook, sys.gettrace()),
        "signals": {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)},
        "where output goes": (sys.stdout, sys.stderr),
        "where modules are looked for": list(sys.path),
        "the folder": Path.cwd(),
        "the environment": dict(os.environ),
        "the language": locale.setlocale(locale.LC_ALL),
        "patience with sockets": socket.getdefaulttimeout(),
        "warnings": list(warnings.filters),
        "Python's random state": random.getstate(),
        "NumPy's random state": _text(np.random.get_state()),  # noqa: NPY002
        "NumPy's errors": np.geterr(),
        "how NumPy prints": np.get_printoptions(),
        "PIL's limits": (
            Image.MAX_IMAGE_PIXELS,
            ImageFile.LOAD_TRUNCATED_IMAGES,
            ImageFile.MAXBLOCK,
        ),
        "PyTorch's random state": torch.get_rng_state().tolist(),
        "PyTorch's numbers": (torch.get_default_dtype(), torch.get_default_device()),
        "PyTorch's precision": (
            torch.get_float32_matmul_precision(),
            torch.backends.cuda.matmul.allow_tf32,
            torch.backends.cudnn.allow_tf32,
        ),
        "what PyTorch repeats": (
            torch.are_deterministic_algorithms_enabled(),
            torch.backends.cudnn.deterministic,
            torch.backends.cudnn.benchmark,
        ),
        "PyTorch's libraries": torch.backends.mkldnn.enabled,
        "in this thread": _of_this_thread(),
        "in a new thread": _in_a_new_thread(_of_this_thread),
    }


@contextmanager
def unchanged() -> Iterator[None]:
    """Compare the process's global state after the block with that before it.

    Raises:
        AssertionError: with the name of everything that the block has changed.
    """
    before = state()
    yield
    after = state()
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    told = (f"{name}: {str(was)[:300]} -> {str(now)[:300]}" for name, (was, now) in changed.items())
    assert not changed, "\n".join(("changed behind everybody's back:", *told))


def _of_this_thread() -> dict[str, Any]:
    return {
        "threads": torch.get_num_threads(),
        "gradients": torch.is_grad_enabled(),
        "inference": torch.is_inference_mode_enabled(),
        # Its bits: where it counts as 0, it is equal to 0 as well.
        "smallest numbers": (torch.tensor([_TINY], dtype=torch.float64) * 1.0)
        .view(torch.int64)
        .item(),
    }


def _in_a_new_thread(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]


def _text(state: Any) -> str:
    return str([part.tolist() if isinstance(part, np.ndarray) else part for part in state])
