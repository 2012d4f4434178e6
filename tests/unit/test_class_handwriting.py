"""What models read in the class's drawings, what they learn from them, and what is taken along."""

import io
from functools import cache

import numpy as np
import pytest
from in_class import strokes_of
from PIL import Image

from dlviz.classroom import codes
from dlviz.classroom.drawings import Drawing, checked_drawing
from dlviz.classroom.handwriting import MODELS, as_npz, as_png, read_wall, shipped_models
from dlviz.classroom.learning import FEWEST, Learned, halves, learn
from dlviz.classroom.refusal import RefusedError
from dlviz.datasets.mnist import Digits, load
from dlviz.inside import read
from dlviz.notices.class_handwriting import about_learning, about_wall
from dlviz.paired import compare


@cache
def wall(n_pupils: int = 12, of_each: int = 3) -> dict[str, Drawing]:
    ids = [codes.id_of(f"pupil {place}") for place in range(n_pupils)]
    return {
        f"{pupil}.{place}": checked_drawing(
            digit := (place + at) % 10, strokes_of(digit, 100 * at + place), range(10)
        )
        for at, pupil in enumerate(ids)
        for place in range(of_each)
    }


@cache
def models() -> dict:
    return shipped_models()


def test_four_models_read_each_drawing_as_the_page_of_digits_does() -> None:
    seen = read_wall(wall(), models())
    assert tuple(seen.readings) == MODELS
    place = 5
    drawing = list(wall().values())[place]
    assert seen.names[place] == list(wall())[place]
    assert seen.digits.labels[place] == drawing.digit
    for name, model in models().items():
        one = read(model, drawing.image / np.float32(255))
        assert seen.readings[name].answers[place] == one.winner
        assert seen.readings[name].confidence[place] == pytest.approx(one.confidence, abs=1e-5)
        rate = seen.rates()[name]
        wrong = sum(
            read(model, own.image / np.float32(255)).winner != own.digit for own in wall().values()
        )
        assert rate.value == pytest.approx(100 * wrong / len(wall()))
        assert rate.low < rate.high
        counts = seen.confusion(name)
        assert counts.sum() == len(wall())
        assert counts.trace() == len(wall()) - wrong


def test_what_is_said_about_the_wall_is_so() -> None:
    said = set()
    for n_pupils in (1, 2, 12):
        seen = read_wall(wall(n_pupils), models())
        text = about_wall(seen)
        right = {name: own.answers == own.labels for name, own in seen.readings.items()}
        errors = {name: int((~own).sum()) for name, own in right.items()}
        best = [name for name in MODELS if errors[name] == min(errors.values())]
        assert f"{min(errors.values())} of {len(seen.names)} drawing" in text
        assert text.startswith("All") == (len(best) == 4)
        sure = [
            name
            for name in MODELS
            if name not in best
            and all(compare(right[one], right[name]).is_first_better for one in best)
        ]
        assert ("more than chance" in text) == bool(sure)
        said.add(bool(sure))
    assert said == {True, False}


def test_nobody_is_in_both_halves_and_no_drawing_is_lost() -> None:
    for seed in range(20):
        parts = halves(wall(), seed)
        assert len(parts.learned) + len(parts.held) == len(wall())
        assert abs(len(parts.learned) - len(parts.held)) <= 3
        pictures = [{own.tobytes() for own in part.images} for part in (parts.learned, parts.held)]
        for pupil in {name.split(".")[0] for name in wall()}:
            own = {d.image.tobytes() for name, d in wall().items() if name.startswith(pupil)}
            assert own <= pictures[0] or own <= pictures[1]
    assert not np.array_equal(halves(wall(), 1).held.images, halves(wall(), 2).held.images)


@pytest.mark.parametrize(("n_pupils", "of_each"), [(1, 10), (6, 3), (2, 9)])
def test_too_few_drawings_or_pupils_teach_nothing(n_pupils: int, of_each: int) -> None:
    with pytest.raises(RefusedError, match=f"{FEWEST} drawings"):
        halves(wall(n_pupils, of_each), 0)


@pytest.fixture(scope="module")
def old() -> Digits:
    train = load("train")
    return Digits(train.images[:2_000], train.labels[:2_000])


def learned_of(parts, old: Digits) -> Learned:
    *shares, learned = learn(models()["dropout"], parts, old, 1)
    assert all(isinstance(share, float) for share in shares)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    return learned


def test_a_network_learns_from_one_half_and_is_tested_on_the_other(old: Digits) -> None:
    parts = halves(wall(), 0)
    before = {name: own.clone() for name, own in models()["dropout"].state_dict().items()}
    learned = learned_of(parts, old)
    for name, own in models()["dropout"].state_dict().items():
        assert (own == before[name]).all()  # all visitors share it
    images = parts.held.images / np.float32(255)
    right = [
        np.array([read(model, image).winner for image in images]) == parts.held.labels
        for model in (models()["dropout"], learned.model)
    ]
    for rate, own in zip((learned.before, learned.after), right, strict=True):
        assert rate.value == pytest.approx(100 * (~own).mean())
    assert learned.comparison == compare(*right)
    text = about_learning(learned)
    assert f"learned from {len(parts.learned)} drawings" in text
    n_wrong = [int((~own).sum()) for own in right]
    assert f"it misclassified {n_wrong[0]} before and {n_wrong[1]} afterwards" in text
    again = learned_of(parts, old)
    assert again.comparison == learned.comparison


def test_handwriting_that_the_network_has_never_seen_is_learned(old: Digits) -> None:
    # Sevens that the class writes as everybody else writes a one.
    ones = wall(20, 2)
    strange = {
        name: Drawing(7, checked_drawing(1, strokes_of(1, at), (1,)).strokes)
        for at, name in enumerate(ones)
    }
    learned = learned_of(halves(strange, 0), old)
    assert learned.before.value > 80
    assert learned.after.value < learned.before.value
    assert learned.comparison.is_second_better
    assert "more than chance" in about_learning(learned)


def test_a_network_that_reads_all_rightly_learns_nothing_new(old: Digits) -> None:
    threes = {
        name: checked_drawing(3, strokes_of(3, at), (3,)) for at, name in enumerate(wall(20, 1))
    }
    learned = learned_of(halves(threes, 0), old)
    assert learned.comparison == compare(np.ones(10, bool), np.ones(10, bool))
    assert about_learning(learned).endswith("0 were corrected, 0 were spoiled.")


def test_the_file_for_numpy_holds_every_drawing_and_no_author() -> None:
    packed = as_npz(wall().values())
    turned = as_npz(reversed(wall().values()))
    with np.load(io.BytesIO(packed)) as file, np.load(io.BytesIO(turned)) as other:
        names = set(file.files)
        held = {name: file[name] for name in names}
        for name in names:  # it does not tell in which order, or by whom, they came
            np.testing.assert_array_equal(held[name], other[name])
    assert names == {"images", "labels", "points", "stroke", "drawing", "width"}
    assert held["images"].shape == (36, 28, 28)
    found = {
        (int(label), image.tobytes())
        for label, image in zip(held["labels"], held["images"], strict=True)
    }
    assert found == {(own.digit, own.image.tobytes()) for own in wall().values()}
    one = int(held["drawing"][0])
    strokes = np.flatnonzero(held["drawing"] == one)
    (drawing,) = (
        own for own in wall().values() if own.image.tobytes() == held["images"][one].tobytes()
    )
    for at, own in zip(strokes, drawing.strokes, strict=True):
        np.testing.assert_allclose(held["points"][held["stroke"] == at], own.array, atol=1e-4)
        assert held["width"][at] == own.width
    for pupil in {name.split(".")[0] for name in wall()}:
        assert pupil.encode() not in packed


def test_the_picture_of_the_wall_shows_every_drawing() -> None:
    picture = np.asarray(Image.open(io.BytesIO(as_png(wall().values()))))
    assert picture.shape == (3 * 32 + 4, 16 * 32 + 4)
    cells = [picture[4 + 32 * r :, 4 + 32 * c :][:28, :28] for r in range(3) for c in range(16)]
    found = {(255 - own).tobytes() for own in cells[:36]}
    assert found == {own.image.tobytes() for own in wall().values()}
    assert all((own == 255).all() for own in cells[36:])


@pytest.mark.parametrize("make", [as_npz, as_png])
def test_an_empty_wall_can_be_taken_along_too(make) -> None:
    assert make([])
