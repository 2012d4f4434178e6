"""Background jobs: they run, can be stopped, end with their visitor, and wait in a queue."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from dlviz.scheduling.job import Job
from dlviz.scheduling.line import Line


def wait_until(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


def rest() -> bool:
    time.sleep(0.005)
    return True


def test_a_job_works_until_there_is_nothing_left() -> None:
    left = list(range(5))
    job = Job(lambda: bool(left.pop()) and bool(left))
    job._thread.join(60)
    assert not job.is_running
    assert left == []


def test_a_stopped_job_does_nothing_more() -> None:
    worked = threading.Event()
    slices = []

    def work() -> bool:
        slices.append(1)
        worked.set()
        return True

    job = Job(work)
    assert worked.wait(60)
    job.stop()
    done = len(slices)
    assert not job.is_running
    assert len(slices) == done


def test_a_job_that_nobody_looks_at_ends_itself() -> None:
    job = Job(lambda: True, pause=0.001, patience=0.05)
    job._thread.join(60)
    assert not job.is_running


def test_the_page_that_looks_hears_what_went_wrong() -> None:
    def work() -> bool:
        raise RuntimeError("out of memory")

    job = Job(work)
    job._thread.join(60)
    with pytest.raises(RuntimeError, match="out of memory"):
        job.look()


def test_a_job_ends_when_nobody_looks_and_lives_while_somebody_is_there() -> None:
    left = Job(rest, patience=0.1)
    wait_until(lambda: not left.is_running)
    there = threading.Event()
    there.set()
    stays = Job(rest, patience=0.1, is_here=there.is_set)
    time.sleep(0.3)
    assert stays.is_running  # another page is open in the same tab
    there.clear()
    wait_until(lambda: not stays.is_running)


def test_a_line_works_on_one_job_and_shows_the_others_their_place() -> None:
    line = Line(1, turn=60)
    jobs = [Job(rest, line=line, visitor=f"visitor {number}") for number in range(3)]
    wait_until(lambda: line.length == 2)
    assert [job.place for job in jobs] == [0, 1, 2]
    jobs[0].stop()
    wait_until(lambda: [job.place for job in jobs] == [0, 0, 1])
    jobs[2].stop()  # out of the line
    assert line.length == 0
    jobs[1].stop()


def test_a_long_job_lets_the_waiting_ones_in_after_its_turn() -> None:
    line = Line(1, turn=0.1)
    done = [0, 0]

    def work(number: int) -> Callable[[], bool]:
        def slice_() -> bool:
            done[number] += 1
            return rest()

        return slice_

    jobs = [Job(work(number), line=line, visitor=str(number)) for number in range(2)]
    wait_until(lambda: min(done) > 30)  # both get on, though neither ends
    for job in jobs:
        job.stop()


def test_a_visitor_has_one_job_in_a_line_the_latest() -> None:
    line = Line(2)
    first = Job(rest, line=line, visitor="me")
    second = Job(rest, line=line, visitor="me")
    assert not first.is_running
    assert second.is_running
    second.stop()
    assert line.length == 0


def test_a_server_that_ends_takes_its_jobs_along_in_peace() -> None:
    program = (
        "import time, torch\n"
        "from dlviz.scheduling.job import Job\n"
        "x = torch.ones(300, 300)\n"
        "def work():\n"
        "    for _ in range(20): x @ x\n"
        "    return True\n"
        "jobs = [Job(work) for _ in range(3)]\n"
        "time.sleep(0.3)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=False, timeout=60)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priorities of their own")
def test_a_job_steps_back_behind_pages_and_nobody_else_does() -> None:
    seen: list[int] = []

    def work() -> bool:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return False

    mine = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    Job(work)._thread.join(60)
    assert seen[0] > mine or mine >= 4
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == mine
