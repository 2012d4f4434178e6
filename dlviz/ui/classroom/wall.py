"""The wall of a class on the projector: drawings, what four models read, and how often wrong."""

import streamlit as st

from dlviz import device
from dlviz.classroom.drawings import Drawing
from dlviz.classroom.handwriting import MODELS, Wall, read_wall
from dlviz.classroom.views import ForProjector
from dlviz.figures import mistakes as figures
from dlviz.intervals import Rate
from dlviz.networks.mnist import record
from dlviz.notices import class_handwriting as class_notices
from dlviz.notices import handwriting as notices
from dlviz.training.methods import METHODS
from dlviz.ui.classroom import learning, taking
from dlviz.ui.components.drawing_wall import drawing_wall as component
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts
from dlviz.ui.shared.classroom import doing
from dlviz.ui.shared.classroom.membership import Member
from dlviz.ui.shared.digit_networks import digit_model

KEY = "class_wall"
_MODEL = "class_model"  # widget key: whose mistakes are shown


def show(member: Member, view: ForProjector) -> None:
    """Draw the wall with all that is said about it."""
    device.use_one_thread()
    wall = _read(view)
    _show_drawings(member, view, wall)
    _show_hidden(member, view)
    if wall is None:
        page_parts.notice(notices.about_no_drawing(view.digits))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(table_of(wall))
        st.caption(notices.ABOUT_INTERVALS)
    with page_parts.place_of_long_notice(left):
        page_parts.notice(f"{class_notices.about_wall(wall)} {notices.about_mnist(wall)}")
    with right:
        _show_confusion(wall)
    learning.show(member, view)
    taking.show(view.drawings)


def table_of(wall: Wall) -> str:
    """Return each model's errors on the class's drawings beside the lecture's, as Markdown."""
    rows = [
        f"| model | our error (of {len(wall.names):,}) | 95 % interval | MNIST's test digits "
        "| the lecture's table |",
        "|:--|--:|:-:|--:|--:|",
    ]
    for name, rate in wall.rates().items():
        method = METHODS[name]
        wrong = int((wall.readings[name].answers != wall.digits.labels).sum())
        lecture = "not in it" if method.lecture is None else f"{method.lecture} %"
        rows.append(
            f"| {method.title} | **{rate.value:.1f}\u00a0%**\u00a0({wrong:,}) | {interval(rate)} "
            f"| {record(name).test_error:.2f} % | {lecture} |"
        )
    return "\n".join(rows)


def interval(rate: Rate) -> str:
    """Return a rate's interval, in words of one line."""
    return f"{rate.low:.1f} to {rate.high:.1f} %".replace(" ", "\u00a0")


def _read(view: ForProjector) -> Wall | None:
    models = {name: digit_model(name) for name in MODELS}  # loaded before the first drawing comes
    return read_wall(view.drawings, models) if view.drawings else None


def _show_drawings(member: Member, view: ForProjector, wall: Wall | None) -> None:
    shown = []
    for place, (name, drawing) in enumerate(view.drawings.items()):
        answers = tuple(int(wall.readings[own].answers[place]) for own in MODELS) if wall else ()
        shown.append(
            component.Shown(_identity(name, drawing), drawing.digit, drawing.image, answers)
        )
    component.drawing_wall(
        shown,
        key=KEY,
        models=[METHODS[name].title for name in MODELS],
        shorts=[METHODS[name].short for name in MODELS],
        on_hide=lambda: _hide(member),
    )


def _show_hidden(member: Member, view: ForProjector) -> None:
    if not view.hidden:
        return
    count = len(view.hidden)
    st.button(
        f"Show the {'hidden drawing' if count == 1 else f'{count} hidden drawings'} again",
        key="class_unhide",
        on_click=_show_again,
        args=(member, list(view.hidden)),
    )


def _show_confusion(wall: Wall) -> None:
    name = st.segmented_control(
        "Confusion matrix of",
        MODELS,
        default=MODELS[0],
        required=True,
        format_func=lambda own: METHODS[own].short,
        key=_MODEL,
    )
    counts = wall.confusion(name)
    n_right = int(counts.trace())
    live_figure(
        figures.confusion(counts, noun="drawings", is_clickable=False),
        key="class_confusion",
        alt=f"Confusion matrix of {METHODS[name].title}: {n_right} of {counts.sum()} drawings are "
        "classified correctly",
        height=360,
    )


def _identity(name: str, drawing: Drawing) -> str:
    return component.identity_of(name, drawing.text)


def _hide(member: Member) -> None:
    wanted = component.hidden(KEY)

    def hide() -> None:
        wall = doing.seen_by_teacher(member).view.drawings
        for name in (name for name, own in wall.items() if _identity(name, own) == wanted):
            _set_hidden(member, name, is_hidden=True)

    doing.do(hide)


def _show_again(member: Member, names: list[str]) -> None:
    def show_again() -> None:
        for name in names:
            _set_hidden(member, name, is_hidden=False)

    doing.do(show_again)


def _set_hidden(member: Member, name: str, *, is_hidden: bool) -> None:
    doing.lead(lambda classes: classes.hide(member.code, member.key, name, is_hidden=is_hidden))
