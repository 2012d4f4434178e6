"""The window that a network looks through: cut where torchvision cuts, moved as it says."""

import numpy as np
import pytest
import torch
from PIL import Image

from dlviz.networks.windowed import WINDOW_REACH, WindowedNetwork, windows
from dlviz.vision import torchvision

SIDE = 24
LARGE = SIDE + 2 * WINDOW_REACH  # 56


@pytest.fixture(scope="module")
def network() -> WindowedNetwork:
    return WindowedNetwork(
        title="a network",
        categories=("a", "b"),
        side=SIDE,
        standardise=lambda pixels: pixels - 0.5,
        resampling=Image.Resampling.BILINEAR,
        observe=lambda windows: {"logits": windows.flatten(1)[:, :2]},
        first=None,
        step=1,
    )


@pytest.mark.parametrize("size", [(59, 56), (61, 56), (56, 59), (56, 61), (57, 56), (200, 113)])
def test_the_window_is_cut_where_torchvision_cuts_it(
    network: WindowedNetwork, size: tuple[int, int]
) -> None:
    """Where half a pixel is left over on each side, it rounds to the even number."""
    noise = np.random.default_rng(3).integers(0, 256, (*size[::-1], 3), np.uint8)
    photo = Image.fromarray(noise)
    resized = torchvision.transforms.functional.resize(photo, LARGE)
    wanted = torchvision.transforms.functional.center_crop(resized, LARGE)
    np.testing.assert_array_equal(network.surroundings(photo), np.asarray(wanted))


def test_a_scene_is_standardised_once_with_channels_first(network: WindowedNetwork) -> None:
    picture = np.random.default_rng(4).integers(0, 256, (LARGE, LARGE, 3), np.uint8)
    scene = network.scene(picture)
    assert scene.side == SIDE
    wanted = picture[5, 7].astype(np.float32) / 255 - 0.5
    np.testing.assert_allclose(scene.pixels[:, 5, 7].numpy(), wanted, atol=1e-6)
    assert network.scene(picture[..., 0]).pixels.shape == (1, LARGE, LARGE)


def test_a_move_to_the_right_and_down_shows_what_lay_left_and_above() -> None:
    pixels = torch.arange(9.0 * 11).reshape(1, 9, 11)
    seen = windows(pixels, 5, np.array([[0, 0], [2, 0], [0, -1]]))
    assert seen.shape == (3, 1, 5, 5)
    assert seen[0, 0, 0, 0] == pixels[0, 2, 3]
    assert seen[1, 0, 0, 0] == pixels[0, 2, 1]
    assert seen[2, 0, 0, 0] == pixels[0, 3, 3]
    with pytest.raises(ValueError, match="A move of 3 pixels leaves the picture; at most 2"):
        windows(pixels, 5, np.array([[0, 3]]))
