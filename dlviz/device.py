"""Where tensors live. Everything in dlviz asks here, and nothing decides for itself.

torch is imported on the first question, so that importing this module costs nothing.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_CORES_LOCK = threading.Lock()
_THREAD = threading.local()  # n_open: how many `one_core` are open in this thread
_cores_before: list[int] = []  # one entry for each `one_core` that is open: torch's count before
VARIABLE = "DLVIZ_DEVICE"  # overrides the choice: "cuda", "cuda:1", "mps" or "cpu"
_KINDS = ("cuda", "mps", "cpu")  # best first
_given_up: dict[str, str] = {}  # kinds that stopped computing while they were in use, and why


@cache
def choose() -> "torch.device":
    """Return the device in use: a CUDA GPU, else an Apple GPU, else the CPU.

    A GPU that is listed but cannot add two numbers (a driver that does not fit, memory all taken)
    is passed over; `passed_over` tells why. So is one that was given up. A CUDA GPU is set to
    compute in full float32, as the CPU does.

    Raises:
        ValueError: if DLVIZ_DEVICE names a device that this machine does not have.
    """
    import torch

    wanted = os.environ.get(VARIABLE, "").strip().lower()
    if wanted and wanted.partition(":")[0] not in _given_up:
        if wanted.partition(":")[0] not in _KINDS:
            raise ValueError(f"{VARIABLE} is {wanted!r}: choose one of {', '.join(_KINDS)}")
        if reason := obstacle(wanted):
            raise ValueError(f"{VARIABLE} is {wanted!r}, which does not work here: {reason}")
        chosen = torch.device(wanted)
    else:
        chosen = torch.device(next(kind for kind in _KINDS if not obstacle(kind)))
    if chosen.type == "cuda":
        _compute_in_full_float32()
    return chosen


def _compute_in_full_float32() -> None:
    """Turn TF32 off: convolutions on a CUDA GPU would round every factor to eleven bits.

    The answer about a photo would then depend on the machine (docs/decisions/0014-one-answer.md).
    """
    import torch

    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


def passed_over() -> dict[str, str]:
    """Return the better kinds of device that `choose` did not take, each with its reason."""
    if os.environ.get(VARIABLE, "").strip():
        return {}
    better = _KINDS[: _KINDS.index(choose().type)]
    return {kind: obstacle(kind) for kind in better}


@cache
def obstacle(name: str) -> str:
    """Return why `name` cannot compute on this machine; empty when it can."""
    import torch

    kind = name.partition(":")[0]
    if kind in _given_up:
        return _given_up[kind]
    if kind == "cuda" and not torch.cuda.is_available():
        return "torch finds no CUDA GPU"
    if kind == "mps" and not torch.backends.mps.is_available():
        return "torch finds no Apple GPU"
    try:
        total = float(torch.ones(2, device=name).sum())
    except (RuntimeError, AssertionError) as error:  # a driver or an index that fails
        return str(error).partition("\n")[0] or type(error).__name__
    return "" if total == 2.0 else f"it adds 1 and 1 to {total:g}"


def gives_up(error: BaseException) -> bool:
    """Return whether `error` comes of a GPU that has stopped computing; it is not used again.

    A full GPU and a mistake of ours fail too: the one is asked to add two numbers, and the other's
    message names no device. A process that has lost its GPU does not get it back; `choose` returns
    the next best device from then on, and whatever lived on the lost one has to be loaded anew.
    """
    if not isinstance(error, RuntimeError):
        return False
    kind = choose().type
    if kind == "cpu":  # somebody else's error came first
        return any(gone in str(error).lower() for gone in _given_up)
    obstacle.cache_clear()
    if reason := obstacle(str(choose())):
        _given_up[kind] = reason
        obstacle.cache_clear()
        choose.cache_clear()
    return bool(reason)


def has_given_up() -> bool:
    """Return whether a GPU has stopped computing since this process began."""
    return bool(_given_up)


def describe() -> str:
    """Return the device in use for people: "NVIDIA H100", "Apple GPU" or "CPU, 2 threads"."""
    import torch

    device = choose()
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads != 1 else ''}"


def begin_with_one_thread() -> None:
    """Let torch, which must not be in memory yet, begin with one thread.

    Every run of a page is a thread of its own. `use_one_thread` reaches OpenMP only after it has
    made a team of threads for the run's first product of matrices: five milliseconds for nothing.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def use_one_thread() -> None:
    """Let every visitor's networks compute on the thread that asks, and on no other.

    Most pictures here are made of ten to a hundred thousand numbers, less than a millisecond of
    work. torch shares even these among threads, and where other programs or visitors keep the
    cores busy, waiting for the last of them takes ten to a hundred times as long as the work.
    """
    import torch

    if torch.get_num_threads() != 1:
        torch.set_num_threads(1)


@contextmanager
def one_core() -> Iterator[None]:
    """Compute on one core of the processor meanwhile, and let others begin likewise.

    The layers of the digit networks are small: two cores that share one wait for each other, and
    where another program uses a core too they wait ten times as long as one alone would take.
    PyTorch's count holds for the calling thread and for all threads that begin later.

    Numbers below 1e-38 count as 0 meanwhile, in this thread: ridge shrinks the weights of pixels
    that are never inked until they are that small, and processors are ten times slower with them.
    """
    import torch

    with _CORES_LOCK:
        _cores_before.append(torch.get_num_threads())
        torch.set_num_threads(1)
    _THREAD.n_open = getattr(_THREAD, "n_open", 0) + 1
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        _THREAD.n_open -= 1
        torch.set_flush_denormal(_THREAD.n_open > 0)
        with _CORES_LOCK:
            before = _cores_before[0]
            _cores_before.pop()
            if not _cores_before:
                torch.set_num_threads(before)
