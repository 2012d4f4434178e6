"""What the class answered in both rounds, and what is so: for the projector."""

from collections.abc import Sequence

import streamlit as st

from dlviz.classroom.asked import OfPreset, Own
from dlviz.classroom.bars import Bars
from dlviz.classroom.tally import Curves, Points, Tally, tally
from dlviz.classroom.views import ForProjector
from dlviz.figures import votes
from dlviz.figures.pictures import as_pixels
from dlviz.figures.spec import Figure
from dlviz.notices.class_votes import about_votes
from dlviz.questions.kinds import Place, Question, Sketch
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared.classroom import questions

_OF_A_BAR = 52  # pixels
_AROUND = 60
_HIGH = 380  # pixels of curves and pictures


def show(view: ForProjector, built: Question | Own) -> None:
    """Draw the answers of the class, and how the truth is found where no page shows it."""
    if view.asked is None:
        return
    first, second = view.votes
    counted = tally(built, first, second)
    if first or second:
        _show_votes(counted, built, n_first=len(first), n_second=len(second))
    with st.container(key="class_said"):
        st.markdown(about_votes(counted))
    if not isinstance(view.asked, OfPreset):  # else its page does it and explains it
        identity = f"{view.code}-{view.turn}"
        questions.show_told(built, view.asked, key="class_told", identity=identity, answer=None)


def _show_votes(counted: Tally, built: Question | Own, *, n_first: int, n_second: int) -> None:
    titles = [
        f"{title} ({_answers(count)})"
        for title, count in zip(votes.TITLES, (n_first, n_second), strict=True)
    ]
    rounds = [0, 1]
    if not n_second or not n_first:
        rounds = [0 if n_first else 1]
        titles = [f"All answers ({n_first + n_second})"]
    figure, height, words = _figure(counted, built, rounds, titles)
    live_figure(figure, key="class_votes", alt=f"What the class answered. {words}", height=height)


def _figure(
    counted: Tally, built: Question | Own, rounds: Sequence[int], titles: Sequence[str]
) -> tuple[Figure, int, str]:
    """Return the figure, its height in pixels, and what it shows in words."""
    chart = counted.chart
    if isinstance(chart, Bars):
        counts = [chart.counts[own] for own in rounds]
        words = [
            f"{title}: "
            + ", ".join(f"{label} {n}" for label, n in zip(chart.labels, own, strict=True))
            for title, own in zip(titles, counts, strict=True)
        ]
        figure = votes.bars(chart.labels, counts, right=chart.right, titles=titles)
        return figure, _AROUND + _OF_A_BAR * len(chart.labels), ". ".join(words)
    words = [f"{title}: {about_votes(counted)}" for title in titles[:1]]
    if isinstance(chart, Points):
        picture = built.picture if isinstance(built, Place) else None
        pixels = None if picture is None else as_pixels(picture.values, is_signed=picture.is_signed)
        cells = [chart.counts[own] for own in rounds]
        figure = votes.points(cells, right=chart.right, pixels=pixels, titles=titles)
        return figure, _HIGH, ". ".join(words)
    assert isinstance(chart, Curves)
    assert isinstance(built, Sketch)
    figure = votes.curves(
        built.x,
        built.y,
        [chart.rounds[own] for own in rounds],
        ends=(built.low, built.high),
        names=built.names,
        titles=titles,
    )
    return figure, _HIGH, ". ".join(words)


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
