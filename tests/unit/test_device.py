"""The one place that decides where tensors live."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import torch
from process import unchanged

from dlviz import device


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(device.VARIABLE, raising=False)
    monkeypatch.setattr(device, "_given_up", {})
    forget()
    yield
    forget()


def forget() -> None:
    device.choose.cache_clear()
    device.obstacle.cache_clear()


def offer(monkeypatch: pytest.MonkeyPatch, *, cuda: bool, mps: bool, broken: str = "") -> None:
    """Pretend that this machine lists these GPUs, and that `broken` fails when it computes."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    real = torch.ones

    def ones(size: int, *, device: str) -> torch.Tensor:
        if broken and device.startswith(broken):
            raise RuntimeError("no kernel image is available for execution on the device")
        return real(size)

    monkeypatch.setattr(torch, "ones", ones)


@pytest.mark.parametrize(
    ("cuda", "mps", "broken", "expected"),
    [
        (True, True, "", "cuda"),
        (False, True, "", "mps"),
        (False, False, "", "cpu"),
        (True, True, "cuda", "mps"),
        (True, False, "cuda", "cpu"),
    ],
)
def test_the_best_device_that_works_is_chosen(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, broken: str, expected: str
) -> None:
    offer(monkeypatch, cuda=cuda, mps=mps, broken=broken)
    assert device.choose().type == expected


@pytest.fixture
def coarse() -> Iterator[Callable[[], set[bool]]]:
    """Let convolutions and products round to TF32, as GPUs like to; tells whether they do."""
    operations = torch.backends.cudnn, torch.backends.cuda.matmul
    before = [operation.allow_tf32 for operation in operations]
    for operation in operations:
        operation.allow_tf32 = True
    yield lambda: {operation.allow_tf32 for operation in operations}
    for operation, was in zip(operations, before, strict=True):
        operation.allow_tf32 = was


@pytest.mark.parametrize("wanted", ["", "cuda"])
def test_a_cuda_gpu_computes_in_full_float32(
    monkeypatch: pytest.MonkeyPatch, coarse: Callable[[], set[bool]], wanted: str
) -> None:
    offer(monkeypatch, cuda=False, mps=False)
    assert device.choose().type == "cpu"
    assert coarse() == {True}
    forget()
    monkeypatch.setenv(device.VARIABLE, wanted)
    offer(monkeypatch, cuda=True, mps=False)
    monkeypatch.setattr(torch, "ones", lambda size, **_: torch.zeros(size) + 1)
    assert device.choose().type == "cuda"
    assert coarse() == {False}


def test_a_device_that_was_passed_over_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, cuda=True, mps=False, broken="cuda")
    assert device.passed_over() == {
        "cuda": "no kernel image is available for execution on the device",
        "mps": "torch finds no Apple GPU",
    }
    monkeypatch.setenv(device.VARIABLE, "cuda")
    forget()
    with pytest.raises(ValueError, match="no kernel image"):
        device.choose()


def test_a_device_that_computes_wrongly_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, cuda=False, mps=True)
    monkeypatch.setattr(
        torch, "ones", lambda size, *, device: torch.zeros(size) + (device == "cpu")
    )
    assert device.choose().type == "cpu"
    assert device.passed_over()["mps"] == "it adds 1 and 1 to 0"


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, cuda=True, mps=True)
    monkeypatch.setenv(device.VARIABLE, " CPU ")
    assert device.choose() == torch.device("cpu")


@pytest.mark.parametrize(("value", "words"), [("tpu", "choose one of"), ("cuda:7", "not work")])
def test_a_device_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    offer(monkeypatch, cuda=False, mps=False)
    monkeypatch.setenv(device.VARIABLE, value)
    with pytest.raises(ValueError, match=words):
        device.choose()


ERROR = RuntimeError("CUDA error: unspecified launch failure")


@pytest.mark.parametrize("wanted", ["", "cuda:0"])
def test_a_gpu_that_stops_computing_is_given_up_for_good(
    monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    offer(monkeypatch, cuda=True, mps=False)
    monkeypatch.setenv(device.VARIABLE, wanted)
    assert device.choose().type == "cuda"
    assert not device.gives_up(ERROR)  # it still adds two numbers: the mistake is ours
    assert device.choose().type == "cuda"
    monkeypatch.undo()
    monkeypatch.setattr(device, "_given_up", {})
    offer(monkeypatch, cuda=True, mps=False, broken="cuda")
    monkeypatch.setenv(device.VARIABLE, wanted)
    assert not device.gives_up(ValueError("no GPU says this"))
    assert device.gives_up(ERROR)
    assert device.choose() == torch.device("cpu")
    assert device.has_given_up()
    offer(monkeypatch, cuda=True, mps=False)  # a process does not get it back
    assert device.choose() == torch.device("cpu")
    assert device.gives_up(ERROR)  # of another visitor, who met it later
    assert not device.gives_up(RuntimeError("shapes do not fit"))


def test_on_the_cpu_there_is_nothing_to_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, cuda=False, mps=False)
    assert not device.gives_up(ERROR)
    assert not device.has_given_up()


def test_the_description_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(device.VARIABLE, "cpu")
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    assert device.describe() == "CPU, 2 threads"
    forget()
    offer(monkeypatch, cuda=True, mps=False)
    monkeypatch.delenv(device.VARIABLE)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "NVIDIA H100")
    assert device.describe() == "NVIDIA H100"


def test_a_gpu_is_named_only_where_it_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, cuda=False, mps=False)
    assert device.place(only_cpu=False) == "the CPU"
    monkeypatch.undo()
    forget()
    offer(monkeypatch, cuda=True, mps=False)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "NVIDIA H100")
    assert device.place(only_cpu=False) == "the NVIDIA H100 and the CPU"
    assert device.place(only_cpu=True) == "the CPU"


def test_importing_the_module_costs_no_torch() -> None:
    program = "import sys, dlviz.device; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_small_networks_keep_to_one_thread() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        device.use_one_thread()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_one_core_within_another_leaves_the_outer_as_it_was() -> None:
    with unchanged(), device.one_core():
        with unchanged(), device.one_core():
            pass
        assert torch.get_num_threads() == 1


def test_one_core_may_end_before_another_that_began_later() -> None:
    with unchanged():
        first, second = device.one_core(), device.one_core()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        second.__exit__(None, None, None)
