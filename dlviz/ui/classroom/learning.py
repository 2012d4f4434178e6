"""Learn from us: a network learns from half of the class, and is tested on the other half."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from dlviz.classroom import learning as core
from dlviz.classroom.learning import Learned
from dlviz.classroom.views import ForProjector
from dlviz.datasets.mnist import Digits
from dlviz.networks.mnist import record
from dlviz.notices import class_handwriting as class_notices
from dlviz.notices import handwriting as notices
from dlviz.paired import Comparison, compare, unpack
from dlviz.training.loop import measure
from dlviz.training.methods import METHODS, N_TEST
from dlviz.training.task import Task
from dlviz.ui.classroom.teacher import LESSON, forget_lesson
from dlviz.ui.shared import background, page_parts
from dlviz.ui.shared.classroom import doing
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.digit_networks import digit_model, test_digits, train_digits
from dlviz.ui.shared.visitors import presence, visitor

MODEL = "dropout"
_SEED = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What the network has learned, and what it has forgotten.

    Attributes:
        learned: About the class's drawings.
        n_wrong: Misclassified test digits of MNIST afterwards.
        mnist: The paired comparison on these, before (first) and after (second).
    """

    learned: Learned
    n_wrong: int
    mnist: Comparison


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training on the drawings of a round.

    Attributes:
        round: The class's code and its turn.
        n_drawings: How many drawings were on the wall when it began.
        task: Yields the share that is done, then a Result.
    """

    round: str
    n_drawings: int
    task: Task[float | Result]


def show(member: Member, view: ForProjector) -> None:
    """Draw the button that lets a network learn, its progress, and what it has learned."""
    st.subheader("Learn from us", anchor=False)
    lesson = st.session_state.get(LESSON)
    if lesson is not None and lesson.round != _round_of(view):
        forget_lesson()
        lesson = None
    if lesson is None:
        _offer(member, view)
        return
    lesson.task.look()
    latest = lesson.task.latest
    if isinstance(latest, Result):
        _show_result(lesson, latest, len(view.drawings))
    else:
        _show_progress(lesson, latest or 0.0)


def steps(parts: core.Halves, old: Digits, test: Digits) -> Iterator[float | Result]:
    """Let the network learn; yield the share done, and at the end what it has learned.

    Args:
        parts: Both halves of the class.
        old: Digits that the network was trained on.
        test: MNIST's test digits.
    """
    for step in core.learn(digit_model(MODEL), parts, old, _SEED):
        if not isinstance(step, Learned):
            yield step
            continue
        score = measure(step.model, test)
        now, before = score.correct, unpack(record(MODEL).correct, N_TEST)
        assert now is not None
        yield Result(step, score.errors, compare(before, now))


def _offer(member: Member, view: ForProjector) -> None:
    st.markdown(
        f"A copy of the *{METHODS[MODEL].title.lower()}* is trained further, with the drawings of "
        "half of the pupils. The drawings of the others are its test: no pupil is in both halves."
    )
    st.button("Learn from us", key="class_learn", icon=":material/school:", on_click=_begin,
              args=(member, _round_of(view)))  # fmt: skip


def _begin(member: Member, of_round: str) -> None:
    def begin() -> None:
        drawings = doing.seen_by_teacher(member).view.drawings
        parts = core.halves(drawings, _SEED)
        task = Task(
            steps(parts, train_digits(), test_digits()), visitor=visitor(), is_here=presence()
        )
        st.session_state[LESSON] = Lesson(of_round, len(drawings), task)
        task.play()

    doing.do(begin)


def _show_progress(lesson: Lesson, share: float) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="class_learning"):
        if lesson.task.is_running and lesson.task.place:
            background.show_place(lesson.task.place)
        else:
            state = "learning" if lesson.task.is_running else "stopped"
            st.progress(share, text=f"{state}, {share:.0%} done", width=330)
        if lesson.task.is_running:
            st.button("Stop", key="class_learn_stop", icon=":material/stop:",
                      on_click=lesson.task.pause)  # fmt: skip
        else:
            st.button("Continue", key="class_learn_on", icon=":material/play_arrow:",
                      on_click=lesson.task.play)  # fmt: skip
        _offer_reset()


def _show_result(lesson: Lesson, result: Result, n_drawings: int) -> None:
    learned = result.learned
    rows = [
        f"| error on {learned.n_held} drawings of other pupils | 95 % interval |",
        "|:--|:-:|",
        *(
            f"| {when}: **{rate.value:.1f} %** | {rate.low:.1f} to {rate.high:.1f} % |"
            for when, rate in (("before", learned.before), ("afterwards", learned.after))
        ),
    ]
    st.markdown("\n".join(rows))
    n_before = record(MODEL).test_errors
    page_parts.notice(
        f"{class_notices.about_learning(learned)} {notices.about_few(learned)} "
        f"{notices.about_forgetting(n_before, result.n_wrong, result.mnist)}"
    )
    if n_drawings != lesson.n_drawings:
        st.caption(f"It began with {lesson.n_drawings} drawings; now there are {n_drawings}.")
    _offer_reset()


def _offer_reset() -> None:
    st.button("Reset", key="class_learn_reset", icon=":material/replay:", on_click=forget_lesson,
              help="The network is again as it came")  # fmt: skip


def _round_of(view: ForProjector) -> str:
    return f"{view.code}-{view.turn}"
