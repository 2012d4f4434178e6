"""Draws a race of training methods: learning curves, a table, and error intervals."""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from dlviz.figures import training as figures
from dlviz.figures.colours import SERIES
from dlviz.intervals import Rate
from dlviz.networks.mnist import count_parameters
from dlviz.notices import digit_training as notices
from dlviz.notices.standings import rate_of
from dlviz.training.methods import LDA, METHOD_NAMES, METHODS
from dlviz.training.race import Race, Standing
from dlviz.ui.components.live_figure.live_figure import live_figure
from dlviz.ui.shared import page_parts

_TABLE_STYLE = """<style>
.dlviz-race {border-collapse: collapse; width: 100%; font-size: 0.85rem}
.dlviz-race th, .dlviz-race td {padding: 0.18rem 0.35rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent)}
.dlviz-race th {font-weight: 500; opacity: 0.8; white-space: normal; vertical-align: bottom}
.dlviz-race th:first-child, .dlviz-race td:first-child {text-align: left}
.dlviz-race td {line-height: 1.2}
.dlviz-race small {opacity: 0.8}
.dlviz-scroll {overflow-x: auto}
</style>"""
_MARKS = ("●", "■", "◆", "▲", "✚", "✖")  # the same shapes as the curves' symbols


def show_race(race: Race | None, shown: Mapping[str, Standing]) -> None:
    """Draw the race's curves beside its table; without a race, the shipped networks' errors."""
    left, right = st.columns([0.58, 0.42], gap="medium")
    has_curves = race is not None and any(len(one.records) > 1 for one in race.standings)
    with left:
        if race is not None and (has_curves or race.is_running):
            _show_curves(race, shown)
        else:
            show_intervals(shown)
    with right, st.container(key="digit_training_table"):
        _show_table(shown)
    with page_parts.place_of_long_notice(right):
        if race is None:
            page_parts.notice(notices.about_shipped(shown))
        else:
            page_parts.notice(notices.about_race(shown))
    for title, one in shown.items():
        if one.problem:
            st.warning(f"{title}: {one.problem}")


def show_intervals(shown: Mapping[str, Standing]) -> None:
    """Draw the test errors with their confidence intervals beside the lecture's numbers."""
    rows = []
    for title, one in shown.items():
        rate = rate_of(one)
        rows.append(
            figures.Interval(
                title,
                style(one),
                None if rate is None else rate.value,
                0.0 if rate is None else rate.low,
                0.0 if rate is None else rate.high,
                METHODS[one.method].lecture,
            )
        )
    live_figure(
        figures.error_intervals(rows),
        key="digit_training_intervals",
        alt="Test errors with 95 % intervals: "
        + "; ".join(f"{row.title} {_percent(row.value)}" for row in rows),
        height=350,
    )


def _show_curves(race: Race, shown: Mapping[str, Standing]) -> None:
    columns = st.columns(2, gap="small")
    for column, quantity, short, value in (
        (columns[0], "errors in %", "error", lambda score: score.error),
        (columns[1], "cross-entropy in nats", "loss", lambda score: score.loss),
    ):
        series = []
        for title, one in shown.items():
            records = one.records
            if one.method == LDA and records:  # LDA has no epochs: draw a horizontal line
                records = (records[0], records[0])
            epochs = [record.epoch for record in records]
            if one.method == LDA and records:
                epochs = [0.0, float(race.choices.epochs)]
            if not records or records[0].train is None:
                continue
            train = [value(record.train) for record in records if record.train is not None]
            test = [value(record.test) for record in records]
            is_level = one.method == LDA
            series.append(
                figures.Series(title, style(one), epochs, train, test, is_level, _short(title, one))
            )
        with column:
            live_figure(
                figures.learning_curves(
                    series,
                    quantity=quantity,
                    epochs=race.choices.epochs,
                    marks_lowest=short == "loss",
                ),
                key=f"digit_training_{short}",
                alt=f"{quantity} over the epochs, test digits solid, training digits dotted: "
                + "; ".join(f"{one.title} {one.test[-1]:.3g}" for one in series),
                height=300,
            )
    st.caption(
        "Solid: 10,000 test digits. Dotted: "
        f"{min(5_000, race.choices.n_digits):,} of the training digits. Where one curve covers "
        "another, the lower one is visible as an outline. A large mark is the lowest test loss "
        "of a curve that has risen since: a training that stops there has a lower loss."
    )


def _show_table(shown: Mapping[str, Standing]) -> None:
    rows = []
    for title, one in shown.items():
        rate = rate_of(one)
        lecture = METHODS[one.method].lecture
        train = one.records[-1].train if one.records else None
        verdict = notices.against_lecture(one.method, rate) if rate and one.is_done else ""
        cells = [
            method_cell(style(one), _short(title, one)),
            "–" if rate is None else rate_cell(rate),
            "–" if lecture is None else _two_lines(f"{lecture:g} %", verdict),
            "–" if train is None else f"{train.error:.2f} %",
            f"{count_parameters(one.model):,}",
            f"{one.seconds:.1f}" if one.seconds else "–",
        ]
        rows.append(cells)
    heads = (
        "",
        "test error, 95&nbsp;%",
        "lecture",
        "train error",
        "para&shy;meters",
        "s",
    )
    show_table(heads, rows, label="Test errors of all methods beside the lecture’s")


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, label: str) -> None:
    """Draw a table of methods; heads and cells are HTML, from `method_cell` and `rate_cell`."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    st.html(
        f"{_TABLE_STYLE}<div class='dlviz-scroll'><table class='dlviz-race' aria-label='{label}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def method_cell(style: int, name: str) -> str:
    """Return HTML with a method's name after the symbol and colour of its curve."""
    return (
        f"<span style='color:{SERIES[style]}' aria-hidden='true'>{_MARKS[style]}</span> "
        f"{html.escape(name)}"
    )


def rate_cell(rate: Rate) -> str:
    """Return HTML with an error rate and, below it, its confidence interval."""
    return _two_lines(f"<b>{rate.value:.2f} %</b>", f"{rate.low:.2f} – {rate.high:.2f}")


def _two_lines(number: str, comment: str) -> str:
    return f"{number}<br><small>{comment}</small>" if comment else number


def _short(title: str, one: Standing) -> str:
    """Return a method's short name; for a network loaded from a file, its title."""
    method = METHODS[one.method]
    return method.short if title == method.title else title


def _percent(value: float | None) -> str:
    return "not yet" if value is None else f"{value:.2f} %"


def style(one: Standing) -> int:
    """Return the style index of its method: the same colour and shape in every figure."""
    return METHOD_NAMES.index(one.method)
