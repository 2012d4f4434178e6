"""What "Photos" says and draws: sentences from small numbers whose answer is plain."""

import io
import itertools
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dlviz.changing_mind import Curve
from dlviz.class_groups import GroupShare
from dlviz.figures.photos import as_jpeg, block_sizes, left_out, with_windows
from dlviz.figures.sprites import heated, tinted
from dlviz.framing_search import Found, Tried
from dlviz.notices import photos as notices
from dlviz.occlusion import Occlusion
from dlviz.reframing import CHANGES, STANDARD, Window
from dlviz.residual import Block, LeftOut, Residuals

NAMES = ("jacamar", "robin", "macaw", "hen", "bee", "ant")


def spread(*shares: float) -> np.ndarray:
    return np.array([*shares, *[0.0] * (6 - len(shares))])


def test_a_group_can_be_surer_than_the_first_answer() -> None:
    groups = [GroupShare("animal", 0.9, 398), GroupShare("bird", 0.72, 59)]
    text = notices.about_answer(spread(0.3, 0.25, 0.2, 0.15, 0.06, 0.04), NAMES, groups)
    assert "Its answer is jacamar with 30%" in text
    assert "first five answers together have 96%" in text
    assert "72% for bird, a group of 59 classes" in text
    near = GroupShare("piciform bird", 0.305, 2)  # hardly more than the first class alone
    assert text == notices.about_answer(
        spread(0.3, 0.25, 0.2, 0.15, 0.06, 0.04), NAMES, [*groups, near]
    )
    alone = notices.about_answer(spread(0.95), NAMES, [GroupShare("bird", 0.955, 59)])
    assert "No group of classes has a clearly higher probability than this single class" in alone
    assert "very unsure" in notices.about_answer(spread(0.1), NAMES, [])


def curve(name: str, rows: list[tuple[int, float]]) -> Curve:
    """Return a curve in which each row's class wins with its probability."""
    probabilities = np.zeros((len(rows), 6))
    for place, (label, share) in enumerate(rows):
        probabilities[place] = (1 - share) / 10
        probabilities[place, label] = share
    return Curve(name, (), (0.0,) * len(rows), probabilities, 0.1)


def test_the_curve_tells_where_the_mind_changes() -> None:
    change = CHANGES["zoom"]
    neutral = change.nearest(1.0)
    rows = [(0, 0.6)] * (neutral + 5) + [(1, 0.7)] * (64 - neutral - 5)
    text = notices.about_curve(curve("zoom", rows), NAMES)
    assert "For the unchanged photo the answer is jacamar (60%)" in text
    assert "the answer changes once, between 2 classes" in text
    first, last = (change.text(change.values[place]) for place in (neutral + 5, 63))
    assert f"the nearest change is at {first}, to robin" in text
    assert f"robin, from {first} to {last}, with up to 70%" in text


def test_a_steady_curve_says_where_it_is_least_sure() -> None:
    rows = [(0, 0.6)] * 64
    rows[10] = (0, 0.4)
    text = notices.about_curve(curve("zoom", rows), NAMES)
    assert "over the whole range" in text
    assert (
        f"the probability is lowest at {CHANGES['zoom'].text(CHANGES['zoom'].values[10])}, 40%"
        in text
    )


FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
SHARES = st.sampled_from([0.0, 0.0001, 0.1, 0.3, 0.3, 0.4996, 0.5, 0.9996, 1.0])


def read(text: str) -> tuple[float, float]:
    """Return between which two shares a printed one may lie."""
    value = float(re.search(r"([\d.]+)%", text)[1]) / 100
    if text.startswith("less than"):
        return 0.0, value
    if text.startswith("more than"):
        return value, 1.0
    return value - 0.00501, value + 0.00501


@FEW
@given(st.sampled_from([*CHANGES]), st.data())
def test_every_curve_is_told_as_it_runs(name: str, data) -> None:
    n = len(CHANGES[name].values)
    steps = data.draw(st.lists(st.integers(1, n), max_size=4))
    labels = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    if data.draw(st.booleans()):  # few changes, so that steady curves and returns are frequent
        labels = [labels[sum(place >= step for step in steps)] for place in range(n)]
    shares = data.draw(st.lists(st.sampled_from([0.4, 0.6, 0.9996, 1.0]), min_size=n, max_size=n))
    own = curve(name, list(zip(labels, shares, strict=True)))
    text = notices.about_curve(own, NAMES)

    change = CHANGES[name]
    neutral = change.values.index(change.neutral)
    assert text.startswith(f"For the unchanged photo the answer is {NAMES[labels[neutral]]} (")
    turns = sum(a != b for a, b in itertools.pairwise(labels))
    if turns == 0:
        lowest = [place for place in range(n) if shares[place] == min(shares)]
        if len(lowest) == n:
            assert "over the whole range; with the same probability everywhere" in text
        elif len(lowest) > 1:
            assert f"the probability is lowest at {len(lowest)} of the {n} steps" in text
        else:
            assert f"the probability is lowest at {change.text(change.values[lowest[0]])}, " in text
        return
    times = {1: "once", 2: "twice"}.get(turns, f"{turns} times")
    assert f"the answer changes {times}, between {len(set(labels))} classes" in text
    other = [place for place in range(n) if labels[place] != labels[neutral]]
    near = min(abs(place - neutral) for place in other)
    said = re.search(r"the nearest changes? (?:is|are) at (.*)\. The most confident", text)[1]
    wanted = [
        f"{change.text(change.values[place])}, to {NAMES[labels[place]]}"
        for place in other
        if abs(place - neutral) == near
    ]
    assert said == ", and at ".join(wanted)
    label, low, high, share = re.search(
        r"most confident other answer is (\w+), "
        r"(?:at|from) (.*?)(?: to (.*?))?, with (?:up to )?(.*)\.$",
        text,
    ).groups()
    texts = [change.text(value) for value in change.values]
    first, last = texts.index(low), texts.index(high or low)
    assert {labels[place] for place in range(first, last + 1)} == {NAMES.index(label)}
    best = max(shares[place] for place in other)
    assert max(shares[first : last + 1]) == best
    assert read(share)[0] <= best <= read(share)[1]


def test_a_curve_without_numbers_says_so() -> None:
    own = curve("blur", [(0, 0.5)] * len(CHANGES["blur"].values))
    own.probabilities[3] = np.nan
    assert "not a number" in notices.about_curve(own, NAMES)


@FEW
@given(st.lists(st.tuples(st.sampled_from(NAMES[:3]), SHARES), min_size=2, max_size=5))
def test_every_set_of_photos_is_told_as_it_is(firsts: list[tuple[str, float]]) -> None:
    text = notices.about_many(firsts)
    shares = [share for _, share in firsts]
    assert f"{len(firsts)} photos" in text
    assert re.search(rf"\b{sum(x >= 0.5 for x in shares)} of the first answers reach", text)
    if len(set(shares)) == 1:
        assert "equally sure" in text
        return
    for words, share in (
        ("highest probability is that of", max(shares)),
        ("lowest that of", min(shares)),
    ):
        who, said = re.search(rf"{words} (.*?) \((.*?)(?: each)?\)", text).groups()
        assert read(said)[0] <= share <= read(said)[1]
        assert ("50%" not in said) or share >= 0.5
        named = [
            (re.sub(r" on photo \d+", "", name), re.search(r"photo (\d+)", name))
            for name in re.split(r", | and ", who)
        ]
        wanted = [place for place, own in enumerate(shares) if own == share]
        assert [name for name, _ in named] == [firsts[place][0] for place in wanted]
        for (name, photo), place in zip(named, wanted, strict=True):
            assert (photo is None) == ([own for own, _ in firsts].count(name) == 1)
            assert photo is None or int(photo[1]) == place + 1


@FEW
@given(
    st.lists(SHARES, min_size=4, max_size=4), st.lists(st.integers(0, 2), min_size=4, max_size=4)
)
def test_every_covering_is_told_as_it_is(left: list[float], winners: list[int]) -> None:
    lost = 0.5 - np.array(left).reshape(2, 2)
    covered = Occlusion(0, 56, 14, 0.5, lost, np.array(winners).reshape(2, 2))
    text = notices.about_occlusion(covered, NAMES)
    if min(left) >= 0.5:
        assert "does not fall" in text
        return
    most = [place for place, share in enumerate(left) if share == min(left)]
    place = f"row {most[0] // 2 + 1}, column {most[0] % 2 + 1}"
    assert place in text
    assert (f"{len(most)} places" in text) == (len(most) > 1)
    others = [winner for winner in winners if winner]
    if 0 < len(others) < 4:
        said = re.search(
            r"In (\d+)% of all places, covering makes another class the first answer, most "
            r"often (.*?)\.",
            text,
        )
        assert int(said[1]) == 25 * len(others)
        often = max(others.count(1), others.count(2))
        assert said[2] == " and ".join(NAMES[x] for x in (1, 2) if others.count(x) == often)
    helped = sum(share > 0.51 for share in left)
    assert (f"In {25 * helped}% of all places covering raises" in text) == (helped > 0)


@FEW
@given(st.lists(SHARES, min_size=1, max_size=4), st.sampled_from([0.1, 0.5, 1.0]))
def test_no_branch_is_said_to_cost_what_it_does_not(left: list[float], whole: float) -> None:
    block = Block("layer1.0", 1.0, 1.0, 1.0, 8.0, 2.0, is_identity=True)
    outs = tuple(LeftOut(f"layer1.{place}", share, 0) for place, share in enumerate(left))
    text = notices.about_residuals(Residuals((block,), 0, whole, outs), NAMES)
    if min(left) < whole:
        assert f"becomes least probable without layer1.{left.index(min(left))}" in text
    else:
        assert "does not become less probable without any single one" in text


def test_a_class_outside_all_groups_is_no_lack_of_ideas() -> None:
    assert "very unsure" not in notices.about_answer(spread(0.9, 0.1), NAMES, [])


def test_a_search_says_what_framing_does() -> None:
    start, best = Tried(STANDARD, 0.05, 0), Tried(Window(0.2, 0.4, 2.5), 0.98, 4)
    smallest = Tried(Window(0.2, 0.4, 9), 0.33, 4)
    text = notices.about_search(Found(4, start, best, smallest, 280), NAMES, 0.005)
    assert (
        "gives bee 5.0%; the best of 280 framings gives 98%, and then it is the first answer"
    ) in text
    assert "in the standard crop the first answer is jacamar" in text
    assert "covers 0.5% of the photo (33%)" in text
    never = notices.about_search(Found(4, start, Tried(STANDARD, 0.1, 0), None, 9), NAMES, 0)
    assert "but it is still not the first answer" in never
    assert "bee is not the first answer in any of them" in never


def test_covering_says_where_it_costs_most() -> None:
    lost = np.array([[0.1, 0.3], [-0.05, 0.0]])
    winners = np.array([[0, 1], [0, 0]])
    text = notices.about_occlusion(Occlusion(0, 56, 14, 0.6, lost, winners), NAMES)
    assert "most at row 1, column 2: from 60% to 30%" in text
    assert (
        "In 25% of all places, covering makes another class the first answer, most often robin"
        in text
    )
    assert (
        "In 25% of all places covering raises the probability, by more than one percentage point"
        in text
    )
    gained = notices.about_occlusion(Occlusion(0, 56, 14, 0.6, -np.abs(lost), winners), NAMES)
    assert "does not fall: no single place is necessary for it" in gained


def test_many_photos_are_compared_by_how_sure_it_is() -> None:
    text = notices.about_many([("espresso", 0.95), ("hip", 0.4), ("bee", 0.5)])
    assert (
        "the highest probability is that of espresso (95%), the lowest that of hip (40%); 2 of "
        "the first" in text
    )
    assert notices.about_many([("bee", 0.5)]).startswith("One photo: bee, 50%")


def test_residuals_say_what_the_additions_keep() -> None:
    block = Block("layer1.0", 1.0, 1.0, 1.0, 8.0, 2.0, is_identity=True)
    outs = (LeftOut("layer1.0", 0.2, 1), LeftOut("layer1.1", 0.5, 0))
    text = notices.about_residuals(Residuals((block,), 0, 0.6, outs), NAMES)
    assert "of 8; without all the additions it would be 2, 4 times smaller" in text
    assert "1 would change the answer alone" in text
    assert (
        "jacamar becomes least probable without layer1.0: its probability falls from 60% to 20%"
        in text
    )


def test_two_networks_agree_or_not() -> None:
    one, other = ("A", spread(0.6, 0.3)), ("B", spread(0.2, 0.7))
    assert "A answers jacamar (60%), B answers robin (70%)" in notices.about_two(one, other, NAMES)
    same = notices.about_two(one, ("B", spread(0.5, 0.3)), NAMES)
    assert "Both answer jacamar: A with 60%, B with 50%" in same


# The pictures


def test_windows_are_outlined_and_the_first_stays_bright() -> None:
    photo = Image.new("RGB", (400, 200), (200, 200, 200))
    shown = with_windows(photo, [(100, 50, 200, 150), (300, 20, 500, 90)], side=400)
    values = np.asarray(shown)
    assert shown.size == (400, 200)
    assert tuple(values[100, 150]) == (200, 200, 200)
    assert tuple(values[100, 50]) == (90, 90, 90)
    assert (values[50, 150] != 200).any()  # the line
    assert with_windows(photo, [], side=100).size == (100, 50)
    assert photo.getpixel((50, 100)) == (200, 200, 200)  # the photo itself is untouched


def test_a_jpeg_opens_and_holds_the_picture() -> None:
    photo = Image.linear_gradient("L").convert("RGB")
    with Image.open(io.BytesIO(as_jpeg(photo))) as read:
        difference = np.asarray(read).astype(int) - np.asarray(photo).astype(int)
    assert np.abs(difference).max() < 12


def test_colours_over_a_photo_leave_it_where_the_number_is_0() -> None:
    photo = np.full((2, 3, 3), 100, np.uint8)
    values = np.array([[0.0, 0.5, 0.0], [0.0, -0.5, 0.0]], np.float32)
    over = tinted(photo, values, 0.5, opacity=0.6).astype(int)
    assert (over[:, [0, 2]] == 100).all()
    assert over[0, 1, 0] > over[0, 1, 2]  # orange
    assert over[1, 1, 2] > over[1, 1, 0]  # blue
    none = heated(photo, np.ones((2, 3)), opacity=0.0)
    np.testing.assert_array_equal(none, photo)


def test_figures_of_blocks_are_valid_and_name_them() -> None:
    names = ["layer1.0", "layer1.1"]
    sizes = go.Figure(block_sizes(names, {"with": [1, 2], "without": [0.5, 0.1]}))
    assert list(sizes.data[0].x) == ["1.0", "1.1"]
    assert list(sizes.data[1].customdata) == names
    assert sizes.layout.yaxis.type == "log"
    assert sizes.layout.xaxis.tickangle is None  # names that would collide on a phone turn
    bars = go.Figure(left_out(names, [0.2, 0.6], ["robin", ""], 0.6))
    assert list(bars.data[0].text) == ["robin", ""]
    assert bars.data[0].marker.color[0] != bars.data[0].marker.color[1]
    assert bars.layout.shapes[0].y0 == pytest.approx(0.6)


def test_a_film_never_takes_a_forged_place() -> None:
    from dlviz.ui.components.change_film.change_film import chosen_place

    assert chosen_place({"place": 5, "identity": "a"}, "a") == 5
    for message in (None, 7, {}, {"place": 5, "identity": "b"}, {"place": "5", "identity": "a"},
                    {"place": -1, "identity": "a"}, {"place": 10**9, "identity": "a"}):  # fmt: skip
        assert chosen_place(message, "a") is None
