"""Reframing: the neutral value is the network's own crop, and every change is what it says."""

import numpy as np
import pytest
import torch
from PIL import Image

from dlviz.changing_mind import curve_rows, find_reigns, leading_classes, measure_curve
from dlviz.networks import imagenet
from dlviz.reframing import (
    CHANGES,
    Reframing,
    Window,
    along,
    as_input,
    frame_answers,
    see,
    window_box,
)
from dlviz.vision import torchvision

pytestmark = pytest.mark.usefixtures("one_core")
FUNCTIONAL = torchvision.transforms.functional


def photo(width: int, height: int, seed: int = 3) -> Image.Image:
    """Return noise that is smooth enough to be resampled, different everywhere."""
    small = np.random.default_rng(seed).integers(0, 256, (9, 13, 3), np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def transforms() -> dict:
    weights = torchvision.models.ResNet50_Weights
    return {
        "V1": weights.IMAGENET1K_V1.transforms(),
        "V2": weights.IMAGENET1K_V2.transforms(),
        "lite": imagenet.load("efficientnet_lite0").transform,
    }


def colours(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture).astype(int)


@pytest.fixture
def lite():
    return imagenet.load("efficientnet_lite0").transform


@pytest.mark.parametrize("size", [(451, 300), (300, 451), (640, 427), (97, 61), (224, 224)])
@pytest.mark.parametrize("name", ["V1", "V2", "lite"])
def test_without_a_change_it_is_what_torchvision_crops(name: str, size: tuple[int, int]) -> None:
    transform, image = transforms()[name], photo(*size)
    resized = FUNCTIONAL.resize(
        image, transform.resize_size, transform.interpolation, antialias=transform.antialias
    )
    wanted = colours(FUNCTIONAL.center_crop(resized, transform.crop_size))
    frame = see(image, transform, Reframing())
    np.testing.assert_array_equal(colours(frame.picture), wanted)
    assert frame.padding == 0


@pytest.mark.parametrize("size", [(451, 300), (97, 61)])
@pytest.mark.parametrize("name", CHANGES)
def test_every_change_begins_at_the_very_crop(name: str, size: tuple[int, int], lite) -> None:
    change, image = CHANGES[name], photo(*size)
    neutral = along(name)[change.nearest(change.neutral)]
    np.testing.assert_array_equal(
        colours(see(image, lite, neutral).picture), colours(imagenet.crop(image, lite))
    )


@pytest.fixture
def exact() -> Image.Image:
    """A photo whose shorter side is 256: nothing is resampled, a window is a slice."""
    noise = np.random.default_rng(0).integers(0, 256, (256, 301, 3), np.uint8)
    return Image.fromarray(noise)


def test_a_move_is_a_slice_of_the_photo(exact: Image.Image, lite) -> None:
    pixels_ = np.asarray(exact)
    left = round((301 - 224) / 2)
    moved = see(exact, lite, Reframing(right=12.5))  # 28 pixels
    np.testing.assert_array_equal(colours(moved.picture), pixels_[16:240, left + 28 : left + 252])
    down = see(exact, lite, Reframing(down=-5 / 2.24))  # 5 pixels up
    np.testing.assert_array_equal(colours(down.picture), pixels_[11:235, left : left + 224])


def test_beyond_the_photo_is_grey_and_counted(exact: Image.Image, lite) -> None:
    left = round((301 - 224) / 2)
    frame = see(exact, lite, Reframing(right=50))  # 112 pixels
    inside = 301 - left - 112
    wanted = np.full((224, 224, 3), 127)
    wanted[:, :inside] = np.asarray(exact)[16:240, left + 112 :]
    np.testing.assert_array_equal(colours(frame.picture), wanted)
    assert frame.padding == pytest.approx(1 - inside / 224)


def test_zooming_out_shows_the_surroundings_before_any_grey(exact: Image.Image, lite) -> None:
    wide = see(exact, lite, Reframing(zoom=0.875))  # the whole shorter side, 256 pixels
    assert wide.padding == 0
    whole = see(exact, lite, Reframing(zoom=0.5))  # 448 pixels, of which 301 x 256 are photo
    assert whole.padding == pytest.approx(1 - 301 * 256 / 448**2, abs=0.01)
    near = see(exact, lite, Reframing(zoom=2))  # the middle 112 pixels, enlarged
    left = round((301 - 224) / 2) + 56
    part = exact.crop((left, 72, left + 112, 184))
    wanted = colours(part.resize((224, 224), Image.Resampling.BICUBIC))
    rim = 6  # beyond the part, resampling sees its neighbours
    difference = np.abs(colours(near.picture) - wanted)[rim:-rim, rim:-rim]
    assert difference.max() <= 1


def test_a_turn_is_anticlockwise_about_the_middle(lite) -> None:
    image = photo(301, 256)
    straight = colours(see(image, lite, Reframing()).picture)
    half = colours(see(image, lite, Reframing(turn=180)).picture)
    assert np.abs(half - straight[::-1, ::-1]).mean() < 1
    slight = see(image, lite, Reframing(turn=6))
    assert slight.padding == 0  # the corners come from the photo
    quarter = colours(see(image, lite, Reframing(turn=90)).picture)
    assert np.abs(quarter - np.rot90(straight)).mean() < 1
    assert np.abs(quarter - np.rot90(straight, -1)).mean() > 10


def test_light_doubles_and_is_cut_off(lite) -> None:
    image = photo(301, 256)
    straight = colours(see(image, lite, Reframing()).picture)
    lighter = colours(see(image, lite, Reframing(light=1)).picture)
    assert np.abs(lighter - (2 * straight).clip(0, 255)).max() <= 2
    dark = colours(see(image, lite, Reframing(light=-4)).picture)
    assert dark.max() <= 16
    outside = see(image, lite, Reframing(light=4, right=80)).picture
    assert outside.getpixel((223, 100)) == (127, 127, 127)  # the border is no photo


def test_blur_and_cover_leave_the_rest(lite) -> None:
    image = photo(301, 256)
    straight = colours(see(image, lite, Reframing()).picture)
    blurred = colours(see(image, lite, Reframing(blur=6)).picture)
    assert blurred.mean() == pytest.approx(straight.mean(), abs=2)
    assert blurred.std() < 0.95 * straight.std()
    covered = colours(see(image, lite, Reframing(cover=25)).picture)
    changed = (covered != straight).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (84, 139, 84, 139)
    assert (covered[84:140, 84:140] == 127).all()


def test_the_photo_stays_as_it_was(lite) -> None:
    image = photo(301, 256)
    before = image.tobytes()
    for name in CHANGES:
        see(image, lite, along(name)[-1])
    assert image.tobytes() == before


def test_a_window_is_what_zoom_and_moves_had_made(lite) -> None:
    image = photo(451, 300)
    start = Window(0.4, 0.6, 1.3)
    seen = Reframing(start, zoom=1.5, right=10)
    window = seen.as_window(image.size, lite)
    assert window_box(image.size, lite, Reframing(window)) == pytest.approx(
        window_box(image.size, lite, seen)
    )
    assert window.zoom == pytest.approx(1.95)


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_has_its_neutral_value_and_says_its_ends(name: str) -> None:
    change = CHANGES[name]
    assert change.values[change.nearest(change.neutral)] == change.neutral
    assert change.nearest(float("nan")) == change.nearest(change.neutral)
    assert change.nearest(1e99) == len(change.values) - 1
    assert list(change.values) == sorted(change.values)
    assert 60 <= len(change.values) <= 65
    assert (change.ticks[0], change.ticks[-1]) == (0, len(change.values) - 1)
    for wrong in (change.values[-1] + 1, -1e9, float("nan")):
        with pytest.raises(ValueError, match=change.title):
            Reframing(**{name: wrong})


def test_values_are_written_for_people() -> None:
    assert CHANGES["zoom"].text(2.0) == "× 2"
    assert CHANGES["turn"].text(-30.0) == "−30°"
    assert CHANGES["right"].text(10.0) == "+10%"
    assert CHANGES["blur"].text(2.4) == "2.4 px"
    assert CHANGES["light"].text(0.0) == "0 stops"


@pytest.mark.parametrize("window", [Window(1.2), Window(y=-0.1), Window(zoom=0), Window(zoom=99)])
def test_an_impossible_window_is_refused(window: Window) -> None:
    with pytest.raises(ValueError, match=r"window"):
        Reframing(window)


def test_pixels_are_what_the_weights_own_transform_makes() -> None:
    image = photo(224, 224)
    for transform in transforms().values():
        resized = FUNCTIONAL.resize(
            image, transform.resize_size, transform.interpolation, antialias=True
        )
        crop = FUNCTIONAL.center_crop(resized, 224)
        ours = as_input(transform, [crop, image])
        torch.testing.assert_close(ours[0], transform(image), atol=1e-6, rtol=1e-6)
        assert ours.shape == (2, 3, 224, 224)


def test_a_batch_answers_as_single_pictures_do() -> None:
    classifier = imagenet.load("efficientnet_lite0")
    images = [photo(224, 224, seed) for seed in range(3)]
    together = frame_answers(classifier, images)
    for image, row in zip(images, together, strict=True):
        with torch.inference_mode():
            alone = classifier.module(as_input(classifier.transform, [image]))[0].softmax(dim=0)
        np.testing.assert_allclose(row, alone.numpy(), atol=1e-5)


# The curve


def test_reigns_are_neighbours_with_one_winner() -> None:
    probabilities = np.array([[0.6, 0.4], [0.7, 0.3], [0.1, 0.9], [0.2, 0.8], [0.5, 0.4]])
    found = find_reigns(probabilities)
    assert [(r.label, r.first, r.last, r.highest) for r in found] == [
        (0, 0, 1, 0.7), (1, 2, 3, 0.9), (0, 4, 4, 0.5),
    ]  # fmt: skip


def test_the_answer_without_a_change_leads() -> None:
    probabilities = np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.1, 0.2, 0.7]])
    assert leading_classes(probabilities, 1, 3) == [0, 2, 1]
    assert leading_classes(probabilities, 1, 2) == [0, 2]


def test_a_curve_is_its_single_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    change = CHANGES["zoom"]
    short = type(change)(change.title, (0.5, 1.0, 2.0), 1.0, change.unit)
    monkeypatch.setitem(CHANGES, "zoom", short)
    classifier = imagenet.load("efficientnet_lite0")
    image = photo(451, 300)
    found = measure_curve(classifier, image, "zoom")
    assert found.seconds > 0
    assert found.padding[0] > 0.4
    assert found.padding[1:] == (0, 0)
    own = classifier.probabilities(image).numpy()
    np.testing.assert_allclose(found.probabilities[1], own, atol=1e-5)
    rows = curve_rows(found, classifier.categories, [3, 5])
    assert [row[0] for row in rows] == [0.5, 1.0, 2.0]
    assert rows[1][2] == classifier.categories[int(own.argmax())]
    assert float(rows[2][4]) == pytest.approx(found.probabilities[2, 5], abs=1e-6)
