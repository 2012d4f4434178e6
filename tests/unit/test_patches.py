"""The strongest patches of a map, against a search place by place; their sentences."""

import numpy as np
import pytest

from dlviz.notices.feature_maps import about_patches
from dlviz.patches import PER_PICTURE, Patch, cut_out, peaks, size_of, strongest
from dlviz.receptive_field import Reach


def reach(n: int, field: int, stride: int, side: int) -> Reach:
    spans = tuple(
        (max(0, i * stride - field // 2), min(side - 1, i * stride + field // 2)) for i in range(n)
    )
    return Reach(spans, spans)


@pytest.mark.parametrize(("field", "stride"), [(3, 1), (9, 2), (31, 3)])
def test_peaks_are_found_place_by_place(field: int, stride: int) -> None:
    n = 8
    own = reach(n, field, stride, n * stride)
    maps = np.random.default_rng(field).normal(size=(5, n, n)).astype(np.float32)
    found = peaks(maps, own)
    middles = [(a + b) / 2 for a, b in own.rows]
    half = max(b - a + 1 for a, b in own.rows) / 2
    for index, map_ in enumerate(maps):
        taken: list[tuple[int, int]] = []
        order = sorted(np.ndindex(n, n), key=lambda at: -map_[at])
        for row, column in order:
            far = all(
                abs(middles[row] - middles[r]) >= half or abs(middles[column] - middles[c]) >= half
                for r, c in taken
            )
            if far and len(taken) < PER_PICTURE:
                taken.append((row, column))
        values = found.values[index][np.isfinite(found.values[index])]
        np.testing.assert_array_equal(values, [map_[at] for at in taken])
        places = list(zip(found.rows[index], found.columns[index], strict=True))[: len(taken)]
        assert places == taken


def test_the_strongest_of_all_pictures_come_first_and_only_those_above_0() -> None:
    rng = np.random.default_rng(3)
    pictures = [rng.normal(size=(2, 6, 6)).astype(np.float32) for _ in range(4)]
    found = [peaks(own, reach(6, 3, 1, 6)) for own in pictures]
    best = strongest(found, 1, 5)
    assert [own.value for own in best] == sorted((own.value for own in best), reverse=True)
    assert best[0].value == max(own[1].max() for own in pictures)
    for own in best:
        assert pictures[own.picture][1, own.row, own.column] == own.value
    assert strongest([peaks(-np.abs(own), None) for own in pictures], 0, 5) == []
    assert len(strongest([peaks(np.abs(own) + 1, None) for own in pictures], 0, 9)) == 4


def test_a_patch_at_the_border_keeps_its_place_and_is_black_outside() -> None:
    pixels = np.random.default_rng(0).integers(1, 255, (6, 6, 3)).astype(np.uint8)
    own = reach(6, 3, 1, 6)
    assert size_of(own) == (3, 3)
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)))
    for row in range(6):
        for column in range(6):
            patch = cut_out(pixels, own.field(row, column), (3, 3))
            np.testing.assert_array_equal(patch, padded[row : row + 3, column : column + 3])


def test_patches_are_told_as_they_are() -> None:
    one = [(Patch(0, 2, 4, 1.5), "cat")]
    assert "nothing in them excites it" in about_patches("relu", 4, [], 9, (3, 3), (32, 32))
    text = about_patches("relu", 4, one, 9, (3, 3), (32, 32))
    assert "Map 5 of relu responds most to cat: 1.5 at row 3, column 5. It is the only" in text
    assert "each is 3 × 3 of the 32 × 32 pixels" in text
    two = [*one, (Patch(1, 0, 0, 1.5), "bee")]
    text = about_patches("relu", 4, two, 9, (32, 32), (32, 32))
    assert "(and equally at 1 more)" in text
    assert "come from 2 of 9 pictures; a patch is the whole input" in text
    assert "All 2 patches shown come from cat" in about_patches("x", 0, one * 2, 9, (3, 3), (9, 9))
