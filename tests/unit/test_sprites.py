"""Many maps in one picture: the right number in the right place, and filters beside kernels."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from dlviz.figures.colours import SIGNED, UNSIGNED, table
from dlviz.figures.sprites import (
    CELL,
    colour_sprite,
    filter_pictures,
    heated,
    in_rows,
    signed_pictures,
    sprite,
)
from dlviz.figures.staircase import staircase
from dlviz.filters import nearest_kernels, stretched
from dlviz.kernels import KERNELS, weights


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def decoded(drawn, index: int, shape: tuple[int, int]) -> np.ndarray:
    """Read a map back from its colours, as a person with the legend would."""
    height, width = shape
    top, left = index // drawn.columns * height, index % drawn.columns * width
    own = pixels(drawn.png)[top : top + height, left : left + width]
    scale = table(SIGNED if drawn.is_signed else UNSIGNED).astype(int)
    steps = np.abs(own[:, :, None] - scale).sum(axis=3).argmin(axis=2)
    return drawn.low[index] + steps / 254 * (drawn.high[index] - drawn.low[index])


@pytest.mark.parametrize("n", [1, 2, 7, 64])
@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize("is_signed", [True, False])
def test_every_map_can_be_read_back(n: int, is_shared: bool, is_signed: bool) -> None:
    rng = np.random.default_rng(n)
    maps = rng.normal(size=(n, 5, 8)).astype(np.float32) * rng.uniform(0.1, 9, (n, 1, 1))
    maps = (maps if is_signed else np.abs(maps)).astype(np.float32)
    before = maps.copy()
    drawn = sprite(maps, is_shared=is_shared)
    assert drawn.is_signed == is_signed
    for index in range(n):
        step = (drawn.high[index] - drawn.low[index]) / 254
        np.testing.assert_allclose(decoded(drawn, index, (5, 8)), maps[index], atol=2.1 * step)
        own = np.abs(maps if is_shared else maps[index]).max()
        assert drawn.high[index] == pytest.approx(own)
    np.testing.assert_array_equal(maps, before)


def test_zero_is_white_on_the_signed_scale_and_silence_has_a_range() -> None:
    maps = np.zeros((2, 3, 4), np.float32)
    drawn = sprite(maps, is_shared=False, is_signed=True)
    assert (pixels(drawn.png)[:3, :8] == 255).all()
    assert list(drawn.high) == [1, 1]


def test_colour_pictures_keep_their_colours() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (5, 4, 7, 3), np.uint8)
    png, columns = colour_sprite(pictures)
    whole = pixels(png)
    for index, picture in enumerate(pictures):
        top, left = index // columns * 4, index % columns * 7
        np.testing.assert_array_equal(whole[top : top + 4, left : left + 7], picture)


def test_a_filter_is_grey_where_it_is_zero_and_red_where_it_likes_red() -> None:
    filters = np.zeros((2, 3, 3, 3))
    filters[0, 0, 1, 2] = 2
    filters[1, 2, 0, 0] = -1
    shared, own = (filter_pictures(filters, is_shared=x) for x in (True, False))
    assert list(shared[0, 1, 2]) == [255, 128, 128]
    assert list(shared[1, 0, 0]) == [128, 128, 64]
    assert list(own[1, 0, 0]) == [128, 128, 0]
    assert in_rows(shared, own).shape == (2, 3 * CELL, 6 * CELL + 2, 3)
    assert (signed_pictures(np.zeros((1, 3, 3))) == 255).all()


def test_heat_lights_the_photo() -> None:
    photo = np.full((4, 6, 3), 200, np.uint8)
    heat = np.zeros((4, 6), np.float32)
    heat[:, 3:] = 1
    lit = heated(photo, heat).astype(int).sum(axis=2)
    assert lit[:, 3:].min() > lit[:, :3].max()


def test_the_nearest_kernel_is_found_by_an_independent_route() -> None:
    rng = np.random.default_rng(3)
    filters = rng.normal(size=(9, 3, 3, 3)).astype(np.float32)
    grey = torch.from_numpy(filters).sum(dim=1)
    for own, filter_ in zip(nearest_kernels(filters), grey, strict=True):
        cosines = {}
        for name in KERNELS:
            kernel = torch.from_numpy(weights(name, 3))
            if kernel.shape == (1, 3):
                kernel = functional.pad(kernel, (0, 0, 1, 1))
            cosines[name] = float(
                functional.cosine_similarity(filter_.flatten(), kernel.flatten(), dim=0)
            )
        best = max(cosines, key=lambda name: abs(cosines[name]))
        assert own.name == best
        assert own.cosine == pytest.approx(cosines[best], abs=1e-5)


@pytest.mark.parametrize("name", list(KERNELS))
@pytest.mark.parametrize("side", [3, 5, 7])
def test_every_kernel_is_nearest_to_itself_and_to_its_negative(name: str, side: int) -> None:
    kernel = stretched(name, side)
    assert kernel.shape == (side, side)
    assert np.linalg.norm(kernel) == pytest.approx(1)
    filters = np.stack([kernel * 0.2, -3 * kernel])[:, None].repeat(3, axis=1)
    same, opposite = nearest_kernels(filters)
    assert same.cosine == pytest.approx(1)
    assert opposite.cosine == pytest.approx(-1)


def test_a_filter_of_zeros_resembles_nothing() -> None:
    assert nearest_kernels(np.zeros((1, 3, 3, 3)))[0].cosine == 0


def test_the_staircase_is_a_plotly_figure() -> None:
    import plotly.graph_objects as go

    figure = staircase(["one", "two", "three"], [32, 16, 8], [4, 8, 300], "two")
    checked = go.Figure(figure)
    assert [list(line.y) for line in checked.data] == [[32, 16, 8], [4, 8, 300]]
    assert checked.layout.shapes[0].x0 == 2
    assert "shapes" not in staircase(["one"], [3], [4], "none")["layout"]
