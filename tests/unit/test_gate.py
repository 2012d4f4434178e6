"""The fair lock serialises script runs in their order, and a slow run does not block others."""

import random
import threading
import time
from collections.abc import Callable

from dlviz.scheduling.gate import Gate

LONG = 300.0  # seconds: a timeout longer than any test


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.001)


class Runs:
    """Threads that acquire the lock and record the order in which they do."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.passed: list[int] = []
        self.inside = 0
        self.most_inside = 0
        self._lock = threading.Lock()

    def one(self, number: int, seconds: float = 0.0) -> None:
        """Pass the gate once."""
        with self.gate.passing():
            with self._lock:
                self.passed.append(number)
                self.inside += 1
                self.most_inside = max(self.most_inside, self.inside)
            time.sleep(seconds)
            with self._lock:
                self.inside -= 1

    def queue(self, numbers: range) -> list[threading.Thread]:
        """Start threads that stand at the gate in this order."""
        threads = []
        for place, number in enumerate(numbers):
            threads.append(started(lambda number=number: self.one(number)))
            wait_until(lambda place=place: len(self.gate._waiting) == place + 1)
        return threads


def test_who_comes_first_passes_first_and_alone() -> None:
    gate = Gate(patience=LONG)
    runs = Runs(gate)
    with gate.passing():
        threads = runs.queue(range(5))
        assert runs.passed == []
    for thread in threads:
        thread.join(60)
    assert runs.passed == list(range(5))
    assert runs.most_inside == 1


def test_nobody_waits_for_one_that_takes_long() -> None:
    gate = Gate(patience=LONG)
    runs = Runs(gate)
    with gate.passing():
        threads = runs.queue(range(3))
        gate._patience = 0.02
        gate._waiting[0].set()  # it looks at the clock again
        for thread in threads:  # while this one is still inside
            thread.join(60)
        assert runs.passed == list(range(3))


def test_one_that_took_long_does_not_let_anybody_in_when_it_leaves() -> None:
    gate = Gate(patience=0.02)
    go, is_in, runs = threading.Event(), threading.Event(), Runs(gate)

    def second() -> None:
        with gate.passing():
            gate._patience = LONG
            is_in.set()
            go.wait(60)

    with gate.passing():
        thread = started(second)
        assert is_in.wait(60)
        waiting = runs.queue(range(1))
    time.sleep(0.05)
    assert runs.passed == []  # the second one is inside
    go.set()
    for one in (thread, *waiting):
        one.join(60)
    assert runs.passed == [0]


def test_background_work_lets_a_crowd_pass_and_waits_for_nobody_else() -> None:
    gate = Gate(patience=LONG)
    runs = Runs(gate)
    assert gate._is_calm.is_set()
    with gate.passing():
        first = runs.queue(range(1))
        assert gate._is_calm.is_set()  # one who waits is no crowd
        more = [started(lambda: runs.one(1))]
        wait_until(lambda: not gate._is_calm.is_set())
        gate.let_a_crowd_pass()  # and goes on after a moment: the crowd still stands there
    for thread in first + more:
        thread.join(60)
    assert gate._is_calm.is_set()


def test_nobody_is_forgotten() -> None:
    gate = Gate(patience=0.003)
    runs = Runs(gate)
    rng = random.Random(0)

    def come_and_go() -> None:
        for number in range(40):
            time.sleep(rng.uniform(0, 0.002))
            runs.one(number, rng.choice((0, 0, 0.001, 0.008)))

    threads = [started(come_and_go) for _ in range(20)]
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert len(runs.passed) == 800
    assert not gate._waiting
    assert gate._inside is None


def test_only_the_head_of_the_queue_looks_at_the_clock() -> None:
    gate, (inside, first, second) = Gate(patience=50.0), (threading.Event() for _ in range(3))
    gate._let_in(inside)
    gate._waiting.extend([first, second])
    assert gate._wait_of(second) is None  # until it is woken
    seconds = gate._wait_of(first)
    assert seconds is not None
    assert 49 < seconds <= 50
    gate._since -= 60  # the one inside takes long
    assert gate._wait_of(first) == 0
    assert not gate._is_in(second)
    assert gate._is_in(first)
    assert (gate._inside, list(gate._waiting)) == (first, [second])
    assert second.is_set()  # it is the head now, and is told so
    assert gate._wait_of(inside) is None


def test_a_crowd_is_two_that_wait() -> None:
    gate, tokens = Gate(), [threading.Event() for _ in range(3)]
    gate._let_in(tokens[0])
    assert gate._is_calm.is_set()
    for token, is_calm in zip(tokens[1:], (True, False), strict=True):
        gate._waiting.append(token)
        gate._tell_of_crowd()
        assert gate._is_calm.is_set() == is_calm
    for _ in range(2):  # the second time it has left already
        gate._leave(tokens[0])
        assert gate._inside is tokens[1]
        assert gate._is_calm.is_set()
