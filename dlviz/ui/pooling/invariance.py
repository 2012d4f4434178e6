"""The view "Location invariance" of "Pooling": shift the picture and measure what changes."""

import numpy as np
import streamlit as st

from dlviz import consistency, moves
from dlviz.figures import invariance as figures
from dlviz.figures.invariance import Line
from dlviz.kept_answers import N_DIGITS
from dlviz.moves import (
    ANSWER,
    CONVOLUTION,
    DIRECTIONS,
    MOST_DEPTH,
    PIXELS,
    MoveCurves,
    depth_name,
    moves_csv,
)
from dlviz.networks.windowed import WINDOW_REACH
from dlviz.notices import location_invariance as notices
from dlviz.notices.pooling import named
from dlviz.snippets import pooling as snippets
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.components.shifted_photo.shifted_photo import moved, shifted_photo
from dlviz.ui.pooling import networks
from dlviz.ui.pooling.networks import DIGITS, LITE
from dlviz.ui.pooling.subject import (
    KINDS,
    SHIFT,
    STAGES,
    Chosen,
    Subject,
    choose_look,
    choose_subject,
    how_measured,
)
from dlviz.ui.shared import hands, page_parts, program_photos

_PHOTO = "pooling_shifted"


def invariance() -> None:
    """Shift the picture, and show the distance of every stage from its values before the shift."""
    left, right = st.columns([7.4, 2.6], gap="medium")
    with right:
        subject = choose_subject()
        look = choose_look(subject)
    network = networks.network(subject.name)
    where = moves.direction_words(look.direction)
    along = DIRECTIONS[look.direction]
    with left:
        photo, curves = st.columns([2.3, 5], gap="small")
        with photo:
            shifted_photo(
                subject.seen,
                key=_PHOTO,
                shift=look.shift,
                direction=along,
                where=where,
                titles=(subject.title, f"The network's input, {network.side} × {network.side}"),
                alt=subject.alt,
                preview=hands.preview(_PHOTO),
                on_move=_apply_drag,
            )
        made = networks.slide_of(subject.name, subject.identity, subject.seen, look.direction)
        with curves:
            lines = _lines(made, look)
            live_figure(
                figures.distance_curves(lines, look.shift, where),
                key="pooling_curves",
                alt=f"Distances over 0 to {WINDOW_REACH} pixels of a move, by stage",
                height=430,
                follows=(hands.preview(_PHOTO), figures.moving_curves(lines, look.shift)),
            )
        _show_words(subject, made, look)
    _show_more(subject, look)
    _offer(subject, made, look)


def _lines(made: MoveCurves, look: Chosen) -> list[Line]:
    curves = _curves(made, look)
    styles = {PIXELS: -1, CONVOLUTION: -2, ANSWER: 5}
    free = iter((1, 3, 2, 4, 0))
    return [
        Line(named(name), values, styles[name] if name in styles else next(free, 0))
        for name, values in curves.items()
    ]


def _curves(made: MoveCurves, look: Chosen) -> dict[str, np.ndarray]:
    if look.comparison == KINDS:
        return moves.kind_curves(made, look.depth)
    if look.comparison == STAGES:
        return moves.stage_curves(made, look.kind)
    return moves.network_curves(made)


def _show_words(subject: Subject, made: MoveCurves, look: Chosen) -> None:
    network = networks.network(subject.name)
    curves = _curves(made, look)
    name = network.categories[int(made.winners[0])]
    page_parts.notice(
        notices.about_kinds(curves, look.depth)
        if look.comparison == KINDS
        else notices.about_moves(made, curves, name)
    )
    st.caption(how_measured(subject))


def _show_more(subject: Subject, look: Chosen) -> None:
    """Show the map over both directions, and how consistent the shipped networks are."""
    along = DIRECTIONS[look.direction]
    here = (look.shift * along[0], look.shift * along[1])
    left, right = st.columns(2, gap="medium")
    with left:
        stage = _choose_stage(subject, look)
        step = _step(subject.name, stage)
        is_kept = networks.is_plane_kept(subject.name, subject.identity, stage, step)
        if subject.name != LITE or is_kept or _is_asked_for(step):
            made = networks.plane_of(subject.name, subject.identity, subject.seen, stage, step)
            live_figure(
                figures.move_map(made.shifts, made.values, here),
                key="pooling_plane",
                alt="Distances over moves to the right and down, a line where half is reached",
                height=330,
                follows=(
                    hands.preview(_PHOTO),
                    figures.moving_map(look.shift, along, WINDOW_REACH),
                ),
            )
            st.caption(notices.about_plane(made, _stage_name(stage)))
    with right, st.container(key="pooling_consistent"):
        if subject.name in DIGITS:
            _show_kept(look)
        _show_consistency()


def _offer(subject: Subject, made: MoveCurves, look: Chosen) -> None:
    """Offer the program and the numbers."""
    page_parts.code(
        lambda: _program(subject, look),
        key="pooling_invariance_code",
        files=lambda: _program_files(subject),
    )
    page_parts.download_csv(lambda: moves_csv(made), key="pooling_slide")


def _program(subject: Subject, look: Chosen) -> str:
    side, move = networks.network(subject.name).side, (look.direction, look.shift)
    if subject.photo is None:
        return snippets.digit_invariance(DIGITS[subject.name], side, int(subject.picture), move)
    file, sample = program_photos.file_name(subject.photo), subject.photo.sample
    compared = (look.comparison, look.kind, look.depth)
    return snippets.invariance(subject.name, side, file, sample, move, compared)


def _program_files(subject: Subject) -> list[page_parts.ProgramFile]:
    if subject.photo is None:
        files = snippets.digit_files(DIGITS[subject.name], int(subject.picture))
        return page_parts.program_files(files)
    return page_parts.program_files(
        {
            **snippets.invariance_files(subject.name, subject.photo.sample),
            **program_photos.offered([subject.photo]),
        }
    )


def _is_asked_for(step: int) -> bool:
    """Place a button that starts a slow computation; the button disappears when it is pressed."""
    place = st.empty()
    count = (2 * WINDOW_REACH // step + 1) ** 2
    is_pressed = place.button(
        f"Measure {count} moves in all directions (takes seconds)",
        key="pooling_measure",
        icon=":material/open_with:",
    )
    if is_pressed:
        place.empty()
    return is_pressed


def _choose_stage(subject: Subject, look: Chosen) -> str | tuple[str, int]:
    """Place the choice of the stage that the map over both directions shows."""
    options: dict[str, str | tuple[str, int]] = {ANSWER: ANSWER, PIXELS: PIXELS}
    if subject.name not in DIGITS:
        options[CONVOLUTION] = CONVOLUTION
        options |= {depth_name(d): (look.kind, d) for d in range(1, MOST_DEPTH + 1)}
    chosen = st.selectbox(
        "In all directions", list(options), key="pooling_stage", bind="query-params"
    )
    return options[chosen]


def _stage_name(stage: str | tuple[str, int]) -> str:
    return stage if isinstance(stage, str) else f"the maps after {depth_name(stage[1])}"


def _step(name: str, stage: str | tuple[str, int]) -> int:
    """Return the map's step between shifts, in pixels: the smallest that takes a second or two."""
    if name == LITE:
        return 4
    return 2 if stage == ANSWER and name not in DIGITS else 1


def _show_kept(look: Chosen) -> None:
    """Show for how many digits the answer stays, pixel by pixel."""
    curves = {name.removeprefix("digit network, "): networks.kept_answers(name) for name in DIGITS}
    with st.container(key="pooling_kept_answers"):
        st.markdown("**For how many digits does the answer stay?**")
        live_figure(
            figures.kept_answers(curves, look.shift),
            key="pooling_kept",
            alt=notices.about_kept(curves, look.shift, N_DIGITS),
            height=300,
        )
        st.caption(notices.about_kept(curves, look.shift, N_DIGITS))


def _show_consistency() -> None:
    rows = consistency.load()
    st.markdown("**Do two random moves give the same answer?**")
    live_figure(
        figures.consistency({row.title: (row.value, row.low, row.high) for row in rows}),
        key="pooling_consistency",
        alt="; ".join(f"{row.title} {row.value:.1f} %" for row in rows),
        height=330,
    )
    st.caption(notices.about_consistency(rows))


def _apply_drag() -> None:
    message = st.session_state[_PHOTO].move
    hands.take(_PHOTO, message)
    shift = moved(message)
    if shift is not None:
        st.session_state[SHIFT] = shift
