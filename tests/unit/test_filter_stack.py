"""K filters on three colours: the maps against conv2d and a walk, the sentences as claims."""

import re

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from dlviz.filter_stack import (
    FILTERS,
    MOST,
    count_weights,
    diagonal_edge,
    layer_of,
    one_map,
    red_beside_green,
    stack_csv,
    stacked,
    weight_sum,
)
from dlviz.notices import filter_stack as notices


def noise(height: int = 7, width: int = 5) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3))
    return Image.fromarray(pixels.astype(np.uint8))


@pytest.mark.parametrize("count", [1, 3, MOST])
def test_every_map_is_one_sum_over_three_colours_and_its_bias(count: int) -> None:
    photo = noise()
    maps = stacked(photo, count)
    assert maps.shape == (count, 5, 3)
    pixels = np.asarray(photo).astype(float)
    for index in range(count):
        own = FILTERS[index]
        walk = [
            [
                (pixels[r : r + 3, c : c + 3] * own.weights.transpose(1, 2, 0)).sum() + own.bias
                for c in range(3)
            ]
            for r in range(5)
        ]
        np.testing.assert_allclose(maps[index], walk, atol=1e-2)
        parts = one_map(photo, index)
        np.testing.assert_allclose(parts.total.numpy(), walk, atol=1e-2)
        for colour in range(3):
            alone = functional.conv2d(
                torch.from_numpy(pixels[None, None, :, :, colour]),
                torch.from_numpy(own.weights[None, None, colour]),
            )
            np.testing.assert_allclose(parts.partial[colour], alone[0, 0], atol=1e-2)
        assert parts.bias == own.bias
    assert count_weights(count) == sum(one.numel() for one in layer_of(count).parameters())
    left, result = weight_sum(count).replace("·", "*").split(" = ")
    assert eval(left) == int(result) == count_weights(count)


PHOTOS = [noise(), diagonal_edge(), red_beside_green(), Image.new("RGB", (4, 4)),
          Image.new("RGB", (3, 3), "white")]  # fmt: skip


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("count", [1, 2, 4, MOST])
def test_the_notice_is_true(photo: Image.Image, count: int) -> None:
    maps = stacked(photo, count)
    text = notices.about_stack(maps)
    assert f"= {count_weights(count)} numbers" in text
    pixels = torch.from_numpy(np.asarray(photo).astype(np.float64)).permute(2, 0, 1)[None]
    weights = torch.from_numpy(np.stack([own.weights for own in FILTERS[:count]]))
    reach = functional.conv2d(pixels, weights).abs().amax((0, 2, 3)).numpy()
    if count > 1 and reach.max() > 0.01:
        most = re.search(r"is [\d,]+, of filters? ([\d, and]+)", text)[1]
        largest = {int(one) for one in re.findall(r"\d+", most)}
        assert largest == {at + 1 for at in np.flatnonzero(reach > reach.max() * (1 - 1e-4))}
        silent = re.search(r"Filters? ([\d, and]+) do", text)
        none = {int(one) for one in re.findall(r"\d+", silent[1])} if silent else set()
        assert none == {at + 1 for at in np.flatnonzero(reach < 0.01)}
    said = notices.about_place(one_map(photo, count - 1), count - 1, 0, 0)
    total = float(said.rsplit("= ", 1)[1].rstrip(".").replace("−", "-"))
    assert total == pytest.approx(float(maps[count - 1, 0, 0]), abs=0.06)


def test_a_diagonal_edge_under_the_four_kernels() -> None:
    """The kernel across it responds most, the one along it not at all, the others with 3/4."""
    reach = notices.largest_responses(stacked(diagonal_edge(), 4))
    np.testing.assert_allclose(reach / reach.max(), [0.75, 0.75, 1, 0], atol=1e-6)


def test_the_table_has_a_line_for_every_map() -> None:
    assert len(stack_csv(stacked(noise(), 3)).splitlines()) == 4
