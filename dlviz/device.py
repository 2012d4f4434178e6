"""The choice of the device (CPU, CUDA GPU or Apple GPU) and of the number of CPU threads.

Every other module asks here. torch is imported at the first question, so that importing this module
takes no time.
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
_THREAD = threading.local()  # n_open: how many `one_core` blocks are open in this thread
_cores_before: list[int] = []  # torch's thread count before each open `one_core` block
VARIABLE = "DLVIZ_DEVICE"  # overrides the choice: "cuda", "cuda:1", "mps" or "cpu"
_KINDS = ("cuda", "mps", "cpu")  # best first
_given_up: dict[str, str] = {}  # device kinds that failed while in use -> reason


@cache
def choose() -> "torch.device":
    """Return the device in use: a CUDA GPU, else an Apple GPU, else the CPU.

    A GPU that is listed but cannot add two numbers (wrong driver, no free memory) is skipped;
    `passed_over` tells why. So is one that has failed before. A CUDA GPU is set to compute in full
    float32, like the CPU.

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
    """Turn off TF32, with which a CUDA GPU rounds the factors of convolutions to eleven bits.

    Otherwise the prediction for a photo would depend on the machine, see
    docs/decisions/0014-one-answer.md.
    """
    import torch

    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


def passed_over() -> dict[str, str]:
    """Return the better device kinds that `choose` did not take, each with its reason."""
    if os.environ.get(VARIABLE, "").strip():
        return {}
    better = _KINDS[: _KINDS.index(choose().type)]
    return {kind: obstacle(kind) for kind in better}


@cache
def obstacle(name: str) -> str:
    """Return why `name` cannot compute on this machine; "" if it can."""
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
    except (RuntimeError, AssertionError) as error:  # wrong driver, or no device of this index
        return str(error).partition("\n")[0] or type(error).__name__
    return "" if total == 2.0 else f"it adds 1 and 1 to {total:g}"


def gives_up(error: BaseException) -> bool:
    """Return whether `error` comes from a GPU that has stopped working; if so, never use it again.

    The GPU is asked to add two numbers: if it can, the error has another cause (full memory, a
    bug). After the switch to the CPU, an error counts if its message names the lost device: another
    thread has met the same failure. A process cannot get a lost GPU back: from now on `choose`
    returns the next best device, and models on the lost one must be loaded again.
    """
    if not isinstance(error, RuntimeError):
        return False
    kind = choose().type
    if kind == "cpu":  # another thread's error has already been handled
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
    """Return a readable name of the device in use: "NVIDIA H100", "Apple GPU", "CPU, 2 threads"."""
    import torch

    device = choose()
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads != 1 else ''}"


def place(*, only_cpu: bool) -> str:
    """Return in words which processors compute a page: "the CPU", "the NVIDIA H100 and the CPU".

    Args:
        only_cpu: Whether the page has no network that a GPU would compute.
    """
    if only_cpu or choose().type == "cpu":
        return "the CPU"
    return f"the {describe()} and the CPU"


def begin_with_one_thread() -> None:
    """Make torch, which must not be imported yet, start with one thread.

    Every page rerun is a thread of its own. `use_one_thread` comes too late for OpenMP: by then it
    has already made a thread pool for the run's first matrix product, which takes 5 ms.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def use_one_thread() -> None:
    """Make torch compute in the calling thread only.

    Most pictures here consist of 10,000 to 100,000 numbers, which is less than a millisecond of
    work. torch would still split this among threads; if the cores are busy with other programs or
    visitors, waiting for the last thread takes ten to a hundred times as long as the work.
    """
    import torch

    if torch.get_num_threads() != 1:
        torch.set_num_threads(1)


@contextmanager
def one_core() -> Iterator[None]:
    """Compute on one CPU core inside the block; several threads may be in such blocks at once.

    The digit networks' layers are small: two cores that share one layer wait for each other, and if
    another program also uses a core they take ten times as long as one core alone. PyTorch's thread
    count applies to the calling thread and to threads that start later.

    In the block, numbers below 1e-38 (denormals) are treated as 0 in this thread: ridge shrinks the
    weights of pixels that are never inked to such numbers, and CPUs are ten times slower with them.
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
