"""Searching a framing and covering parts, on a network whose answer can be worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from dlviz.framing_search import area_share, search, window_grid
from dlviz.networks import imagenet
from dlviz.occlusion import SQUARE, STEP, occlude, spread
from dlviz.reframing import STANDARD, Reframing, Window, window_box

pytestmark = pytest.mark.usefixtures("one_core")
RED, OTHER = 1, 0


def redness(pixels: torch.Tensor, **_how: object) -> torch.Tensor:
    """Return logits that say RED as soon as a fifth of the picture is red."""
    red = (pixels[:, 0] > 0.7) & (pixels[:, 1] < -0.7)
    amount = red.float().mean(dim=(1, 2))
    return torch.stack([torch.zeros_like(amount), 10 * (amount - 0.2)], dim=1)


@pytest.fixture
def network():
    transform = imagenet.load("efficientnet_lite0").transform
    return SimpleNamespace(
        logits=redness, transform=transform, categories=("other", "red"), title="redness"
    )


@pytest.fixture
def photo() -> Image.Image:
    """A grey photo with a red square of 90 x 90 pixels, left of the middle and low."""
    image = Image.new("RGB", (640, 360), (120, 120, 120))
    image.paste((250, 10, 10), (80, 230, 170, 320))
    return image


def test_the_best_framing_lies_on_what_is_looked_for(network, photo: Image.Image) -> None:
    found = search(network, photo, RED)
    assert (found.start.window, found.start.winner) == (STANDARD, OTHER)
    left, top, right, bottom = window_box(
        photo.size, network.transform, Reframing(found.best.window)
    )
    assert left < 125 < right
    assert top < 275 < bottom
    assert found.best.winner == RED
    assert found.best.probability > 0.95 > found.start.probability
    inside = max(0, min(right, 170) - max(left, 80)) * max(0, min(bottom, 320) - max(top, 230))
    amount = inside / ((right - left) * (bottom - top))
    wanted = 1 / (1 + np.exp(-10 * (amount - 0.2)))
    assert found.best.probability == pytest.approx(wanted, abs=0.05)


def test_the_smallest_crop_is_small_and_still_wins(network, photo: Image.Image) -> None:
    found = search(network, photo, RED)
    smallest = found.smallest
    assert smallest.winner == RED
    assert smallest.window.zoom >= found.best.window.zoom
    left, _, right, _ = window_box(photo.size, network.transform, Reframing(smallest.window))
    assert 16 <= right - left < 40
    share = area_share(photo.size, network, smallest.window)
    assert share == pytest.approx((right - left) ** 2 / 640 / 360, rel=0.02)


def test_what_wins_nowhere_has_no_smallest_crop(network) -> None:
    plain = Image.new("RGB", (300, 200), (120, 120, 120))
    found = search(network, plain, RED)
    assert found.smallest is None
    assert found.best.winner == OTHER


def test_the_grid_reaches_every_corner_and_stays_inside(network, photo: Image.Image) -> None:
    boxes = np.array(
        [
            window_box(photo.size, network.transform, Reframing(one))
            for one in window_grid(photo, network)
        ]
    )
    np.testing.assert_allclose(boxes.min(axis=0)[:2], 0, atol=1)
    np.testing.assert_allclose(boxes.max(axis=0)[2:], (640, 360), atol=1)
    assert len(boxes) < 250


def test_the_share_of_a_window_that_holds_the_photo_is_one(network, photo: Image.Image) -> None:
    assert area_share(photo.size, network, Window(zoom=0.3)) == 1.0


def test_covering_costs_most_where_the_red_is(network) -> None:
    picture = Image.new("RGB", (224, 224), (120, 120, 120))
    picture.paste((250, 10, 10), (98, 28, 224, 168))  # 126 x 140 pixels
    found = occlude(network, picture, RED, square=56, step=28)
    assert found.lost.shape == (7, 7)

    def probability(top: int, left: int) -> float:
        red = np.zeros((224, 224), bool)
        red[28:168, 98:224] = True
        red[top : top + 56, left : left + 56] = False
        return 1 / (1 + np.exp(-10 * (red.mean() - 0.2)))

    whole = 1 / (1 + np.exp(-10 * (126 * 140 / 224**2 - 0.2)))
    assert found.whole == pytest.approx(whole, abs=1e-5)
    wanted = [[whole - probability(28 * r, 28 * c) for c in range(7)] for r in range(7)]
    np.testing.assert_allclose(found.lost, wanted, atol=1e-5)
    assert (found.winners == RED).all()
    smooth = spread(found, (224, 224))
    assert smooth.shape == (224, 224)
    # In the middle of its square a place has its own number, half a cell away from its neighbours.
    assert smooth[112, 196] == pytest.approx(found.lost[3, 6], abs=0.02)
    assert smooth[0, 0] == pytest.approx(found.lost[0, 0], abs=1e-6)


def test_impossible_questions_are_refused(network, photo: Image.Image) -> None:
    with pytest.raises(ValueError, match="no class 7"):
        search(network, photo, 7)
    with pytest.raises(ValueError, match="no class -1"):
        occlude(network, photo, -1)
    with pytest.raises(ValueError, match="does not fit"):
        occlude(network, photo, RED, square=500)


def test_the_grey_square_is_a_quarter_of_the_side_at_thirteen_places_each_way() -> None:
    assert SQUARE * 4 == 224
    assert len(range(0, 224 - SQUARE + 1, STEP)) == 13
