"""Contrast after WCAG 2: 4.5 for text, 3 for lines and marks, in both themes and on all scales."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from dlviz.figures import architecture, bars, colours, curves, invariance, maps, mistakes
from dlviz.ui.shared import readable

ROOT = Path(__file__).resolve().parents[2]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
SCALES = (colours.SIGNED, colours.UNSIGNED, colours.CYCLIC, colours.INK)
TEXT, MARK = 4.5, 3.0


def luminance(colour: str | np.ndarray) -> float:
    if isinstance(colour, str):
        colour = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour / 255]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str | np.ndarray, other: str | np.ndarray) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_theme_s_words_are_readable(name: str) -> None:
    theme = THEME[name]
    papers = [theme["backgroundColor"], theme["secondaryBackgroundColor"]]
    papers += [theme["sidebar"]["backgroundColor"], theme["sidebar"]["secondaryBackgroundColor"]]
    for paper in papers:
        for ink in ("textColor", "linkColor", "primaryColor"):  # primary: words and focus rings
            assert contrast(theme[ink], paper) >= TEXT, (ink, paper)
    assert contrast(theme["backgroundColor"], theme["primaryColor"]) >= TEXT  # on buttons


def test_programs_are_readable() -> None:
    for pair in readable._TOKENS.values():
        for name, ink in zip(("light", "dark"), pair, strict=True):
            assert contrast(ink, THEME[name]["codeBackgroundColor"]) >= TEXT, ink


def test_curves_bars_and_blocks_stand_out_in_both_themes() -> None:
    marks = {*colours.SERIES, *colours.LAYERS.values()}
    marks |= {colours.POSITIVE, colours.NEGATIVE, colours.NEUTRAL}
    for name in ("light", "dark"):
        for mark in marks:
            assert contrast(mark, THEME[name]["backgroundColor"]) >= MARK, (mark, name)


def test_ink_is_readable_on_every_colour() -> None:
    random = np.random.default_rng(0).integers(0, 256, (2000, 3))
    every = np.concatenate([random, *(colours.table(scale) for scale in SCALES)])
    for ink, colour in zip(colours.inks(every), every, strict=True):
        assert contrast(str(ink), colour) >= TEXT


def test_dark_numbers_are_readable_on_pale_kernels() -> None:
    script = (ROOT / "dlviz/ui/components/kernel_grid/kernel_grid.js").read_text(encoding="utf-8")
    style = (ROOT / "dlviz/ui/components/kernel_grid/kernel_grid.css").read_text(encoding="utf-8")
    pale = float(re.search(r"const PALE = ([\d.]+)", script)[1])
    assert "color: #000;" in style
    for share in np.linspace(-pale, pale, 101):
        assert contrast("#000000", on_scale(colours.SIGNED, (share + 1) / 2)) >= TEXT


def on_scale(scale: colours.Scale, position: float) -> np.ndarray:
    """Return the colour between the two stops around a position, found one by one."""
    for (low, first), (high, second) in pairwise(scale):
        if low <= position <= high:
            share = (position - low) / (high - low)
            ends = (np.array(colours.rgb(first)), np.array(colours.rgb(second)))
            return (1 - share) * ends[0] + share * ends[1]
    raise AssertionError(position)


def numbers_of(figure: go.Figure) -> int:
    """Check every number written on a heatmap against its cell; return how many there are."""
    written = 0
    for trace in figure.data:
        if trace.type != "heatmap" or trace.texttemplate is None:
            continue
        z, text = np.array(trace.z, dtype=float), np.array(trace.text)
        for value, words in zip(z.ravel(), text.ravel(), strict=True):
            if not words:
                continue
            share = (value - trace.zmin) / (trace.zmax - trace.zmin)
            scale = [(stop, colour) for stop, colour in trace.colorscale]
            assert contrast(trace.textfont.color, on_scale(scale, share)) >= TEXT
            written += 1
    return written


def test_numbers_on_heatmaps_are_readable_and_all_there() -> None:
    counts = np.arange(49).reshape(7, 7)
    assert numbers_of(go.Figure(mistakes.confusion(counts))) == 42  # the diagonal has no colour
    picture = np.linspace(0, 255, 3072).reshape(32, 32, 3).astype(np.uint8)
    shown = go.Figure(architecture.numbers(picture, 1, 3, 5))
    assert numbers_of(shown) == architecture.NUMBERS_SIDE**2
    shifts = np.arange(-5, 6)
    probabilities = np.linspace(0, 1, 121).reshape(11, 11)
    winners = np.full((11, 11), 4)
    assert numbers_of(go.Figure(maps.shift_heatmap(shifts, probabilities, winners, 3))) == 121


def test_words_on_bars_are_readable() -> None:
    values = np.array([2.0, -1.0, 0.4])
    figures = [
        bars.pushes(["a", "b", "c"], values, title="t"),
        bars.counts(["a", "b", "c"], values, title="t", own=1),
        bars.answers({"m": np.array([0.1, 0.7, 0.2])}, ["a", "b", "c"]),
    ]
    for figure in figures:
        (bar,) = go.Figure(figure).data
        for ink, colour in zip(bar.insidetextfont.color, bar.marker.color, strict=True):
            assert contrast(ink, colour) >= TEXT
    for bar in go.Figure(bars.parameter_budget({"m": {"a": 2, "b": 3, "c": 4}})).data:
        assert contrast(bar.insidetextfont.color, bar.marker.color) >= TEXT


def test_marks_on_maps_stand_out() -> None:
    """A white mark with a black rim on any colour; lines on the colours that they run over."""
    axis = np.linspace(-3, 3, 31)
    errors = (axis[:, None] * axis - 1) ** 2
    line = (np.array([0.5, 1.0, 2.0]), np.array([2.0, 1.0, 0.5]))
    _, floor, here = go.Figure(curves.valley_floor(axis, errors, line, (1.0, 1.0))).data
    lowest = colours.UNSIGNED[-1][1]  # the scale is reversed: small errors are bright
    assert contrast(floor.line.color, lowest) >= MARK
    shifts = np.arange(-4, 5)
    values = np.hypot(shifts[:, None], shifts) / 4
    _, border, point = go.Figure(invariance.move_map(shifts, values, (1, 2))).data
    assert contrast(border.line.color, on_scale(colours.UNSIGNED, 0.5)) >= MARK
    for mark in (here, point):
        pair = (mark.marker.color, mark.marker.line.color)
        for colour in colours.table(colours.UNSIGNED):
            assert max(contrast(own, colour) for own in pair) >= MARK
