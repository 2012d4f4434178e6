"""Work in the background: it runs, it is stopped, it ends with its visitor, it reports failures."""

import threading

import pytest

from dlviz.training.jobs import Job


def test_a_job_works_until_there_is_nothing_left() -> None:
    left = list(range(5))
    job = Job(lambda: bool(left.pop()) and bool(left))
    job._thread.join(10)
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
    assert worked.wait(10)
    job.stop()
    done = len(slices)
    assert not job.is_running
    assert len(slices) == done


def test_a_job_that_nobody_looks_at_ends_itself() -> None:
    job = Job(lambda: True, pause=0.001, patience=0.05)
    job._thread.join(10)
    assert not job.is_running


def test_the_page_that_looks_hears_what_went_wrong() -> None:
    def work() -> bool:
        raise RuntimeError("out of memory")

    job = Job(work)
    job._thread.join(10)
    with pytest.raises(RuntimeError, match="out of memory"):
        job.look()
