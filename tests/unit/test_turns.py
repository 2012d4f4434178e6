"""The bounded pool for slow work: a fair queue, shared results, and priority for pages."""

import os
import runpy
import sys
import threading
import time
from collections.abc import Callable

import pytest

from dlviz.scheduling import cores
from dlviz.scheduling.job import Job
from dlviz.scheduling.line import Line
from dlviz.scheduling.priorities import step_back
from dlviz.scheduling.turn import SupersededError, turn
from dlviz.scheduling.turnstile import Turnstile

PATIENCE = 60.0


def quietly(_place: int, _length: int) -> None:
    pass


def start(target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    return thread


def join(*threads: threading.Thread) -> None:
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.002)


def test_no_more_work_at_once_than_there_are_cores() -> None:
    cores, line, lock = Turnstile(2), Line(8), threading.Lock()
    at_work, most = 0, 0

    def visit(name: str) -> None:
        nonlocal at_work, most
        with turn(name, quietly, line=line, cores=cores) as go_on:
            for _ in range(4):
                with lock:
                    at_work += 1
                    most = max(most, at_work)
                time.sleep(0.003)
                with lock:
                    at_work -= 1
                go_on()

    join(*(start(lambda name=f"visitor {n}": visit(name)) for n in range(8)))
    assert most == 2


def test_who_comes_first_is_served_first_and_the_others_see_their_place() -> None:
    cores, line = Turnstile(1), Line(1)
    served: list[int] = []
    places: dict[int, list[tuple[int, int]]] = {n: [] for n in range(4)}
    leave = threading.Event()

    def visit(n: int) -> None:
        def tell(place: int, length: int) -> None:
            places[n].append((place, length))

        with turn(f"visitor {n}", tell, line=line, cores=cores):
            served.append(n)
            assert leave.wait(PATIENCE)

    threads = []
    for n in range(4):
        threads.append(start(lambda n=n: visit(n)))
        wait_until(lambda n=n: line.length == n or (n == 0 and served == [0]))
    wait_until(lambda: [places[n][-1:] for n in (1, 2, 3)] == [[(1, 3)], [(2, 3)], [(3, 3)]])
    leave.set()
    join(*threads)
    assert served == [0, 1, 2, 3]
    assert line.length == 0


def test_the_newest_of_a_visitor_ends_the_one_before() -> None:
    cores, line = Turnstile(1), Line(2)
    begun, ended = threading.Event(), threading.Event()

    def work_for_ever() -> None:
        with turn("anna", quietly, line=line, cores=cores) as go_on:
            begun.set()
            while True:
                time.sleep(0.001)
                go_on()

    def old() -> None:
        with pytest.raises(SupersededError):
            work_for_ever()
        ended.set()

    thread = start(old)
    assert begun.wait(PATIENCE)
    with turn("anna", quietly, line=line, cores=cores):
        assert ended.wait(PATIENCE)
    join(thread)


def test_who_gives_up_waiting_leaves_the_line() -> None:
    cores, line = Turnstile(1), Line(1)

    def give_up(_place: int, _length: int) -> None:
        raise InterruptedError

    with (
        turn("anna", quietly, line=line, cores=cores),
        pytest.raises(InterruptedError),
        turn("ben", give_up, line=line, cores=cores),
    ):
        raise AssertionError("it was not ben's turn")
    assert line.length == 0
    with turn("ben", give_up, line=line, cores=cores):
        pass


def test_a_training_goes_on_between_the_steps_of_a_long_answer() -> None:
    """No starvation: a job that releases a worker gets it again only after all waiting jobs."""
    cores, line = Turnstile(1), Line(1)
    slices = 0

    def train() -> None:
        nonlocal slices
        while not is_over.is_set():
            with cores.passing():
                slices += 1

    is_over = threading.Event()
    trainings = [start(train) for _ in range(3)]
    wait_until(lambda: slices > 3)
    with turn("anna", quietly, line=line, cores=cores) as go_on:
        for _ in range(20):
            wait_until(lambda: len(cores._waiting) == len(trainings))
            before = slices
            go_on()
            assert slices >= before + len(trainings)  # each that waited had its slice
    is_over.set()
    join(*trainings)


def test_a_core_is_lent_on_after_an_error() -> None:
    cores = Turnstile(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), cores.passing():
            raise ZeroDivisionError
    with cores.passing():
        pass


def test_jobs_and_answers_share_the_cores() -> None:
    """While a page holds the only worker, no training runs; it continues after the release."""
    from dlviz.scheduling.cores import N_CORES

    started = threading.Event()

    def work() -> bool:
        started.set()
        return False

    stack = [turn(f"visitor {n}", quietly) for n in range(N_CORES)]
    for one in stack:
        one.__enter__()
    try:
        job = Job(work)
        assert not started.wait(0.1)
    finally:
        for one in reversed(stack):
            one.__exit__(None, None, None)
    assert started.wait(PATIENCE)
    job._thread.join(PATIENCE)


@pytest.mark.parametrize(("count", "lent"), [(None, 1), (1, 1), (2, 1), (3, 1), (4, 2), (16, 8)])
def test_half_of_the_cores_are_lent_to_long_work(
    monkeypatch: pytest.MonkeyPatch, count: int | None, lent: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert runpy.run_path(cores.__file__)["N_CORES"] == lent


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_a_thread_that_steps_back_does_so_alone() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    told = []

    def work() -> None:
        step_back()
        told.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    join(start(work))
    assert told == [4] or before > 4  # where the tests themselves have stepped back further
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_every_place_that_is_given_back_can_be_taken_again() -> None:
    gates, two = Turnstile(2), threading.Barrier(2)

    def pass_through() -> None:
        with gates.passing():
            two.wait(PATIENCE)  # both are inside at the same time

    for _ in range(2):
        join(start(pass_through), start(pass_through))


def test_whoever_works_goes_on_within_its_time_and_when_nobody_waits() -> None:
    class Entry:
        def stop(self) -> None:
            pass

    first, second = Entry(), Entry()
    alone = Line(1, turn=0)  # its time is over at once
    alone.admit(first, "a")
    assert alone.is_turn_of(first)
    assert alone.is_turn_of(first)
    waited = Line(1, turn=PATIENCE)
    waited.admit(first, "a")
    assert waited.is_turn_of(first)
    waited.admit(second, "b")
    assert waited.is_turn_of(first)
    assert not waited.is_turn_of(second)
